/**
 * `kernelDensity()`: how dense samples lie, anywhere.
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
import { anything, boolean, oneOf } from "../validate.ts";
import { variable, type VariableInput } from "./given.ts";
import {
  kernelOptions,
  kernelSpec,
  presentRows,
  samplesSpec,
  weights,
  type BandwidthRule,
  type KernelName,
  type KernelOptions,
} from "./kernel.ts";
import { ends, gridSizes, intervals, place, type Intervals } from "./kernel-grid.ts";
import { missingRows, type MissingRows } from "./missing.ts";

/** Options of {@link kernelDensity}. */
export interface KernelDensityOptions
  extends KernelOptions, Omit<JobOptions, "onAbort" | "transfer" | "seed"> {
  /** Points at which the density is wanted: a column, or rows as wide as the samples. Default: a grid. */
  at?: VariableInput | undefined;
  /** Nodes of the grid, for all dimensions or each. Default 256 in one dimension, 64 × 64 in two. */
  grid?: number | readonly number[] | undefined;
  /** First and last node, `[from, to]`, or one such pair per dimension. Default: 4 bandwidths beyond the samples. */
  range?: Intervals | undefined;
  /**
   * Where samples cannot be, `[lower, upper]` or one such pair per dimension, `null` where there is no bound. The
   * samples are reflected there, so the density keeps its mass inside and is 0 outside.
   */
  bounds?: Intervals | undefined;
  /** Widths that follow the density (Abramson): narrow where samples are dense. Default false. */
  adaptive?: boolean | undefined;
  /**
   * `'exact'` sums over all samples; `'lattice'` shares samples out to a fine lattice, one or two dimensions;
   * `'auto'` (default) is exact wherever that is fast.
   */
  method?: "auto" | "exact" | "lattice" | undefined;
  /** A weight of each sample, at least 0. */
  weights?: Float64Array | readonly number[] | undefined;
  /** What becomes of rows with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

/** A kernel density. */
export interface KernelDensity {
  /** Densities at the points, or at the nodes of the grid, the last dimension changing fastest. */
  density: Float64Array;
  /** The nodes of each dimension of the grid; empty for points. */
  axes: Float64Array[];
  /** The kernel. */
  kernel: KernelName;
  /** Standard deviation of the kernel in each dimension. */
  bandwidth: Float64Array;
  /** Half-width of the kernel in each dimension. */
  halfWidth: Float64Array;
  /** The rule that gave the bandwidth, `null` for numbers. */
  rule: BandwidthRule | null;
  /** How the sums were made. */
  method: "exact" | "lattice";
  /** (Σ w)² / Σ w²: as many samples of equal weight. */
  effectiveSamples: number;
  /** Factor on the bandwidth of each sample, where `adaptive`. */
  factors?: Float64Array;
  /** What the caller should know. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const { onAbort: _, transfer: __, seed: ___, ...job } = jobOptions;

const schema = {
  ...job,
  ...kernelOptions,
  at: anything,
  grid: optional(gridSizes),
  range: optional(intervals),
  bounds: optional(intervals),
  adaptive: withDefault(boolean, false),
  method: withDefault(oneOf(["auto", "exact", "lattice"]), "auto"),
  weights: optional(weights),
  missing: missingRows,
};

interface Call {
  verb: string;
  options: CheckedJobOptions;
  start: (job: Native.JobHandle) => unknown;
  kernel: KernelName;
  rule: BandwidthRule | null;
}

function call(verb: string, samples: unknown, given: unknown): Call {
  const owned = ownOptions(verb, given, schema);
  const whole = variable(verb, "samples", samples);
  const complete = presentRows(verb, whole, owned.missing, owned.weights);
  const input = samplesSpec(verb, complete, owned.weights);
  const cols = input.dimensions;
  const spec = {
    ...place(verb, owned, cols),
    ...(owned.bounds && { bounds: ends(verb, "bounds", owned.bounds, cols) }),
    adaptive: owned.adaptive,
    method: owned.method,
  };
  const kernel = kernelSpec(owned);
  return {
    verb,
    options: { ...owned, onAbort: "reject", seed: 0, transfer: false },
    start: (handle) => native().kernelDensity(input, kernel, spec, handle),
    kernel: owned.kernel,
    rule: typeof owned.bandwidth === "string" ? owned.bandwidth : null,
  };
}

const finished = ({ kernel, rule }: Call, answer: Omit<KernelDensity, "kernel" | "rule">): KernelDensity =>
  withJson({ ...answer, kernel, rule });

/**
 * The kernel density f(x) = Σ w K((x − xᵢ) / h) / (h Σ w) of samples in any number of dimensions, on a grid or at points.
 *
 * In one dimension every kernel but the Gaussian is summed exactly at O(log samples) a point. Gaussian and
 * two-dimensional densities are exact sums while samples × points is below 20 million, else read from a lattice (linear
 * binning and FFT), whose error is below 10⁻³ of the peak. Adaptive widths and more dimensions cost samples × points.
 *
 * Sources: B. W. Silverman, "Density Estimation" (1986); Z. I. Botev, J. F. Grotowski, D. P. Kroese, "Kernel density
 * estimation via diffusion" (2010); I. S. Abramson (1982) for adaptive widths; E. F. Schuster (1985) for bounds;
 * D. P. Hofmeyr (2021) for exact sums.
 *
 * @param samples A column, or rows of several columns.
 * @param options `kernel`, `bandwidth`, `at` or `grid`, and see {@link KernelDensityOptions}.
 * @returns Densities (per unit of each dimension), bandwidth and method used.
 * @throws MarginalsError for samples that are not numbers, are all equal where a rule needs spread, or lie outside
 *   `bounds`; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { kernelDensity } from "marginals/information";
 *
 * const waiting = Float64Array.of(79.5, 54.2, 74.1, 62.3, 85.6, 55.4, 88.1, 85.2, 51.9, 85.3);
 * const { density, bandwidth } = await kernelDensity(waiting, { bandwidth: 4, at: [55, 70, 85] });
 * console.log(Array.from(density, (value) => value.toFixed(4))); // [ '0.0290', '0.0081', '0.0413' ]
 * console.log(bandwidth); // Float64Array(1) [ 4 ]
 * ```
 */
export async function kernelDensity(
  samples: VariableInput,
  options?: KernelDensityOptions,
): Promise<KernelDensity> {
  const own = call("kernelDensity", samples, options);
  return finished(own, await run(own.verb, own.options, own.start));
}

/**
 * {@link kernelDensity} on the calling thread.
 *
 * @param samples As for {@link kernelDensity}.
 * @param options As for {@link kernelDensity}; a `signal` is only seen if it aborted before.
 * @returns As {@link kernelDensity}.
 * @throws What {@link kernelDensity} rejects with.
 * @example
 * ```ts
 * import { kernelDensitySync } from "marginals/information";
 *
 * const { density } = kernelDensitySync([0, 1], {
 *   kernel: "box",
 *   bandwidth: 1,
 *   bandwidthUnit: "half-width",
 *   at: [0.5, 1.5],
 * });
 * console.log(density); // Float64Array(2) [ 0.5, 0.25 ]
 * ```
 */
export function kernelDensitySync(samples: VariableInput, options?: KernelDensityOptions): KernelDensity {
  const own = call("kernelDensitySync", samples, options);
  return finished(own, runSync(own.verb, own.options, own.start));
}
