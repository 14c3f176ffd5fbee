/**
 * `hellingerDistance()`: the distance of square roots.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link hellingerDistance}. */
export type HellingerDistanceOptions = Omit<AnyDivergenceOptions<"poczos-schneider">, "base">;

const form: DivergenceForm = {
  measure: "hellinger distance",
  name: "hellinger",
  unit: "dimensionless",
  neighbors: "poczos-schneider",
};

/**
 * Hellinger distance √(1 − Σ √(pq)), a metric from 0 to 1 (E. Hellinger, 1909).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, and see {@link HellingerDistanceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { hellingerDistance } from "marginals/information";
 *
 * const { value } = await hellingerDistance([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.1846
 * ```
 */
export async function hellingerDistance(
  p: DistributionInput,
  q: DistributionInput,
  options?: HellingerDistanceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("hellingerDistance", form, p, q, options));
}

/**
 * {@link hellingerDistance} on the calling thread.
 *
 * @param p As for {@link hellingerDistance}.
 * @param q As for {@link hellingerDistance}.
 * @param options As for {@link hellingerDistance}; a `signal` is only seen if it aborted before.
 * @returns As {@link hellingerDistance}.
 * @throws What {@link hellingerDistance} rejects with.
 */
export function hellingerDistanceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: HellingerDistanceOptions,
): Estimate {
  return measuredSync(divergenceCall("hellingerDistanceSync", form, p, q, options));
}
