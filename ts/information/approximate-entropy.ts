/**
 * `approximateEntropy()`: how predictable a series is by its own stretches.
 *
 * @module
 */
import { optional, ownOptions, withDefault } from "../options.ts";
import { finiteNumber, integerIn } from "../validate.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import { patternCall, patternOptions, type PatternOptions } from "./patterns.ts";

/** Options of {@link approximateEntropy}. */
export interface ApproximateEntropyOptions extends PatternOptions {
  /** Values of the shorter stretches, 1 to 1,000. Default 2. */
  order?: number | undefined;
  /** How much values that agree may differ. Default 0.2 standard deviations of the series (n in its denominator). */
  tolerance?: number | undefined;
}

/** What {@link approximateEntropy} answers. */
export interface ApproximateEntropyEstimate extends Estimate {
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
  const spec = { measure: "approximate", order, ...(tolerance !== undefined && { tolerance }) };
  return patternCall(verb, series, owned, spec);
}

/**
 * Approximate entropy Φᵐ − Φᵐ⁺¹, Φᵐ the mean logarithm of the share of stretches of m values that agree with one within
 * `tolerance`, itself included. Low for regular series.
 *
 * Self-matches bias it towards regularity: prefer `sampleEntropy()` unless you compare with published values. Cost: as
 * there, twice. Source: S. M. Pincus, "Approximate entropy as a measure of system complexity", 1991.
 *
 * @param series Numbers in time.
 * @param options `order`, `tolerance`, `delay`, `base`, and see {@link ApproximateEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, `NON_FINITE` for values that are
 *   not finite; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { approximateEntropy } from "marginals/information";
 *
 * const wave = Float64Array.from({ length: 200 }, (_, at) => Math.sin(at / 3));
 * console.log((await approximateEntropy(wave)).value.toFixed(3)); // 0.162
 * ```
 */
export async function approximateEntropy(
  series: VariableInput,
  options?: ApproximateEntropyOptions,
): Promise<ApproximateEntropyEstimate> {
  return measured<ApproximateEntropyEstimate>(call("approximateEntropy", series, options));
}

/**
 * {@link approximateEntropy} on the calling thread.
 *
 * @param series As for {@link approximateEntropy}.
 * @param options As for {@link approximateEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link approximateEntropy}.
 * @throws What {@link approximateEntropy} rejects with.
 */
export function approximateEntropySync(
  series: VariableInput,
  options?: ApproximateEntropyOptions,
): ApproximateEntropyEstimate {
  return measuredSync<ApproximateEntropyEstimate>(call("approximateEntropySync", series, options));
}
