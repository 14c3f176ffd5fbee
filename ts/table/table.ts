/**
 * The table: named columns of equal length, each of categories or of values, with an optional weight per row.
 *
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault, failure, wrongKind } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { Column } from "./column.ts";

/** What a {@link Table} is made of. */
export interface TableParts {
  columns: readonly Column[];
  rowCount: number;
  weights: Float64Array | null;
  sourceRows: Uint32Array | null;
}

const key = Symbol("made by this module");

/**
 * Named columns of equal length. Made by `table()`, `readTable()` and `discretize()`; what it holds is its own and
 * is not changed by anybody. A copy made by `structuredClone` holds the same data and is accepted by `table()`.
 *
 * @example
 * ```ts
 * import { table } from "marginals/table";
 *
 * const weather = table([
 *   { weather: "rain", wind: 4.7 },
 *   { weather: "sun", wind: 2.3 },
 * ]);
 * console.log(weather.names, weather.rowCount); // [ 'weather', 'wind' ] 2
 * ```
 */
export class Table {
  /** Names of the columns, in order. */
  readonly names: readonly string[];
  /** Number of rows. */
  readonly rowCount: number;
  /** The columns, in order. */
  readonly columns: readonly Column[];
  /** Weight of each row, finite and ≥ 0; null where every row counts once. */
  readonly weights: Float64Array | null;
  /**
   * Number of each row in the input, from 0; null where every row of the input is here. Rows that follow one
   * another here need not have done so in the input once some were dropped.
   */
  readonly sourceRows: Uint32Array | null;

  /**
   * Not for callers: a table comes from `table()`, `readTable()` or `discretize()`.
   *
   * @param madeHere Proof that this module calls.
   * @param parts What the table holds.
   */
  constructor(madeHere: symbol, parts: TableParts) {
    if (madeHere !== key)
      throw failure("ARGUMENT", "Table", "a table is made by table() or readTable(), not by new");
    this.names = Object.freeze(parts.columns.map((column) => column.name));
    this.rowCount = parts.rowCount;
    this.columns = Object.freeze([...parts.columns]);
    this.weights = parts.weights;
    this.sourceRows = parts.sourceRows;
    Object.freeze(this);
  }

  /**
   * A column by its name.
   *
   * @param name One of {@link names}.
   * @returns The column, `kind` telling categories from values.
   * @throws MarginalsError `ARGUMENT` for a name that does not exist; it names the nearest.
   */
  column(name: string): Column {
    if (typeof name !== "string") throw wrongKind("column", "name", "the name of a column", name);
    const found = this.columns[this.names.indexOf(name)];
    if (found !== undefined) return found;
    const received = describeName(name) + didYouMean(name, this.names);
    throw fault(
      "ARGUMENT",
      "column",
      "name",
      `one of the ${this.names.length} columns of the table`,
      received,
    );
  }

  /**
   * What `JSON.stringify` writes: names, number of rows, columns as plain arrays.
   *
   * @returns An object of plain values; codes of categories are replaced by their labels.
   */
  toJSON(): { names: readonly string[]; rowCount: number; columns: unknown[]; weights: number[] | null } {
    return {
      names: this.names,
      rowCount: this.rowCount,
      columns: this.columns.map((column) =>
        column.kind === "values"
          ? { name: column.name, kind: column.kind, values: [...column.values] }
          : {
              name: column.name,
              kind: column.kind,
              values: Array.from(column.codes, (code) => column.labels[code]),
            },
      ),
      weights: this.weights === null ? null : [...this.weights],
    };
  }
}

/**
 * Makes a table of checked parts.
 *
 * @param parts Columns of `rowCount` rows each, on memory of the library's own.
 * @returns The table.
 */
export function makeTable(parts: TableParts): Table {
  return new Table(key, { ...parts, columns: parts.columns.map((column) => Object.freeze(column)) });
}

/**
 * A table given as an argument.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @returns The table.
 */
export function checkTable(verb: string, argument: string, value: unknown): Table {
  if (value instanceof Table) return value;
  throw fault("ARGUMENT", verb, argument, "a Table (made by table() or readTable())", describe(value));
}
