/**
 * Counts of symbols as callers give them.
 *
 * @module
 */
import { ownFloats } from "../floats.ts";
import { isTypedArray } from "../typed-array.ts";

/**
 * Takes counts over; that they are whole numbers is checked where they are used.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value An array of numbers, a `Float64Array` or a `Uint32Array`.
 * @returns The counts.
 */
export function integerCounts(verb: string, argument: string, value: unknown): Float64Array {
  if (isTypedArray(value, "Uint32Array")) return new Float64Array(value);
  return Float64Array.from(ownFloats(verb, argument, value));
}
