/**
 * Variables in every form a caller may have them in.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { denseMatrix, type MatrixInput } from "../matrix.ts";
import { ownEntries, ownValues } from "../options.ts";
import { bareColumns, tableOf, type TableInput } from "../table/build-table.ts";
import { columnDraft } from "../table/column-input.ts";
import type { ColumnInput } from "../table/column.ts";
import { Table } from "../table/table.ts";
import {
  integersAt,
  isDetached,
  isTypedArray,
  typedArrayKind,
  typedArrayLength,
  type Integers,
} from "../typed-array.ts";
import { anything, integerIn } from "../validate.ts";
import { ofDraft, tableColumns, type Columns } from "./table-columns.ts";
import { Variable, type VariableColumn } from "./variable.ts";

/** Whole numbers row after row, each row a tuple of symbols. */
export interface IntegerMatrix {
  data: Integers;
  rows: number;
  cols: number;
}

/**
 * One variable: a column (typed array, numbers, strings, booleans, a column of a `Table`, an Arrow vector), or several
 * columns taken as one: a matrix, an array of rows, a `Table`. Floats are values; strings, booleans and whole numbers
 * are symbols.
 */
export type VariableInput =
  | ColumnInput
  | MatrixInput
  | IntegerMatrix
  | readonly (readonly (string | number | boolean | null | undefined)[])[]
  | Table;

/**
 * Several variables: a table in any form, or a matrix or array of rows with a variable in each column.
 */
export type VariablesInput = TableInput | MatrixInput | IntegerMatrix | readonly (readonly unknown[])[];

const integerKinds = new Set([
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
]);

/**
 * Takes one variable over.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @returns The variable, missing values marked; at least one row.
 */
export function variable(verb: string, argument: string, value: unknown): Variable {
  const { columns } = columnsOf(verb, argument, value) ?? { columns: [single(verb, argument, value)] };
  return checked(verb, new Variable(argument, columns));
}

/**
 * Takes several variables over.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @returns A variable for each column.
 */
export function variables(verb: string, argument: string, value: unknown): Variable[] {
  const found = columnsOf(verb, argument, value) ?? tableColumns(tableOf(verb, value, "category"), verb);
  if (found.columns.length === 0) throw fault("SHAPE", verb, argument, "of at least one variable", "none");
  return found.columns.map((column, at) =>
    checked(verb, new Variable(`${argument}[${at}]`, [column], found.names?.[at])),
  );
}

function checked(verb: string, variable: Variable): Variable {
  if (variable.rows > 0) return variable;
  throw fault("SHAPE", verb, variable.argument, "of at least one sample", "none");
}

/** The columns of a matrix or of a table; undefined for anything else. */
function columnsOf(verb: string, argument: string, value: unknown): Columns | undefined {
  if (value instanceof Table) return tableColumns(value, verb);
  if (typedArrayKind(value) !== undefined || typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    const first: unknown = value[0];
    const isRow = Array.isArray(first) || typedArrayKind(first) !== undefined;
    return isRow ? { columns: rowColumns(verb, argument, value) } : undefined;
  }
  if (Object.prototype.toString.call(value) !== "[object Object]") return undefined;
  const keys = new Set(ownEntries(verb, argument, value).map(([key]) => key));
  if (keys.has("data") && (keys.has("rows") || keys.has("dims"))) {
    return { columns: matrixColumns(verb, argument, value) };
  }
  if (!keys.has("columns")) return undefined;
  return integerColumns(verb, value) ?? tableColumns(tableOf(verb, value, "category"), verb);
}

/** The columns of `{ columns }` where all are integer arrays: they are symbols as they are. Undefined for all else. */
function integerColumns(verb: string, value: object): Columns | undefined {
  const given = bareColumns(verb, value);
  if (given === undefined) return undefined;
  const columns: VariableColumn[] = [];
  for (const [, column] of given) {
    if (!isIntegers(column) || isDetached(column)) return undefined;
    if (typedArrayLength(column) !== typedArrayLength(given[0]?.[1])) return undefined;
    columns.push({ kind: "integers", data: column });
  }
  return { columns, names: given.map(([name]) => name) };
}

