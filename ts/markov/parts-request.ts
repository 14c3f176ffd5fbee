/**
 * Requests for k parts of the coordinates of a chain.
 * @module
 */
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { optional, ownOptions } from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { groundSetsOf, partSizes } from "../submodular/part-sets.ts";
import type { GroundSet } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { common, objectiveSpec, requestSpec, size, type Wanted } from "./request.ts";
import { objectiveNames } from "./types.ts";

const raw: Check<unknown> = (value) => value;

/** A request for k parts. */
export function parts(
  verb: string,
  name: unknown,
  options: unknown,
  ground: GroundSet,
): Wanted & { parts: Native.PartsSpec } {
  const owned = ownOptions(verb, options, {
    ...common,
    groundSets: raw,
    size: optional(size(ground)),
    sizes: raw,
  });
  validate.oneOf(objectiveNames.slice(0, 4))(name, "objective", verb);
  const groundSets = groundSetsOf(verb, owned.groundSets, ground);
  const sizes = partSizes(verb, owned.sizes, groundSets.length);
  if (sizes === undefined && owned.size === undefined) size(ground)(undefined, "size", verb);
  return {
    objective: objectiveSpec(verb, name, { ...owned, fixed: undefined }, ground),
    request: { ...requestSpec(owned), ...(owned.size !== undefined && { size: owned.size }) },
    parts: { groundSets, ...(sizes && { sizes }) },
    checked: owned,
  };
}

/** A request for k parts per total size. */
export function partsCurve(
  verb: string,
  name: unknown,
  options: unknown,
  ground: GroundSet,
): Wanted & { parts: Native.PartsSpec; sizes: Uint32Array } {
  const owned = ownOptions(verb, options, { ...common, groundSets: raw, sizes: raw });
  validate.oneOf(objectiveNames.slice(0, 4))(name, "objective", verb);
  const groundSets = groundSetsOf(verb, owned.groundSets, ground);
  const held = new Set(groundSets.flatMap((part) => Array.from(part))).size;
  const all = Uint32Array.from({ length: held }, (_, at) => at + 1);
  const sizes = owned.sizes === undefined ? all : ownIndices(verb, "sizes", owned.sizes);
  if (sizes.length === 0) throw fault("SHAPE", verb, "sizes", "at least one size", "none");
  sizes.forEach((value, at) => size(ground)(value, `sizes[${at}]`, verb));
  return {
    objective: objectiveSpec(verb, name, { ...owned, fixed: undefined }, ground),
    request: requestSpec(owned),
    parts: { groundSets },
    sizes,
    checked: owned,
  };
}
