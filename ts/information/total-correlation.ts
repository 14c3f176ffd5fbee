/**
 * `totalCorrelation()`: how far several variables are from independent.
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

/** Options of {@link totalCorrelation}. */
export interface TotalCorrelationOptions extends Omit<GradientOptions, "estimator"> {
  /** As for the other measures of many variables, and `'ksg2'`: neighborhoods of a length of their own in each variable. */
  estimator?: GradientOptions["estimator"] | "ksg2";
}

const measure: Measured = {
  measure: "total correlation",
  estimators: gradientEstimators("total-correlation"),
};

/**
 * Total correlation (multi-information) TC = Σ H(Xᵢ) − H(X₁, …, Xₘ): how far several variables are from independent, 0
 * exactly where they are. For two variables it is their mutual information.
 *
 * The plug-in estimate is never negative and too large for few samples. Its gradient is I(Xᵢ; all others). Cost:
 * O(distinct rows · m log m) after one count of the samples; with the gradient m times as much. Source: S. Watanabe,
 * "Information theoretical analysis of multivariate correlation", 1960.
 *
 * Of values, by neighbors or from one factor of the covariance: see `estimator` in {@link GradientOptions}.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `estimator`, `gradient`, `base`, `missing`, and see {@link TotalCorrelationOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { totalCorrelation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await totalCorrelation(xor, { base: 2 })).value); // 1
 *
 * const rows = Array.from({ length: 50 }, (_, at) => [Math.sin(at), Math.cos(at), Math.sin(at) + Math.cos(at) / 9]);
 * const { value, estimator } = await totalCorrelation(rows, { estimator: "ksg1" });
 * console.log(value > 1, estimator); // true ksg1
 * ```
 */
export async function totalCorrelation(
  variables: VariablesInput | Law,
  options?: TotalCorrelationOptions,
): Promise<GradientEstimate> {
  return gradientMeasured(sharedCall("totalCorrelation", measure, variables, options));
}

/**
 * {@link totalCorrelation} on the calling thread.
 *
 * @param variables As for {@link totalCorrelation}.
 * @param options As for {@link totalCorrelation}; a `signal` is only seen if it aborted before.
 * @returns As {@link totalCorrelation}.
 * @throws What {@link totalCorrelation} rejects with.
 */
export function totalCorrelationSync(
  variables: VariablesInput | Law,
  options?: TotalCorrelationOptions,
): GradientEstimate {
  return gradientMeasuredSync(sharedCall("totalCorrelationSync", measure, variables, options));
}
