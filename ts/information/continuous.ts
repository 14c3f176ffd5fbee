/**
 * The estimators of values: nearest neighbors, Gaussian, and the automatic choice.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { native, type Native } from "../native.ts";
import { optional, withDefault, type Schema } from "../options.ts";
import { boolean, finiteNumber, integerIn, oneOf } from "../validate.ts";
import type { Discrete } from "./discrete.ts";
import { estimator, type Estimator } from "./estimators.ts";
import { completeRows } from "./missing.ts";
import { Variable, type VariableColumn } from "./variable.ts";

/** An estimator of the entropy of values. */
export type ContinuousEntropyEstimator = "auto" | "kozachenko-leonenko" | "gaussian";

/** An estimator of the information of two variables of which one at least has values. */
export type ContinuousInformationEstimator =
  | "auto"
  | "ksg1"
  | "ksg2"
  | "lnc"
  | "mixed-ksg"
  | "mesner-shalizi"
  | "ross"
  | "gaussian"
  | "gaussian-copula";

/** An estimator of the information of two variables given a third. */
export type ContinuousConditionalEstimator =
  | "auto"
  | "frenzel-pompe"
  | "mesner-shalizi"
  | "gaussian"
  | "gaussian-copula";

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
const neighborOptions = {
  k: optional(integerIn(1, 2 ** 32 - 1)),
  norm: withDefault(oneOf(["maximum", "euclidean"]), "maximum"),
} satisfies Schema;

const local = withDefault(boolean, false);
const biasCorrection = withDefault(boolean, true);
const alpha = optional(finiteNumber({ above: 0, most: 1 }));
const order = optional(finiteNumber({ above: 0 }));
const ofNeighbors = { ...neighborOptions, local } satisfies Schema;
const ofGaussian = { biasCorrection } satisfies Schema;

/** Options of every estimator of values by its name. */
const schemas: Readonly<Record<string, Schema>> = {
  auto: { ...ofNeighbors, ...ofGaussian },
  lnc: { ...ofNeighbors, alpha },
  gaussian: ofGaussian,
  "gaussian-copula": ofGaussian,
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

function one(name: string, schema: Schema): Estimator<Discrete> {
  return estimator<Discrete, Schema>(schema, (verb, input, options) => {
    if (!("variables" in input)) {
      throw fault(
        "UNSUPPORTED",
        verb,
        "estimator",
        "one of counts, for a law",
        `'${name}', which needs samples`,
      );
    }
    const complete = completeRows(verb, input.variables, options.missing);
    const values = complete.map((variable) => valuesSpec(verb, variable, takesSymbols.has(name)));
    const spec = continuousSpec(name, options as Chosen);
    return (job) => native().continuousMeasure(values, spec, job);
  });
}

function table<Name extends string>(
  names: readonly Name[],
  more?: Schema,
): Record<Name, Estimator<Discrete>> {
  const entries = names.map((name) => {
    const schema = schemas[name] ?? ofNeighbors;
    return [name, one(name, name === "kozachenko-leonenko" ? { ...schema, ...more } : schema)];
  });
  return Object.fromEntries(entries) as Record<Name, Estimator<Discrete>>;
}

/** Estimators of the entropy of values. */
export const continuousEntropy: Record<ContinuousEntropyEstimator, Estimator<Discrete>> = table(
  ["auto", "kozachenko-leonenko", "gaussian"],
  { order },
);

/** Estimators of the information that two variables share. */
export const continuousInformation: Record<ContinuousInformationEstimator, Estimator<Discrete>> = table([
  "auto",
  "ksg1",
  "ksg2",
  "lnc",
  "mixed-ksg",
  "mesner-shalizi",
  "ross",
  "gaussian",
  "gaussian-copula",
]);

/** Estimators of the information that two variables share given a third. */
export const continuousConditional: Record<ContinuousConditionalEstimator, Estimator<Discrete>> = table([
  "auto",
  "frenzel-pompe",
  "mesner-shalizi",
  "gaussian",
  "gaussian-copula",
]);
