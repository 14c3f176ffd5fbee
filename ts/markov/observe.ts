/**
 * Chains from data: trajectories and tables, as codes per coordinate handed to the native counting.
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { discretizeSync } from "../table/discretize.ts";
import { table as toTable, type TableInput } from "../table/build-table.ts";
import type { Column } from "../table/column.ts";
import type { Table } from "../table/table.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { names } from "./build.ts";
import { trajectoryCodes, type Codes } from "./trajectory.ts";

/** Pseudo-counts: none, a number added to every pair of states, or ½ (Krichevsky–Trofimov). */
export type Smoothing = "none" | "krichevsky-trofimov" | { add: number };

/** Options of chains from data. */
export interface ObservationOptions extends JobOptions {
  /** Added to the count of every pair of states before anything is projected. Default `'none'`. */
  smoothing?: Smoothing | undefined;
  /** Steps from X to Y. Default 1. */
  lag?: number | undefined;
}

/** Options of {@link MarkovChain.fromTrajectories}. */
export interface TrajectoryOptions extends ObservationOptions {
  /** Values per coordinate; values are then integers from 0. Default: what occurs. */
  sizes?: readonly number[] | Uint32Array | undefined;
  /** Names of the coordinates. */
  names?: readonly string[] | undefined;
}

/** Options of {@link MarkovChain.fromTable}. */
export interface TableChainOptions extends ObservationOptions {
  /** Columns that become coordinates. Default: all. */
  columns?: readonly string[] | undefined;
  /** Intervals per numeric column. Default 3. */
  bins?: number | undefined;
  /** How numeric columns are cut. Default `'equal-frequency'`. */
  method?: "equal-frequency" | "equal-width" | undefined;
}

const smoothing: Check<Native.SmoothingSpec> = (value, argument, verb) => {
  if (typeof value === "object" && value !== null) {
    const { add } = ownOptions(verb, value, { add: validate.finiteNumber({ above: 0 }) });
    return { add };
  }
  const name = validate.oneOf(["none", "krichevsky-trofimov"])(value, argument, verb);
  return { add: name === "none" ? 0 : 0.5 };
};

const observation = {
  ...jobOptions,
  smoothing: withDefault(smoothing, { add: 0 }),
  lag: withDefault(validate.integerIn(1, 2 ** 31), 1),
};

const trajectoryOptions = {
  ...observation,
  sizes: optional((value: unknown) => value),
  names: optional(names),
};

const tableOptions = {
  ...observation,
  columns: optional(names),
  bins: withDefault(validate.integerIn(2, 65_536), 3),
  method: withDefault(validate.oneOf(["equal-frequency", "equal-width"]), "equal-frequency"),
};

interface Observation extends Codes {
  options: CheckedJobOptions & { smoothing: Native.SmoothingSpec; lag: number };
}

type Source = "trajectories" | "table";

function codes(verb: string, source: Source, data: unknown, options: unknown): Observation {
  if (source === "trajectories") {
    const checked = ownOptions(verb, options, trajectoryOptions);
    return { ...trajectoryCodes(verb, data, checked.sizes, checked.names), options: checked };
  }
  const checked = ownOptions(verb, options, tableOptions);
  return { ...tableCodes(verb, toTable(data as TableInput), checked), options: checked };
}

/** The rows of a table as one trajectory, cut where rows of the input are missing. */
function tableCodes(
  verb: string,
  table: Table,
  options: { columns: string[] | undefined; bins: number; method: "equal-frequency" | "equal-width" },
): Codes {
  const chosen = options.columns ?? table.names;
  if (chosen.length === 0) throw fault("SHAPE", verb, "columns", "at least one column", "none");
  const numeric = chosen.filter((name) => table.column(name).kind === "values");
  const { bins, method } = options;
  const cut = numeric.length === 0 ? table : discretizeSync(table, { bins, method, columns: numeric });
  const columns = chosen.map((name) => cut.column(name));
  const data = new Uint32Array(table.rowCount * columns.length);
  for (const [at, column] of columns.entries()) {
    if (column.kind !== "categories") throw fault("ARGUMENT", verb, "columns", "categories", "values");
    for (const [row, code] of column.codes.entries()) data[row * columns.length + at] = code;
  }
  return { data, starts: starts(table), sizes: sizes(columns), names: [...chosen] };
}

const sizes = (columns: readonly Column[]): Uint32Array =>
  Uint32Array.from(columns, (column) =>
    column.kind === "categories" ? Math.max(1, column.labels.length) : 1,
  );

function starts({ sourceRows, rowCount }: Table): Uint32Array {
  const found = [0];
  for (let row = 1; sourceRows !== null && row < rowCount; row++) {
    if (sourceRows[row] !== sourceRows[row - 1]! + 1) found.push(row);
  }
  return Uint32Array.from(found);
}

const start =
  ({ data, starts: offsets, sizes: values, names: labels, options }: Observation) =>
  (handle: Native.JobHandle): unknown =>
    native().chainFromTrajectories(
      { sizes: values, ...(labels && { names: labels }) },
      data,
      offsets,
      options.smoothing,
      options.lag,
      handle,
    );

/** Counts transitions as a job. */
export async function observe(
  verb: string,
  source: Source,
  data: unknown,
  options: unknown,
): Promise<Native.NativeChain> {
  const observed = codes(verb, source, data, options);
  return run(verb, observed.options, start(observed));
}

/** Counts transitions on the calling thread. */
export function observeSync(
  verb: string,
  source: Source,
  data: unknown,
  options: unknown,
): Native.NativeChain {
  const observed = codes(verb, source, data, options);
  return runSync(verb, observed.options, start(observed));
}
