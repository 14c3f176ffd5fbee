/**
 * `discretize()`: columns of values become columns of categories.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { didYouMean } from "../nearest.ts";
import { jobOptions, ownEntries, ownOptions, optional, withDefault, type JobOptions } from "../options.ts";
import { integerIn, oneOf, text, type Check } from "../validate.ts";
import type { CategoryColumn } from "./column.ts";
import { cutTable, inputs, job, start, type Cut, type Plan } from "./cut-columns.ts";
import { binningMethods, type BinningMethod } from "./intervals.ts";
import { checkTable, type Table } from "./table.ts";

/** Options of {@link discretize}. */
export interface DiscretizeOptions extends Pick<JobOptions, "signal" | "onProgress"> {
  /**
   * Most intervals of a column, 1 to 65536; or a number for each of some columns by name, the others keeping the
   * default. Default 4. Only the methods that are called equal take a number.
   */
  bins?: number | Readonly<Record<string, number>> | undefined;
  /** How the borders are chosen; see {@link BinningMethod}. Default `'equal-frequency'`. */
  method?: BinningMethod | undefined;
  /** The column of categories whose classes decide the borders, for method `'mdlp'`. */
  target?: string | undefined;
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
  bins: optional(binsOption),
  method: withDefault(oneOf(binningMethods), "equal-frequency" as BinningMethod),
  target: optional(text),
  columns: optional(nameList),
};

function plan(verb: string, input: unknown, owned: ReturnType<typeof ownOptions<typeof schema>>): Plan {
  const table = checkTable(verb, "table", input);
  const { bins: given, method } = owned;
  const target = targetOf(verb, table, method, owned.target);
  const chosen =
    owned.columns ?? table.columns.filter(({ kind }) => kind === "values").map(({ name }) => name);
  const named = given instanceof Map ? [...given.keys()] : [];
  for (const name of [...chosen, ...named]) {
    if (table.names.includes(name)) continue;
    const received = describeName(name) + didYouMean(name, table.names);
    const argument = owned.columns?.includes(name) ? "columns" : "bins";
    throw fault("ARGUMENT", verb, argument, "names of columns", received);
  }
  if (given !== undefined && !method.startsWith("equal-")) {
    throw fault("ARGUMENT", verb, "bins", `absent with method '${method}', which finds it`, "one");
  }
  const bins = new Map<string, number>();
  const binsOf = (name: string): number =>
    typeof given === "number" ? given : (given?.get(name) ?? defaultBins);
  for (const name of chosen) bins.set(name, binsOf(name));
  return { verb, table, method, target, bins, watch: owned };
}

/** The classes that decide, where the method asks for them. */
function targetOf(
  verb: string,
  table: Table,
  method: BinningMethod,
  name: string | undefined,
): CategoryColumn | undefined {
  if (name === undefined) {
    if (method !== "mdlp") return undefined;
    throw fault("ARGUMENT", verb, "target", "the name of a column of categories for 'mdlp'", "none");
  }
  if (method !== "mdlp") {
    throw fault("ARGUMENT", verb, "target", `absent with method '${method}'`, describeName(name));
  }
  const column = table.columns.find((other) => other.name === name);
  if (column?.kind === "categories" && column.missingCount === 0) return column;
  const hint = column === undefined ? didYouMean(name, table.names) : "";
  const expected = "the name of a column of categories without missing values";
  throw fault("ARGUMENT", verb, "target", expected, describeName(name) + hint);
}

/**
 * Cuts columns of values into intervals, which become categories with labels such as `[0, 2.5)`. A column with no more
 * distinct values than `bins` keeps each value as a category of its own, unless intervals of equal width hold several of
 * them. Missing values become the category `(missing)`. Each column costs a sort; Bayesian blocks take the square of the distinct values (32,768 at most).
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
  const own = plan(verb, table, owned);
  const columns = inputs(own);
  return cutTable(own, columns, await run<Cut[]>(verb, job(own), start(columns)));
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
  const own = plan(verb, table, owned);
  const columns = inputs(own);
  return cutTable(own, columns, runSync<Cut[]>(verb, job(own), start(columns)));
}
