/**
 * `chiSquareDivergence()`: Pearson's and Neyman's χ².
 *
 * @module
 */
import { withDefault } from "../../options.ts";
import { oneOf } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link chiSquareDivergence}. */
export interface ChiSquareDivergenceOptions extends Omit<AnyDivergenceOptions<"poczos-schneider">, "base"> {
  /** `'pearson'` (default) divides by q, `'neyman'` by p. */
  form?: "pearson" | "neyman" | undefined;
}

const form: DivergenceForm = {
  measure: "chi square divergence",
  name: ({ form }) => `${String(form)}-chi-square`,
  options: { form: withDefault(oneOf(["pearson", "neyman"]), "pearson") },
  unit: "dimensionless",
  neighbors: "poczos-schneider",
};

/**
 * χ² divergence Σ (p − q)²/q of Pearson, or Σ (p − q)²/p of Neyman (K. Pearson, 1900; J. Neyman, 1949); infinite where the
 * divisor alone is 0.
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities; neighbors: `'pearson'` needs k of at least 2, `'neyman'` 3.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options `form`, and see {@link ChiSquareDivergenceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { chiSquareDivergence } from "marginals/information";
 *
 * const { value } = await chiSquareDivergence([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.3333
 * ```
 */
export async function chiSquareDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options?: ChiSquareDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("chiSquareDivergence", form, p, q, options));
}

/**
 * {@link chiSquareDivergence} on the calling thread.
 *
 * @param p As for {@link chiSquareDivergence}.
 * @param q As for {@link chiSquareDivergence}.
 * @param options As for {@link chiSquareDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link chiSquareDivergence}.
 * @throws What {@link chiSquareDivergence} rejects with.
 */
export function chiSquareDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: ChiSquareDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("chiSquareDivergenceSync", form, p, q, options));
}
