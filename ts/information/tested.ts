/**
 * What permutation tests and bootstrap intervals are made of: two or three variables and a measure of them, counted by
 * the library or computed by the caller.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { failure, fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { typedArrayKind } from "../typed-array.ts";
import { optional, withDefault } from "../options.ts";
import { anything, callback, integerIn, oneOf, type Check } from "../validate.ts";
import { columnBins, type Bins } from "./bins.ts";
import { columnSpec } from "./columns.ts";
import { measureOptions, type Estimate, type MeasureOptions } from "./estimate.ts";
import { variable, type VariableInput } from "./given.ts";
import { completeRows, type MissingRows } from "./missing.ts";
import { Variable, type Binning } from "./variable.ts";

/** A measure of the caller's: what it gives for `x`, `y` and perhaps the condition, `x` in another order. */
export type MeasureFunction = (
  x: VariableInput,
  y: VariableInput,
  given?: VariableInput,
) => number | Estimate | Promise<number | Estimate>;

/** A measure that is counted by the library, or one of the caller's. */
export type TestedMeasure = "mutual-information" | "transfer-entropy" | MeasureFunction;

const named = oneOf(["mutual-information", "transfer-entropy"]);

const measureOption: Check<TestedMeasure> = (value, argument, verb) => {
  if (value === undefined) return "mutual-information";
  if (typeof value === "function")
    return callback<MeasureFunction>("a function (x, y, given)")(value, argument, verb);
  return named(value, argument, verb);
};

/** The variables of a test, on memory of their own or the caller's, which is only read. */
export interface TestedVariables {
  /** As the native side takes them. */
  spec: Native.TestedSpec;
  rows: number;
}

/** Lags of a transfer entropy. */
export interface Lags {
  history: number;
  sourceHistory: number;
  delay: number;
}

/** The caller's variables, checked. */
export interface GivenVariables {
  x: Variable;
  y: Variable;
  given: Variable | undefined;
}

/**
 * Takes variables over.
 *
 * @param verb The function the caller called.
 * @param inputs What the caller gave.
 * @param missing What becomes of rows with missing values.
 * @returns The variables, of one length.
 */
export function testedVariables(
  verb: string,
  inputs: { x: unknown; y: unknown; given: unknown },
  missing: MissingRows,
): GivenVariables {
  const list = [variable(verb, "x", inputs.x), variable(verb, "y", inputs.y)];
  if (inputs.given !== undefined) list.push(variable(verb, "given", inputs.given));
  const [x, y, given] = completeRows(verb, list, missing);
  if (x === undefined || y === undefined) throw failure("INTERNAL", verb, "a variable was lost");
  return { x, y, given };
}

/**
 * The variables of an information.
 *
 * @param verb The function the caller called.
 * @param variables Variables.
 * @param bins How values are cut; absent, into as many intervals as the rows bear.
 * @returns What the native side takes.
 */
export function testedSpec(
  verb: string,
  variables: GivenVariables,
  bins: Binning | undefined,
): TestedVariables {
  const columns = (given: Variable) =>
    given.columns.map((column) => columnSpec(verb, new Variable(given.argument, [column]), "natural", bins));
  const { x, y, given } = variables;
  return {
    spec: { x: columns(x), y: columns(y), ...(given && { given: columns(given) }), bins: 0 },
    rows: x.rows,
  };
}

/**
 * The variables of a transfer entropy: past of the source, present of the target, past of the target.
 *
 * @param verb The function the caller called.
 * @param variables Source x and target y.
 * @param lags Lengths of the pasts.
 * @returns The three variables, of every time at which all of them are there.
 */
export function laggedVariables(verb: string, variables: GivenVariables, lags: Lags): GivenVariables {
  const { x, y, given } = variables;
  const { history, sourceHistory, delay } = lags;
  if (given !== undefined) {
    throw fault("UNSUPPORTED", verb, "given", "absent for a transfer entropy", "a variable");
  }
  const first = Math.max(history, delay + sourceHistory - 1);
  const rows = y.rows - first;
  if (rows < 1) throw fault("SHAPE", verb, "y", `of more than ${first} samples (the lags)`, `${y.rows}`);
  const at = (series: Variable, lag: number): Variable["columns"] =>
    series.take(Uint32Array.from({ length: rows }, (_, row) => first + row - lag)).columns;
  const past = (series: Variable, from: number, length: number): Variable =>
    new Variable(series.argument, Array.from({ length }, (_, step) => at(series, from + step)).flat());
  return {
    x: past(x, delay, sourceHistory),
    y: new Variable("y", at(y, 0)),
    given: past(y, 1, history),
  };
}

