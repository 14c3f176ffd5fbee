/**
 * `coInformation()`: what all of several variables share at once.
 *
 * @module
 */
import type { Law } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync } from "./estimators.ts";
import type { VariablesInput } from "./given.ts";
import { latticeEstimators, sharedCall, type Measured, type SharedOptions } from "./shared.ts";

const measure: Measured = { measure: "co-information", estimators: latticeEstimators("co-information") };

/**
 * Co-information −Σ (−1)^|S| H(S) over the non-empty subsets S of the variables: what all of them share at once. For two
 * variables it is their mutual information, for three I(X; Y) − I(X; Y | Z), below 0 where Z makes them tell more.
 *
 * Cost: one pass over the distinct rows for each of the 2ᵐ subsets; up to 24 variables. Source: A. J. Bell, "The
 * co-information lattice", 2003.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `estimator`, `base`, `missing`, and see {@link SharedOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { coInformation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await coInformation(xor, { base: 2 })).value); // -1
 * ```
 */
export async function coInformation(
  variables: VariablesInput | Law,
  options?: SharedOptions,
): Promise<Estimate> {
  return measured(sharedCall("coInformation", measure, variables, options));
}

/**
 * {@link coInformation} on the calling thread.
 *
 * @param variables As for {@link coInformation}.
 * @param options As for {@link coInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link coInformation}.
 * @throws What {@link coInformation} rejects with.
 */
export function coInformationSync(variables: VariablesInput | Law, options?: SharedOptions): Estimate {
  return measuredSync(sharedCall("coInformationSync", measure, variables, options));
}
