/**
 * `cauchySchwarzDivergence()`: the angle between laws.
 *
 * @module
 */
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link cauchySchwarzDivergence}. */
export type CauchySchwarzDivergenceOptions = AnyDivergenceOptions<"leonenko-pronzato-savani">;

const form: DivergenceForm = {
  measure: "cauchy schwarz divergence",
  name: "cauchy-schwarz",
  neighbors: "leonenko-pronzato-savani",
  kde: false,
};

/**
 * Cauchy–Schwarz divergence −ln (Σ pq)² / (Σ p² Σ q²), symmetric, 0 only for equal laws (R. Jenssen et al., "The
 * Cauchy–Schwarz divergence and Parzen windowing", 2006). Other papers leave the square out, which halves it.
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (N. Leonenko, L. Pronzato and V. Savani, 2008), k at least 2.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, `base`, and see {@link CauchySchwarzDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { cauchySchwarzDivergence } from "marginals/information";
 *
 * const { value } = await cauchySchwarzDivergence([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.2231
 * ```
 */
export async function cauchySchwarzDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options?: CauchySchwarzDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("cauchySchwarzDivergence", form, p, q, options));
}

/**
 * {@link cauchySchwarzDivergence} on the calling thread.
 *
 * @param p As for {@link cauchySchwarzDivergence}.
 * @param q As for {@link cauchySchwarzDivergence}.
 * @param options As for {@link cauchySchwarzDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link cauchySchwarzDivergence}.
 * @throws What {@link cauchySchwarzDivergence} rejects with.
 */
export function cauchySchwarzDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: CauchySchwarzDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("cauchySchwarzDivergenceSync", form, p, q, options));
}
