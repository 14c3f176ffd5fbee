/**
 * Information measures of any set function, by the identities: what a set tells of a query, what it adds to a
 * private set.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import { native } from "../native.ts";
import { ownOptions } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import { checkNative, nativeHandle, nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/** A set wanted more of. */
export interface QueryOption {
  /** Elements of f's ground set, by index or name, at least one: what the choice should tell of. */
  query: Subset;
}

/** A set to stay away from. */
export interface PrivateOption {
  /** Elements of f's ground set, by index or name, at least one: what the choice should add to, or be unlike. */
  private: Subset;
}

const raw = (value: unknown): unknown => value;

/** A subset of at least one element. */
function someOf(verb: string, argument: string, value: unknown, f: NativeSetFunction): Uint32Array {
  const indices = subset(verb, argument, value, f.ground);
  if (indices.length === 0) throw fault("ARGUMENT", verb, argument, "a set of at least one element", "none");
  return indices;
}

/**
 * The submodular mutual information I_f(A; Q) = f(A) + f(Q) − f(A ∪ Q) − f(∅) of any function f computed natively: what
 * a set tells of the query Q. Maximizing it chooses what is relevant to the query (guided selection).
 *
 * The elements keep their numbers and names; those of the query are never chosen by `maximize()` and count as absent
 * in `value()`. A gain costs two gains of f. For submodular f it never falls and is never negative; **it is not
 * submodular in general**, so greedy has no 1 − 1/e here and no bound is given. Facility location, graph cut, set cover
 * and concave over modular have forms of their own that are submodular and faster (`facilityLocationMutualInformation()`
 * and the like): take those when query and elements come as separate matrices, this one for every other function.
 *
 * Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
 * applications in machine learning", 2021.
 *
 * @param f A set function whose ground set contains the query.
 * @param options `query`, the elements of Q.
 * @returns The set function I_f(·; Q), for every optimizer.
 * @throws MarginalsError `ARGUMENT` for a function written in JavaScript, an empty query, a name that does not exist or an
 *   element twice; `RANGE` for an index outside the ground set.
 * @example
 * ```ts
 * import { columnEntropy, maximizeSync, submodularMutualInformation } from "marginals/submodular";
 * import { table } from "marginals/table";
 *
 * const weather = table({
 *   columns: { sky: ["sun", "rain", "sun", "rain"], day: ["a", "a", "b", "b"], umbrella: ["no", "yes", "no", "yes"] },
 * });
 * const relevant = submodularMutualInformation(columnEntropy(weather), { query: ["umbrella"] });
 * console.log(maximizeSync(relevant, { size: 1 }).take(weather.names)); // [ 'sky' ]
 * ```
 */
export function submodularMutualInformation(f: NativeSetFunction, options: QueryOption): NativeSetFunction {
  const verb = "submodularMutualInformation";
  const inner = checkNative(verb, f);
  const given = ownOptions(verb, options, { query: raw });
  const query = someOf(verb, "query", given.query, inner);
  const handle = native().functionMutualInformation(nativeHandle(inner), query, new Uint32Array(0));
  return nativeSetFunction(unwrap(verb, handle), inner.names);
}

/**
 * The submodular conditional gain f(A | P) = f(A ∪ P) − f(P) of any function f computed natively: what a set adds to a
 * private set P. Maximizing it chooses what is new against P, or unlike it.
 *
 * The elements keep their numbers and names; those of P add nothing and are never chosen by `maximize()`. A gain costs
 * a gain of f. It is submodular, monotone, modular or supermodular whenever f is, so all guarantees remain.
 *
 * Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
 * applications in machine learning", 2021.
 *
 * @param f A set function whose ground set contains the private set.
 * @param options `private`, the elements of P.
 * @returns The set function f(· | P), for every optimizer.
 * @throws MarginalsError As {@link submodularMutualInformation}.
 * @example
 * ```ts
 * import { modular, submodularConditionalGain } from "marginals/submodular";
 *
 * const rest = submodularConditionalGain(modular([3, 1, 4]), { private: [2] });
 * console.log(rest.valueSync([0, 2]), rest.groundSize); // 3 3
 * ```
 */
export function submodularConditionalGain(f: NativeSetFunction, options: PrivateOption): NativeSetFunction {
  const verb = "submodularConditionalGain";
  const inner = checkNative(verb, f);
  const given = ownOptions(verb, options, { private: raw });
  const privateSet = someOf(verb, "private", given.private, inner);
  const handle = native().functionConditionalGain(nativeHandle(inner), privateSet);
  return nativeSetFunction(unwrap(verb, handle), inner.names);
}

/**
 * The submodular conditional mutual information I_f(A; Q | P) = f(A ∪ P) + f(Q ∪ P) − f(A ∪ Q ∪ P) − f(P) of any function
 * f computed natively: what a set tells of the query Q beyond what the private set P tells. Maximizing it chooses what is
 * relevant to Q and not already in, or not like, P.
 *
 * The elements keep their numbers and names; those of Q and P are never chosen by `maximize()` and count as absent in
 * `value()`. A gain costs two gains of f. For submodular f it never falls and is never negative; it is not submodular
 * in general, so no bound is given.
 *
 * Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
 * applications in machine learning", 2021.
 *
 * @param f A set function whose ground set contains both sets.
 * @param options `query` and `private`, disjoint sets of elements.
 * @returns The set function I_f(·; Q | P), for every optimizer.
 * @throws MarginalsError As {@link submodularMutualInformation}; the call that first uses the function rejects with
 *   `ARGUMENT` when an element is in both sets.
 * @example
 * ```ts
 * import { maximizeSync, columnEntropy, submodularConditionalMutualInformation } from "marginals/submodular";
 * import { table } from "marginals/table";
 *
 * const weather = table({
 *   columns: {
 *     sky: ["sun", "rain", "sun", "rain"],
 *     radar: ["dry", "wet", "dry", "wet"],
 *     wind: ["calm", "calm", "strong", "calm"],
 *     delay: ["no", "no", "long", "short"],
 *   },
 * });
 * const beyondRadar = submodularConditionalMutualInformation(columnEntropy(weather), {
 *   query: ["delay"],
 *   private: ["radar"],
 * });
 * console.log(maximizeSync(beyondRadar, { size: 1 }).take(weather.names)); // [ 'wind' ]
 * ```
 */
export function submodularConditionalMutualInformation(
  f: NativeSetFunction,
  options: QueryOption & PrivateOption,
): NativeSetFunction {
  const verb = "submodularConditionalMutualInformation";
  const inner = checkNative(verb, f);
  const given = ownOptions(verb, options, { query: raw, private: raw });
  const query = someOf(verb, "query", given.query, inner);
  const privateSet = someOf(verb, "private", given.private, inner);
  const inQuery = new Set(query);
  const shared = privateSet.find((element) => inQuery.has(element));
  if (shared !== undefined)
    throw fault("ARGUMENT", verb, "private", "disjoint from query", `${shared} in both`);
  const handle = native().functionMutualInformation(nativeHandle(inner), query, privateSet);
  return nativeSetFunction(unwrap(verb, handle), inner.names);
}
