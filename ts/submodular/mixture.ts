/**
 * `mixture()`: a weighted sum of set functions.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { unwrap } from "../job.ts";
import { native } from "../native.ts";
import { ownValues, withDefault } from "../options.ts";
import { anything, finiteNumber } from "../validate.ts";
import { checkNative, nativeHandle, nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/** A term of a mixture. */
export interface MixtureTerm {
  /** A function computed natively. */
  f: NativeSetFunction;
  /** Its weight: a finite number, default 1. */
  weight?: number | undefined;
}

const weight = withDefault(finiteNumber(), 1);

/**
 * The mixture Σ_i w_i f_i(S): a trade-off between objectives, such as coverage and diversity.
 *
 * Non-negative weights keep what the terms have in common: submodular, supermodular, modular, monotone. A negative
 * weight turns its term round, so the sum is of known structure only where that fits the others. A gain costs the sum
 * of the terms' gains. Scale the terms to each other: dividing each by its value at everything is a start.
 *
 * @param terms At least one {@link MixtureTerm}, all of the same ground set; names are the first function's.
 * @returns The set function; it shares what the terms have prepared, and lives on when they are disposed of.
 * @throws MarginalsError `ARGUMENT` for what is no list of native functions, `SHAPE` for ground sets of different
 *   sizes, `NON_FINITE` for a weight.
 * @example
 * ```ts
 * import { featureBased, mixture, modular } from "marginals/submodular";
 *
 * const topics = featureBased([[4, 0], [1, 9]], { concave: "sqrt" });
 * const f = mixture([{ f: topics, weight: 2 }, { f: modular([1, 3]), weight: -1 }]);
 * console.log(f.valueSync([0])); // 3
 * ```
 */
export function mixture(terms: readonly MixtureTerm[]): NativeSetFunction {
  const verb = "mixture";
  const expected = "an array of at least one { f, weight }";
  if (!Array.isArray(terms) || terms.length === 0) throw wrongKind(verb, "terms", expected, terms);
  const owned = Array.from(terms as readonly unknown[], (term, at) => {
    const given = ownValues(verb, `terms[${at}]`, term, { f: anything, weight });
    return { f: checkNative(verb, given.f, `terms[${at}].f`), weight: given.weight };
  });
  const { groundSize, names } = owned[0]!.f;
  for (const [at, { f }] of owned.entries()) {
    if (f.groundSize === groundSize) continue;
    const same = `a function of ${groundSize} elements, as the first`;
    throw fault("SHAPE", verb, `terms[${at}].f`, same, `${f.groundSize} elements`);
  }
  const weights = Float64Array.from(owned, (term) => term.weight);
  const handles = owned.map(({ f }) => nativeHandle(f));
  return nativeSetFunction(unwrap(verb, native().functionMixture(handles, weights)), names);
}
