/**
 * Rows with missing values: an error, or left out of all variables together.
 *
 * @module
 */
import { rowsPerStep } from "../cooperative.ts";
import { fault } from "../errors.ts";
import { withDefault } from "../options.ts";
import { oneOf, type Check } from "../validate.ts";
import { sameRows } from "./given.ts";
import { missingCode } from "../table/column.ts";
import { isAbsent, rowsOf, type Variable, type VariableColumn } from "./variable.ts";

/** What becomes of rows in which a variable is missing (`null`, `undefined`, NaN, Arrow nulls). */
export type MissingRows = "error" | "drop";

/** What becomes of missing values, checked. */
export const missingRows: Check<MissingRows> = withDefault(oneOf(["error", "drop"]), "error");

/**
 * The rows in which no variable is missing.
 *
 * @param verb The function the caller called.
 * @param given Variables; they must have one number of rows.
 * @param missing What becomes of the other rows.
 * @returns The variables, all with the same rows; at least one row.
 */
export function completeRows<V extends readonly Variable[]>(verb: string, given: V, missing: MissingRows): V {
  sameRows(verb, given);
  if (given.every(({ columns }) => columns.every(({ kind }) => kind === "integers"))) return given;
  if (!given.some(({ columns }) => columns.some(hasAbsent))) return given;
  const rows = given[0]?.rows ?? 0;
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let first = 0; first < rows; first += rowsPerStep) {
    count = complete(given, first, Math.min(rows, first + rowsPerStep), kept, count);
  }
  if (count === rows) return given;
  if (missing === "error") {
    const row = kept.subarray(0, count).findIndex((value, at) => value !== at);
    const absent = row < 0 ? count : row;
    const at = given.find(({ columns }) => columns.some((column) => isAbsent(column, absent)));
    const expected = "present in every row (missing: 'drop' leaves such rows out)";
    throw fault("MISSING", verb, at?.argument ?? "samples", expected, `no value at row ${absent}`);
  }
  if (count === 0) {
    throw fault(
      "MISSING",
      verb,
      given[0]?.argument ?? "samples",
      "complete in at least one row",
      "none such",
    );
  }
  const chosen = kept.slice(0, count);
  // Mapping a tuple keeps its length.
  return given.map((variable) => variable.take(chosen)) as readonly Variable[] as V;
}

/** Whether any row of a column is missing, at the speed of the array. */
function hasAbsent(column: VariableColumn): boolean {
  if (column.kind === "integers") return false;
  if (column.kind === "categories") return column.complete !== true && column.codes.includes(missingCode);
  if (column.stride === 1) return column.data.includes(Number.NaN);
  return Array.from({ length: rowsOf(column) }).some((_, row) => isAbsent(column, row));
}

function complete(
  given: readonly Variable[],
  from: number,
  to: number,
  kept: Uint32Array,
  at: number,
): number {
  const columns = given.flatMap((variable) => variable.columns.filter(({ kind }) => kind !== "integers"));
  let count = at;
  for (let row = from; row < to; row++) {
    if (!columns.some((column) => isAbsent(column, row))) kept[count++] = row;
  }
  return count;
}
