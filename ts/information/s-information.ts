/**
 * `sInformation()`: how much every variable shares with all others.
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

const measure: Measured = { measure: "S-information", estimators: gradientEstimators("s-information") };

/**
 * S-information TC + DTC = Σ I(Xᵢ; all others): how strongly the variables hang together, whether by redundancy or by
 * synergy.
 *
 * The plug-in estimate is never negative. Cost: O(distinct rows · m log m) after one count of the samples; with the
 * gradient m times as much. Source: F. Rosas et al., "Quantifying high-order interdependencies via multivariate
 * extensions of the mutual information", 2019.
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
 * import { sInformation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await sInformation(xor, { base: 2 })).value); // 3
 * ```
 */
export async function sInformation(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): Promise<GradientEstimate> {
  return gradientMeasured(sharedCall("sInformation", measure, variables, options));
}

/**
 * {@link sInformation} on the calling thread.
 *
 * @param variables As for {@link sInformation}.
 * @param options As for {@link sInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link sInformation}.
 * @throws What {@link sInformation} rejects with.
 */
export function sInformationSync(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): GradientEstimate {
  return gradientMeasuredSync(sharedCall("sInformationSync", measure, variables, options));
}
