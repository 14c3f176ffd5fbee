/**
 * One variable of a measure: rows of one column or several, which the estimator takes as symbols or as values.
 *
 * @module
 */
import { atOnce } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { missingCode } from "../table/column.ts";
import { integerCategories } from "../table/labels.ts";
import { integersAt, typedArrayLength, unsigned, type Integers } from "../typed-array.ts";

/** A column of a variable. Missing are {@link missingCode} among codes, unless it is known complete, and NaN among values. */
export type VariableColumn =
  | { kind: "integers"; data: Integers }
  | { kind: "categories"; codes: Uint32Array; labels: readonly string[]; complete?: boolean }
  | { kind: "values"; data: Float64Array | Float32Array; offset: number; stride: number };

/** How values are cut into bins, as the native side takes it. */
export interface Binning {
  binning: string;
  bins: number;
}

/** Rows of a variable as numbers, row after row. */
export interface Values {
  /** `data[row * cols + col]`, finite. */
  data: Float64Array;
  rows: number;
  cols: number;
}

/**
 * A variable as it was given. What it holds may be the caller's memory: it is copied by {@link symbols} (the native
 * side copies) and by {@link values}, before the call returns to the caller.
 */
export class Variable {
  /** Name of the argument, for messages. */
  readonly argument: string;
  /** Its columns, of one length. */
  readonly columns: readonly VariableColumn[];
  /** Its name, where the caller gave one. */
  readonly name: string | undefined;
  /** Number of rows. */
  readonly rows: number;

  /**
   * @param argument Name of the argument, for messages.
   * @param columns At least one, of one length.
   * @param name Its name, where the caller gave one.
   */
  constructor(argument: string, columns: readonly VariableColumn[], name?: string) {
    this.argument = argument;
    this.columns = columns;
    this.name = name;
    this.rows = Math.max(0, ...columns.slice(0, 1).map(rowsOf));
  }

  /** What the data are when no estimator says otherwise: floats are values, all else are symbols. */
  get natural(): "symbols" | "values" {
    return this.columns.some(({ kind }) => kind === "values") ? "values" : "symbols";
  }

  /**
   * The rows as symbols: each column as codes; a row's symbol is the tuple of its codes.
   *
   * @param verb The function the caller called.
   * @param binning How values are cut into bins, if they may be.
   * @param lent Whether whole numbers may stay on the caller's memory: then the native side is called before the caller
   *   runs again.
   * @returns What the native side takes.
   */
  symbols(verb: string, binning?: Binning, lent = false): Native.CodesSpec[] {
    return this.columns.map((column) =>
      column.kind === "values" && binning !== undefined
        ? { values: new Variable(this.argument, [column]).values(verb).data, ...binning }
        : codesOf(verb, this.argument, column, lent),
    );
  }

  /**
   * The rows as numbers.
   *
   * @param verb The function the caller called.
   * @returns A copy, every number finite.
   */
  values(verb: string): Values {
    const { rows, columns } = this;
    const cols = columns.length;
    const data = new Float64Array(rows * cols);
    for (const [at, column] of columns.entries()) {
      const row = fill(data, at, cols, column, verb, this.argument);
      if (row === rows) continue;
      const where = cols === 1 ? `${this.argument}[${row}]` : `${this.argument}[${row}][${at}]`;
      const received = describe(reader(verb, this.argument, column)(row));
      throw fault("NON_FINITE", verb, where, "a finite number", received);
    }
    return { data, rows, cols };
  }

  /**
   * The same variable with some of its rows.
   *
   * @param kept The rows, in order.
   * @returns A copy.
   */
  take(kept: Uint32Array): Variable {
    return new Variable(
      this.argument,
      this.columns.map((column) => taken(column, kept)),
      this.name,
    );
  }
}

/**
 * Number of rows of a column.
 *
 * @param column The column.
 * @returns Its length.
 */
export function rowsOf(column: VariableColumn): number {
  if (column.kind === "categories") return column.codes.length;
  const length = typedArrayLength(column.data);
  return column.kind === "integers" ? length : Math.ceil(length / column.stride);
}

