/**
 * Columns from row objects.
 *
 * @module
 */
import { atOnce, type Steps } from "../cooperative.ts";
import { wrongKind } from "../errors.ts";
import { ownEntries } from "../options.ts";
import { CellColumn, type ColumnKind } from "./cell-column.ts";
import type { Draft } from "./column.ts";

/** Collects row objects; their keys, in order of first appearance, become the columns. */
export class RowCollector {
  readonly #verb: string;
  readonly #columns = new Map<string, CellColumn>();
  readonly #kinds: ReadonlyMap<string, ColumnKind> | undefined;
  #rows = 0;

  /**
   * @param verb The function the caller called.
   * @param kinds Columns to keep, with their kinds; absent, all that appear.
   */
  constructor(verb: string, kinds?: ReadonlyMap<string, ColumnKind>) {
    this.#verb = verb;
    this.#kinds = kinds;
    for (const [name, kind] of kinds ?? []) this.#columns.set(name, new CellColumn(verb, name, kind));
  }

  /** Number of rows so far. */
  get rowCount(): number {
    return this.#rows;
  }

  /**
   * Appends a row.
   *
   * @param row The object.
   * @param where Where it stands, for messages: `row 3`, `line 4`.
   * @returns The name of a column that has no value in this row, or undefined.
   */
  add(row: unknown, where: () => string): string | undefined {
    if (typeof row !== "object" || row === null)
      throw wrongKind(this.#verb, where(), "an object of cells", row);
    let gap: string | undefined;
    for (const [key, cell] of ownEntries(this.#verb, where(), row)) {
      const column = this.#column(key);
      if (column !== undefined && !column.add(cell, where)) gap ??= key;
    }
    this.#rows++;
    for (const column of this.#columns.values()) {
      if (column.length === this.#rows) continue;
      column.addMissing();
      gap ??= column.name;
    }
    return gap;
  }

  /** Steps to the columns so far. */
  *finish(): Steps<Draft[]> {
    const drafts: Draft[] = [];
    for (const column of this.#columns.values()) drafts.push(yield* column.finish());
    return drafts;
  }

  /** The column of a key; one that appears late has no value in the rows before. */
  #column(key: string): CellColumn | undefined {
    const known = this.#columns.get(key);
    if (known !== undefined || this.#kinds !== undefined) return known;
    const column = new CellColumn(this.#verb, key, "auto");
    for (let row = 0; row < this.#rows; row++) column.addMissing();
    this.#columns.set(key, column);
    return column;
  }
}

/**
 * Columns from an array of row objects.
 *
 * @param verb The function the caller called.
 * @param rows The objects.
 * @returns The columns and the number of rows.
 */
export function rowColumns(verb: string, rows: readonly unknown[]): { drafts: Draft[]; rowCount: number } {
  const collector = new RowCollector(verb);
  for (let row = 0; row < rows.length; row++) collector.add(rows[row], () => `row ${row}`);
  return { drafts: atOnce(collector.finish()), rowCount: rows.length };
}
