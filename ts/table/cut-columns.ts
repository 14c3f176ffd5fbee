/**
 * Columns of values on their way to the native side, and back as columns of categories.
 *
 * @module
 */
import { fault, failure } from "../errors.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { intervalLabels, type BinningMethod } from "./intervals.ts";
import { missingLabel, type CategoryColumn, type Column } from "./column.ts";
import { makeTable, type Table } from "./table.ts";

/** What is to be cut, and how. */
export interface Plan {
  verb: string;
  table: Table;
  method: BinningMethod;
  target: CategoryColumn | undefined;
  /** Intervals of each column that is cut. */
  bins: Map<string, number>;
  watch: Pick<CheckedJobOptions, "signal" | "onProgress">;
}

/** What the native side answers for a column. */
export interface Cut {
  codes: Uint32Array;
  edges: Float64Array;
  isDistinct: boolean;
}

/** A column to be cut: its rows that are there. */
export interface Input {
  column: Column;
  values: Float64Array;
  spec: Native.BinningSpec;
}

/**
 * Options of the job.
 *
 * @param plan What is to be cut.
 * @returns Checked options.
 */
export const job = ({ watch }: Plan): CheckedJobOptions => ({
  signal: watch.signal,
  onProgress: watch.onProgress,
  seed: 0,
  threads: undefined,
  onAbort: "reject",
  transfer: false,
});

/**
 * Starts the native side.
 *
 * @param columns What it cuts; copied before it returns.
 * @returns How to start.
 */
export const start =
  (columns: readonly Input[]) =>
  (handle: Native.JobHandle): unknown =>
    native().discretizeColumns(
      columns.map(({ spec }) => spec),
      handle,
    );

/**
 * The columns that are cut.
 *
 * @param plan What is to be cut.
 * @returns Their rows that are there; columns without any are left out.
 */
export function inputs({ verb, table, method, target, bins }: Plan): Input[] {
  return table.columns.flatMap((column) => {
    const most = bins.get(column.name);
    if (most === undefined) return [];
    const values = column.kind === "values" ? column.values : numbersOf(verb, column);
    const there = (row: number): boolean => !Number.isNaN(values[row]);
    const isWhole = column.missingCount === 0;
    const present = isWhole ? values : values.filter((_, row) => there(row));
    if (present.length === 0) return [];
    const classes = isWhole ? target?.codes : target?.codes.filter((_, row) => there(row));
    const spec = {
      values: present,
      method,
      bins: most,
      ...(target && classes && { classes, classCount: target.labels.length }),
    };
    return [{ column, values, spec }];
  });
}

/**
 * The table with its columns cut.
 *
 * @param plan What is to be cut.
 * @param given The columns.
 * @param cuts What the native side answered for each.
 * @returns A new table.
 */
export function cutTable({ table, bins }: Plan, given: readonly Input[], cuts: readonly Cut[]): Table {
  const found = new Map(given.map((input, at) => [input.column, { input, cut: cuts[at] }]));
  const columns = table.columns.map((column) => {
    const { input, cut } = found.get(column) ?? {};
    if (input && cut) return categories(input, cut);
    return bins.has(column.name) ? nothing(column) : column;
  });
  const { rowCount, weights, sourceRows } = table;
  return makeTable({ columns, rowCount, weights, sourceRows });
}

function categories({ column, values }: Input, { codes, edges, isDistinct }: Cut): CategoryColumn {
  const { name, missingCount } = column;
  const labels = isDistinct ? Array.from(edges.subarray(0, -1), String) : intervalLabels(edges);
  if (missingCount === 0) {
    return { name, kind: "categories", codes, labels: Object.freeze(labels), edges, missingCount };
  }
  const absent = labels.length;
  labels.push(missingLabel);
  let at = 0;
  const all = Uint32Array.from(values, (value) => (Number.isNaN(value) ? absent : (codes[at++] ?? 0)));
  return { name, kind: "categories", codes: all, labels: Object.freeze(labels), edges, missingCount };
}

/** A column without any value. */
function nothing({ name, missingCount }: Column): CategoryColumn {
  const labels = Object.freeze(missingCount > 0 ? [missingLabel] : []);
  const codes = new Uint32Array(missingCount);
  return { name, kind: "categories", codes, labels, edges: new Float64Array(0), missingCount };
}

/** The numbers of a category column whose labels are whole numbers, NaN where missing. */
function numbersOf(verb: string, column: CategoryColumn): Float64Array {
  const numbers = column.labels.map((label, code) => {
    if (label === missingLabel && column.missingCount > 0 && code === column.labels.length - 1)
      return Number.NaN;
    if (column.edges === null && /^-?\d+$/.test(label)) return Number(label);
    const received = column.edges === null ? "text" : "a column that is discretized already";
    throw fault("ARGUMENT", verb, `column ${column.name}`, "values or whole numbers", received);
  });
  const values = new Float64Array(column.codes.length);
  column.codes.forEach((code, row) => {
    const number = numbers[code];
    if (number === undefined) throw failure("INTERNAL", verb, "a code has no label");
    values[row] = number;
  });
  return values;
}
