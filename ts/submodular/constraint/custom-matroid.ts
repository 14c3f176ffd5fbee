/**
 * A matroid known by a function of the caller's that says which sets are independent.
 *
 * @module
 */
/**
 * Whether a set may be chosen. Every subset of an independent set must be independent, and of two independent sets the
 * larger must hold an element that can join the smaller. The array is a copy of the callee's own.
 */
export type Independent = (set: Uint32Array) => boolean;

/** A matroid given by its independent sets; made by a builder. Unlike other constraints it cannot be cloned. */
export interface CustomMatroid {
  kind: "custom-matroid";
  /** Number of elements. */
  groundSize: number;
  /** Whether a set is independent. */
  independent: Independent;
}
