/**
 * `dualTotalCorrelation()`: what at least two of several variables share.
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

const measure: Measured = {
  measure: "dual total correlation",
  estimators: gradientEstimators("dual-total-correlation"),
};

/**
 * Dual total correlation (binding information) DTC = H(X) − Σ H(Xᵢ | all others): what at least two of the variables
 * share. For two variables it is their mutual information.
 *
 * The plug-in estimate is never negative. Cost: O(distinct rows · m log m) after one count of the samples; with the
 * gradient m times as much. Source: T. S. Han, "Nonnegative entropy measures of multivariate symmetric correlations", 1978.
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
 * import { dualTotalCorrelation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await dualTotalCorrelation(xor, { base: 2 })).value); // 2
 * ```
 */
export async function dualTotalCorrelation(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): Promise<GradientEstimate> {
  return gradientMeasured(sharedCall("dualTotalCorrelation", measure, variables, options));
}

/**
 * {@link dualTotalCorrelation} on the calling thread.
 *
 * @param variables As for {@link dualTotalCorrelation}.
 * @param options As for {@link dualTotalCorrelation}; a `signal` is only seen if it aborted before.
 * @returns As {@link dualTotalCorrelation}.
 * @throws What {@link dualTotalCorrelation} rejects with.
 */
export function dualTotalCorrelationSync(
  variables: VariablesInput | Law,
  options?: GradientOptions,
): GradientEstimate {
  return gradientMeasuredSync(sharedCall("dualTotalCorrelationSync", measure, variables, options));
}
