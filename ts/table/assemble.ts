/**
 * From columns with gaps to a table: the missing-value policy, applied once for every source.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { failure, fault } from "../errors.ts";
import {
  draftLength,
  isMissing,
  missingCode,
  missingLabel,
  type CategoryColumn,
  type Column,
  type Draft,
  type Missing,
} from "./column.ts";
import { occurringLabels } from "./labels.ts";
import { makeTable, type Table } from "./table.ts";

/**
 * The error for a missing value where none is allowed.
 *
 * @param verb The function the caller called.
 * @param column Name of the column.
 * @param where Where it stands: `row 3`, `line 4`.
 * @returns The error.
 */
export function missingValue(verb: string, column: string, where: string): Error {
  const expected =
    "present in every row (missing: 'drop' leaves such rows out, 'category' keeps them as one more label)";
  return fault("MISSING", verb, `column ${column}`, expected, `no value at ${where}`);
}

/** What {@link assemble} makes a table of. */
export interface Assembly {
  verb: string;
  /** Columns, all of the same length, on memory of the library's own. */
  drafts: readonly Draft[];
  rowCount: number;
  weights: Float64Array | null;
  missing: Missing;
}

/**
 * Applies the policy for missing values and makes the table.
 *
 * @param assembly The columns and the policy.
 * @returns The table. Throws `MISSING` under `'error'`, `ARGUMENT` for names that are not distinct.
 */
export function assemble(assembly: Assembly): Table {
  const { verb, drafts, weights, missing, rowCount } = assembly;
  checkNames(verb, drafts);
  const counts = drafts.map(missingIn);
  const someMissing = counts.some((count) => count > 0);
  if (someMissing && missing === "error") throw firstMissing(verb, drafts);
  if (someMissing && missing === "drop") {
    const kept = completeRows(drafts, rowCount);
    const columns = drafts.map((draft) => finish(rowsOf(draft, kept), 0));
    return makeTable({ columns, rowCount: kept.length, weights: pick(weights, kept), sourceRows: kept });
  }
  const columns = drafts.map((draft, index) => finish(draft, counts[index] ?? 0));
  return makeTable({ columns, rowCount, weights, sourceRows: null });
}

function checkNames(verb: string, drafts: readonly Draft[]): void {
  const seen = new Set<string>();
  for (const { name } of drafts) {
    if (seen.has(name)) {
      throw fault("ARGUMENT", verb, "the names of the columns", "distinct", `${describeName(name)} twice`);
    }
    seen.add(name);
  }
}

function missingIn(draft: Draft): number {
  let count = 0;
  for (let row = 0; row < draftLength(draft); row++) if (isMissing(draft, row)) count++;
  return count;
}

function firstMissing(verb: string, drafts: readonly Draft[]): Error {
  for (const draft of drafts) {
    for (let row = 0; row < draftLength(draft); row++) {
      if (isMissing(draft, row)) return missingValue(verb, draft.name, `row ${row}`);
    }
  }
  return failure("INTERNAL", verb, "a missing value was counted but not found");
}

function completeRows(drafts: readonly Draft[], rowCount: number): Uint32Array {
  const complete = new Uint8Array(rowCount).fill(1);
  for (const draft of drafts) {
    for (let row = 0; row < rowCount; row++) if (isMissing(draft, row)) complete[row] = 0;
  }
  const kept = new Uint32Array(complete.reduce((sum, is) => sum + is, 0));
  let at = 0;
  complete.forEach((is, row) => {
    if (is === 1) kept[at++] = row;
  });
  return kept;
}

function pick(values: Float64Array | null, rows: Uint32Array): Float64Array | null {
  if (values === null) return null;
  const picked = new Float64Array(rows.length);
  rows.forEach((row, at) => (picked[at] = values[row] ?? 0));
  return picked;
}

function rowsOf(draft: Draft, rows: Uint32Array): Draft {
  if (draft.kind === "values") return { ...draft, values: pick(draft.values, rows) ?? new Float64Array(0) };
  const codes = new Uint32Array(rows.length);
  rows.forEach((row, at) => (codes[at] = draft.codes[row] ?? 0));
  // The intervals of a discretized column stand for its edges: they stay, used or not.
  const labels = draft.edges === null ? occurringLabels(codes, draft.labels) : draft.labels;
  return { ...draft, codes, labels };
}

function finish(draft: Draft, missingCount: number): Column {
  if (draft.kind === "values") return { ...draft, missingCount };
  const { name, codes, edges } = draft;
  const labels = [...draft.labels];
  if (missingCount > 0) {
    labels.push(missingLabel);
    const code = labels.length - 1;
    for (let row = 0; row < codes.length; row++) if (codes[row] === missingCode) codes[row] = code;
  }
  const column: CategoryColumn = {
    name,
    kind: "categories",
    codes,
    labels: Object.freeze(labels),
    edges,
    missingCount,
  };
  return column;
}
