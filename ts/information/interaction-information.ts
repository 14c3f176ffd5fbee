/**
 * `interactionInformation()`: co-information with the sign of synergy.
 *
 * @module
 */
import type { Law } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync } from "./estimators.ts";
import type { VariablesInput } from "./given.ts";
import { latticeEstimators, sharedCall, type Measured, type SharedOptions } from "./shared.ts";

const measure: Measured = {
  measure: "interaction information",
  estimators: latticeEstimators("interaction-information"),
};

/**
 * Interaction information: (−1)ᵐ times the co-information of m variables, so that parity has +1 bit for every m and three
 * copies of a bit have −1.
 *
 * Cost: one pass over the distinct rows for each of the 2ᵐ subsets; up to 24 variables. Source: W. J. McGill,
 * "Multivariate information transmission", 1954, with this sign.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `estimator`, `base`, `missing`, and see {@link SharedOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { interactionInformation } from "marginals/information";
 *
 * const xor = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], c: [0, 1, 1, 0] } };
 * console.log((await interactionInformation(xor, { base: 2 })).value); // 1
 * ```
 */
export async function interactionInformation(
  variables: VariablesInput | Law,
  options?: SharedOptions,
): Promise<Estimate> {
  return measured(sharedCall("interactionInformation", measure, variables, options));
}

/**
 * {@link interactionInformation} on the calling thread.
 *
 * @param variables As for {@link interactionInformation}.
 * @param options As for {@link interactionInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link interactionInformation}.
 * @throws What {@link interactionInformation} rejects with.
 */
export function interactionInformationSync(
  variables: VariablesInput | Law,
  options?: SharedOptions,
): Estimate {
  return measuredSync(sharedCall("interactionInformationSync", measure, variables, options));
}
