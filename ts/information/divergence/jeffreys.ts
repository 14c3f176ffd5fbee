/**
 * `jeffreysDivergence()`: Kullback–Leibler both ways.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link jeffreysDivergence}. */
export type JeffreysDivergenceOptions = AnyDivergenceOptions<"wang-kulkarni-verdu">;

const form: DivergenceForm = {
  measure: "jeffreys divergence",
  name: "jeffreys",
  neighbors: "wang-kulkarni-verdu",
};

/**
 * Jeffreys divergence KL(p ‖ q) + KL(q ‖ p) = Σ (p − q) ln p/q, symmetric (H. Jeffreys, "An invariant form for the prior
 * probability in estimation problems", 1946).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (Q. Wang, S. R. Kulkarni and S. Verdú, 2009) or kernel densities.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, `base`, and see {@link JeffreysDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { jeffreysDivergence } from "marginals/information";
 *
 * const { value } = await jeffreysDivergence([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.2747
 * ```
 */
export async function jeffreysDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options?: JeffreysDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("jeffreysDivergence", form, p, q, options));
}

/**
 * {@link jeffreysDivergence} on the calling thread.
 *
 * @param p As for {@link jeffreysDivergence}.
 * @param q As for {@link jeffreysDivergence}.
 * @param options As for {@link jeffreysDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link jeffreysDivergence}.
 * @throws What {@link jeffreysDivergence} rejects with.
 */
export function jeffreysDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: JeffreysDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("jeffreysDivergenceSync", form, p, q, options));
}
