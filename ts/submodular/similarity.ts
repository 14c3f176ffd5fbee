/**
 * Similarities as input: feature rows under a metric, or a matrix of numbers; the same for every function that needs
 * to know how alike elements are.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { matrix, type AnyMatrixInput, type DenseMatrix } from "../matrix.ts";
import type { Native } from "../native.ts";
import { optional, withDefault } from "../options.ts";
import type { SparseMatrix } from "../sparse-matrix.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";

/**
 * How alike two rows x and y are:
 * `'cosine'` xᵀy / (‖x‖ ‖y‖);
 * `'dot'` xᵀy;
 * `'euclidean'` 1 / (1 + ‖x − y‖);
 * `'squared-euclidean'` 1 / (1 + ‖x − y‖²);
 * `'rbf'` exp(−γ ‖x − y‖²);
 * `'laplacian'` exp(−γ ‖x − y‖), with the default γ what submodlib calls Euclidean;
 * `'squared-cosine'` (xᵀy)² / (‖x‖² ‖y‖²), what apricot calls cosine;
 * `'jaccard'` |A ∩ B| / |A ∪ B| of the columns that are not 0, for sparse or binary rows;
 * `'precomputed'`: the matrix holds the similarities themselves, represented rows × elements; the way, too, to what
 * apricot calls Euclidean, max D² − D² with the largest D² of all pairs.
 */
export type SimilarityMetric =
  | "cosine"
  | "dot"
  | "euclidean"
  | "squared-euclidean"
  | "rbf"
  | "laplacian"
  | "squared-cosine"
  | "jaccard"
  | "precomputed";

/** Options of every function over similarities. */
export interface SimilarityOptions {
  /** How alike rows are; see {@link SimilarityMetric}. Default `'cosine'`. */
  metric?: SimilarityMetric | undefined;
  /** γ of `'rbf'` and `'laplacian'`, above 0. Default 1 / columns. */
  gamma?: number | undefined;
  /** Rows that are to be represented, with the columns of the matrix. Default: the rows of the matrix themselves. */
  represented?: AnyMatrixInput | undefined;
  /**
   * Similarities below 0, where the function has no use for them: `'clamp'` counts them as 0, `'refuse'` makes them an
   * error. Default `'clamp'` for `'cosine'`, which is then max(0, cosine), and `'refuse'` for the others.
   */
  negative?: "refuse" | "clamp" | undefined;
  /** Hand typed arrays over instead of copying them: the caller's are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

const metrics = [
  "cosine",
  "dot",
  "euclidean",
  "squared-euclidean",
  "rbf",
  "laplacian",
  "squared-cosine",
  "jaccard",
  "precomputed",
] as const;

const raw: Check<unknown> = (value) => value;

/** The checkers of {@link SimilarityOptions}, to be spread into a schema. */
export const similarityOptions: {
  readonly [Key in keyof CheckedSimilarityOptions]: Check<CheckedSimilarityOptions[Key]>;
} = {
  metric: withDefault(validate.oneOf(metrics), "cosine"),
  gamma: optional(validate.finiteNumber({ above: 0 })),
  represented: raw,
  negative: optional(validate.oneOf(["refuse", "clamp"])),
  transfer: withDefault(validate.boolean, false),
};

/** {@link SimilarityOptions} after the checkers. */
export interface CheckedSimilarityOptions {
  metric: SimilarityMetric;
  gamma: number | undefined;
  represented: unknown;
  negative: "refuse" | "clamp" | undefined;
  transfer: boolean;
}

/**
 * Takes over a matrix with the options that say how alike its rows are.
 *
 * @param verb The function the caller called.
 * @param value What should be a matrix.
 * @param options Checked options.
 * @returns The input of the native side, on memory of its own.
 */
export function similarity(
  verb: string,
  value: unknown,
  options: CheckedSimilarityOptions,
): Native.SimilaritySpec {
  const { metric, gamma, transfer } = options;
  if (gamma !== undefined && metric !== "rbf" && metric !== "laplacian") {
    throw fault("ARGUMENT", verb, "gamma", "absent, or the metric 'rbf' or 'laplacian'", `${gamma}`);
  }
  const given = matrixSpec(verb, "matrix", value, transfer);
  let represented: Native.MatrixSpec | undefined;
  if (options.represented !== undefined) {
    if (metric === "precomputed") {
      const expected = "absent with metric 'precomputed', whose rows are the represented ones";
      throw fault("ARGUMENT", verb, "represented", expected, "a matrix");
    }
    represented = matrixSpec(verb, "represented", options.represented, transfer);
    if (represented.cols !== given.cols) {
      const expected = `a matrix of ${given.cols} columns, as the ground set`;
      throw fault("SHAPE", verb, "represented", expected, `${represented.cols} columns`);
    }
  }
  const negative = options.negative ?? (metric === "cosine" ? "clamp" : "refuse");
  return {
    matrix: given,
    ...(represented && { represented }),
    metric,
    ...(gamma !== undefined && { gamma }),
    clamp: negative === "clamp",
  };
}

/**
 * Takes over a matrix that has rows and columns.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What should be a matrix, dense or sparse.
 * @param transfer Move typed arrays instead of copying them.
 * @returns The input of the native side, on memory of its own.
 */
export function matrixSpec(
  verb: string,
  argument: string,
  value: unknown,
  transfer: boolean,
): Native.MatrixSpec {
  const owned: DenseMatrix | SparseMatrix = matrix(verb, argument, value, transfer);
  const { kind, data, rows, cols } = owned;
  if (rows === 0 || cols === 0) {
    throw fault("SHAPE", verb, argument, "at least one row and one column", `${rows} × ${cols}`);
  }
  return kind === "sparse"
    ? { data, indices: owned.indices, indptr: owned.indptr, rows, cols }
    : { data, rows, cols };
}
