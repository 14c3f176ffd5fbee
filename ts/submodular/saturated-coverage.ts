/**
 * `saturatedCoverage()`: cover every row up to a fraction.
 *
 * @module
 */
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { anything, finiteNumber } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { similarity, similarityOptions, type SimilarityOptions } from "./similarity.ts";
import { ownWeights } from "./weights.ts";

/** Options of {@link saturatedCoverage}. */
export interface SaturatedCoverageOptions extends SimilarityOptions {
  /** α, the fraction of its similarity with the whole ground set from which on a row is covered: above 0, at most 1. */
  fraction?: number | undefined;
  /** Weight of each represented row, at least 0; default 1. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
}

/**
 * Saturated coverage f(S) = Σ_i w_i min(Σ over a in S of s_ia, α Σ over all v of s_iv): every row i wants to be covered
 * up to a fraction α (default 0.25) of what everything together would give it, and no further.
 *
 * The similarities are computed and kept by the first call that needs them, or by `prepare()`: represented rows ×
 * elements numbers of the matrix's precision, announced to the memory limit; then a gain costs O(represented rows).
 * They are kept because a choice raises every row: a gain of an earlier set cannot be corrected on a few rows, as that of
 * facility location can.
 * Monotone and submodular (proved, for s ≥ 0 is enforced). Source: Lin and Bilmes (2011), "A class of submodular
 * functions for document summarization".
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` the similarities, represented rows ×
 *   elements.
 * @param options {@link SaturatedCoverageOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE`, `NON_FINITE`, `SHAPE`, `ARGUMENT` for what is no such matrix or option. Calls over the
 *   function fail with `RANGE` for a similarity below 0 that is refused or a row of zeros under `'cosine'`, with
 *   `OUT_OF_MEMORY` where the similarities do not fit.
 * @example
 * ```ts
 * import { maximizeSync, saturatedCoverage } from "marginals/submodular";
 *
 * const rows = [[1, 0], [0.9, 0.1], [0.8, 0.1], [0, 1]];
 * const f = saturatedCoverage(rows, { metric: "cosine", fraction: 0.25 });
 * console.log(maximizeSync(f, { size: 2 }).indices); // Uint32Array(2) [ 2, 3 ]
 * ```
 */
export function saturatedCoverage(
  matrix: AnyMatrixInput,
  options?: SaturatedCoverageOptions,
): NativeSetFunction {
  const verb = "saturatedCoverage";
  const given = ownOptions(verb, options, {
    ...similarityOptions,
    fraction: withDefault(finiteNumber({ above: 0, most: 1 }), 0.25),
    weights: anything,
    names: anything,
  });
  const input = similarity(verb, matrix, given);
  const isGiven = given.metric === "precomputed";
  const represented = input.represented ?? input.matrix;
  const weights = ownWeights(verb, given.weights, represented.rows, "represented rows");
  const names = elementNames(verb, given.names, isGiven ? input.matrix.cols : input.matrix.rows);
  const made = native().functionSaturatedCoverage(input, given.fraction, weights);
  return nativeSetFunction(unwrap(verb, made), names);
}
