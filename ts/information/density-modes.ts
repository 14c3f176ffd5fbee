/**
 * `densityModes()`: where samples are densest.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { integerIn } from "../validate.ts";
import { variable, type VariableInput } from "./given.ts";
import {
  kernelOptions,
  kernelSpec,
  presentRows,
  samplesSpec,
  weights,
  type KernelOptions,
} from "./kernel.ts";
import { missingRows, type MissingRows } from "./missing.ts";

/** Options of {@link densityModes}. */
export interface DensityModesOptions
  extends Pick<KernelOptions, "bandwidth" | "bandwidthUnit">, Omit<JobOptions, "onAbort" | "transfer"> {
  /** Searches start at so many samples, chosen at random where there are more. Default 256. */
  starts?: number | undefined;
  /**
   * Search in so many dimensions, below those of the samples, through a random projection that brings no two samples
   * closer. Default: search among the samples themselves.
   */
  dimensions?: number | undefined;
  /** A weight of each sample, at least 0. */
  weights?: Float64Array | readonly number[] | undefined;
  /** What becomes of rows with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

/** The modes of a density, the densest first. */
export interface DensityModes {
  /** Where they are. */
  points: Float64Array[];
  /** Density at each. */
  densities: Float64Array;
  /** Starting samples whose search ended there. */
  starts: Uint32Array;
  /** Standard deviation of the kernel in each dimension. */
  bandwidth: Float64Array;
  /** With `dimensions`: what the search in few dimensions found, which the density of a point is never below. */
  bounds?: Float64Array;
  /** With `dimensions`: the factor by which the projection was scaled so that no two samples come closer. */
  stretch?: number;
  /** What the caller should know. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const { onAbort: _, transfer: __, ...job } = jobOptions;

const schema = {
  ...job,
  bandwidth: kernelOptions.bandwidth,
  bandwidthUnit: kernelOptions.bandwidthUnit,
  starts: withDefault(integerIn(1, 2 ** 32 - 1), 256),
  dimensions: optional(integerIn(1, 2 ** 20)),
  weights: optional(weights),
  missing: missingRows,
};

interface Call {
  verb: string;
  options: CheckedJobOptions;
  start: (job: Native.JobHandle) => unknown;
}

function call(verb: string, samples: unknown, given: unknown): Call {
  const owned = ownOptions(verb, given, schema);
  const whole = variable(verb, "samples", samples);
  const complete = presentRows(verb, whole, owned.missing, owned.weights);
  const spec = samplesSpec(verb, complete, owned.weights);
  const kernel = kernelSpec({ ...owned, kernel: "gaussian" });
  const { starts, dimensions } = owned;
  return {
    verb,
    options: { ...owned, onAbort: "reject", transfer: false },
    start: (handle) => native().densityModes(spec, kernel, starts, dimensions, handle),
  };
}

/**
 * The modes of a Gaussian kernel density: points where it is locally largest, found by mean shift from samples.
 *
 * In many dimensions a search may run in few (`dimensions`): a mode found there is lifted to the mean of the samples
 * weighted by their kernels around it, whose density is at least that of the mode (`bounds`), and then moved uphill among
 * the samples themselves. Cost: starts × steps × samples × dimensions, and samples² × dimensions to scale a projection.
 *
 * Sources: D. Comaniciu and P. Meer, "Mean shift" (2002); J. C. H. Lee, J. Li, C. Musco, J. M. Phillips, W. M. Tai,
 * "Finding an approximate mode of a kernel density estimate" (2021).
 *
 * @param samples A column, or rows of several columns.
 * @param options `bandwidth`, `starts`, `dimensions`, and see {@link DensityModesOptions}.
 * @returns The modes, the densest first; the same for any number of threads.
 * @throws MarginalsError for samples that are not numbers or are all equal, for more than 20,000 samples with
 *   `dimensions`; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { densityModes } from "marginals/information";
 *
 * const waiting = [54, 51, 55, 52, 53, 79, 84, 78, 85, 81, 82, 83];
 * const { points, starts } = await densityModes(waiting, { bandwidth: 3 });
 * console.log(points.map((point) => point[0]?.toFixed(1)), starts); // [ '82.0', '53.0' ] Uint32Array(2) [ 7, 5 ]
 * ```
 */
export async function densityModes(
  samples: VariableInput,
  options?: DensityModesOptions,
): Promise<DensityModes> {
  const own = call("densityModes", samples, options);
  return withJson(await run<DensityModes>(own.verb, own.options, own.start));
}

/**
 * {@link densityModes} on the calling thread.
 *
 * @param samples As for {@link densityModes}.
 * @param options As for {@link densityModes}; a `signal` is only seen if it aborted before.
 * @returns As {@link densityModes}.
 * @throws What {@link densityModes} rejects with.
 * @example
 * ```ts
 * import { densityModesSync } from "marginals/information";
 *
 * const { points } = densityModesSync([[0, 0], [0, 2]], { bandwidth: 2 });
 * console.log(points.map((point) => Array.from(point, Math.round))); // [ [ 0, 1 ] ]
 * ```
 */
export function densityModesSync(samples: VariableInput, options?: DensityModesOptions): DensityModes {
  const own = call("densityModesSync", samples, options);
  return withJson(runSync<DensityModes>(own.verb, own.options, own.start));
}
