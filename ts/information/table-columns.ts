/**
 * The columns of a table as variables.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { native } from "../native.ts";
import { columnDraft } from "../table/column-input.ts";
import type { CategoryColumn, Column, Draft } from "../table/column.ts";
import type { Table } from "../table/table.ts";
import type { VariableColumn } from "./variable.ts";

/** Columns of one length, with their names where they have any. */
export interface Columns {
  columns: VariableColumn[];
  names?: readonly string[];
}

/**
 * Takes the columns of a table over.
 *
 * @param table The table.
 * @param verb The function the caller called.
 * @returns Its columns, missing values marked.
 */
export function tableColumns(table: Table, verb: string): Columns {
  if (table.weights !== null) {
    throw fault("UNSUPPORTED", verb, "weights", "absent here", "a table with weights");
  }
  const { columns, names } = table;
  const complete = columns.filter(isComplete);
  const areSound = areBelow(complete);
  return { columns: columns.map((column) => tableColumn(verb, column, areSound)), names };
}

/** A column of a table where it lies; on memory of its own where a row is missing, or was written to. */
function tableColumn(verb: string, column: Column, areSound: boolean): VariableColumn {
  if (column.kind === "values") return { kind: "values", data: column.values, offset: 0, stride: 1 };
  const { codes, labels } = column;
  if (isComplete(column) && (areSound || areBelow([column])))
    return { kind: "categories", codes, labels, complete: true };
  return ofDraft(columnDraft(verb, column.name, column));
}

function isComplete(column: Column): column is CategoryColumn {
  return column.kind === "categories" && column.missingCount === 0;
}

/** Whether every code has a label. Asked of all columns at once, since each question to the native side takes time. */
function areBelow(columns: readonly CategoryColumn[]): boolean {
  return native().areCodesBelow(
    columns.map(({ codes }) => codes),
    columns.map(({ labels }) => labels.length),
  );
}

/**
 * A column that was read from cells.
 *
 * @param draft The column.
 * @returns The same on the same memory.
 */
export function ofDraft(draft: Draft): VariableColumn {
  if (draft.kind === "values") return { kind: "values", data: draft.values, offset: 0, stride: 1 };
  return { kind: "categories", codes: draft.codes, labels: draft.labels };
}
