/**
 * `renyiDivergence()`: Rényi's divergence of an order.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { orderOf } from "../order-call.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link renyiDivergence}. */
export interface RenyiDivergenceOptions extends AnyDivergenceOptions<"poczos-schneider"> {
  /** The order: at least 0; 1 is Kullback–Leibler, `Infinity` the logarithm of the largest p/q. */
  order: number;
}

const form: DivergenceForm = {
  measure: "renyi divergence",
  name: "renyi",
  options: { order: orderOf },
  parameter: "order",
  neighbors: "poczos-schneider",
};

/**
 * Rényi divergence ln Σ pᵅ q^{1−α} / (α − 1): Kullback–Leibler at order 1, rises with the order (A. Rényi, "On measures of
 * entropy and information", 1961).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities; neighbors: orders within k of 1.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options `order`, `base`, and see {@link RenyiDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { renyiDivergence } from "marginals/information";
 *
 * const { value } = await renyiDivergence([0.5, 0.5], [0.25, 0.75], { order: 2 });
 * console.log(value.toFixed(4)); // 0.2877
 * ```
 */
export async function renyiDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options: RenyiDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("renyiDivergence", form, p, q, options));
}

/**
 * {@link renyiDivergence} on the calling thread.
 *
 * @param p As for {@link renyiDivergence}.
 * @param q As for {@link renyiDivergence}.
 * @param options As for {@link renyiDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link renyiDivergence}.
 * @throws What {@link renyiDivergence} rejects with.
 */
export function renyiDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options: RenyiDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("renyiDivergenceSync", form, p, q, options));
}