const lag: Check<number> = integerIn(1, 64);

/** Options that tests and intervals share. */
export interface TestedOptions extends MeasureOptions {
  /**
   * `'mutual-information'` (default): I(x; y), or I(x; y | given). `'transfer-entropy'`: from x to y. Both are counted
   * (values cut into `bins`). Or a function of yours, of `(x, y, given)`, called with rows in another order once for every
   * permutation or resample: any estimator will do.
   */
  measure?: TestedMeasure | undefined;
  /** The condition of a conditional mutual information. */
  given?: VariableInput | undefined;
  /** How values are cut that are counted. Default √(rows / 5) intervals of equal frequency, within 2 and 16. */
  bins?: Bins | undefined;
  /** Samples of the target's own past in a transfer entropy, 1 to 64. Default 1. */
  history?: number | undefined;
  /** Samples of the source's past in a transfer entropy, 1 to 64. Default 1. */
  sourceHistory?: number | undefined;
  /** Samples from the source to the target in a transfer entropy, 1 to 64. Default 1. */
  delay?: number | undefined;
}

/** The schema of {@link TestedOptions}. */
export const testedOptions: typeof measureOptions & {
  readonly measure: Check<TestedMeasure>;
  readonly given: Check<unknown>;
  readonly bins: Check<Binning | undefined>;
  readonly history: Check<number>;
  readonly sourceHistory: Check<number>;
  readonly delay: Check<number>;
} = {
  ...measureOptions,
  measure: measureOption,
  given: optional(anything),
  bins: columnBins,
  history: withDefault(lag, 1),
  sourceHistory: withDefault(lag, 1),
  delay: withDefault(lag, 1),
};

/**
 * Rows of an array in another order.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value An array or typed array, an element a row.
 * @param order Rows.
 * @returns An array of the same kind.
 */
export function inOrder(verb: string, argument: string, value: unknown, order: Uint32Array): VariableInput {
  if (typedArrayKind(value) !== undefined) {
    const source = value as Float64Array;
    const copy = source.slice(0, 0);
    const target = new (copy.constructor as Float64ArrayConstructor)(order.length);
    order.forEach((row, at) => (target[at] = source[row] ?? Number.NaN));
    return target;
  }
  if (Array.isArray(value)) return Array.from(order, (row) => value[row] as number);
  throw wrongKind(
    verb,
    argument,
    "an array or typed array, an element a row, for a measure of your own",
    value,
  );
}

/**
 * Number of rows of arrays given to a measure of the caller's.
 *
 * @param verb The function the caller called.
 * @param inputs Arrays by the names of their arguments; absent ones count for nothing.
 * @returns Their common length.
 */
export function commonRows(verb: string, inputs: Readonly<Record<string, unknown>>): number {
  let rows: number | undefined;
  for (const [argument, value] of Object.entries(inputs)) {
    if (value === undefined) continue;
    if (typedArrayKind(value) === undefined && !Array.isArray(value)) {
      throw wrongKind(
        verb,
        argument,
        "an array or typed array, an element a row, for a measure of your own",
        value,
      );
    }
    const { length } = value as ArrayLike<unknown>;
    if (rows !== undefined && length !== rows)
      throw fault("SHAPE", verb, argument, `of ${rows} rows (as x)`, `${length}`);
    rows = length;
  }
  if (rows === undefined || rows === 0) throw fault("SHAPE", verb, "x", "of at least one row", "none");
  return rows;
}

/**
 * What a measure of the caller's answered.
 *
 * @param verb The function the caller called.
 * @param answer A number or an estimate.
 * @returns The number.
 */
export function numberOf(verb: string, answer: unknown): number {
  const value: unknown =
    typeof answer === "object" && answer !== null && "value" in answer ? answer.value : answer;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw fault(
    "CALLBACK",
    verb,
    "measure",
    "a function that answers a finite number or an estimate",
    describe(value),
  );
}
