/**
 * `logDeterminant()`: diversity as the logarithm of a volume.
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
import { similarity, similarityOptions, type SimilarityMetric } from "./similarity.ts";

/** Options of {@link logDeterminant}. */
export interface LogDeterminantOptions {
  /** Kernel; see {@link SimilarityMetric}. Default `'cosine'`. Negative entries stay as they are. */
  metric?: SimilarityMetric | undefined;
  /** γ of `'rbf'` and `'laplacian'`, above 0. Default 1 / columns. */
  gamma?: number | undefined;
  /** What is added to the diagonal: above 0, default 1, with which the function is monotone. */
  regularization?: number | undefined;
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
  /** Hand the matrix over instead of copying it: the caller's typed arrays are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

const { metric, gamma, transfer } = similarityOptions;

/**
 * The log-determinant f(S) = ln det(K_S + εI), ε the regularization: the larger, the more the rows of S point in
 * different directions. Greedy on it is the usual MAP inference of determinantal point processes.
 *
 * The kernel is never formed: a gain brings one element's row of a Cholesky factor up to date, O((columns + |S|) · steps
 * missed), and lazy greedy asks for few. Submodular for positive semi-definite kernels, which those of all metrics are
 * (proved), and which a `'precomputed'` one is by your word (declared); increasing and non-negative with ε ≥ 1. With
 * ε < 1 neither holds, and greedy may stop before the size is reached, at the first gain that is not above 0. Pivots are
 * never taken below ε, where exact arithmetic has none, so duplicates have gain ln ε and no gain is −∞. Source: Chen,
 * Zhang and Zhou (2018), "Fast greedy MAP inference for determinantal point process to improve recommendation diversity".
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` the kernel, symmetric.
 * @param options {@link LogDeterminantOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE`, `NON_FINITE`, `SHAPE`, `ARGUMENT` for what is no such matrix or option. Calls over the
 *   function fail with `RANGE` for a row of zeros under `'cosine'` and for a given kernel that is not positive
 *   semi-definite, with `ARGUMENT` for one that is not symmetric.
 * @example
 * ```ts
 * import { logDeterminant, maximizeSync } from "marginals/submodular";
 *
 * const f = logDeterminant([[1, 0], [0.9, 0.1], [0, 1]], { metric: "cosine", regularization: 1 });
 * const { indices, value } = maximizeSync(f, { size: 2 });
 * console.log(indices, value.toFixed(4)); // Uint32Array(2) [ 0, 2 ] 1.3863
 * ```
 */
export function logDeterminant(matrix: AnyMatrixInput, options?: LogDeterminantOptions): NativeSetFunction {
  const verb = "logDeterminant";
  const given = ownOptions(verb, options, {
    metric,
    gamma,
    transfer,
    regularization: withDefault(finiteNumber({ above: 0 }), 1),
    names: anything,
  });
  const kernel = similarity(verb, matrix, { ...given, represented: undefined, negative: "clamp" });
  const groundSize = given.metric === "precomputed" ? kernel.matrix.cols : kernel.matrix.rows;
  const names = elementNames(verb, given.names, groundSize);
  return nativeSetFunction(
    unwrap(verb, native().functionLogDeterminant(kernel, given.regularization)),
    names,
  );
}
