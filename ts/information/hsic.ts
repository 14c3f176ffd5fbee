/**
 * `hsic()`: the Hilbert–Schmidt independence criterion.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { boolean, finiteNumber } from "../validate.ts";
import { dependenceJob, dependenceOptions, pairOf, type DependenceOptions } from "./dependence.ts";
import type { CheckedMeasureOptions } from "./estimate.ts";
import type { VariableInput } from "./given.ts";

/** Options of {@link hsic}. */
export interface HsicOptions extends DependenceOptions {
  /** σ of the kernel exp(−r²/2σ²) of x. Default: the median distance of pairs. */
  bandwidthX?: number | undefined;
  /** σ of the kernel of y. Default: the median distance of pairs. */
  bandwidthY?: number | undefined;
  /** The unbiased form, which can be negative and needs four samples. Default false. */
  unbiased?: boolean | undefined;
}

/** What {@link hsic} answers. */
export interface Hsic {
  /** The criterion: tr(KHLH)/n², or its unbiased form. */
  value: number;
  /** HSIC(x, y) / √(HSIC(x, x) HSIC(y, y)): the alignment of the centered kernels, in [0, 1]. */
  alignment: number;
  /** σ of both kernels. */
  bandwidths: Float64Array;
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

interface Call {
  verb: string;
  options: CheckedMeasureOptions;
  unbiased: boolean;
  start: (job: Native.JobHandle) => unknown;
}

const width = optional(finiteNumber({ above: 0 }));

function call(verb: string, x: unknown, y: unknown, options: unknown): Call {
  const owned = ownOptions(verb, options, {
    ...dependenceOptions,
    bandwidthX: width,
    bandwidthY: width,
    unbiased: withDefault(boolean, false),
  });
  const [first, second] = pairOf(verb, x, y, owned.missing);
  const { unbiased, bandwidthX, bandwidthY } = owned;
  return {
    verb,
    options: dependenceJob(owned),
    unbiased,
    start: (job) => native().hilbertSchmidtOf(first, second, bandwidthX, bandwidthY, job),
  };
}

interface Found {
  biased: number;
  unbiased: number;
  alignment: number;
  bandwidths: Float64Array;
}

const result = ({ biased, unbiased, ...rest }: Found, wanted: boolean): Hsic =>
  withJson({ value: wanted ? unbiased : biased, ...rest });

/**
 * The Hilbert–Schmidt independence criterion with Gaussian kernels: the squared distance of the joint law from the product
 * of its margins in a space of functions, 0 in the limit exactly where x and y are independent. Cost: O(n²) without
 * storing pairs. A. Gretton, O. Bousquet, A. Smola, B. Schölkopf, 2005; unbiased form by L. Song et al., 2012.
 *
 * @param x One variable of values, a column or a matrix; at least two samples.
 * @param y The other, as many samples.
 * @param options Bandwidths, `unbiased`, and see {@link HsicOptions}. Above 2,000 samples the median is that of 2,000
 *   drawn by the seed.
 * @returns The criterion, the alignment and the bandwidths.
 * @throws MarginalsError for input that makes no sense, a median distance of 0; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { hsic } from "marginals/information";
 *
 * const x = [[0], [1], [2], [3], [4]];
 * const { alignment } = await hsic(x, x);
 * console.log(alignment.toFixed(6)); // 1.000000
 * ```
 */
export async function hsic(x: VariableInput, y: VariableInput, options?: HsicOptions): Promise<Hsic> {
  const own = call("hsic", x, y, options);
  return result(await run<Found>(own.verb, own.options, own.start), own.unbiased);
}

/**
 * {@link hsic} on the calling thread.
 *
 * @param x As for {@link hsic}.
 * @param y As for {@link hsic}.
 * @param options As for {@link hsic}; a `signal` is only seen if it aborted before.
 * @returns As {@link hsic}.
 * @throws What {@link hsic} rejects with.
 */
export function hsicSync(x: VariableInput, y: VariableInput, options?: HsicOptions): Hsic {
  const own = call("hsicSync", x, y, options);
  return result(runSync<Found>(own.verb, own.options, own.start), own.unbiased);
}
