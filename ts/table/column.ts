/**
 * Columns of a table: categories, held as codes into a list of labels, or values, held as doubles.
 *
 * @module
 */

/** A column of categories: the label of row r is `labels[codes[r]]`. */
export interface CategoryColumn {
  readonly name: string;
  readonly kind: "categories";
  /** Code of each row, below `labels.length`. */
  readonly codes: Uint32Array;
  /**
   * Labels by code: whole numbers rising, `false` before `true`, text in order of first appearance. Missing values,
   * where they are kept, are the last label, `(missing)`.
   */
  readonly labels: readonly string[];
  /** For a discretized column, the borders of its intervals, one more than there are intervals; else null. */
  readonly edges: Float64Array | null;
  /** Rows whose value is missing. */
  readonly missingCount: number;
}

/** A column of real numbers. */
export interface ValueColumn {
  readonly name: string;
  readonly kind: "values";
  /** Value of each row: finite, or NaN where it is missing. */
  readonly values: Float64Array;
  /** Rows whose value is missing. */
  readonly missingCount: number;
}

/** A column of a table. */
export type Column = CategoryColumn | ValueColumn;

/** A single cell as callers give it. `null`, `undefined` and NaN are missing values. */
export type Cell = string | number | bigint | boolean | null | undefined;

/**
 * A column as callers give it. Text, booleans, whole numbers and integer arrays are categories; float arrays, and
 * arrays of numbers of which one has a fraction, are values.
 */
export type ColumnInput =
  | readonly Cell[]
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Column
  | ArrowColumn;

/** What is read of an Arrow vector given as a column. */
export interface ArrowColumn {
  readonly type: unknown;
  readonly data: readonly unknown[];
  readonly length: number;
  get(index: number): unknown;
}

/** What becomes of missing values. */
export type Missing = "error" | "drop" | "category";

/** The label that missing values have when they are kept as a category. */
export const missingLabel = "(missing)";

/** Code of a missing value before the policy is applied. */
export const missingCode: number = 2 ** 32 - 1;

/** Most rows a table can have: row numbers are 32-bit. */
export const mostRows: number = 2 ** 32 - 2;

/** A column whose missing values have not been dealt with: code {@link missingCode}, or NaN. */
export type Draft =
  | { name: string; kind: "categories"; codes: Uint32Array; labels: string[]; edges: Float64Array | null }
  | { name: string; kind: "values"; values: Float64Array };

/**
 * Number of rows of a draft.
 *
 * @param draft The column.
 * @returns Its length.
 */
export function draftLength(draft: Draft): number {
  return draft.kind === "categories" ? draft.codes.length : draft.values.length;
}

/**
 * Whether a row of a draft is missing.
 *
 * @param draft The column.
 * @param row The row.
 * @returns True when it has no value there.
 */
export function isMissing(draft: Draft, row: number): boolean {
  return draft.kind === "categories" ? draft.codes[row] === missingCode : Number.isNaN(draft.values[row]);
}
