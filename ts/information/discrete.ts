/**
 * Discrete variables and laws as the native side takes them, and the estimators of their entropies.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { ownFloats } from "../floats.ts";
import { native, type Native } from "../native.ts";
import { optional, ownValues, withDefault, type Schema } from "../options.ts";
import { anything, boolean, finiteNumber, integerIn, oneOf, type Check } from "../validate.ts";
import { estimator, type Estimator } from "./estimators.ts";
import { completeRows, type MissingRows } from "./missing.ts";
import { binsOption, type Bins } from "./bins.ts";
import type { Binning, Variable } from "./variable.ts";

/** A probability mass function over several variables, the last one changing fastest. */
export interface Law {
  /** Probabilities: at least 0, of sum 1 within 10⁻⁹; as many as the product of `shape`. */
  probabilities: Float64Array | Float32Array | readonly number[];
  /** Number of symbols of each variable. */
  shape: readonly number[];
}

/** Names of the estimators of an entropy from counts. */
export const entropyEstimators = [
  "plug-in",
  "miller-madow",
  "jeffreys",
  "laplace",
  "schurmann-grassberger",
  "minimax",
  "dirichlet",
  "shrink",
  "chao-shen",
  "chao-wang-jost",
  "grassberger1988",
  "grassberger2003",
  "schurmann",
  "zhang",
  "bonachela",
  "jackknife",
  "horvitz-thompson",
  "nsb",
  "ansb",
] as const;

/** An estimator of an entropy from counts. */
export type EntropyEstimator = (typeof entropyEstimators)[number];

/** Options of the discrete estimators. */
export interface DiscreteOptions {
  /**
   * Number of symbols that each variable can take, for estimators that ask (`'plug-in'` does not): one number for all,
   * or one for each; `'chao1'` estimates it by Chao's lower bound. Default: those seen, each joint entropy counting
   * those of its own table.
   */
  support?: number | readonly number[] | "chao1" | undefined;
  /** Concentration of `'dirichlet'`, above 0. Default 1. */
  concentration?: number | undefined;
  /** ξ of `'schurmann'`, in [0.5, 1]. Default e^(−1/2). */
  xi?: number | undefined;
  /**
   * How values are cut into intervals before they are counted. Default: values are refused, symbols stay as they are.
   */
  bins?: Bins | undefined;
  /** Also give the contribution of each sample, `'plug-in'` only. Default false. */
  local?: boolean | undefined;
}

/** What a discrete measure is taken of. */
export type Discrete = { variables: readonly Variable[] } | { law: Law };

type Support = number | Float64Array | "chao1";

const sizes: Check<Support> = (value, argument, verb) => {
  const size = integerIn(1, 2 ** 53 - 1);
  if (typeof value === "string") return oneOf(["chao1"])(value, argument, verb);
  if (!Array.isArray(value)) return size(value, argument, verb);
  return Float64Array.from(value, (entry, at) => size(entry, `${argument}[${at}]`, verb));
};

/** Options of the discrete estimators, to be spread into a schema. */
export const discreteOptions: {
  readonly support: Check<Support | undefined>;
  readonly local: Check<boolean>;
  readonly bins: Check<Binning | undefined>;
} = { bins: binsOption, support: optional(sizes), local: withDefault(boolean, false) };

const parameters: Partial<Record<EntropyEstimator, Schema>> = {
  dirichlet: { concentration: optional(finiteNumber({ above: 0 })) },
  schurmann: { xi: optional(finiteNumber({ least: 0.5, most: 1 })) },
};

/**
 * Options of one discrete estimator.
 *
 * @param name The estimator.
 * @returns Its schema.
 */
export function optionsOf(name: EntropyEstimator): typeof discreteOptions & Schema {
  return { ...discreteOptions, ...parameters[name] };
}

/**
 * Whether an argument is a law.
 *
 * @param value What the caller gave.
 * @returns True for an object with `probabilities`.
 */
export function isLaw(value: unknown): boolean {
  try {
    return typeof value === "object" && value !== null && Object.hasOwn(value, "probabilities");
  } catch {
    // What cannot be looked at is refused by whatever takes it for a variable.
    return false;
  }
}

/**
 * Takes a law over.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param count Number of variables it must have; any where absent.
 * @returns The law.
 */
export function law(verb: string, argument: string, value: unknown, count?: number): Law {
  const given = ownValues(verb, argument, value, { probabilities: anything, shape: anything });
  const probabilities = ownFloats(verb, `${argument}.probabilities`, given.probabilities);
  if (given.shape !== undefined && !Array.isArray(given.shape)) {
    throw wrongKind(verb, `${argument}.shape`, "an array of numbers of symbols", given.shape);
  }
  const list: readonly unknown[] =
    given.shape === undefined ? [probabilities.length] : (given.shape as unknown[]);
  const size = integerIn(1, 2 ** 32 - 1);
  const shape = Array.from(list, (entry, at) => size(entry, `${argument}.shape[${at}]`, verb));
  if (count !== undefined && shape.length !== count) {
    throw fault("SHAPE", verb, `${argument}.shape`, `of ${count} variables`, describe(list));
  }
  return { probabilities, shape };
}

/**
 * What the native side takes of variables or of a law, for one call before the caller runs again.
 *
 * @param verb The function the caller called.
 * @param input Variables, or a law.
 * @param missing What becomes of rows with missing values.
 * @param bins How values are cut into intervals, if they may be.
 * @returns The variables, copied or to be copied before the call returns.
 */
export function variablesSpec(
  verb: string,
  input: Discrete,
  missing: MissingRows,
  bins?: Binning,
): Native.VariablesSpec {
  if ("law" in input) {
    const { probabilities, shape } = input.law;
    return { variables: [], probabilities: Float64Array.from(probabilities), shape: [...shape] };
  }
  const complete = completeRows(verb, input.variables, missing);
  return { variables: complete.map((variable) => variable.symbols(verb, bins, true)) };
}

/**
 * How the native side is to estimate.
 *
 * @param name Estimator.
 * @param options Checked options.
 * @param count Number of variables.
 * @returns The manner.
 */
export function mannerSpec(
  name: string,
  options: { support: Support | undefined; local: boolean; concentration?: unknown; xi?: unknown },
  count: number,
): Native.MannerSpec {
  const { support, local } = options;
  const parameter = options.concentration ?? options.xi;
  const chao1 = support === "chao1";
  const each = typeof support === "number" ? new Float64Array(count).fill(support) : support;
  return {
    estimator: name,
    local,
    chao1,
    ...(each instanceof Float64Array && { support: each }),
    ...(typeof parameter === "number" && { parameter }),
  };
}

/**
 * The discrete estimators of a measure of variables.
 *
 * @param measure Its name on the native side.
 * @returns A table for the registry of the measure.
 */
export function discreteEstimators(measure: string): Record<EntropyEstimator, Estimator<Discrete>> {
  const entries = entropyEstimators.map((name) => [
    name,
    estimator<Discrete, ReturnType<typeof optionsOf>>(optionsOf(name), (verb, input, options) => {
      const spec = variablesSpec(verb, input, options.missing, options.bins);
      const count = "law" in input ? input.law.shape.length : input.variables.length;
      const manner = mannerSpec(name, options, count);
      return (job) => native().discreteMeasure(measure, spec, manner, job);
    }),
  ]);
  return Object.fromEntries(entries) as Record<EntropyEstimator, Estimator<Discrete>>;
}
