/**
 * `modular()`: a weight per element.
 *
 * @module
 */
import { ownFloats } from "../floats.ts";
import { unwrap } from "../job.ts";
import { native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { finiteNumber } from "../validate.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/**
 * The modular function f(S) = f(∅) + Σ weights of S: every element adds its weight whatever else is chosen. Costs O(1)
 * a gain.
 *
 * @param weights One finite number per element, of either sign; at least one.
 * @param options `emptyValue`, f of the empty set: default 0.
 * @returns The set function.
 * @throws MarginalsError `ARGUMENT` for what is no array of numbers, `NON_FINITE` for NaN and infinities.
 * @example
 * ```ts
 * import { modular } from "marginals/submodular";
 *
 * console.log(modular([3, 1, 4]).valueSync([0, 2])); // 7
 * ```
 */
export function modular(
  weights: Float64Array | Float32Array | readonly number[],
  options?: { emptyValue?: number | undefined },
): NativeSetFunction {
  const { emptyValue } = ownOptions("modular", options, { emptyValue: withDefault(finiteNumber(), 0) });
  const owned = ownFloats("modular", "weights", weights);
  const doubles = owned instanceof Float64Array ? owned : Float64Array.from(owned);
  return nativeSetFunction(unwrap("modular", native().functionModular(doubles, emptyValue)));
}
