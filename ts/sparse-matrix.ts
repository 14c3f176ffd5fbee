/**
 * Sparse matrix input in compressed rows: row r holds `data[i]` in column `indices[i]` for
 * `indptr[r] ≤ i < indptr[r + 1]`.
 *
 * @module
 */
import { fault, wrongKind } from "./errors.ts";
import { ownFloats } from "./floats.ts";
import { ownValues } from "./options.ts";
import {
  isDetached,
  isTypedArray,
  snapshot,
  takeOver,
  typedArrayKind,
  typedArrayLength,
} from "./typed-array.ts";
import { integerIn, type Check } from "./validate.ts";

/** A sparse matrix as a caller may give it: compressed rows, as SciPy, Eigen and others hold them. */
export interface SparseMatrixInput {
  /** Values of the non-zeros, row after row. */
  data: Float64Array | Float32Array | readonly number[];
  /** Column of each. */
  indices: Uint32Array | Int32Array | readonly number[];
  /** Where each row starts, and where the last ends: rows + 1 entries, from 0 to the number of non-zeros. */
  indptr: Uint32Array | Int32Array | readonly number[];
  rows: number;
  cols: number;
}

/** Compressed rows on memory of the library's own. */
export interface SparseMatrix {
  kind: "sparse";
  data: Float64Array | Float32Array;
  /** Each below `cols`; order and duplicates within a row are the caller's. */
  indices: Uint32Array;
  /** Rises from 0 to `data.length`. */
  indptr: Uint32Array;
  rows: number;
  cols: number;
}

const count = integerIn(0, 2 ** 32 - 2);
const raw: Check<unknown> = (value) => value;

/**
 * Whole numbers as a `Uint32Array`, each checked.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value A `Uint32Array`, an `Int32Array` or an array of numbers.
 * @param transfer Move a `Uint32Array` instead of copying it.
 * @returns The numbers on memory of their own.
 */
export function ownIndices(verb: string, argument: string, value: unknown, transfer = false): Uint32Array {
  const typed = typedArrayKind(value);
  if (typed !== undefined && isDetached(value)) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "an array whose memory is still there",
      "one that was transferred",
    );
  }
  if (isTypedArray(value, "Uint32Array")) return transfer ? takeOver(value) : snapshot(value);
  if (typed !== "Int32Array" && !(typed === undefined && Array.isArray(value))) {
    throw wrongKind(verb, argument, "a Uint32Array, an Int32Array or an array of integers", value);
  }
  const from = value as readonly unknown[];
  const length = typed === undefined ? from.length : typedArrayLength(value);
  const owned = new Uint32Array(length);
  for (let i = 0; i < length; i++) owned[i] = count(from[i], `${argument}[${i}]`, verb);
  return owned;
}

/**
 * Takes over a sparse matrix.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param transfer Move typed arrays instead of copying them.
 * @returns Compressed rows on memory of their own, consistent in shape: one pass over `indices` and `indptr`.
 */
export function sparseMatrix(verb: string, argument: string, value: unknown, transfer = false): SparseMatrix {
  const given = ownValues(verb, argument, value, {
    data: raw,
    indices: raw,
    indptr: raw,
    rows: count,
    cols: count,
  });
  const { rows, cols } = given;
  const data = ownFloats(verb, `${argument}.data`, given.data, transfer);
  const indices = ownIndices(verb, `${argument}.indices`, given.indices, transfer);
  const indptr = ownIndices(verb, `${argument}.indptr`, given.indptr, transfer);
  if (data.length > 2 ** 32 - 1) {
    throw fault("LIMIT", verb, `${argument}.data`, "of at most 4294967295 non-zeros", `${data.length}`);
  }
  if (indices.length !== data.length) {
    const expected = `of length ${data.length} (one per entry of data)`;
    throw fault("SHAPE", verb, `${argument}.indices`, expected, `${indices.length}`);
  }
  if (indptr.length !== rows + 1) {
    throw fault("SHAPE", verb, `${argument}.indptr`, `of length ${rows + 1} (rows + 1)`, `${indptr.length}`);
  }
  for (let row = 0; row <= rows; row++) {
    const start = indptr[row] ?? 0;
    const least = row === 0 ? 0 : (indptr[row - 1] ?? 0);
    const most = row === 0 ? 0 : data.length;
    if (start < least || start > most || (row === rows && start !== data.length)) {
      const expected = `rising from 0 to ${data.length} (non-zeros)`;
      throw fault("SHAPE", verb, `${argument}.indptr`, expected, `${start} at ${row}`);
    }
  }
  for (let i = 0; i < indices.length; i++) {
    const column = indices[i] ?? 0;
    if (column >= cols) {
      throw fault("RANGE", verb, `${argument}.indices[${i}]`, `below ${cols} (cols)`, `${column}`);
    }
  }
  return { kind: "sparse", data, indices, indptr, rows, cols };
}
