/**
 * `blockEntropies()`: entropies of words of a series.
 *
 * @module
 */
import { withDefault } from "../options.ts";
import type { MeasureCall } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import { profiled, profiledSync, wholeNumbers, type Profile } from "./lags.ts";
import { seriesCall, seriesEstimators, type SeriesOptions } from "./series.ts";

/** Options of {@link blockEntropies}. */
export interface BlockEntropiesOptions extends SeriesOptions {
  /** Lengths of the words, each at least 1. Default 1 to 5. */
  lengths?: number | readonly number[] | undefined;
}

const schema = { lengths: withDefault(wholeNumbers(1), Float64Array.of(1, 2, 3, 4, 5)) };
const estimators = seriesEstimators("block-entropies", schema, ({ lengths }) => ({ lags: lengths }));

const call = (verb: string, series: unknown, options: unknown): MeasureCall =>
  seriesCall({
    verb,
    measure: "block entropies",
    estimators,
    series: [variable(verb, "series", series)],
    options,
  });

/**
 * Block entropies H(yₜ … yₜ₊ₖ₋₁) of the words of k symbols of a series, for several k: their increments fall towards the
 * entropy rate.
 *
 * Words overlap: n − k + 1 of them. The plug-in estimate is too small once words are many for the series. Cost: O(n k) for
 * each length, on all threads. Source: C. E. Shannon, "Prediction and entropy of printed English", 1951.
 *
 * @param series Symbols in time; several columns are one series of tuples.
 * @param options `lengths`, `estimator`, `base`, and see {@link BlockEntropiesOptions}.
 * @returns An entropy for each length, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { blockEntropies } from "marginals/information";
 *
 * console.log((await blockEntropies([0, 1, 0, 1, 0, 1, 0, 1], { lengths: [1], base: 2 })).values); // Float64Array(1) [ 1 ]
 * ```
 */
export async function blockEntropies(
  series: VariableInput,
  options?: BlockEntropiesOptions,
): Promise<Profile> {
  return profiled(call("blockEntropies", series, options));
}

/**
 * {@link blockEntropies} on the calling thread.
 *
 * @param series As for {@link blockEntropies}.
 * @param options As for {@link blockEntropies}; a `signal` is only seen if it aborted before.
 * @returns As {@link blockEntropies}.
 * @throws What {@link blockEntropies} rejects with.
 */
export function blockEntropiesSync(series: VariableInput, options?: BlockEntropiesOptions): Profile {
  return profiledSync(call("blockEntropiesSync", series, options));
}
