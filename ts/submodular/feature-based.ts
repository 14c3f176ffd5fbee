/**
 * `featureBased()`, `concaveOverModular()`: concave functions of sums of features.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { optional, ownInput, ownOptions, withDefault } from "../options.ts";
import { anything, boolean, finiteNumber } from "../validate.ts";
import { capped, concave, type ConcaveInput } from "./concave.ts";
import { classWeights, elementClasses } from "./element-classes.ts";
import { elementNames } from "./element-names.ts";
import { elementRows } from "./native-matrix.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { ownWeights } from "./weights.ts";

/** How sums of features count. */
export interface FeatureBasedOptions {
  /** The concave function: `'sqrt'` (default), `'log1p'`, `'saturating'`, `'min'`, or `{ power: p }`. */
  concave?: ConcaveInput | undefined;
  /** With `concave: 'min'`, the sum from which on more adds nothing: above 0, default 1. */
  cap?: number | undefined;
  /** Weight of each column, at least 0; default 1. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
  /** Names of the rows, distinct. */
  names?: readonly string[] | undefined;
  /** Hand the matrix over instead of copying it: the caller's typed arrays are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

const schema = {
  concave: withDefault(concave, { name: "sqrt" }),
  cap: optional(finiteNumber({ above: 0 })),
  weights: anything,
  names: anything,
};

/**
 * The feature-based function f(S) = Σ_i w_i g(Σ of column i over the rows in S): each feature has diminishing returns,
 * so the rows chosen have much of many features. Needs no similarities, and is the fastest function for wide data.
 *
 * A gain costs one pass over a row, O(columns) dense or O(entries of the row) sparse; building costs one pass over
 * the matrix on the calling thread. Monotone and submodular (proved, the entries being checked to be at least 0), so
 * greedy reaches 1 − 1/e of the optimum under a size limit. Source: Kirchhoff and Bilmes (2014), "Submodularity for
 * data selection in statistical machine translation".
 *
 * @param matrix A row per element, a column per feature, every entry at least 0, dense or sparse; single and double
 *   precision are kept as they are, sums are in double precision.
 * @param options {@link FeatureBasedOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE` for a negative entry (its row and column are named) and for parameters outside their
 *   range, `NON_FINITE` for NaN and infinities, `SHAPE` and `ARGUMENT` for what is no such matrix or option.
 * @example
 * ```ts
 * import { featureBased, maximizeSync } from "marginals/submodular";
 *
 * const wordCounts = [[4, 0, 0], [3, 1, 0], [0, 2, 2], [0, 0, 3]];
 * const f = featureBased(wordCounts, { concave: "sqrt" });
 * console.log(maximizeSync(f, { size: 2 }).indices); // Uint32Array(2) [ 2, 1 ]
 * ```
 */
export function featureBased(matrix: AnyMatrixInput, options?: FeatureBasedOptions): NativeSetFunction {
  const verb = "featureBased";
  const given = ownOptions(verb, options, { ...schema, transfer: withDefault(boolean, false) });
  const g = capped(verb, given.concave, given.cap);
  const rows = elementRows(verb, "matrix", matrix, given.transfer);
  const weights = ownWeights(verb, given.weights, rows.cols, "columns of the matrix");
  const names = elementNames(verb, given.names, rows.rows);
  return nativeSetFunction(unwrap(verb, native().functionFeatureBased(rows, weights, g)), names);
}

/** A concave function of a modular function per group. */
export interface ConcaveOverModularInput {
  /** Group of each element: labels of any kind, as of `partitionMatroid()`. */
  groups: readonly string[] | readonly number[] | Uint32Array;
  /** What each element counts within its group, at least 0; default 1. */
  values?: Float64Array | Float32Array | readonly number[] | undefined;
  /** The concave function, default `'sqrt'`. */
  concave?: ConcaveInput | undefined;
  /** With `concave: 'min'`, the sum from which on more of a group adds nothing; default 1. */
  cap?: number | undefined;
  /** Weight of each group, by its label, at least 0; a label left out counts 1. */
  weights?: Readonly<Record<string, number>> | undefined;
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
}

/**
 * Concave over modular, by groups: f(S) = Σ over groups G of w_G g(Σ of values over S ∩ G). The soft form of "some of
 * every group": the first elements of a group count most, none is forbidden. O(1) a gain. Monotone and submodular
 * (proved). Source: Lin and Bilmes (2011), "A class of submodular functions for document summarization" (its diversity
 * reward).
 *
 * @param input {@link ConcaveOverModularInput}.
 * @returns The set function.
 * @throws MarginalsError `RANGE`, `NON_FINITE`, `SHAPE`, `ARGUMENT` for what is no such input.
 * @example
 * ```ts
 * import { concaveOverModular, maximizeSync } from "marginals/submodular";
 *
 * const f = concaveOverModular({ groups: ["news", "news", "wiki", "code"], values: [9, 4, 4, 1] });
 * console.log(maximizeSync(f, { size: 3 }).indices); // Uint32Array(3) [ 0, 2, 3 ]
 * ```
 */
export function concaveOverModular(input: ConcaveOverModularInput): NativeSetFunction {
  const verb = "concaveOverModular";
  const given = ownInput(verb, input, { ...schema, groups: anything, values: anything });
  const g = capped(verb, given.concave, given.cap);
  const classes = elementClasses(verb, "groups", given.groups);
  const rows = classes.classOf.length;
  if (rows === 0) throw fault("SHAPE", verb, "groups", "of at least one element", "0");
  const data = ownWeights(verb, given.values, rows, "elements", "values") ?? new Float64Array(rows).fill(1);
  const weights = classWeights(verb, "weights", given.weights, classes);
  const names = elementNames(verb, given.names, rows);
  const indptr = Uint32Array.from({ length: rows + 1 }, (_, row) => row);
  const matrix = { rows, cols: classes.positions.size, data, indices: classes.classOf, indptr };
  return nativeSetFunction(unwrap(verb, native().functionFeatureBased(matrix, weights, g)), names);
}
