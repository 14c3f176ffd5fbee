/**
 * Matrices of set functions on their way to the native side.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { matrix, type DenseMatrix } from "../matrix.ts";
import type { Native } from "../native.ts";
import type { SparseMatrix } from "../sparse-matrix.ts";

/**
 * Takes over a matrix with a row per element of the ground set.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave: a dense or sparse matrix of at least one row.
 * @param transfer Move typed arrays instead of copying them.
 * @returns The matrix as the native side takes it.
 */
export function elementRows(
  verb: string,
  argument: string,
  value: unknown,
  transfer: boolean,
): Native.MatrixSpec {
  const owned = matrix(verb, argument, value, transfer);
  if (owned.rows === 0) throw fault("SHAPE", verb, argument, "a matrix of at least one row", "0 rows");
  return nativeMatrix(owned);
}

/**
 * The form in which a matrix crosses to the native side.
 *
 * @param owned A matrix on memory of the library's own.
 * @returns The same numbers, none copied.
 */
export function nativeMatrix(owned: DenseMatrix | SparseMatrix): Native.MatrixSpec {
  const { rows, cols, data } = owned;
  return {
    data,
    rows,
    cols,
    ...(owned.kind === "sparse" && { indices: owned.indices, indptr: owned.indptr }),
  };
}
