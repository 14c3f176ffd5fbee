/**
 * `excessEntropy()`: what the past of a series tells of its future.
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
  type SeriesSettings,
} from "./series.ts";

/** Options of {@link excessEntropy}. */
export interface ExcessEntropyOptions extends SeriesOfValuesOptions, Pick<LocalSeriesOptions, "local"> {
  /** Symbols of the past. Default 1. */
  history?: number | undefined;
  /** Symbols of the future. Default as many as of the past. */
  future?: number | undefined;
}

const schema = { local, history: withDefault(wordLength, 1), future: withDefault(wordLength, 0) };
const { local: _, ...ofValues } = schema;

const lengths = ({ history, future }: { history: number; future: number }): SeriesSettings => ({
  history,
  other: future === 0 ? history : future,
});

const estimators = {
  ...seriesEstimators("excess-entropy", schema, (owned) => ({ ...lengths(owned), local: owned.local })),
  ...seriesOfValues("excess-entropy", false, ofValues, lengths),
};

const call = (verb: string, series: unknown, options: unknown): MeasureCall =>
  seriesCall({
    verb,
    measure: "excess entropy",
    estimators,
    series: [variable(verb, "series", series)],
    options,
  });

/**
 * Excess entropy (predictive information) I(past; future) of words of the given lengths: what the past tells of the future.
 * It grows with the lengths towards that of the process.
 *
 * The plug-in estimate is never negative and too large for long words or short series. Cost: O(n · lengths). Source:
 * J. P. Crutchfield and D. P. Feldman, "Regularities unseen, randomness observed: levels of entropy convergence", 2003.
 *
 * Of values, by any estimator of mutual information of values but `'ross'`.
 *
 * @param series Symbols or values in time; several columns are one series of tuples.
 * @param options `history`, `future`, `estimator`, `local`, `base`, and see {@link ExcessEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { excessEntropy } from "marginals/information";
 *
 * const period = [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]; // which of three phases
 * console.log((await excessEntropy(period, { history: 2, base: 3 })).value.toFixed(3)); // 0.991
 * ```
 */
export async function excessEntropy(
  series: VariableInput,
  options?: ExcessEntropyOptions,
): Promise<Estimate> {
  return measured(call("excessEntropy", series, options));
}

/**
 * {@link excessEntropy} on the calling thread.
 *
 * @param series As for {@link excessEntropy}.
 * @param options As for {@link excessEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link excessEntropy}.
 * @throws What {@link excessEntropy} rejects with.
 */
export function excessEntropySync(series: VariableInput, options?: ExcessEntropyOptions): Estimate {
  return measuredSync(call("excessEntropySync", series, options));
}
