/**
 * The variables of a measure as a set to choose from, by index or by name.
 *
 * @module
 */
import type { GroundSet } from "../subset.ts";
import type { Discrete } from "./discrete.ts";

/**
 * The set that chosen variables are taken from.
 *
 * @param input Variables, or a law.
 * @returns Their number, and names where all have one.
 */
export function groundOf(input: Discrete): GroundSet {
  if ("law" in input) return { size: input.law.shape.length, of: "variables of the law" };
  const names = input.variables.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const size = input.variables.length;
  return { size, of: "variables", ...(names.length === size && { names }) };
}
