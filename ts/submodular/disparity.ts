/**
 * `disparitySum()`, `disparityMin()`, `disparityMinSum()`: how far apart the chosen elements are.
 *
 * @module
 */
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { anything, boolean, oneOf } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { elementRows } from "./native-matrix.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/**
 * How far apart two rows are: `'euclidean'` ‖x − y‖, `'squared-euclidean'` ‖x − y‖², `'cosine'` 1 − xᵀy / (‖x‖ ‖y‖),
 * `'precomputed'`: the matrix holds the distances, symmetric, at least 0, with zeros on the diagonal.
 */
export type DistanceMetric = "euclidean" | "squared-euclidean" | "cosine" | "precomputed";

/** Options of the disparity functions. */
export interface DisparityOptions {
  /** How far apart rows are; see {@link DistanceMetric}. Default `'euclidean'`. */
  metric?: DistanceMetric | undefined;
  /** Names of the rows, distinct. */
  names?: readonly string[] | undefined;
  /** Hand the matrix over instead of copying it: the caller's typed arrays are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

const schema = {
  metric: withDefault(oneOf(["euclidean", "squared-euclidean", "cosine", "precomputed"]), "euclidean"),
  names: anything,
  transfer: withDefault(boolean, false),
};

function disparity(
  verb: string,
  spread: string,
  matrix: unknown,
  options: DisparityOptions | undefined,
): NativeSetFunction {
  const given = ownOptions(verb, options, schema);
  const rows = elementRows(verb, "matrix", matrix, given.transfer);
  const names = elementNames(verb, given.names, rows.rows);
  return nativeSetFunction(unwrap(verb, native().functionDisparity(rows, given.metric, spread)), names);
}

/**
 * Disparity sum: f(S) = Σ of the distances of all unordered pairs in S, each pair once. Rewards far-flung sets, and
 * does not mind two elements close together if others are far.
 *
 * A gain costs O(1), choosing an element one pass over the matrix; no matrix of all distances is made. Supermodular and
 * increasing (proved): greedy has no bound in general, and is within a factor of 2 of the best set of a given size where
 * the distances are a metric (Euclidean ones are): Borodin, Jain, Lee and Ye (2017), "Max-sum diversification, monotone
 * submodular functions, and dynamic updates".
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` the distances, dense.
 * @param options {@link DisparityOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE` for a row of zeros under `'cosine'` and negative distances, `ARGUMENT` for distances
 *   that are not symmetric, `NON_FINITE`, `SHAPE` for what is no such matrix.
 * @example
 * ```ts
 * import { disparitySum, maximizeSync } from "marginals/submodular";
 *
 * const f = disparitySum([[0], [1], [5], [9]]);
 * console.log(f.valueSync([0, 2, 3]), maximizeSync(f, { size: 2 }).value); // 18 9
 * ```
 */
export function disparitySum(matrix: AnyMatrixInput, options?: DisparityOptions): NativeSetFunction {
  return disparity("disparitySum", "sum", matrix, options);
}

/**
 * Disparity min: f(S) = the least distance of any two elements of S, and 0 for fewer than two. No two chosen elements
 * are close.
 *
 * A gain costs O(1), choosing an element one pass over the matrix. Neither submodular nor monotone: from the third
 * element on every gain is at most 0, so ask for an exact size, `maximize(f, { size }, { exactSize: true })`; greedy is
 * then the farthest-point method of Gonzalez (1985), "Clustering to minimize the maximum intercluster distance".
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` the distances, dense.
 * @param options {@link DisparityOptions}.
 * @returns The set function.
 * @throws MarginalsError as {@link disparitySum}.
 * @example
 * ```ts
 * import { disparityMin, maximizeSync } from "marginals/submodular";
 *
 * const f = disparityMin([[0], [1], [5], [9]]);
 * const { indices, value } = maximizeSync(f, { size: 3 }, { exactSize: true });
 * console.log(indices, value); // Uint32Array(3) [ 0, 3, 2 ] 4
 * ```
 */
export function disparityMin(matrix: AnyMatrixInput, options?: DisparityOptions): NativeSetFunction {
  return disparity("disparityMin", "min", matrix, options);
}

/**
 * Disparity min-sum: f(S) = Σ over the elements of S of the distance to the nearest other one, and 0 for fewer than
 * two. Between {@link disparitySum} and {@link disparityMin}: every element should have no near neighbor, yet one that
 * has costs only its own share.
 *
 * A gain costs O(|S| · columns), choosing an element one pass over the matrix. Of unknown structure: no bound.
 *
 * @param matrix A row per element, dense or sparse; with `metric: 'precomputed'` the distances, dense.
 * @param options {@link DisparityOptions}.
 * @returns The set function.
 * @throws MarginalsError as {@link disparitySum}.
 * @example
 * ```ts
 * import { disparityMinSum } from "marginals/submodular";
 *
 * console.log(disparityMinSum([[0], [1], [5], [9]]).valueSync([0, 2, 3])); // 13
 * ```
 */
export function disparityMinSum(matrix: AnyMatrixInput, options?: DisparityOptions): NativeSetFunction {
  return disparity("disparityMinSum", "min-sum", matrix, options);
}
