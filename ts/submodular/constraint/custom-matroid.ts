/**
 * `customMatroid()`: a matroid known by a function of the caller's that says which sets are independent.
 *
 * @module
 */
import { ownInput } from "../../options.ts";
import { callback, integerIn } from "../../validate.ts";

/**
 * Whether a set may be chosen. Every subset of an independent set must be independent, and of two independent sets the
 * larger must hold an element that can join the smaller. The array is a copy of the callee's own. May answer by a
 * promise, except in a call that ends in `Sync`.
 */
export type Independent = (set: Uint32Array) => boolean | PromiseLike<boolean>;

/** A matroid given by its independent sets; made by {@link customMatroid} alone, since a function cannot be cloned. */
export interface CustomMatroid {
  readonly kind: "custom-matroid";
  /** Number of elements. */
  readonly groundSize: number;
  /** Whether a set is independent. */
  readonly independent: Independent;
}

/** A matroid to build. */
export interface CustomMatroidInput {
  /** Number of elements, 1 to 4294967294. */
  groundSize: number;
  /** Whether a set is independent; may be asynchronous, except in a call that ends in `Sync`. */
  independent: Independent;
}

const made = new WeakSet<object>();

/**
 * A matroid of the caller's own, for every function and every optimizer that takes a matroid.
 *
 * The oracle is asked about each element outside after each choice. Before the run it builds a basis from either end of
 * the ground set, two questions per element, and what it says is held to the axioms from then on: an oracle that is seen
 * to break them is refused, one that breaks them unseen loses the guarantee. A call over a custom matroid computes
 * between two questions on the calling thread.
 *
 * @param input Size of the ground set, and which sets are independent.
 * @returns The constraint.
 * @throws MarginalsError `ARGUMENT` or `RANGE` for input that makes no sense. Calls under the constraint fail with
 *   `CALLBACK` for an answer that is neither true nor false and for an oracle that breaks the axioms, and with whatever
 *   it throws, unchanged.
 * @example
 * ```ts
 * import { customMatroid, maximizeSync, modular } from "marginals/submodular";
 *
 * const apart = customMatroid({ groundSize: 3, independent: (set) => !(set.includes(0) && set.includes(1)) });
 * console.log(maximizeSync(modular([5, 4, 3]), apart).indices); // Uint32Array(2) [ 0, 2 ]
 * ```
 */
export function customMatroid(input: CustomMatroidInput): CustomMatroid {
  const given = ownInput("customMatroid", input, {
    groundSize: integerIn(1, 2 ** 32 - 2),
    independent: callback<Independent>("a function (set) => boolean"),
  });
  const matroid: CustomMatroid = { kind: "custom-matroid", ...given };
  made.add(Object.freeze(matroid));
  return matroid;
}

/**
 * Whether a value is a matroid of {@link customMatroid}.
 *
 * @param value Anything.
 * @returns True for the object itself, false for a copy.
 */
export function isCustomMatroid(value: unknown): value is CustomMatroid {
  return typeof value === "object" && value !== null && made.has(value);
}
