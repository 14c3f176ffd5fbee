/**
 * Matrix input: every form a caller may have a matrix in, taken over into one form, checked for kind and shape.
 * Values are not read here: that every entry is finite is checked where the matrix is used.
 *
 * @module
 */
import { fixedSizeList } from "./arrow.ts";
import { describe } from "./describe.ts";
import { fault, wrongKind } from "./errors.ts";
import { fill, floats, ownFloats } from "./floats.ts";
import { ownEntries, ownValues } from "./options.ts";
import { sparseMatrix, type SparseMatrix, type SparseMatrixInput } from "./sparse-matrix.ts";
import { isTypedArray, typedArrayKind, typedArrayLength } from "./typed-array.ts";
import { integerIn, type Check } from "./validate.ts";

/** Rows one after the other. Memory is the library's own: the caller cannot change it. */
export interface DenseMatrix {
  kind: "dense";
  /** `data[row * cols + col]`, as many as rows × cols, of the caller's float type. */
  data: Float64Array | Float32Array;
  rows: number;
  cols: number;
}

/**
 * A matrix as a caller may give it: numbers with `rows` and `cols` or with `dims: [rows, cols]`, row after row;
 * an array of rows; an Arrow vector of fixed-size lists of floats, each a row.
 */
export type MatrixInput =
  | { data: Float64Array | Float32Array | readonly number[]; rows: number; cols: number }
  | { data: Float64Array | Float32Array | readonly number[]; dims: readonly number[] }
  | readonly (readonly number[])[]
  | readonly Float64Array[]
  | readonly Float32Array[]
  | ArrowFixedSizeList;

/** What is read of an Arrow vector of fixed-size lists. */
export interface ArrowFixedSizeList {
  readonly type: unknown;
  readonly data: readonly unknown[];
  readonly length: number;
  readonly nullCount: number;
}

/** A matrix that may also be sparse. */
export type AnyMatrixInput = MatrixInput | SparseMatrixInput;

const expected =
  "a matrix: { data, rows, cols }, { data, dims }, an array of rows or an Arrow vector of fixed-size lists";

/** Largest number of rows or columns: indices are 32-bit, with two values set aside. */
export const largestCount: number = 2 ** 32 - 2;

const count = integerIn(0, largestCount);

/** `dims: [rows, cols]`. */
const dimensions: Check<readonly [number, number]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array [rows, cols]", value);
  if (value.length !== 2) throw fault("SHAPE", verb, argument, "an array [rows, cols]", describe(value));
  return [count(value[0], `${argument}[0]`, verb), count(value[1], `${argument}[1]`, verb)];
};

/**
 * Takes over a dense matrix.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param transfer Move typed arrays instead of copying them.
 * @returns The matrix on memory of its own. Costs one pass over the numbers unless transferred; arrays of arrays
 *   are converted on the calling thread, about 10 ms per million numbers.
 */
export function denseMatrix(verb: string, argument: string, value: unknown, transfer = false): DenseMatrix {
  if (typedArrayKind(value) !== undefined) throw wrongKind(verb, argument, expected, value);
  if (Array.isArray(value)) return rowsMatrix(verb, argument, value);
  const list = fixedSizeList(verb, argument, value);
  if (list !== undefined) return { kind: "dense", ...list };
  if (typeof value !== "object" || value === null) throw wrongKind(verb, argument, expected, value);
  const hasDims = ownEntries(verb, argument, value).some(([key]) => key === "dims");
  let data: Float64Array | Float32Array | readonly number[];
  let rows: number;
  let cols: number;
  if (hasDims) {
    const owned = ownValues(verb, argument, value, { data: floats, dims: dimensions });
    data = owned.data;
    [rows, cols] = owned.dims;
  } else {
    ({ data, rows, cols } = ownValues(verb, argument, value, { data: floats, rows: count, cols: count }));
  }
  const length = typedArrayKind(data) === undefined ? data.length : typedArrayLength(data);
  if (rows * cols !== length) {
    throw fault(
      "SHAPE",
      verb,
      `${argument}.data`,
      `of length ${rows * cols} (${rows} rows × ${cols} cols)`,
      `${length}`,
    );
  }
  return { kind: "dense", data: ownFloats(verb, `${argument}.data`, data, transfer), rows, cols };
}

/**
 * Takes over a dense or sparse matrix.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param transfer Move typed arrays instead of copying them.
 * @returns The matrix on memory of its own.
 */
export function matrix(
  verb: string,
  argument: string,
  value: unknown,
  transfer = false,
): DenseMatrix | SparseMatrix {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && "indptr" in value
    ? sparseMatrix(verb, argument, value, transfer)
    : denseMatrix(verb, argument, value, transfer);
}

/** An array of rows, each an array of numbers or all of one float type. */
function rowsMatrix(verb: string, argument: string, value: readonly unknown[]): DenseMatrix {
  const rows = value.length;
  const first = value[0];
  if (rows > 0 && typeof first === "number") {
    throw fault("SHAPE", verb, argument, expected, "an array of numbers without rows");
  }
  const cols = rows === 0 ? 0 : rowLength(verb, `${argument}[0]`, first);
  const single = isTypedArray(first, "Float32Array");
  const data = single ? new Float32Array(rows * cols) : new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const row = value[i];
    const name = `${argument}[${i}]`;
    const length = rowLength(verb, name, row);
    if (length !== cols) {
      throw fault("SHAPE", verb, name, `a row of length ${cols} (as the first)`, `${length}`);
    }
    if (isTypedArray(row, "Float64Array") || isTypedArray(row, "Float32Array")) {
      if (isTypedArray(row, "Float32Array") !== single) {
        throw fault("ARGUMENT", verb, name, "of the same float type as the first row", describe(row));
      }
      data.set(row, i * cols);
    } else {
      if (single)
        throw fault("ARGUMENT", verb, name, "of the same float type as the first row", describe(row));
      fill(verb, name, row as readonly unknown[], data, i * cols);
    }
  }
  return { kind: "dense", data, rows, cols };
}

function rowLength(verb: string, name: string, row: unknown): number {
  const given = floats(row, name, verb);
  return typedArrayKind(given) === undefined ? given.length : typedArrayLength(given);
}
