/**
 * `dispersionEntropy()`: the entropy of words of amplitude classes.
 *
 * @module
 */
import { ownOptions, withDefault } from "../options.ts";
import { boolean, integerIn } from "../validate.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import { countedBy, patternCall, patternOptions, type CountedPatternOptions } from "./patterns.ts";

/** Options of {@link dispersionEntropy}. */
export interface DispersionEntropyOptions extends CountedPatternOptions {
  /** Values of a window, 1 to 1,000. Default 2. */
  order?: number | undefined;
  /** Classes of amplitude, 2 to 65,536. Default 6. */
  classes?: number | undefined;
  /** Divide by order · ln(classes), the most there can be. Default false. */
  normalize?: boolean | undefined;
}

const schema = {
  ...patternOptions,
  ...countedBy,
  order: withDefault(integerIn(1, 1000), 2),
  classes: withDefault(integerIn(2, 65_536), 6),
  normalize: withDefault(boolean, false),
};

interface Call extends MeasureCall {
  owned: { order: number; classes: number; normalize: boolean };
}

function call(verb: string, series: unknown, options: unknown): Call {
  const owned = ownOptions(verb, options, schema);
  const { estimator, order, classes } = owned;
  const spec = { measure: "dispersion", estimator, order, classes };
  return { ...patternCall(verb, series, owned, spec), owned };
}

/** In shares of the most there can be, where that was asked for. */
function normalized(
  found: Estimate,
  { owned: { order, classes, normalize }, options: { base } }: Call,
): Estimate {
  if (!normalize) return found;
  const most = order * Math.log(classes);
  found.value /= base === undefined ? most : most / Math.log(base);
  return found;
}

/**
 * Dispersion entropy: the entropy of words of amplitude classes, which the normal distribution with the series' mean and
 * standard deviation (n − 1 in its denominator) makes of the values. Unlike ordinal patterns it sees amplitudes.
 *
 * Cost: O(n order). Source: M. Rostaghi and H. Azami, "Dispersion entropy: a measure for time-series analysis", 2016.
 *
 * @param series Numbers in time.
 * @param options `order`, `classes`, `delay`, `normalize`, `estimator`, `base`, and see {@link DispersionEntropyOptions}.
 * @returns The entropy, in nats unless `base` or `normalize` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, `NON_FINITE` for values that are
 *   not finite; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { dispersionEntropy } from "marginals/information";
 *
 * const series = [9, 8, 1, 12, 5, -3, 1.5, 8.01, 2.99, 4, -1, 10];
 * console.log((await dispersionEntropy(series, { classes: 3 })).value.toFixed(4)); // 1.8462
 * ```
 */
export async function dispersionEntropy(
  series: VariableInput,
  options?: DispersionEntropyOptions,
): Promise<Estimate> {
  const own = call("dispersionEntropy", series, options);
  return normalized(await measured(own), own);
}

/**
 * {@link dispersionEntropy} on the calling thread.
 *
 * @param series As for {@link dispersionEntropy}.
 * @param options As for {@link dispersionEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link dispersionEntropy}.
 * @throws What {@link dispersionEntropy} rejects with.
 */
export function dispersionEntropySync(series: VariableInput, options?: DispersionEntropyOptions): Estimate {
  const own = call("dispersionEntropySync", series, options);
  return normalized(measuredSync(own), own);
}
