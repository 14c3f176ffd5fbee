/**
 * Subsets as callers give them: indices or names.
 *
 * @module
 */
import { describe, describeName } from "./describe.ts";
import { fault, wrongKind } from "./errors.ts";
import { didYouMean } from "./nearest.ts";
import { isDetached, isTypedArray, typedArrayKind } from "./typed-array.ts";

/** Elements of a ground set, by index or by name; no element twice. */
export type Subset = readonly number[] | Uint32Array | readonly string[];

/** The set a subset is taken from. */
export interface GroundSet {
  /** Number of elements. */
  size: number;
  /** Their names, where they have any. */
  names?: readonly string[] | undefined;
  /** What the elements are, in the plural, for messages: `coordinates of the chain`. */
  of: string;
}

/**
 * Takes over a subset.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param ground The set it is taken from.
 * @returns The indices, in the caller's order. Throws `ARGUMENT` for unknown names and for duplicates and `RANGE`
 *   for indices outside the set.
 */
export function subset(verb: string, argument: string, value: unknown, ground: GroundSet): Uint32Array {
  const kind = typedArrayKind(value);
  if (!isTypedArray(value, "Uint32Array") && !(kind === undefined && Array.isArray(value))) {
    const names = ground.names === undefined ? "" : " or of names";
    throw wrongKind(verb, argument, `an array of indices${names} (${ground.of})`, value);
  }
  if (kind !== undefined && isDetached(value)) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "an array whose memory is still there",
      "one that was transferred",
    );
  }
  const given = value as ArrayLike<unknown>;
  const indices = new Uint32Array(given.length);
  const seen = new Set<number>();
  let positions: Map<string, number> | undefined;
  for (let i = 0; i < indices.length; i++) {
    const element = given[i];
    const name = `${argument}[${i}]`;
    let index: number;
    if (typeof element === "string" && ground.names !== undefined) {
      positions ??= new Map(ground.names.map((known, position) => [known, position]));
      index = positionOf(verb, name, element, positions, ground);
    } else {
      index = indexIn(verb, name, element, ground);
    }
    if (seen.has(index)) {
      const twice = typeof element === "string" ? describeName(element) : `${index}`;
      throw fault("ARGUMENT", verb, argument, "a set without duplicates", `${twice} twice`);
    }
    seen.add(index);
    indices[i] = index;
  }
  return indices;
}

function positionOf(
  verb: string,
  name: string,
  element: string,
  positions: Map<string, number>,
  ground: GroundSet,
): number {
  const position = positions.get(element);
  if (position !== undefined) return position;
  const hint = didYouMean(element, positions.keys());
  throw fault(
    "ARGUMENT",
    verb,
    name,
    `a name among the ${ground.size} ${ground.of}`,
    describeName(element) + hint,
  );
}

function indexIn(verb: string, name: string, element: unknown, ground: GroundSet): number {
  const expected =
    ground.size === 0
      ? `absent (there are no ${ground.of})`
      : `an integer in 0..=${ground.size - 1} (${ground.of})`;
  if (typeof element !== "number") throw wrongKind(verb, name, expected, element);
  if (!Number.isSafeInteger(element) || element < 0 || element >= ground.size) {
    throw fault("RANGE", verb, name, expected, describe(element));
  }
  return element + 0;
}
