/**
 * `tseComplexity()`: how integrated variables are at every scale.
 *
 * @module
 */
import type { Law } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync } from "./estimators.ts";
import type { VariablesInput } from "./given.ts";
import { latticeEstimators, sharedCall, type Measured, type SharedOptions } from "./shared.ts";

const measure: Measured = { measure: "TSE complexity", estimators: latticeEstimators("tse-complexity") };

/**
 * Complexity of Tononi, Sporns and Edelman: Σ over sizes k of (mean entropy of k variables − k/m of the entropy of all).
 * It is 0 for independent variables and large where parts of every size are integrated.
 *
 * The plug-in estimate is never negative. Cost: one pass over the distinct rows for each of the 2ᵐ subsets; up to 24
 * variables. Source: G. Tononi, O. Sporns and G. M. Edelman, "A measure for brain complexity", 1994.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `estimator`, `base`, `missing`, and see {@link SharedOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { tseComplexity } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await tseComplexity(xor, { base: 2 })).value.toFixed(6)); // 1.000000
 * ```
 */
export async function tseComplexity(
  variables: VariablesInput | Law,
  options?: SharedOptions,
): Promise<Estimate> {
  return measured(sharedCall("tseComplexity", measure, variables, options));
}

/**
 * {@link tseComplexity} on the calling thread.
 *
 * @param variables As for {@link tseComplexity}.
 * @param options As for {@link tseComplexity}; a `signal` is only seen if it aborted before.
 * @returns As {@link tseComplexity}.
 * @throws What {@link tseComplexity} rejects with.
 */
export function tseComplexitySync(variables: VariablesInput | Law, options?: SharedOptions): Estimate {
  return measuredSync(sharedCall("tseComplexitySync", measure, variables, options));
}
