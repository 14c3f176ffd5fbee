/**
 * `renyiDivergence()`: Rényi's divergence of an order.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { orderOf } from "../order-call.ts";
import { divergenceCall, type DivergenceForm, type DivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link renyiDivergence}. */
export interface RenyiDivergenceOptions extends DivergenceOptions {
  /** The order: at least 0; 1 is Kullback–Leibler, `Infinity` the logarithm of the largest p/q. */
  order: number;
}

const form: DivergenceForm = {
  measure: "renyi divergence",
  name: "renyi",
  options: { order: orderOf },
  parameter: "order",
};

/**
 * Rényi divergence ln Σ pᵅ q^{1−α} / (α − 1): Kullback–Leibler at order 1, rises with the order (A. Rényi, "On measures of
 * entropy and information", 1961).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * @param p One distribution: probabilities, or `{ mean, covariance }` of a Gaussian law.
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
