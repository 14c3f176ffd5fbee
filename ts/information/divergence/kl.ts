/**
 * `klDivergence()`: the price of taking one law for another.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link klDivergence}. */
export interface KlDivergenceOptions extends AnyDivergenceOptions<"wang-kulkarni-verdu"> {
  /** `'kde'`: also give the contribution of each sample of p. Default false. */
  local?: boolean | undefined;
}

const form: DivergenceForm = {
  measure: "kl divergence",
  name: "kullback-leibler",
  neighbors: "wang-kulkarni-verdu",
};

/**
 * Kullback–Leibler divergence KL(p ‖ q) = Σ p ln p/q: the nats a code for q wastes on p; 0 only for equal laws, infinite where
 * q is 0 and p is not (S. Kullback and R. A. Leibler, "On information and sufficiency", 1951).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (Q. Wang, S. R. Kulkarni and S. Verdú, 2009) or kernel densities.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, `base`, and see {@link KlDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { klDivergence } from "marginals/information";
 *
 * const { value } = await klDivergence([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.1438
 *
 * const heights = [1.62, 1.71, 1.55, 1.8, 1.67, 1.74, 1.59];
 * const found = await klDivergence({ samples: heights }, { samples: heights.map((height) => height + 0.5) });
 * console.log(found.estimator, found.value > 0); // wang-kulkarni-verdu true
 * ```
 */
export async function klDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options?: KlDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("klDivergence", form, p, q, options));
}

/**
 * {@link klDivergence} on the calling thread.
 *
 * @param p As for {@link klDivergence}.
 * @param q As for {@link klDivergence}.
 * @param options As for {@link klDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link klDivergence}.
 * @throws What {@link klDivergence} rejects with.
 */
export function klDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: KlDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("klDivergenceSync", form, p, q, options));
}
