/**
 * `oInformation()`: whether several variables are redundant or synergistic.
 *
 * @module
 */
import type { Law } from "./discrete.ts";
import type { VariablesInput } from "./given.ts";
import {
  gradientEstimators,
  gradientMeasured,
  gradientMeasuredSync,
  sharedCall,
  type GradientEstimate,
  type GradientOptions,
  type Measured,
} from "./shared.ts";

const measure: Measured = { measure: "O-information", estimators: gradientEstimators("o-information") };

/**
 * O-information Ω = TC − DTC: above 0 where redundancy dominates (copies), below 0 where synergy does (parity), 0 for
 * two variables and for independent ones.
 *
 * Ω is a difference of two estimates: with few samples even its sign may be wrong. `gradient: true` gives
 * ∂ᵢΩ = Ω(X) − Ω(X without i), what variable i adds. Cost: O(distinct rows · m log m) after one count of the samples;
 * with the gradient m times as much. For all subsets of some sizes see `nPletInformation()`. Sources: F. Rosas et al.,
 * "Quantifying high-order interdependencies via multivariate extensions of the mutual information", 2019; T. Scagliarini
 * et al., "Gradients of O-information", 2023.
 *
 * Of values, by neighbors or from one factor of the covariance: see `estimator` in {@link GradientOptions}.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `estimator`, `gradient`, `base`, `missing`, and see {@link GradientOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { oInformation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await oInformation(xor, { base: 2, gradient: true })).gradient); // Float64Array(3) [ -1, -1, -1 ]
 * ```
 */
export async function oInformation(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): Promise<GradientEstimate> {
  return gradientMeasured(sharedCall("oInformation", measure, variables, options));
}

/**
 * {@link oInformation} on the calling thread.
 *
 * @param variables As for {@link oInformation}.
 * @param options As for {@link oInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link oInformation}.
 * @throws What {@link oInformation} rejects with.
 */
export function oInformationSync(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): GradientEstimate {
  return gradientMeasuredSync(sharedCall("oInformationSync", measure, variables, options));
}
