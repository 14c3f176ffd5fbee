/**
 * `table()`: a table from what a program already holds: row objects, columns, an Arrow table.
 *
 * @module
 */
import { atOnce } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { ownFloats } from "../floats.ts";
import { ownEntries, ownOptions, withDefault } from "../options.ts";
import { oneOf, type Check } from "../validate.ts";
import { arrowTableColumns, isArrowTable, type ArrowTable } from "./arrow-table.ts";
import { assemble } from "./assemble.ts";
import { draftLength, mostRows, type Cell, type ColumnInput, type Draft, type Missing } from "./column.ts";
import { columnDraft } from "./column-input.ts";
import { rowColumns } from "./rows.ts";
import { Table } from "./table.ts";

/** Rows as objects; a key that a row does not have is a missing value. */
export type Row = Readonly<Record<string, Cell>>;

/** A table as callers give it. */
export type TableInput =
  | Table
  | readonly Row[]
  | {
      readonly columns: Readonly<Record<string, ColumnInput>> | readonly ColumnInput[];
      readonly weights?: Weights | null;
    }
  | ArrowTable;

/** A weight per row, finite and ≥ 0, not all 0: multiplicities, probabilities. */
export type Weights = Float64Array | Float32Array | readonly number[];

/** Options of {@link table}. */
export interface TableOptions {
  /**
   * What becomes of missing values (`null`, `undefined`, NaN, absent keys, Arrow nulls): `'error'` (default),
   * `'drop'` leaves the row out, `'category'` keeps it, as one more label of a category column and as NaN in a column
   * of values.
   */
  missing?: Missing | undefined;
}

/** What becomes of missing values, checked. */
export const missingPolicy: Check<Missing> = withDefault(oneOf(["error", "drop", "category"]), "error");

/**
 * A table from row objects, from columns or from an Arrow table. A builder: it checks and copies in one pass and does
 * nothing else, about 0.1 µs a cell for plain arrays, less for typed arrays.
 *
 * Text, booleans, whole numbers and integer arrays become categories; float arrays, and arrays of numbers one of which
 * has a fraction, become values. Columns given as an array are named `column0`, `column1`, … unless they are columns of
 * another table.
 *
 * @param input Rows, columns (with `weights`, one per row), an Arrow table; a `Table` is returned as it is.
 * @param options See {@link TableOptions}.
 * @returns The table.
 * @throws MarginalsError `SHAPE` for columns of different lengths, `MISSING` for gaps, `NON_FINITE` for infinities,
 *   `ARGUMENT` for cells that are no text, boolean or number or are mixed in one column.
 * @example
 * ```ts
 * import { table } from "marginals";
 *
 * const survey = table({
 *   columns: { answer: ["yes", "no", "yes"], age: Float64Array.of(31, 47, 25) },
 *   weights: [1, 2, 1],
 * });
 * console.log(survey.column("answer").kind, survey.column("age").kind); // categories values
 * ```
 */
export function table(input: TableInput, options?: TableOptions): Table {
  const verb = "table";
  const { missing } = ownOptions(verb, options, { missing: missingPolicy });
  return tableOf(verb, input, missing);
}

/**
 * {@link table} for another function.
 *
 * @param verb The function the caller called.
 * @param input What it was given.
 * @param missing What becomes of missing values.
 * @returns The table.
 */
export function tableOf(verb: string, input: unknown, missing: Missing): Table {
  if (input instanceof Table) return input;
  if (Array.isArray(input)) {
    const { drafts, rowCount } = rowColumns(verb, input);
    return atOnce(assemble({ verb, drafts, rowCount, weights: null, missing }));
  }
  const arrow = arrowTableColumns(verb, input);
  if (arrow !== undefined) return atOnce(assemble({ verb, ...arrow, weights: null, missing }));
  const { columns, weights } = columnsOf(verb, input);
  const drafts = columns.map(([name, column]) => columnDraft(verb, name, column));
  const rowCount = commonLength(verb, drafts);
  return atOnce(assemble({ verb, drafts, rowCount, weights: rowWeights(verb, weights, rowCount), missing }));
}

/**
 * The columns of `{ columns }` as they were given, where nothing else was.
 *
 * @param verb The function the caller called.
 * @param input What it was given.
 * @returns Each column and its name, unchecked; undefined for other forms, for weights and for a name given twice.
 */
export function bareColumns(verb: string, input: object): [string, unknown][] | undefined {
  if (Array.isArray(input) || isArrowTable(input)) return undefined;
  const { columns, weights } = columnsOf(verb, input);
  const isBare = (weights ?? null) === null && new Set(columns.map(([name]) => name)).size === columns.length;
  return isBare ? columns : undefined;
}

const expected = "rows as objects, { columns, weights? }, an Arrow table or a Table";

function columnsOf(verb: string, input: unknown): { columns: [string, unknown][]; weights: unknown } {
  if (typeof input !== "object" || input === null) throw wrongKind(verb, "input", expected, input);
  const given = new Map(ownEntries(verb, "input", input));
  const columns = given.get("columns");
  if (columns === undefined) throw fault("ARGUMENT", verb, "input", expected, "an object without columns");
  // A structured clone of a table has these too; they follow from the columns.
  for (const known of ["columns", "weights", "names", "rowCount", "sourceRows"]) given.delete(known);
  for (const key of given.keys()) {
    throw fault("ARGUMENT", verb, "input", expected, `an object with '${key.slice(0, 60)}'`);
  }
  const { weights } = input as { weights?: unknown };
  if (!Array.isArray(columns)) return { columns: ownEntries(verb, "columns", columns), weights };
  return {
    columns: columns.map((column: unknown, index) => [nameOf(column) ?? `column${index}`, column]),
    weights,
  };
}

function nameOf(column: unknown): string | undefined {
  if (typeof column !== "object" || column === null || !("kind" in column) || !("name" in column))
    return undefined;
  return typeof column.name === "string" ? column.name : undefined;
}

function commonLength(verb: string, drafts: readonly Draft[]): number {
  const [first] = drafts;
  if (first === undefined) return 0;
  const length = draftLength(first);
  for (const draft of drafts) {
    if (draftLength(draft) === length) continue;
    const received = `${draftLength(draft)}`;
    throw fault(
      "SHAPE",
      verb,
      `column ${draft.name}`,
      `of length ${length} (as column ${first.name})`,
      received,
    );
  }
  if (length > mostRows) throw fault("LIMIT", verb, "columns", `of at most ${mostRows} rows`, `${length}`);
  return length;
}

function rowWeights(verb: string, given: unknown, rowCount: number): Float64Array | null {
  if (given === undefined || given === null) return null;
  const owned = ownFloats(verb, "weights", given);
  if (owned.length !== rowCount) {
    throw fault("SHAPE", verb, "weights", `of length ${rowCount} (rows of the table)`, `${owned.length}`);
  }
  let positive = rowCount === 0;
  owned.forEach((weight, row) => {
    if (!Number.isFinite(weight)) {
      throw fault("NON_FINITE", verb, `weights[${row}]`, "a finite number at least 0", describe(weight));
    }
    if (weight < 0)
      throw fault("RANGE", verb, `weights[${row}]`, "a finite number at least 0", describe(weight));
    if (weight > 0) positive = true;
  });
  if (!positive) throw fault("RANGE", verb, "weights", "above 0 in some row", "0 in every row");
  return owned instanceof Float64Array ? owned : Float64Array.from(owned);
}
