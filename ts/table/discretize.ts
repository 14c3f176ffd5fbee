/**
 * `discretize()`: columns of values become columns of categories.
 *
 * @module
 */
import { rowsPerStep, runCooperatively, runSteps, type Steps } from "../cooperative.ts";
import { describeName } from "../describe.ts";
import { fault, failure, wrongKind } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { jobOptions, ownEntries, ownOptions, optional, withDefault, type JobOptions } from "../options.ts";
import { integerIn, oneOf, text, type Check } from "../validate.ts";
import { missingLabel, type CategoryColumn, type Column } from "./column.ts";
import { intervals, upperBound, type BinningMethod } from "./intervals.ts";
import { checkTable, makeTable, type Table } from "./table.ts";

/** Options of {@link discretize}. */
export interface DiscretizeOptions extends Pick<JobOptions, "signal" | "onProgress"> {
  /**
   * Most intervals of a column, 1 to 65536; or a number for each of some columns by name, the others keeping the
   * default. Default 4.
   */
  bins?: number | Readonly<Record<string, number>> | undefined;
  /**
   * `'equal-frequency'` (default): intervals of as nearly the same number of rows as ties allow, a value never being
   * split; `'equal-width'`: intervals of the same length between the least and the largest value.
   */
  method?: BinningMethod | undefined;
  /**
   * The columns to cut; the others stay as they are. Whole-number categories may be named too and are cut by their
   * numbers. Default: every column of values.
   */
  columns?: readonly string[] | undefined;
}

const defaultBins = 4;
const binCount = integerIn(1, 65_536, "intervals");

const binsOption: Check<number | Map<string, number>> = (value, argument, verb) => {
  if (typeof value !== "object" || value === null) return binCount(value, argument, verb);
  const entries = ownEntries(verb, argument, value);
  return new Map(entries.map(([name, bins]) => [name, binCount(bins, `${argument}.${name}`, verb)]));
};

const nameList: Check<string[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of names of columns", value);
  return Array.from(value, (name, index) => text(name, `${argument}[${index}]`, verb));
};

const schema = {
  signal: jobOptions.signal,
  onProgress: jobOptions.onProgress,
  bins: withDefault(binsOption, defaultBins),
  method: withDefault(oneOf(["equal-frequency", "equal-width"]), "equal-frequency"),
  columns: optional(nameList),
};

interface Plan {
  verb: string;
  table: Table;
  method: BinningMethod;
  /** Intervals of each column that is cut. */
  bins: Map<string, number>;
}

function plan(verb: string, input: unknown, owned: ReturnType<typeof ownOptions<typeof schema>>): Plan {
  const table = checkTable(verb, "table", input);
  const chosen =
    owned.columns ?? table.columns.filter(({ kind }) => kind === "values").map(({ name }) => name);
  const named = owned.bins instanceof Map ? [...owned.bins.keys()] : [];
  for (const name of [...chosen, ...named]) {
    if (table.names.includes(name)) continue;
    const received = describeName(name) + didYouMean(name, table.names);
    throw fault(
      "ARGUMENT",
      verb,
      owned.columns?.includes(name) ? "columns" : "bins",
      "names of columns",
      received,
    );
  }
  const bins = new Map<string, number>();
  const { bins: given } = owned;
  const binsOf = (name: string): number =>
    typeof given === "number" ? given : (given.get(name) ?? defaultBins);
  for (const name of chosen) bins.set(name, binsOf(name));
  return { verb, table, method: owned.method, bins };
}

/**
 * Cuts columns of values into intervals, which become categories with labels such as `[0, 2.5)`. A column with no more
 * distinct values than `bins` keeps each value as a category of its own. Missing values become the category
 * `(missing)`. Each column costs a sort (`'equal-frequency'`) or two passes (`'equal-width'`).
 *
 * @param table A table.
 * @param options See {@link DiscretizeOptions}.
 * @returns A new table, of the same rows and weights; cut columns carry their `edges`.
 * @throws MarginalsError `ARGUMENT` for unknown columns or options and for text columns, `RANGE` for `bins`; an
 *   `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { discretize, table } from "marginals/table";
 *
 * const wind = table({ columns: { wind: Float64Array.of(0.4, 1.5, 2.5, 3.5, 4.5, 9.5) } });
 * const cut = await discretize(wind, { bins: 2, method: "equal-width" });
 * const column = cut.column("wind");
 * if (column.kind === "categories") console.log(column.labels); // [ '[0.4, 4.95)', '[4.95, 9.5]' ]
 * ```
 */
export async function discretize(table: Table, options?: DiscretizeOptions): Promise<Table> {
  const verb = "discretize";
  const owned = ownOptions(verb, options, schema);
  return runCooperatively(steps(plan(verb, table, owned)), owned);
}

/**
 * {@link discretize} on the calling thread.
 *
 * @param table A table.
 * @param options See {@link DiscretizeOptions}; a `signal` is only seen if it aborted before.
 * @returns A new table.
 * @throws What {@link discretize} rejects with.
 * @example
 * ```ts
 * import { discretizeSync, table } from "marginals/table";
 *
 * const wind = table({ columns: { wind: Float64Array.of(0.5, 0.5, 2.25, 8) } });
 * const column = discretizeSync(wind, { bins: 3 }).column("wind");
 * if (column.kind === "categories") console.log(column.labels); // [ '0.5', '2.25', '8' ]
 * ```
 */
export function discretizeSync(table: Table, options?: DiscretizeOptions): Table {
  const verb = "discretizeSync";
  const owned = ownOptions(verb, options, schema);
  return runSteps(steps(plan(verb, table, owned)), owned);
}

function* steps({ verb, table, method, bins }: Plan): Steps<Table> {
  const columns: Column[] = [];
  for (const column of table.columns) {
    const most = bins.get(column.name);
    columns.push(most === undefined ? column : yield* cut(verb, column, most, method));
  }
  const { rowCount, weights, sourceRows } = table;
  return makeTable({ columns, rowCount, weights, sourceRows });
}

function* cut(verb: string, column: Column, bins: number, method: BinningMethod): Steps<CategoryColumn> {
  const { name, missingCount } = column;
  const values = column.kind === "values" ? column.values : numbersOf(verb, column);
  const present = missingCount === 0 ? values : values.filter((value) => !Number.isNaN(value));
  const { edges, labels } =
    present.length === 0
      ? { edges: new Float64Array(0), labels: [] }
      : yield* intervals(present, bins, method);
  if (missingCount > 0) labels.push(missingLabel);
  const starts = edges.subarray(0, -1);
  const codes = new Uint32Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row] ?? Number.NaN;
    codes[row] = Number.isNaN(value) ? labels.length - 1 : upperBound(starts, value) - 1;
    if (row % rowsPerStep === rowsPerStep - 1) yield { stage: "assign", done: row, total: codes.length };
  }
  return { name, kind: "categories", codes, labels: Object.freeze(labels), edges, missingCount };
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
