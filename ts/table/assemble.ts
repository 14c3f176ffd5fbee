/**
 * From columns with gaps to a table: the missing-value policy, applied once for every source.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { rowsPerStep, type Steps } from "../cooperative.ts";
import { fault } from "../errors.ts";
import type { ProgressReport } from "../options.ts";
import {
  draftLength,
  isMissing,
  missingCode,
  missingLabel,
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
 * @returns Steps that return the table. They throw `MISSING` under `'error'`, `ARGUMENT` for names that are not
 *   distinct.
 */
export function* assemble(assembly: Assembly): Steps<Table> {
  const { verb, drafts, weights, missing, rowCount } = assembly;
  checkNames(verb, drafts);
  const counts: number[] = [];
  for (const draft of drafts) counts.push(yield* missingIn(verb, draft, missing));
  if (missing === "drop" && counts.some((count) => count > 0)) {
    const kept = yield* completeRows(drafts, rowCount);
    const columns: Column[] = [];
    for (const draft of drafts) columns.push(yield* finish(yield* rowsOf(draft, kept), 0));
    return makeTable({ columns, rowCount: kept.length, weights: pick(weights, kept), sourceRows: kept });
  }
  const columns: Column[] = [];
  for (const [index, draft] of drafts.entries()) columns.push(yield* finish(draft, counts[index] ?? 0));
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

function step(row: number, total: number): ProgressReport {
  return { stage: "assemble", done: row, total };
}

const isPause = (row: number): boolean => row % rowsPerStep === rowsPerStep - 1;

function* missingIn(verb: string, draft: Draft, missing: Missing): Steps<number> {
  const length = draftLength(draft);
  let count = 0;
  for (let from = 0; from < length; from += rowsPerStep) {
    const end = Math.min(length, from + rowsPerStep);
    if (anyMissing(draft, from, end)) {
      for (let row = from; row < end; row++) {
        if (!isMissing(draft, row)) continue;
        if (missing === "error") throw missingValue(verb, draft.name, `row ${row}`);
        count++;
      }
    }
    yield step(from, length);
  }
  return count;
}

/** Whether one of the rows is missing, by the engine's own search. */
function anyMissing(draft: Draft, from: number, end: number): boolean {
  return draft.kind === "values"
    ? draft.values.subarray(from, end).includes(Number.NaN)
    : draft.codes.subarray(from, end).includes(missingCode);
}

function* completeRows(drafts: readonly Draft[], rowCount: number): Steps<Uint32Array> {
  const complete = new Uint8Array(rowCount).fill(1);
  for (const draft of drafts) {
    for (let row = 0; row < rowCount; row++) {
      if (isMissing(draft, row)) complete[row] = 0;
      if (isPause(row)) yield step(row, rowCount);
    }
  }
  const kept = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (complete[row] === 1) kept[count++] = row;
    if (isPause(row)) yield step(row, rowCount);
  }
  return kept.slice(0, count);
}

function pick(values: Float64Array | null, rows: Uint32Array): Float64Array | null {
  return values === null ? null : Float64Array.from(rows, (row) => values[row] ?? 0);
}

function* rowsOf(draft: Draft, rows: Uint32Array): Steps<Draft> {
  const from = draft.kind === "values" ? draft.values : draft.codes;
  const to = draft.kind === "values" ? new Float64Array(rows.length) : new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    to[at] = from[rows[at] ?? 0] ?? 0;
    if (isPause(at)) yield step(at, rows.length);
  }
  if (draft.kind === "values") return { ...draft, values: to as Float64Array };
  const codes = to as Uint32Array;
  // The intervals of a discretized column stand for its edges: they stay, used or not.
  const labels = draft.edges === null ? yield* occurringLabels(codes, draft.labels) : draft.labels;
  return { ...draft, codes, labels };
}

function* finish(draft: Draft, missingCount: number): Steps<Column> {
  if (draft.kind === "values") return { ...draft, missingCount };
  const { name, codes, edges } = draft;
  const labels = [...draft.labels];
  if (missingCount > 0) {
    const code = labels.push(missingLabel) - 1;
    for (let row = 0; row < codes.length; row++) {
      if (codes[row] === missingCode) codes[row] = code;
      if (isPause(row)) yield step(row, codes.length);
    }
  }
  return { name, kind: "categories", codes, labels: Object.freeze(labels), edges, missingCount };
}
