/**
 * `jeffreysDivergence()`: Kullback–Leibler both ways.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type DivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link jeffreysDivergence}. */
export type JeffreysDivergenceOptions = DivergenceOptions;

const form: DivergenceForm = { measure: "jeffreys divergence", name: "jeffreys" };

/**
 * Jeffreys divergence KL(p ‖ q) + KL(q ‖ p) = Σ (p − q) ln p/q, symmetric (H. Jeffreys, "An invariant form for the prior
 * probability in estimation problems", 1946).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * @param p One distribution: probabilities, or `{ mean, covariance }` of a Gaussian law.
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
