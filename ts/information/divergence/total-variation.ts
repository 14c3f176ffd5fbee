/**
 * `totalVariationDistance()`: the largest difference of probabilities.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link totalVariationDistance}. */
export type TotalVariationDistanceOptions = Omit<AnyDivergenceOptions, "base">;

const form: DivergenceForm = {
  measure: "total variation distance",
  name: "total-variation",
  unit: "dimensionless",
};

/**
 * Total variation distance ½ Σ |p − q|: the largest difference between the probabilities of one event, a metric from 0 to 1.
 *
 * Exact for probabilities; it has no closed form for Gaussian laws. Cost: O(symbols).
 *
 * Of samples by kernel densities.
 *
 * @param p One distribution: probabilities, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, and see {@link TotalVariationDistanceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { totalVariationDistance } from "marginals/information";
 *
 * const { value } = await totalVariationDistance([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.2500
 * ```
 */
export async function totalVariationDistance(
  p: DistributionInput,
  q: DistributionInput,
  options?: TotalVariationDistanceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("totalVariationDistance", form, p, q, options));
}

/**
 * {@link totalVariationDistance} on the calling thread.
 *
 * @param p As for {@link totalVariationDistance}.
 * @param q As for {@link totalVariationDistance}.
 * @param options As for {@link totalVariationDistance}; a `signal` is only seen if it aborted before.
 * @returns As {@link totalVariationDistance}.
 * @throws What {@link totalVariationDistance} rejects with.
 */
export function totalVariationDistanceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: TotalVariationDistanceOptions,
): Estimate {
  return measuredSync(divergenceCall("totalVariationDistanceSync", form, p, q, options));
}
