/**
 * `distanceCorrelation()` and `distanceCovariance()`: dependence of any kind, in any dimensions.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { boolean } from "../validate.ts";
import { dependenceJob, dependenceOptions, pairOf, type DependenceOptions } from "./dependence.ts";
import type { CheckedMeasureOptions } from "./estimate.ts";
import type { VariableInput } from "./given.ts";

/** Options of {@link distanceCorrelation} and {@link distanceCovariance}. */
export interface DistanceOptions extends DependenceOptions {
  /** The unbiased form of the square, which can be negative; `value` is then its root with its sign. Default false. */
  unbiased?: boolean | undefined;
}

/** What {@link distanceCorrelation} and {@link distanceCovariance} answer. */
export interface DistanceDependence {
  /** The correlation or covariance: the root of `squared`, with its sign. */
  value: number;
  /** Its square, which the statistic estimates. */
  squared: number;
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

interface Call {
  verb: string;
  options: CheckedMeasureOptions;
  start: (job: Native.JobHandle) => unknown;
}

function call(verb: string, correlation: boolean, args: readonly unknown[]): Call {
  const [x, y, options] = args;
  const owned = ownOptions(verb, options, { ...dependenceOptions, unbiased: withDefault(boolean, false) });
  const [first, second] = pairOf(verb, x, y, owned.missing);
  return {
    verb,
    options: dependenceJob(owned),
    start: (job) => native().distanceDependenceOf(first, second, correlation, owned.unbiased, job),
  };
}

const result = (squared: number): DistanceDependence =>
  withJson({ value: Math.sign(squared) * Math.sqrt(Math.abs(squared)), squared });

const compute = async (own: Call): Promise<DistanceDependence> =>
  result(await run<number>(own.verb, own.options, own.start));

const computeSync = (own: Call): DistanceDependence =>
  result(runSync<number>(own.verb, own.options, own.start));

/**
 * Distance correlation: 0 in the limit exactly where x and y are independent, 1 where one is the other up to scale and
 * rotation; in any dimensions. Cost: O(n log n) for two single columns, else O(n²) without storing pairs.
 * G. J. Székely, M. L. Rizzo, N. K. Bakirov, "Measuring and testing dependence by correlation of distances", 2007.
 *
 * @param x One variable of values, a column or a matrix; at least two samples (four for `unbiased`).
 * @param y The other, as many samples.
 * @param options `unbiased`, and see {@link DistanceOptions}.
 * @returns The correlation and its square; 0 where a variable is constant.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { distanceCorrelation } from "marginals/information";
 *
 * const x = [[0], [1], [2], [3]];
 * console.log((await distanceCorrelation(x, [[1], [3], [5], [7]])).value.toFixed(6)); // 1.000000
 * ```
 */
export async function distanceCorrelation(
  x: VariableInput,
  y: VariableInput,
  options?: DistanceOptions,
): Promise<DistanceDependence> {
  return compute(call("distanceCorrelation", true, [x, y, options]));
}

/**
 * {@link distanceCorrelation} on the calling thread.
 *
 * @param x As for {@link distanceCorrelation}.
 * @param y As for {@link distanceCorrelation}.
 * @param options As for {@link distanceCorrelation}; a `signal` is only seen if it aborted before.
 * @returns As {@link distanceCorrelation}.
 * @throws What {@link distanceCorrelation} rejects with.
 */
export function distanceCorrelationSync(
  x: VariableInput,
  y: VariableInput,
  options?: DistanceOptions,
): DistanceDependence {
  return computeSync(call("distanceCorrelationSync", true, [x, y, options]));
}

/**
 * Distance covariance, the numerator of {@link distanceCorrelation}: it scales with the root of both units.
 *
 * @param x One variable of values.
 * @param y The other, as many samples.
 * @param options `unbiased`, and see {@link DistanceOptions}.
 * @returns The covariance and its square.
 * @throws What {@link distanceCorrelation} rejects with.
 * @example
 * ```ts
 * import { distanceCovariance } from "marginals/information";
 *
 * console.log((await distanceCovariance([[0], [1]], [[0], [1]])).squared); // 0.25
 * ```
 */
export async function distanceCovariance(
  x: VariableInput,
  y: VariableInput,
  options?: DistanceOptions,
): Promise<DistanceDependence> {
  return compute(call("distanceCovariance", false, [x, y, options]));
}

/**
 * {@link distanceCovariance} on the calling thread.
 *
 * @param x As for {@link distanceCovariance}.
 * @param y As for {@link distanceCovariance}.
 * @param options As for {@link distanceCovariance}; a `signal` is only seen if it aborted before.
 * @returns As {@link distanceCovariance}.
 * @throws What {@link distanceCovariance} rejects with.
 */
export function distanceCovarianceSync(
  x: VariableInput,
  y: VariableInput,
  options?: DistanceOptions,
): DistanceDependence {
  return computeSync(call("distanceCovarianceSync", false, [x, y, options]));
}
