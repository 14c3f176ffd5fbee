/**
 * `activeInformationStorage()`: what a series' own past tells of its next step.
 *
 * @module
 */
import { withDefault } from "../options.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type MeasureCall } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import {
  local,
  seriesCall,
  seriesEstimators,
  seriesOfValues,
  wordLength,
  type LocalSeriesOptions,
  type SeriesOfValuesOptions,
} from "./series.ts";

/** Options of {@link activeInformationStorage}. */
export interface ActiveInformationStorageOptions
  extends SeriesOfValuesOptions, Pick<LocalSeriesOptions, "local"> {
  /** Symbols or values of the past. Default 1. */
  history?: number | undefined;
}

const schema = { local, history: withDefault(wordLength, 1) };
const { history } = schema;
const estimators = {
  ...seriesEstimators("active-information-storage", schema, (owned) => owned),
  ...seriesOfValues("active-information-storage", false, { history }, (owned) => ({
    history: owned.history,
  })),
};

const call = (verb: string, series: unknown, options: unknown): MeasureCall =>
  seriesCall({
    verb,
    measure: "active information storage",
    estimators,
    series: [variable(verb, "series", series)],
    options,
  });

/**
 * Active information storage I(yₜ; yₜ₋₁ … yₜ₋ₖ): what the last k symbols of a series tell of the next.
 *
 * The plug-in estimate is never negative and too large for long pasts or short series. Cost: O(n k). Source: J. T. Lizier,
 * M. Prokopenko and A. Y. Zomaya, "Local measures of information storage in complex distributed computation", 2012.
 *
 * Of values, by any estimator of mutual information of values but `'ross'`.
 *
 * @param series Symbols or values in time; several columns are one series of tuples.
 * @param options `history`, `estimator`, `local`, `base`, and see {@link ActiveInformationStorageOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { activeInformationStorage } from "marginals/information";
 *
 * const tides = ["high", "low", "high", "low", "high", "low", "high"];
 * console.log((await activeInformationStorage(tides, { base: 2 })).value); // 1
 * ```
 */
export async function activeInformationStorage(
  series: VariableInput,
  options?: ActiveInformationStorageOptions,
): Promise<Estimate> {
  return measured(call("activeInformationStorage", series, options));
}

/**
 * {@link activeInformationStorage} on the calling thread.
 *
 * @param series As for {@link activeInformationStorage}.
 * @param options As for {@link activeInformationStorage}; a `signal` is only seen if it aborted before.
 * @returns As {@link activeInformationStorage}.
 * @throws What {@link activeInformationStorage} rejects with.
 */
export function activeInformationStorageSync(
  series: VariableInput,
  options?: ActiveInformationStorageOptions,
): Estimate {
  return measuredSync(call("activeInformationStorageSync", series, options));
}
