/**
 * Arrays of floats as callers give them, taken over.
 *
 * @module
 */
import { fault, wrongKind } from "./errors.ts";
import { isDetached, isTypedArray, snapshot, takeOver, typedArrayKind } from "./typed-array.ts";
import type { Check } from "./validate.ts";

/** A `Float64Array`, a `Float32Array` or an array; the entries of an array are not looked at. */
export const floats: Check<Float64Array | Float32Array | readonly number[]> = (value, argument, verb) => {
  if (isTypedArray(value, "Float64Array") || isTypedArray(value, "Float32Array")) {
    if (isDetached(value)) {
      throw fault(
        "ARGUMENT",
        verb,
        argument,
        "an array whose memory is still there",
        "one that was transferred",
      );
    }
    return value;
  }
  if (typedArrayKind(value) === undefined && Array.isArray(value)) return value as readonly number[];
  throw wrongKind(verb, argument, "a Float64Array, a Float32Array or an array of numbers", value);
};

/**
 * Takes over numbers: floats stay of their type, an array of numbers becomes a `Float64Array`.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value A `Float64Array`, `Float32Array` or array of numbers.
 * @param transfer Move typed arrays instead of copying them.
 * @returns The numbers on memory of their own.
 */
export function ownFloats(
  verb: string,
  argument: string,
  value: unknown,
  transfer = false,
): Float64Array | Float32Array {
  const given = floats(value, argument, verb);
  if (isTypedArray(given, "Float64Array") || isTypedArray(given, "Float32Array")) {
    return transfer ? takeOver(given) : snapshot(given);
  }
  const owned = new Float64Array(given.length);
  fill(verb, argument, given, owned, 0);
  return owned;
}

/** Copies an array of numbers, each checked to be one (a hole or a string would become NaN unseen). */
export function fill(
  verb: string,
  argument: string,
  from: readonly unknown[],
  to: Float64Array | Float32Array,
  at: number,
): void {
  const { length } = from;
  for (let i = 0; i < length; i++) {
    const value = from[i];
    if (typeof value !== "number") throw wrongKind(verb, `${argument}[${i}]`, "a number", value);
    to[at + i] = value;
  }
}
