/**
 * `timeLaggedInformation()`: what a process tells of itself, or of another, some steps later.
 *
 * @module
 */
import { optional } from "../options.ts";
import { anything } from "../validate.ts";
import { ownEntries, withDefault } from "../options.ts";
import type { MeasureCall } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import { profiled, profiledSync, wholeNumbers, type Profile } from "./lags.ts";
import { seriesCall, seriesEstimators, seriesOfValues, type SeriesOfValuesOptions } from "./series.ts";

/** Options of {@link timeLaggedInformation}. */
export interface TimeLaggedInformationOptions extends SeriesOfValuesOptions {
  /** Steps from x to y, each at least 0. Default 1 to 10. */
  lags?: number | readonly number[] | undefined;
  /** The series y that is told of, at the same times. Default: the series itself. */
  target?: VariableInput | undefined;
}

const schema = {
  lags: withDefault(
    wholeNumbers(0),
    Float64Array.from({ length: 10 }, (_, at) => at + 1),
  ),
  target: optional(anything),
};
const settingsOf = ({ lags }: { lags: Float64Array }): { lags: Float64Array } => ({ lags });
const estimators = {
  ...seriesEstimators("lagged-information", schema, settingsOf),
  ...seriesOfValues("lagged-information", false, schema, settingsOf, ["local"]),
};

function call(verb: string, series: unknown, options: unknown): MeasureCall {
  const x = variable(verb, "series", series);
  const target =
    options === undefined ? undefined : new Map(ownEntries(verb, "options", options)).get("target");
  const y = target === undefined ? x : variable(verb, "target", target);
  return seriesCall({ verb, measure: "time-lagged information", estimators, series: [x, y], options });
}

/**
 * Time-lagged mutual information I(xₜ; yₜ₊ₗ) for several lags l: how long a process remembers, or when one series tells of
 * another. It sees dependence that an autocorrelation does not.
 *
 * The plug-in estimate is never negative. Cost: O(n) for each lag, on all threads. Source: A. M. Fraser and H. L. Swinney,
 * "Independent coordinates for strange attractors from mutual information", 1986.
 *
 * Of values, by any estimator of mutual information of values but `'ross'`.
 *
 * @param series Symbols or values in time; several columns are one series of tuples.
 * @param options `lags`, `target`, `estimator`, `base`, and see {@link TimeLaggedInformationOptions}.
 * @returns An information for each lag, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { timeLaggedInformation } from "marginals/information";
 *
 * const seasons = Array.from({ length: 41 }, (_, at) => at % 4);
 * console.log((await timeLaggedInformation(seasons, { lags: [1], base: 4 })).values); // Float64Array(1) [ 1 ]
 * ```
 */
export async function timeLaggedInformation(
  series: VariableInput,
  options?: TimeLaggedInformationOptions,
): Promise<Profile> {
  return profiled(call("timeLaggedInformation", series, options));
}

/**
 * {@link timeLaggedInformation} on the calling thread.
 *
 * @param series As for {@link timeLaggedInformation}.
 * @param options As for {@link timeLaggedInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link timeLaggedInformation}.
 * @throws What {@link timeLaggedInformation} rejects with.
 */
export function timeLaggedInformationSync(
  series: VariableInput,
  options?: TimeLaggedInformationOptions,
): Profile {
  return profiledSync(call("timeLaggedInformationSync", series, options));
}
