/**
 * `submodularityRatio()`: how far an instance is from submodular and from modular.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { jobOptions, ownOptions, withDefault, type CheckedJobOptions, type JobOptions } from "../options.ts";
import { integerIn } from "../validate.ts";
import { withJson } from "./selection.ts";
import { checkNative, nativeHandle, type SetFunction } from "./set-function.ts";

/** Options of {@link submodularityRatio}. */
export interface SubmodularityRatioOptions extends JobOptions {
  /** Largest set added at once, 1 to the size of the ground set. Default the size of the ground set. */
  size?: number | undefined;
  /** Pairs of sets to draw when there are too many to look at all. Default 2000. */
  samples?: number | undefined;
}

/** A least ratio, and where it was met. */
export interface LeastRatio {
  /** The ratio: exact, or the least of a sample, which bounds it from above. */
  value: number;
  /** The set that was there. */
  base: Uint32Array;
  /** The set that was added. */
  added: Uint32Array;
}

/** What {@link submodularityRatio} found. */
export interface SubmodularityRatios {
  /** γ = min Σ f(e|L) / f(S|L): 1 if submodular (Das & Kempe, 2011). */
  submodularity: LeastRatio;
  /** η = min f(S|L) / Σ f(e|L): 1 if supermodular. */
  supermodularity: LeastRatio;
  /** κ = 1 − min f(e|V−e) / f(e): 0 if modular, at most 1 if monotone submodular. */
  curvature: number;
  /** κᵍ = 1 − min f(e) / f(e|V−e). */
  supermodularCurvature: number;
  /** Whether every pair of sets was looked at. */
  exact: boolean;
  /** Pairs looked at. */
  pairs: number;
  /** With confidence 95 %, the share of pairs with a smaller ratio; 0 when exact. */
  undetectedShare: number;
  /** Plain values for `JSON.stringify`. */
  toJSON(): Record<string, unknown>;
}

const samples = withDefault(integerIn(1, 2 ** 32 - 1), 2000);

interface Call {
  verb: string;
  options: CheckedJobOptions;
  start: Parameters<typeof run>[2];
}

function ratioCall(verb: string, f: unknown, options: unknown): Call {
  const checked = checkNative(verb, f);
  const { groundSize } = checked;
  const size = withDefault(integerIn(1, groundSize, "elements of the ground set"), groundSize);
  const owned = ownOptions(verb, options, { ...jobOptions, samples, size });
  return {
    verb,
    options: owned,
    start: (job) => nativeHandle(checked).ratios(owned.size, owned.samples, job),
  };
}

/**
 * How far an instance is from submodular and from modular: submodularity and supermodularity ratio, curvatures. Exact
 * up to 12 elements (3ⁿ pairs of sets); beyond, the least of a sample, which bounds the true ratio from above.
 *
 * @param f A set function computed natively, monotone for the ratios to mean what their theorems say.
 * @param options See {@link SubmodularityRatioOptions}.
 * @returns The ratios, where each was least, the curvatures.
 * @throws MarginalsError `ARGUMENT` for other functions, `RANGE` for `size`; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { modular, submodularityRatio } from "marginals/submodular";
 *
 * const { submodularity, curvature } = await submodularityRatio(modular([3, 1, 4]));
 * console.log(submodularity.value, curvature); // 1 0
 * ```
 */
export async function submodularityRatio(
  f: SetFunction,
  options?: SubmodularityRatioOptions,
): Promise<SubmodularityRatios> {
  const call = ratioCall("submodularityRatio", f, options);
  return withJson(await run<object>(call.verb, call.options, call.start));
}

/**
 * {@link submodularityRatio} on the calling thread.
 *
 * @param f A set function computed natively.
 * @param options See {@link SubmodularityRatioOptions}.
 * @returns As {@link submodularityRatio}.
 * @throws What {@link submodularityRatio} rejects with.
 */
export function submodularityRatioSync(
  f: SetFunction,
  options?: SubmodularityRatioOptions,
): SubmodularityRatios {
  const call = ratioCall("submodularityRatioSync", f, options);
  return withJson(runSync<object>(call.verb, call.options, call.start));
}
