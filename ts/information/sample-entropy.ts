/**
 * `sampleEntropy()`: how often stretches that agree go on agreeing.
 *
 * @module
 */
import { optional, ownOptions, withDefault } from "../options.ts";
import { finiteNumber, integerIn } from "../validate.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import { patternCall, patternOptions, type PatternOptions } from "./patterns.ts";

/** Options of {@link sampleEntropy}. */
export interface SampleEntropyOptions extends PatternOptions {
  /** Values of the shorter stretches, 1 to 1,000. Default 2. */
  order?: number | undefined;
  /** How much values that agree may differ. Default 0.2 standard deviations of the series (n in its denominator). */
  tolerance?: number | undefined;
}

/** What {@link sampleEntropy} answers. */
export interface SampleEntropyEstimate extends Estimate {
  /** Pairs of stretches of `order` values that agree. */
  shorterMatches: number;
  /** Pairs of stretches of one value more that agree. */
  longerMatches: number;
  /** How much values that agree differ at most. */
  tolerance: number;
}

const schema = {
  ...patternOptions,
  order: withDefault(integerIn(1, 1000), 2),
  tolerance: optional(finiteNumber({ least: 0 })),
};

function call(verb: string, series: unknown, options: unknown): MeasureCall {
  const owned = ownOptions(verb, options, schema);
  const { order, tolerance } = owned;
  const spec = { measure: "sample", order, ...(tolerance !== undefined && { tolerance }) };
  return patternCall(verb, series, owned, spec);
}

/**
 * Sample entropy −ln(A/B): B pairs of stretches of `order` values agree within `tolerance`, A of them one value longer too.
 * Low for regular series; ∞ when no longer stretches agree.
 *
 * No stretch is compared with itself, so there is less bias than in approximate entropy. Cost: O(n log n) and the pairs of
 * stretches whose first two values are within about the tolerance, on all threads. Source: J. S. Richman and J. R. Moorman,
 * "Physiological time-series analysis using approximate entropy and sample entropy", 2000.
 *
 * @param series Numbers in time.
 * @param options `order`, `tolerance`, `delay`, `base`, and see {@link SampleEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `RANGE` for a tolerance
 *   within which no stretches agree, `SHAPE` for a series too short, `NON_FINITE` for values that are
 *   not finite; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { sampleEntropy } from "marginals/information";
 *
 * const wave = Float64Array.from({ length: 200 }, (_, at) => Math.sin(at / 3));
 * console.log((await sampleEntropy(wave)).value.toFixed(3)); // 0.244
 * ```
 */
export async function sampleEntropy(
  series: VariableInput,
  options?: SampleEntropyOptions,
): Promise<SampleEntropyEstimate> {
  return measured<SampleEntropyEstimate>(call("sampleEntropy", series, options));
}

/**
 * {@link sampleEntropy} on the calling thread.
 *
 * @param series As for {@link sampleEntropy}.
 * @param options As for {@link sampleEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link sampleEntropy}.
 * @throws What {@link sampleEntropy} rejects with.
 */
export function sampleEntropySync(
  series: VariableInput,
  options?: SampleEntropyOptions,
): SampleEntropyEstimate {
  return measuredSync<SampleEntropyEstimate>(call("sampleEntropySync", series, options));
}