/**
 * Whether a row of a column is missing.
 *
 * @param column The column.
 * @param row The row.
 * @returns True when it has no value there.
 */
export function isAbsent(column: VariableColumn, row: number): boolean {
  if (column.kind === "integers") return false;
  if (column.kind === "categories") return column.codes[row] === missingCode;
  return Number.isNaN(column.data[row * column.stride + column.offset]);
}

function taken(column: VariableColumn, kept: Uint32Array): VariableColumn {
  if (column.kind === "integers") {
    return { kind: "integers", data: integersAt(column.data, kept) };
  }
  if (column.kind === "categories") {
    const { codes, labels } = column;
    return { kind: "categories", codes: Uint32Array.from(kept, (row) => codes[row] ?? 0), labels };
  }
  const { data, offset, stride } = column;
  return {
    kind: "values",
    data: Float64Array.from(kept, (row) => data[row * stride + offset] ?? Number.NaN),
    offset: 0,
    stride: 1,
  };
}

/** Symbols are labels: any codes that tell them apart will do. */
function codesOf(verb: string, argument: string, column: VariableColumn, lent: boolean): Native.CodesSpec {
  if (column.kind === "categories") return { wide: column.codes };
  if (column.kind === "integers") {
    const codes = unsigned(column.data, lent);
    if (codes instanceof Uint8Array) return { bytes: codes };
    return codes instanceof Uint16Array ? { words: codes } : { wide: codes };
  }
  const number = reader(verb, argument, column);
  const whole = Float64Array.from({ length: rowsOf(column) }, (_, row) => number(row));
  const fraction = whole.findIndex((value) => !Number.isSafeInteger(value));
  if (fraction >= 0) {
    const expected =
      "symbols (strings, booleans, whole numbers): discretize() values, or take an estimator of values";
    throw fault("ARGUMENT", verb, argument, expected, `${describe(whole[fraction])} at row ${fraction}`);
  }
  const draft = atOnce(integerCategories(argument, whole));
  return { wide: draft.kind === "categories" ? draft.codes : new Uint32Array(0) };
}

/** Writes a column into a matrix, −0 as 0: the first row that is not finite, or the number of rows. */
function fill(
  into: Float64Array,
  at: number,
  cols: number,
  column: VariableColumn,
  verb: string,
  argument: string,
): number {
  const rows = rowsOf(column);
  if (column.kind !== "values") {
    const number = reader(verb, argument, column);
    for (let row = 0; row < rows; row++) {
      const value = number(row);
      if (!Number.isFinite(value)) return row;
      into[row * cols + at] = value + 0;
    }
    return rows;
  }
  const { data, offset, stride } = column;
  // Each number is read once: what was checked is what is written, whoever else writes to the memory.
  if (stride === 1 && cols === 1) {
    for (let row = 0; row < rows; row++) {
      const value = data[row] ?? Number.NaN;
      if (value - value !== 0) return row;
      into[row] = value + 0;
    }
    return rows;
  }
  for (let row = 0; row < rows; row++) {
    const value = data[row * stride + offset] ?? Number.NaN;
    if (value - value !== 0) return row;
    into[row * cols + at] = value + 0;
  }
  return rows;
}

/** How to read a row of a column as a number. */
function reader(verb: string, argument: string, column: VariableColumn): (row: number) => number {
  if (column.kind === "integers") {
    const { data } = column;
    return (row) => data[row] ?? Number.NaN;
  }
  if (column.kind === "values") {
    const { data, offset, stride } = column;
    return (row) => data[row * stride + offset] ?? Number.NaN;
  }
  const { codes, labels } = column;
  const numbers = labels.map(Number);
  if (numbers.some((number) => Number.isNaN(number))) {
    throw fault("ARGUMENT", verb, argument, "numbers, for an estimator of values", "strings or booleans");
  }
  return (row) => numbers[codes[row] ?? 0] ?? Number.NaN;
}
