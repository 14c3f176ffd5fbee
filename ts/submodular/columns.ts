/**
 * Entropy and mutual information of the columns of a table as set functions.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import { native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import type { CategoryColumn } from "../table/column.ts";
import { checkTable, type Table } from "../table/table.ts";
import { boolean } from "../validate.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/** Options of {@link columnEntropy}. */
export interface ColumnEntropyOptions {
  /** Columns Z known beforehand, by name or index: the function is H(X_S | Z). Default: none. */
  given?: Subset | undefined;
}

/** Options of {@link columnInformation}. */
export interface ColumnInformationOptions {
  /** Columns Y to tell of, by name or index, at least one. */
  target: Subset;
  /** Columns Z known beforehand, by name or index: the function is I(X_S; Y | Z). Default: none. */
  given?: Subset | undefined;
  /**
   * Your word that the columns are independent given target and given, as naive Bayes assumes: the function is then
   * submodular, lazy evaluation applies, and results have a bound that says it was declared. Default false.
   */
  conditionallyIndependent?: boolean | undefined;
}

const raw = (value: unknown): unknown => value;

/**
 * The joint entropy H(X_S) in nats of the columns S of a table, or H(X_S | Z) given others. Choosing columns of large
 * entropy keeps those that tell most of all.
 *
 * Every row counts once, or by the table's weights. It never falls and is submodular for every table, so greedy
 * reaches 1 − 1/e of the best and `maximize()` evaluates lazily. The gains of all columns take one pass over the rows;
 * rows of up to 64 bits are packed and equal ones merged.
 *
 * Source: S. Fujishige, "Polymatroidal dependence structure of a set of random variables", 1978. The entropy is the
 * plug-in estimate: with few rows for the values of S it is too small.
 *
 * @param table A table of at least one row whose columns are categories; `discretize()` makes them of values.
 * @param options `given`, columns known beforehand, which are never chosen.
 * @returns The set function over the columns, with their names.
 * @throws MarginalsError `ARGUMENT` for what is no table, a column of values, names that do not exist; `RANGE` for
 *   indices that do not; `SHAPE` for a table without rows or columns.
 * @example
 * ```ts
 * import { columnEntropy, maximize } from "marginals/submodular";
 * import { table } from "marginals/table";
 *
 * const survey = table({
 *   columns: { city: ["a", "b", "c", "d"], region: ["n", "n", "s", "s"], owner: ["yes", "no", "yes", "no"] },
 * });
 * const best = await maximize(columnEntropy(survey), { size: 1 });
 * console.log(best.take(survey.names), best.value === Math.log(4)); // [ 'city' ] true
 * ```
 */
export function columnEntropy(table: Table, options?: ColumnEntropyOptions): NativeSetFunction {
  const verb = "columnEntropy";
  const owned = categories(verb, table);
  const { given } = ownOptions(verb, options, { given: optional(raw) });
  const known = given === undefined ? new Uint32Array(0) : subset(verb, "given", given, owned.ground);
  return build(verb, owned, known, new Uint32Array(0), false);
}

/**
 * The mutual information I(X_S; Y) in nats between the columns S of a table and target columns Y, or I(X_S; Y | Z) given
 * others. Choosing columns of large information is feature selection: it keeps those that tell most of the target
 * together, counting what they share once.
 *
 * It never falls. **It is not submodular in general** (two columns whose exclusive or is the target tell nothing alone
 * and everything together): greedy evaluates every candidate at every step and gives no bound, unless you declare
 * `conditionallyIndependent`. The same function as `submodularMutualInformation(columnEntropy(table), { query })`; a
 * gain is a difference of two conditional entropies, each of one pass over the rows for all columns.
 *
 * Source: T. M. Cover and J. A. Thomas, "Elements of information theory", 2006; A. Krause and C. Guestrin, "Near-optimal
 * nonmyopic value of information in graphical models", 2005, for the condition. The information is the plug-in
 * estimate: with few rows for the values of S and Y it is too large.
 *
 * @param table A table of at least one row whose columns are categories; `discretize()` makes them of values.
 * @param options `target`, and perhaps `given`, columns which are never chosen.
 * @returns The set function over the columns, with their names.
 * @throws MarginalsError As {@link columnEntropy}; `ARGUMENT` for a column that is both target and given.
 * @example
 * ```ts
 * import { columnInformation, maximizeSync } from "marginals/submodular";
 * import { table } from "marginals/table";
 *
 * const play = table({
 *   columns: {
 *     outlook: ["sun", "sun", "rain", "rain", "cloud", "cloud"],
 *     windy: ["no", "yes", "no", "yes", "no", "yes"],
 *     played: ["no", "no", "yes", "no", "yes", "yes"],
 *   },
 * });
 * const chosen = maximizeSync(columnInformation(play, { target: ["played"] }), { size: 1 });
 * console.log(chosen.take(play.names), chosen.value.toFixed(3)); // [ 'outlook' ] 0.462
 * ```
 */
export function columnInformation(table: Table, options: ColumnInformationOptions): NativeSetFunction {
  const verb = "columnInformation";
  const owned = categories(verb, table);
  const checked = ownOptions(verb, options, {
    target: raw,
    given: optional(raw),
    conditionallyIndependent: withDefault(boolean, false),
  });
  const target = subset(verb, "target", checked.target, owned.ground);
  if (target.length === 0) throw fault("ARGUMENT", verb, "target", "at least one column", "none");
  const given =
    checked.given === undefined ? new Uint32Array(0) : subset(verb, "given", checked.given, owned.ground);
  const shared = given.find((column) => target.includes(column));
  if (shared !== undefined)
    throw fault("ARGUMENT", verb, "given", "disjoint from target", `column ${shared} in both`);
  return build(verb, owned, given, target, checked.conditionallyIndependent);
}

interface Categories {
  columns: readonly CategoryColumn[];
  weights: Float64Array | null;
  ground: { size: number; names: readonly string[]; of: string };
}

function categories(verb: string, value: unknown): Categories {
  const table = checkTable(verb, "table", value);
  const columns = table.columns.map((column) => {
    if (column.kind === "categories") return column;
    const received = `the column ${describeName(column.name)} of values; cut it with discretize()`;
    throw fault("ARGUMENT", verb, "table", "a table of categories", received);
  });
  if (table.rowCount === 0 || columns.length === 0) {
    const received = `${table.rowCount} rows of ${columns.length} columns`;
    throw fault("SHAPE", verb, "table", "a table of at least one row and column", received);
  }
  const ground = { size: columns.length, names: table.names, of: "columns of the table" };
  return { columns, weights: table.weights, ground };
}

function build(
  verb: string,
  { columns, weights, ground }: Categories,
  given: Uint32Array,
  target: Uint32Array,
  independent: boolean,
): NativeSetFunction {
  const handle = native().functionColumns({
    columns: columns.map(({ codes }) => codes),
    radices: Uint32Array.from(columns, ({ labels }) => Math.max(labels.length, 1)),
    ...(weights === null ? {} : { weights }),
    given,
    target,
    independent,
  });
  return nativeSetFunction(unwrap(verb, handle), ground.names);
}
