/**
 * Calls of measures of many variables at once, and their answers in the unit asked for.
 *
 * @module
 */
import { withJson } from "../json.ts";
import { native } from "../native.ts";
import { withDefault, type Schema } from "../options.ts";
import { boolean } from "../validate.ts";
import { fallback } from "./call.ts";
import type { ContinuousOptions, ContinuousSharedEstimator } from "./continuous.ts";
import { continuousShared } from "./continuous-measures.ts";
import { entropyEstimators, variablesSpec, type Discrete, type EntropyEstimator } from "./discrete.ts";
import { inBase, type Estimate, type MeasureOptions } from "./estimate.ts";
import {
  estimator,
  measureCall,
  measured,
  measuredSync,
  type Estimators,
  type MeasureCall,
} from "./estimators.ts";
import { severalVariables } from "./joint-entropy.ts";

/** Options of every measure of many variables. */
export interface SharedOptions extends MeasureOptions {
  /** Estimator of the entropies that the measure is a sum of. Default `'plug-in'` for symbols and laws. */
  estimator?: EntropyEstimator | undefined;
}

/** Options of measures that a variable adds to. */
export interface GradientOptions extends Omit<SharedOptions, "estimator">, Omit<ContinuousOptions, "alpha"> {
  /**
   * Default `'plug-in'` for symbols and laws, `'auto'` where there are values: `'gaussian-copula'` where the ranks are
   * those of a Gaussian, else `'ksg1'` (one search of neighbors for all terms), `'mesner-shalizi'` where values repeat
   * or symbols stand beside them.
   */
  estimator?: EntropyEstimator | ContinuousSharedEstimator | undefined;
  /** Also give what each variable adds: the measure minus that of all other variables. Default false. */
  gradient?: boolean | undefined;
}

/** An estimate with what each variable adds to it. */
export interface GradientEstimate extends Estimate {
  /** The measure minus that of all other variables, for each variable, where `gradient: true` asked for it. */
  gradient?: Float64Array;
}

/** A measure on the native side. */
export type SharedMeasure =
  | "total-correlation"
  | "dual-total-correlation"
  | "o-information"
  | "s-information";

const withGradient = { gradient: withDefault(boolean, false) };

/**
 * The estimators of a measure of many variables that each variable adds to.
 *
 * @param measure Its name on the native side.
 * @returns A table for the registry of the measure.
 */
export function gradientEstimators(measure: SharedMeasure): Estimators<Discrete> {
  return { ...continuousShared(measure, withGradient), ...ofSymbols(measure) };
}

function ofSymbols(measure: SharedMeasure): Estimators<Discrete> {
  return byEstimator((name) =>
    estimator<Discrete, typeof withGradient & Schema>(withGradient, (verb, input, options) => {
      const spec = variablesSpec(verb, input, options.missing);
      const { gradient } = options;
      return (job) =>
        native().sharedInformation({ measure, estimator: name, gradient, margins: [] }, spec, job);
    }),
  );
}

/**
 * The discrete estimators of a sum over all subsets of variables.
 *
 * @param measure Its name on the native side.
 * @returns A table for the registry of the measure.
 */
export function latticeEstimators(
  measure: "co-information" | "interaction-information" | "tse-complexity",
): Estimators<Discrete> {
  return byEstimator((name) =>
    estimator<Discrete, Schema>({}, (verb, input, options) => {
      const spec = variablesSpec(verb, input, options.missing);
      return (job) =>
        native().sharedInformation({ measure, estimator: name, gradient: false, margins: [] }, spec, job);
    }),
  );
}

/**
 * A table with an entry for every estimator of entropies from counts.
 *
 * @param entry Makes the entry of a name.
 * @returns The table.
 */
export function byEstimator<E>(entry: (name: EntropyEstimator) => E): Record<EntropyEstimator, E> {
  const entries = entropyEstimators.map((name) => [name, entry(name)]);
  return Object.fromEntries(entries) as Record<EntropyEstimator, E>;
}

/** A measure in words, and its estimators. */
export interface Measured {
  measure: string;
  estimators: Estimators<Discrete>;
  /** The estimator of values where the caller names none and the measure has no `'auto'`. */
  ofValues?: string;
}

/**
 * Takes the arguments of a measure of many variables over.
 *
 * @param verb The function the caller called.
 * @param measure The measure.
 * @param given Variables or their law, as the caller gave them.
 * @param options Options as the caller gave them.
 * @returns The call.
 */
export function sharedCall(verb: string, measure: Measured, given: unknown, options: unknown): MeasureCall {
  const input = severalVariables(verb, given);
  const { ofValues, ...rest } = measure;
  const chosen =
    ofValues !== undefined && fallback(input) === "auto" ? ofValues : usual(measure.estimators, input);
  return measureCall({ verb, ...rest, fallback: chosen, input, options });
}

/**
 * The estimator where the caller names none.
 *
 * @param estimators Those of the measure.
 * @param input What it is taken of.
 * @returns `'auto'` for values where the measure has it, else `'plug-in'`.
 */
export function usual(estimators: Estimators<never>, input: Discrete): "auto" | "plug-in" {
  return Object.hasOwn(estimators, "auto") ? fallback(input) : "plug-in";
}

/**
 * The same result with more of its fields in the unit asked for.
 *
 * @param found A result whose other fields are in nats.
 * @param base Base of the logarithm; absent, e.
 * @param fields Names of fields that hold a number or numbers of nats.
 * @returns The result.
 */
export function scaled<E extends object>(
  found: E,
  base: number | undefined,
  fields: readonly (keyof E & string)[],
): E {
  const own: Record<string, number | Float64Array> = {};
  for (const field of fields) {
    const nats: unknown = found[field];
    if (typeof nats === "number") own[field] = inBase(nats, base);
    else if (nats instanceof Float64Array) own[field] = nats.map((one) => inBase(one, base));
  }
  return withJson<E>({ ...found, ...own });
}

/**
 * Computes a measure that each variable adds to.
 *
 * @param call What to compute.
 * @returns The estimate.
 */
export async function gradientMeasured(call: MeasureCall): Promise<GradientEstimate> {
  return scaled(await measured<GradientEstimate>(call), call.options.base, ["gradient"]);
}

/**
 * Computes a measure that each variable adds to, on the calling thread.
 *
 * @param call What to compute.
 * @returns The estimate.
 */
export function gradientMeasuredSync(call: MeasureCall): GradientEstimate {
  return scaled(measuredSync<GradientEstimate>(call), call.options.base, ["gradient"]);
}
