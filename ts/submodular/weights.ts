/**
 * Weights of what a set function sums over.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { ownFloats } from "../floats.ts";
import { finiteNumber } from "../validate.ts";

const weight = finiteNumber({ least: 0 });

/**
 * One weight ≥ 0 for each of `count` things.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param count Number of things.
 * @param of What they are: `columns`.
 * @param argument Name of the argument.
 * @returns The weights in double precision; undefined where none were given.
 */
export function ownWeights(
  verb: string,
  value: unknown,
  count: number,
  of: string,
  argument = "weights",
): Float64Array | undefined {
  if (value === undefined) return undefined;
  const given = ownFloats(verb, argument, value);
  if (given.length !== count) {
    throw fault("SHAPE", verb, argument, `of length ${count} (${of})`, `${given.length}`);
  }
  const owned = given instanceof Float64Array ? given : Float64Array.from(given);
  owned.forEach((each, at) => weight(each, `${argument}[${at}]`, verb));
  return owned;
}
