/**
 * Estimators of values: their names, their options, and what the native side takes of both.
 *
 * @module
 */
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { optional, withDefault, type Owned, type Schema } from "../options.ts";
import { boolean, finiteNumber, integerIn, oneOf, type Check } from "../validate.ts";
import type { Discrete } from "./discrete.ts";
import { estimator, type Estimator, type Start } from "./estimators.ts";
import { completeRows, type MissingRows } from "./missing.ts";
import { Variable, type VariableColumn } from "./variable.ts";

/** An estimator of the entropy of values. */
export type ContinuousEntropyEstimator = "auto" | "kozachenko-leonenko" | "gaussian" | "gaussian-copula";

/** An estimator of the information of two variables of which one at least has values. */
export type ContinuousInformationEstimator =
  | "auto"
  | "ksg1"
  | "ksg2"
  | "ksg-extrapolated"
  | "lnc"
  | "mixed-ksg"
  | "mesner-shalizi"
  | "ross"
  | "gaussian"
  | "gaussian-copula"
  | "student-copula";

/** An estimator of the information of two variables given a third. */
export type ContinuousConditionalEstimator =
  | "auto"
  | "frenzel-pompe"
  | "mesner-shalizi"
  | "gaussian"
  | "gaussian-copula"
  | "student-copula";

/** An estimator of what many variables of values share. */
export type ContinuousSharedEstimator = "auto" | "ksg1" | "mesner-shalizi" | "gaussian" | "gaussian-copula";

/** An estimator of an entropy of an order of values. */
export type ContinuousOrderEstimator = "leonenko-pronzato-savani" | "gaussian";

/** Options of the estimators of values. */
export interface ContinuousOptions {
  /** Neighbors looked for. Default 3; for `'lnc'` 5, or one more than the columns. */
  k?: number | undefined;
  /** How differences of the columns of a variable combine: `'maximum'` (default) or `'euclidean'`. */
  norm?: "maximum" | "euclidean" | undefined;
  /** Correct Gaussian estimates for the bias of few samples. Default true. */
  biasCorrection?: boolean | undefined;
  /** `'lnc'`: the share of its box below which a neighborhood is corrected. Default: found by simulation. */
  alpha?: number | undefined;
}

/** Options of the entropy of values. */
export interface ContinuousEntropyOptions extends Pick<ContinuousOptions, "k" | "norm" | "biasCorrection"> {
  /** `'kozachenko-leonenko'`: order of a Rényi entropy, above 0 and below k + 1. Default 1: the differential entropy. */
  order?: number | undefined;
}

/** Options of an estimator by neighbors. */
export const neighborOptions: {
  readonly k: Check<number | undefined>;
  readonly norm: Check<"maximum" | "euclidean">;
} = {
  k: optional(integerIn(1, 2 ** 32 - 1)),
  norm: withDefault(oneOf(["maximum", "euclidean"]), "maximum"),
};

const local = withDefault(boolean, false);
/** {@link ContinuousOptions.biasCorrection}, checked. */
export const biasCorrection: Check<boolean> = withDefault(boolean, true);
const alpha = optional(finiteNumber({ above: 0, most: 1 }));
const ofNeighbors = { ...neighborOptions, local } satisfies Schema;
const ofGaussian = { biasCorrection } satisfies Schema;

/** Options of every estimator of values by its name. */
const schemas: Readonly<Record<string, Schema>> = {
  auto: { ...ofNeighbors, ...ofGaussian },
  lnc: { ...ofNeighbors, alpha },
  gaussian: ofGaussian,
  "gaussian-copula": ofGaussian,
  "student-copula": ofGaussian,
};

interface Chosen {
  k?: number | undefined;
  norm?: "maximum" | "euclidean";
  local?: boolean;
  biasCorrection?: boolean;
  alpha?: number | undefined;
  order?: number | undefined;
}

/**
 * How the native side is to estimate.
 *
 * @param name Estimator.
 * @param options Checked options.
 * @returns What the native side takes.
 */
export function continuousSpec(name: string, options: Chosen): Native.ContinuousSpec {
  const { k, norm, local: wanted, biasCorrection: corrected, alpha: threshold, order: of } = options;
  return {
    estimator: name,
    euclidean: norm === "euclidean",
    corrected: corrected ?? true,
    local: wanted ?? false,
    ...(k !== undefined && { k }),
    ...(threshold !== undefined && { alpha: threshold }),
    ...(of !== undefined && { order: of }),
  };
}

/**
 * A variable as the native side takes values.
 *
 * @param verb The function the caller called.
 * @param variable The variable.
 * @param mixed Whether strings and booleans may stand among values, only equal or not.
 * @returns A copy by columns.
 */
export function valuesSpec(verb: string, variable: Variable, mixed: boolean): Native.ValuesSpec {
  const nominal = variable.columns.map((column) => mixed && isNominal(column));
  const columns = variable.columns.map((column, at) => {
    if (nominal[at] === true && column.kind === "categories") return Float64Array.from(column.codes);
    const label = variable.columns.length === 1 ? variable.argument : `${variable.argument}[…][${at}]`;
    return new Variable(label, [column]).values(verb).data;
  });
  return { argument: variable.argument, columns, nominal, symbols: variable.natural === "symbols" };
}

function isNominal(column: VariableColumn): boolean {
  return column.kind === "categories" && column.labels.some((label) => Number.isNaN(Number(label)));
}

const takesSymbols = new Set(["auto", "ross", "mesner-shalizi"]);

/**
 * Variables as the native side takes values.
 *
 * @param verb The function the caller called.
 * @param name Estimator.
 * @param input Variables; a law is an error.
 * @param missing What becomes of rows with missing values.
 * @returns Copies by columns.
 */
export function valuesOf(
  verb: string,
  name: string,
  input: Discrete,
  missing: MissingRows,
): Native.ValuesSpec[] {
  if (!("variables" in input)) {
    const received = `'${name}', which needs samples`;
    throw fault("UNSUPPORTED", verb, "estimator", "one of counts, for a law", received);
  }
  const complete = completeRows(verb, input.variables, missing);
  return complete.map((variable) => valuesSpec(verb, variable, takesSymbols.has(name)));
}

/** How an estimator of values starts: its variables, how they are estimated, and its own options. */
export type ValuesStart<S extends Schema> = (
  values: Native.ValuesSpec[],
  spec: Native.ContinuousSpec,
  owned: Owned<S>,
) => Start;

/**
 * Estimators of values of a measure.
 *
 * @param names Their names.
 * @param options Options that all of them have beyond their own.
 * @param start How they start.
 * @param without Options of theirs that the measure has not.
 * @returns A table for the registry of the measure.
 */
export function valuesEstimators<Name extends string, S extends Schema>(
  names: readonly Name[],
  options: S,
  start: ValuesStart<S>,
  without: readonly string[] = [],
): Record<Name, Estimator<Discrete>> {
  const entries = names.map((name) => {
    const own = Object.entries(schemas[name] ?? ofNeighbors).filter(([key]) => !without.includes(key));
    const schema: Schema = { ...Object.fromEntries(own), ...options };
    const one = estimator<Discrete, Schema>(schema, (verb, input, owned) => {
      const values = valuesOf(verb, name, input, owned.missing);
      // Options reach it through the schema above.
      return start(values, continuousSpec(name, owned as Chosen), owned as Owned<S>);
    });
    return [name, one];
  });
  return Object.fromEntries(entries) as Record<Name, Estimator<Discrete>>;
}
