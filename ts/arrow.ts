/**
 * Arrow vectors and tables, recognised by their shape: `apache-arrow` is neither imported nor needed.
 *
 * @module
 */
import { describe } from "./describe.ts";
import { fault } from "./errors.ts";
import { isTypedArray, typedArrayKind, typedArrayLength } from "./typed-array.ts";

/** Type identifiers of the Arrow specification, as `apache-arrow` numbers them. */
export const ArrowType = {
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  fixedSizeList: 16,
  largeUtf8: 20,
  dictionary: -1,
} as const;

/** What is read of an Arrow vector. */
export interface ArrowVector {
  readonly type: { readonly typeId: number; readonly precision?: number; readonly listSize?: number };
  readonly data: readonly ArrowData[];
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
}

/** One chunk of an Arrow vector. */
interface ArrowData {
  readonly length: number;
  readonly nullCount: number;
  readonly values: unknown;
  readonly children: readonly ArrowData[];
}

/**
 * Whether a value is an Arrow vector.
 *
 * @param value Anything.
 * @returns True when it has an Arrow type, chunks and `get`.
 */
export function isArrowVector(value: unknown): value is ArrowVector {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { type, data, length, get } = value as Partial<ArrowVector>;
    return (
      typeof type?.typeId === "number" &&
      Array.isArray(data) &&
      typeof length === "number" &&
      typeof get === "function"
    );
  } catch {
    return false;
  }
}

/**
 * The numbers of an Arrow vector of fixed-size lists of floats, each list a row.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @returns Rows, columns and a copy of the numbers; undefined when the value is no such vector.
 */
export function fixedSizeList(
  verb: string,
  argument: string,
  value: unknown,
): { data: Float64Array | Float32Array; rows: number; cols: number } | undefined {
  if (!isArrowVector(value) || value.type.typeId !== ArrowType.fixedSizeList) return undefined;
  const cols = value.type.listSize ?? 0;
  const rows = value.length;
  let data: Float64Array | Float32Array | undefined;
  let at = 0;
  for (const chunk of value.data) {
    const [child] = chunk.children;
    if (chunk.nullCount > 0 || child === undefined || child.nullCount > 0) {
      throw fault("MISSING", verb, argument, "without missing values", "an Arrow vector with nulls");
    }
    const { values } = child;
    if (!isTypedArray(values, "Float64Array") && !isTypedArray(values, "Float32Array")) {
      // Half floats come as Uint16Array, which must not be read as integers.
      const received =
        typedArrayKind(values) === "Uint16Array" ? "lists of half floats or integers" : describe(values);
      throw fault("ARGUMENT", verb, argument, "an Arrow vector of lists of 32- or 64-bit floats", received);
    }
    const length = chunk.length * cols;
    if (typedArrayLength(values) < length) {
      throw fault("SHAPE", verb, argument, `of ${length} numbers in a chunk`, `${typedArrayLength(values)}`);
    }
    data ??= isTypedArray(values, "Float32Array")
      ? new Float32Array(rows * cols)
      : new Float64Array(rows * cols);
    data.set(values.subarray(0, length), at);
    at += length;
  }
  if (at !== rows * cols) throw fault("SHAPE", verb, argument, `of ${rows * cols} numbers`, `${at}`);
  return { data: data ?? new Float64Array(0), rows, cols };
}
