/**
 * `entropyRate()`: how uncertain the next symbol of a series is, given all before.
 *
 * @module
 */
import { withDefault, type Schema } from "../options.ts";
import { integerIn } from "../validate.ts";
import type { Discrete, EntropyEstimator } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { estimator, measured, measuredSync, type Estimators, type MeasureCall } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import {
  local,
  seriesCall,
  seriesEstimators,
  startSeries,
  steps,
  type LocalSeriesOptions,
} from "./series.ts";

/** Options of {@link entropyRate}. */
export interface EntropyRateOptions extends Omit<LocalSeriesOptions, "estimator"> {
  /**
   * `'context-tree'` (default): the mixture over all trees of contexts up to `depth`; `'lz76'`, `'lz78'`: numbers of
   * phrases; an estimator of entropies: H(next | `history` symbols) by blocks.
   */
  estimator?: EntropyEstimator | "context-tree" | "lz76" | "lz78" | undefined;
  /** By blocks: symbols of the past. Default 1. */
  history?: number | undefined;
  /** `'context-tree'`: longest context, at most 64. Default 8. */
  depth?: number | undefined;
}

/** An entropy rate. */
export interface EntropyRateEstimate extends Estimate {
  /** Number of phrases, for `'lz76'` and `'lz78'`. */
  phrases?: number;
}

const byBlocks = { local, history: withDefault(steps, 1) };
const parsed = (measure: "lz76" | "lz78"): Estimators<Discrete>[string] =>
  estimator<Discrete, Schema>({}, (verb, input) =>
    startSeries(verb, input, { measure, estimator: "plug-in" }),
  );
const estimators: Estimators<Discrete> = {
  "context-tree": estimator<Discrete, Schema>(
    { depth: withDefault(integerIn(0, 64), 8) },
    (verb, input, { depth }) =>
      startSeries(verb, input, { measure: "context-tree", estimator: "plug-in", other: Number(depth) }),
  ),
  lz76: parsed("lz76"),
  lz78: parsed("lz78"),
  ...seriesEstimators("block", byBlocks, (owned) => owned),
};

const call = (verb: string, series: unknown, options: unknown): MeasureCall =>
  seriesCall({
    verb,
    measure: "entropy rate",
    estimators,
    series: [variable(verb, "series", series)],
    options,
    fallback: "context-tree",
  });

/**
 * Entropy rate of a series: how uncertain the next symbol is once all symbols before are known, per symbol.
 *
 * `'context-tree'` weights all tree models of contexts up to `depth` (F. M. J. Willems, Y. M. Shtarkov and T. J. Tjalkens,
 * 1995) and needs the fewest symbols; its rate is a code length per symbol, so on average not below the entropy rate.
 * `'lz76'` is c ln n / n of the exhaustive parse (A. Lempel and J. Ziv, 1976), `'lz78'` c ln c / n of the incremental one
 * (J. Ziv and A. Lempel, 1978): they assume nothing and converge slowly. By blocks, H(next | k symbols) with any estimator of
 * entropies: too small once words are many for the series. Cost: O(n · depth), O(n), O(n · history), times the alphabet at
 * worst for the first three.
 *
 * @param series Symbols in time; several columns are one series of tuples.
 * @param options `estimator`, `depth`, `history`, `local`, `base`, and see {@link EntropyRateOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { entropyRate } from "marginals/information";
 *
 * const series = Array.from("0110100110010110100101100110100110010110011010010110100110010110");
 * console.log((await entropyRate(series, { estimator: "lz76", base: 2 })).phrases); // 11
 * console.log((await entropyRate(series, { estimator: "plug-in", history: 4, base: 2 })).value.toFixed(3)); // 0.333
 * ```
 */
export async function entropyRate(
  series: VariableInput,
  options?: EntropyRateOptions,
): Promise<EntropyRateEstimate> {
  return measured<EntropyRateEstimate>(call("entropyRate", series, options));
}

/**
 * {@link entropyRate} on the calling thread.
 *
 * @param series As for {@link entropyRate}.
 * @param options As for {@link entropyRate}; a `signal` is only seen if it aborted before.
 * @returns As {@link entropyRate}.
 * @throws What {@link entropyRate} rejects with.
 */
export function entropyRateSync(series: VariableInput, options?: EntropyRateOptions): EntropyRateEstimate {
  return measuredSync<EntropyRateEstimate>(call("entropyRateSync", series, options));
}
