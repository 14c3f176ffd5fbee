/**
 * `bhattacharyyaDistance()`: the logarithm of the overlap.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link bhattacharyyaDistance}. */
export type BhattacharyyaDistanceOptions = AnyDivergenceOptions<"poczos-schneider">;

const form: DivergenceForm = {
  measure: "bhattacharyya distance",
  name: "bhattacharyya",
  neighbors: "poczos-schneider",
};

/**
 * Bhattacharyya distance −ln Σ √(pq), infinite for laws without overlap (A. Bhattacharyya, "On a measure of divergence
 * between two statistical populations", 1943).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, `base`, and see {@link BhattacharyyaDistanceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { bhattacharyyaDistance } from "marginals/information";
 *
 * const { value } = await bhattacharyyaDistance([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.0347
 * ```
 */
export async function bhattacharyyaDistance(
  p: DistributionInput,
  q: DistributionInput,
  options?: BhattacharyyaDistanceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("bhattacharyyaDistance", form, p, q, options));
}

/**
 * {@link bhattacharyyaDistance} on the calling thread.
 *
 * @param p As for {@link bhattacharyyaDistance}.
 * @param q As for {@link bhattacharyyaDistance}.
 * @param options As for {@link bhattacharyyaDistance}; a `signal` is only seen if it aborted before.
 * @returns As {@link bhattacharyyaDistance}.
 * @throws What {@link bhattacharyyaDistance} rejects with.
 */
export function bhattacharyyaDistanceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: BhattacharyyaDistanceOptions,
): Estimate {
  return measuredSync(divergenceCall("bhattacharyyaDistanceSync", form, p, q, options));
}
