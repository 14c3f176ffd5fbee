/**
 * Calls of measures of series in time, and their options.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { native, type Native } from "../native.ts";
import { withDefault, type Owned, type Schema } from "../options.ts";
import { boolean, integerIn, type Check } from "../validate.ts";
import {
  valuesEstimators,
  type ContinuousInformationEstimator,
  type ContinuousOptions,
} from "./continuous.ts";
import { conditionalNames, informationNames } from "./continuous-measures.ts";
import { variablesSpec, type Discrete, type EntropyEstimator } from "./discrete.ts";
import type { MeasureOptions } from "./estimate.ts";
import { estimator, measureCall, type Estimator, type Estimators, type MeasureCall } from "./estimators.ts";
import { sameRows } from "./given.ts";
import { byEstimator, usual } from "./shared.ts";
import type { Variable } from "./variable.ts";

/** Options of every measure of series. */
export interface SeriesOptions extends Omit<MeasureOptions, "missing"> {
  /** Estimator of the entropies that the measure is a sum of. Default `'plug-in'`. */
  estimator?: EntropyEstimator | undefined;
}

/** Options of measures of series of symbols or of values. */
export interface SeriesOfValuesOptions extends Omit<SeriesOptions, "estimator">, ContinuousOptions {
  /** Default `'plug-in'` for symbols, `'auto'` where there are values. */
  estimator?: EntropyEstimator | SeriesInformationEstimator | undefined;
}

/** Options of measures that every time contributes to. */
export interface LocalSeriesOptions extends SeriesOptions {
  /** Also give the contribution of each time, by `'plug-in'` or by neighbors. Default false. */
  local?: boolean | undefined;
}

/** A length of a word of symbols. */
export const wordLength: Check<number> = integerIn(1, 2 ** 31);
/** A number of steps, perhaps none. */
export const steps: Check<number> = integerIn(0, 2 ** 31);
/** {@link LocalSeriesOptions.local}, checked. */
export const local: Check<boolean> = withDefault(boolean, false);

/** Settings of the native side where a measure has no use for them. */
const unused = { history: 0, other: 0, delay: 0, conditionHistory: 1, shuffles: 0, local: false };

/** Settings of a measure on the native side. */
export type SeriesSettings = Partial<Omit<Native.SeriesSpec, "measure" | "estimator">>;

/**
 * The discrete estimators of a measure of series.
 *
 * @param measure Its name on the native side.
 * @param options Options of its own.
 * @param settings What the native side is told of them.
 * @returns A table for the registry of the measure.
 */
export function seriesEstimators<S extends Schema>(
  measure: string,
  options: S,
  settings: (owned: Owned<S>) => SeriesSettings,
): Record<EntropyEstimator, Estimators<Discrete>[string]> {
  return byEstimator((name) =>
    estimator<Discrete, S>(options, (verb, input, owned) => {
      const wanted = settings(owned);
      if (wanted.local === true && name !== "plug-in") {
        throw fault("UNSUPPORTED", verb, "local", "false unless the estimator is 'plug-in'", "true");
      }
      return startSeries(verb, input, { ...wanted, measure, estimator: name });
    }),
  );
}

const informations = informationNames.filter((name) => name !== "ross");

/** An estimator of what series of values tell of each other. */
export type SeriesInformationEstimator = Exclude<ContinuousInformationEstimator, "ross">;

/**
 * The estimators of values of a measure of series.
 *
 * @param measure Its name on the native side.
 * @param given Whether it is an information given a past.
 * @param options Options of its own.
 * @param settings What the native side is told of them.
 * @param without Options of the estimators that the measure has not.
 * @returns A table for the registry of the measure.
 */
export function seriesOfValues<S extends Schema>(
  measure: string,
  given: boolean,
  options: S,
  settings: (owned: Owned<S>) => SeriesSettings,
  without: readonly string[] = [],
): Record<string, Estimator<Discrete>> {
  const names: readonly string[] = given ? conditionalNames : informations;
  return valuesEstimators(
    names,
    options,
    (values, how, owned) => {
      const spec: Native.SeriesSpec = {
        ...unused,
        lags: new Float64Array(0),
        ...settings(owned),
        measure,
        estimator: how.estimator,
      };
      return (job) => native().seriesMeasureOfValues(spec, values, how, job);
    },
    without,
  );
}

/**
 * Takes series over for the native side.
 *
 * @param verb The function the caller called.
 * @param input The series.
 * @param settings Measure, estimator and settings.
 * @returns How to compute.
 */
export function startSeries(
  verb: string,
  input: Discrete,
  settings: SeriesSettings & { measure: string; estimator: string },
): (job: Native.JobHandle) => unknown {
  const series = variablesSpec(verb, input, "error");
  const spec: Native.SeriesSpec = { ...unused, lags: new Float64Array(0), ...settings };
  return (job) => native().seriesMeasure(spec, series, job);
}

/** A measure of series about to be called. */
export interface SeriesRequest {
  verb: string;
  measure: string;
  estimators: Estimators<Discrete>;
  series: readonly Variable[];
  options: unknown;
  /** Estimator where the caller names none. */
  fallback?: string;
}

/**
 * Takes the arguments of a measure of series over.
 *
 * @param request The measure and its arguments.
 * @returns The call. That rows be left out makes no sense in time and is an error.
 */
export function seriesCall(request: SeriesRequest): MeasureCall {
  const { verb, measure, estimators, series, options } = request;
  sameRows(verb, series);
  const input = { variables: series };
  const fallback = request.fallback ?? usual(estimators, input);
  const call = measureCall({ verb, measure, estimators, fallback, input, options });
  if (call.options.missing === "drop") {
    throw fault("UNSUPPORTED", verb, "missing", "'error' (a series has no row to leave out)", "'drop'");
  }
  return call;
}
