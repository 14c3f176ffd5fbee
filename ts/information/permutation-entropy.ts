/**
 * `permutationEntropy()`: the entropy of the orders in which values come.
 *
 * @module
 */
import { ownOptions, withDefault } from "../options.ts";
import { boolean, integerIn } from "../validate.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import { countedBy, patternCall, patternOptions, type CountedPatternOptions } from "./patterns.ts";

/** Options of {@link permutationEntropy}. */
export interface PermutationEntropyOptions extends CountedPatternOptions {
  /** Values of a window, 2 to 20. Default 3. */
  order?: number | undefined;
  /** Whether a window counts by its variance, so that noise on a plateau counts little. Default false. */
  weighted?: boolean | undefined;
  /** Divide by ln(order!), the most there can be: 1 for white noise. Default false. */
  normalize?: boolean | undefined;
}

/** A permutation entropy. */
export interface PermutationEntropyEstimate extends Estimate {
  /** Windows of the series. */
  windows: number;
  /** Patterns that occur, of order! there are. */
  occurring: number;
}

const schema = {
  ...patternOptions,
  ...countedBy,
  order: withDefault(integerIn(2, 20), 3),
  weighted: withDefault(boolean, false),
  normalize: withDefault(boolean, false),
};

interface Call extends MeasureCall {
  owned: { order: number; normalize: boolean };
}

function call(verb: string, series: unknown, options: unknown): Call {
  const owned = ownOptions(verb, options, schema);
  const { estimator, order, weighted } = owned;
  const spec = { measure: "permutation", estimator, order, weighted };
  return { ...patternCall(verb, series, owned, spec), owned };
}

/** In shares of the most there can be, where that was asked for. */
function normalized(
  found: PermutationEntropyEstimate,
  { owned: { order, normalize }, options: { base } }: Call,
): PermutationEntropyEstimate {
  if (!normalize) return found;
  const most = Array.from({ length: order }, (_, at) => Math.log(at + 1)).reduce((sum, ln) => sum + ln, 0);
  found.value /= base === undefined ? most : most / Math.log(base);
  return found;
}

/**
 * Permutation entropy: the entropy of the orders in which the values of a sliding window come, equal values in the order of
 * time. It needs no scale and stands monotone distortion of the values; normalized, 1 is white noise and 0 a monotone series.
 *
 * Cost: O(n order²). Sources: C. Bandt and B. Pompe, "Permutation entropy: a natural complexity measure for time series",
 * 2002; weighted: B. Fadlallah et al., "Weighted-permutation entropy", 2013 (always the plug-in form).
 *
 * @param series Numbers in time.
 * @param options `order`, `delay`, `weighted`, `normalize`, `estimator`, `base`, and see {@link PermutationEntropyOptions}.
 * @returns The entropy, in nats unless `base` or `normalize` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, `NON_FINITE` for values that are
 *   not finite; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { permutationEntropy } from "marginals/information";
 *
 * console.log((await permutationEntropy([4, 7, 9, 10, 6, 11, 3], { base: 2 })).value.toFixed(3)); // 1.522
 * ```
 */
export async function permutationEntropy(
  series: VariableInput,
  options?: PermutationEntropyOptions,
): Promise<PermutationEntropyEstimate> {
  const own = call("permutationEntropy", series, options);
  return normalized(await measured<PermutationEntropyEstimate>(own), own);
}

/**
 * {@link permutationEntropy} on the calling thread.
 *
 * @param series As for {@link permutationEntropy}.
 * @param options As for {@link permutationEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link permutationEntropy}.
 * @throws What {@link permutationEntropy} rejects with.
 */
export function permutationEntropySync(
  series: VariableInput,
  options?: PermutationEntropyOptions,
): PermutationEntropyEstimate {
  const own = call("permutationEntropySync", series, options);
  return normalized(measuredSync<PermutationEntropyEstimate>(own), own);
}
