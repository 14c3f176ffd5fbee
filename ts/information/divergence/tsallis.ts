/**
 * `tsallisDivergence()`: Tsallis' divergence of an order.
 *
 * @module
 */
import { finiteNumber } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link tsallisDivergence}. */
export interface TsallisDivergenceOptions extends Omit<AnyDivergenceOptions<"poczos-schneider">, "base"> {
  /** The order: at least 0; 1 is Kullback–Leibler. */
  order: number;
}

const form: DivergenceForm = {
  measure: "tsallis divergence",
  name: "tsallis",
  options: { order: finiteNumber({ least: 0 }) },
  parameter: "order",
  unit: "dimensionless",
  neighbors: "poczos-schneider",
};

/**
 * Tsallis divergence (Σ pᵅ q^{1−α} − 1)/(α − 1): Kullback–Leibler (in nats) at order 1, χ² at 2 (C. Tsallis, "Generalized
 * entropy-based criterion for consistent testing", 1998).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities; neighbors: orders within k of 1.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options `order`, and see {@link TsallisDivergenceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { tsallisDivergence } from "marginals/information";
 *
 * const { value } = await tsallisDivergence([0.5, 0.5], [0.25, 0.75], { order: 2 });
 * console.log(value.toFixed(4)); // 0.3333
 * ```
 */
export async function tsallisDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options: TsallisDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("tsallisDivergence", form, p, q, options));
}

/**
 * {@link tsallisDivergence} on the calling thread.
 *
 * @param p As for {@link tsallisDivergence}.
 * @param q As for {@link tsallisDivergence}.
 * @param options As for {@link tsallisDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link tsallisDivergence}.
 * @throws What {@link tsallisDivergence} rejects with.
 */
export function tsallisDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options: TsallisDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("tsallisDivergenceSync", form, p, q, options));
}
