/**
 * `graphCut()`: representation less redundancy.
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

/** Options of {@link graphCut}. */
export interface GraphCutOptions extends SimilarityOptions {
  /** How much redundancy counts against representation: at least 0, default 0.5, the largest that stays monotone. */
  lambda?: number | undefined;
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
}

/**
 * The graph-cut function f(S) = Σ over i in U, a in S of s_ia − λ Σ over a, b in S of s_ab: how much S is like U, less λ
 * times how much it is like itself. The second sum runs over ordered pairs, the diagonal included; U is the ground set
 * unless `represented` is given.
 *
 * A gain costs O(1), choosing an element its similarities with all others, O(rows · columns), and nothing of size
 * rows × rows is made. The totals are made once, by the first call that needs them or by `prepare()`: O(rows · columns)
 * for `'cosine'` and `'dot'` on rows without negative entries, else one pass over all pairs. Submodular (proved, for
 * s ≥ 0 is enforced); increasing for λ ≤ 0.5 and non-negative for λ ≤ 1 where the ground set represents itself; λ = 1 is
 * the cut between S and the rest. Source: Lin and Bilmes (2011), "A class of submodular functions for document
 * summarization".
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` a symmetric matrix of similarities.
 * @param options {@link GraphCutOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE`, `NON_FINITE`, `SHAPE`, `ARGUMENT` for what is no such matrix or option. Calls over the
 *   function fail with `RANGE` for a similarity below 0 that is refused or a row of zeros under `'cosine'`, with
 *   `ARGUMENT` for a matrix of similarities that is not symmetric.
 * @example
 * ```ts
 * import { graphCut, maximizeSync } from "marginals/submodular";
 *
 * const f = graphCut([[1, 0], [0.9, 0.1], [0, 1]], { metric: "cosine", lambda: 0.6 });
 * console.log(maximizeSync(f, { size: 2 }).indices); // Uint32Array(2) [ 1, 2 ]
 * ```
 */
export function graphCut(matrix: AnyMatrixInput, options?: GraphCutOptions): NativeSetFunction {
  const verb = "graphCut";
  const given = ownOptions(verb, options, {
    ...similarityOptions,
    lambda: withDefault(finiteNumber({ least: 0 }), 0.5),
    names: anything,
  });
  const { represented, ...pairs } = similarity(verb, matrix, given);
  const groundSize = given.metric === "precomputed" ? pairs.matrix.cols : pairs.matrix.rows;
  const names = elementNames(verb, given.names, groundSize);
  const other = represented === undefined ? undefined : { ...pairs, represented };
  return nativeSetFunction(unwrap(verb, native().functionGraphCut(pairs, other, given.lambda)), names);
}