function isIntegers(value: unknown): value is Integers {
  return integerKinds.has(typedArrayKind(value) ?? "");
}

function single(verb: string, argument: string, value: unknown): VariableColumn {
  const kind = typedArrayKind(value);
  if (isIntegers(value)) return { kind: "integers", data: attached(verb, argument, value) };
  if (isTypedArray(value, "Float64Array") || isTypedArray(value, "Float32Array")) {
    return { kind: "values", data: attached(verb, argument, value), offset: 0, stride: 1 };
  }
  if (kind === undefined && typeof value !== "object") {
    throw wrongKind(verb, argument, "a column, a matrix or a table", value);
  }
  return ofDraft(columnDraft(verb, argument, value));
}

function attached<A>(verb: string, argument: string, value: A): A {
  if (!isDetached(value)) return value;
  const received = "one that was transferred";
  throw fault("ARGUMENT", verb, argument, "an array whose memory is still there", received);
}

/** Columns of an array of rows. */
function rowColumns(verb: string, argument: string, rows: readonly unknown[]): VariableColumn[] {
  const kind = typedArrayKind(rows[0]);
  if (kind === "Float64Array" || kind === "Float32Array") return matrixColumns(verb, argument, rows);
  const width = lengthOf(verb, `${argument}[0]`, rows[0]);
  if (width === 0) throw fault("SHAPE", verb, `${argument}[0]`, "a row of at least one column", "none");
  const columns: unknown[][] = Array.from({ length: width }, () => []);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const length = lengthOf(verb, `${argument}[${at}]`, row);
    if (length !== width) {
      throw fault(
        "SHAPE",
        verb,
        `${argument}[${at}]`,
        `a row of length ${width} (as the first)`,
        `${length}`,
      );
    }
    for (let col = 0; col < width; col++) columns[col]?.push((row as ArrayLike<unknown>)[col]);
  }
  return columns.map((cells, at) => ofDraft(columnDraft(verb, `${argument}[…][${at}]`, cells)));
}

function lengthOf(verb: string, argument: string, row: unknown): number {
  if (typedArrayKind(row) !== undefined) return typedArrayLength(row);
  if (Array.isArray(row)) return row.length;
  throw wrongKind(verb, argument, "a row", row);
}

const count = integerIn(0, 2 ** 32 - 2);

/** Columns of `{ data, rows, cols }`. */
function matrixColumns(verb: string, argument: string, value: object): VariableColumn[] {
  const given = "rows" in value && "data" in value ? value.data : undefined;
  const kind = typedArrayKind(given);
  if (kind === undefined || !integerKinds.has(kind)) {
    const { data, rows, cols } = denseMatrix(verb, argument, value);
    if (rows === 0 || cols === 0)
      throw fault("SHAPE", verb, argument, "of at least one row and column", "none");
    return Array.from({ length: cols }, (_, offset) => ({ kind: "values", data, offset, stride: cols }));
  }
  const owned = ownValues(verb, argument, value, { data: anything, rows: count, cols: count });
  const { rows, cols } = owned;
  const data = attached(verb, `${argument}.data`, owned.data) as Integers;
  const length = typedArrayLength(data);
  if (rows * cols !== length || length === 0) {
    const expected = `of length ${rows * cols} (${rows} rows × ${cols} cols), not empty`;
    throw fault("SHAPE", verb, `${argument}.data`, expected, describe(owned.data));
  }
  return Array.from({ length: cols }, (_, col) => {
    const places = Uint32Array.from({ length: rows }, (__, row) => row * cols + col);
    return { kind: "integers", data: integersAt(data, places) };
  });
}

/**
 * That variables have one number of rows.
 *
 * @param verb The function the caller called.
 * @param given The variables.
 */
export function sameRows(verb: string, given: readonly Variable[]): void {
  const [first, ...rest] = given;
  for (const other of rest) {
    if (first === undefined || other.rows === first.rows) continue;
    const expected = `of ${first.rows} rows (as ${first.argument})`;
    throw fault("SHAPE", verb, other.argument, expected, `${other.rows}`);
  }
}
