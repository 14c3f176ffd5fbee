/**
 * Ground sets and sizes of k parts, as callers give them.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { subset, type GroundSet } from "../subset.ts";

/**
 * Takes over ground sets.
 *
 * @param verb The function the caller called.
 * @param given What the caller gave.
 * @param ground The set they are taken from.
 * @returns The elements of every part.
 */
export function groundSetsOf(verb: string, given: unknown, ground: GroundSet): Uint32Array[] {
  if (!Array.isArray(given)) throw wrongKind(verb, "groundSets", "an array of subsets, one per part", given);
  if (given.length === 0) throw fault("SHAPE", verb, "groundSets", "at least one subset", "none");
  return Array.from(given as readonly unknown[], (part, at) =>
    subset(verb, `groundSets[${at}]`, part, ground),
  );
}

/**
 * Takes over the sizes of parts.
 *
 * @param verb The function the caller called.
 * @param given What the caller gave, perhaps nothing.
 * @param parts Number of parts.
 * @returns A size for every part.
 */
export function partSizes(verb: string, given: unknown, parts: number): Uint32Array | undefined {
  const sizes = given === undefined ? undefined : ownIndices(verb, "sizes", given);
  if (sizes && sizes.length !== parts) {
    throw fault("SHAPE", verb, "sizes", `of length ${parts} (parts)`, `${sizes.length}`);
  }
  return sizes;
}
