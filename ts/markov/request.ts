/**
 * Requests over the coordinates of a chain, checked and in the form the native side takes.
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { jobOptions, optional, ownOptions, withDefault, type CheckedJobOptions } from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { algorithmNames } from "../submodular/algorithm.ts";
import { subset, type GroundSet } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { objectiveNames, readingNames, routeNames } from "./types.ts";

const raw: Check<unknown> = (value) => value;
const objectiveName = validate.oneOf(objectiveNames);

const sense: Check<boolean> = (value, argument, verb) =>
  value !== "max" && (value === "min" || validate.oneOf(["maximize", "minimize"])(value, argument, verb) === "minimize");

const batch: Check<Uint32Array> = (value, argument, verb) => {
  const sizes = ownIndices(verb, argument, value);
  if (sizes.length > 0 && !sizes.includes(0)) return sizes;
  throw fault("RANGE", verb, argument, "sizes of at least 1", sizes.length === 0 ? "none" : "0");
};

const common = {
  ...jobOptions,
  exactSize: withDefault(validate.boolean, false),
  sense: withDefault(sense, false),
  algorithm: withDefault(validate.oneOf(algorithmNames), "auto"),
  costs: withDefault(validate.oneOf(["clipped", "raw"]), "clipped"),
  complement: withDefault(validate.boolean, false),
  route: withDefault(validate.oneOf(routeNames), "auto"),
  reading: withDefault(validate.oneOf(readingNames), "reference"),
  epsilon: withDefault(validate.finiteNumber({ above: 0, below: 1 }), 0.1),
  batch: optional(batch),
};

const single = {
  ...common,
  fixed: raw,
  initial: raw,
  excluded: raw,
};

const size = (ground: GroundSet): Check<number> => validate.integerIn(1, ground.size, ground.of);

type Common = { [Key in keyof typeof single]: ReturnType<(typeof single)[Key]> };

function spec(verb: string, objective: unknown, owned: Common, largest: number, ground: GroundSet): Native.SelectionSpec {
  const set = (name: "fixed" | "initial" | "excluded"): Uint32Array | undefined =>
    owned[name] === undefined ? undefined : subset(verb, name, owned[name], ground);
  const [fixed, initial, excluded] = [set("fixed"), set("initial"), set("excluded")];
  const name = objectiveName(objective, "objective", verb);
  if (name === "distance-to-fixed-set" && fixed === undefined) {
    throw fault("ARGUMENT", verb, "fixed", "given for 'distance-to-fixed-set'", "undefined");
  }
  return {
    objective: name,
    complement: owned.complement,
    route: owned.route,
    reading: owned.reading,
    minimize: owned.sense,
    size: largest,
    exactSize: owned.exactSize,
    algorithm: owned.algorithm,
    rawCosts: owned.costs === "raw",
    epsilon: owned.epsilon,
    bestSoFar: owned.onAbort === "best-so-far",
    ...(fixed && { fixed }),
    ...(initial && { initial }),
    ...(excluded && { excluded }),
    ...(owned.batch && { batch: owned.batch }),
  };
}

/** A request for one set. */
export function select(
  verb: string,
  objective: unknown,
  options: unknown,
  ground: GroundSet,
): { spec: Native.SelectionSpec; checked: CheckedJobOptions } {
  const owned = ownOptions(verb, options, { ...single, size: size(ground) });
  return { spec: spec(verb, objective, owned, owned.size, ground), checked: owned };
}

/** A request for one set per size. */
export function curve(
  verb: string,
  objective: unknown,
  options: unknown,
  ground: GroundSet,
): { spec: Native.SelectionSpec; sizes: Uint32Array; checked: CheckedJobOptions } {
  const owned = ownOptions(verb, options, { ...single, sizes: raw });
  const all = Uint32Array.from({ length: ground.size }, (_, at) => at + 1);
  const sizes = owned.sizes === undefined ? all : ownIndices(verb, "sizes", owned.sizes);
  if (sizes.length === 0) throw fault("SHAPE", verb, "sizes", "at least one size", "none");
  sizes.forEach((value, at) => size(ground)(value, `sizes[${at}]`, verb));
  return { spec: spec(verb, objective, owned, Math.max(...sizes), ground), sizes, checked: owned };
}

/** A request for k parts. */
export function parts(
  verb: string,
  objective: unknown,
  options: unknown,
  ground: GroundSet,
): { spec: Native.PartsSpec; checked: CheckedJobOptions } {
  const owned = ownOptions(verb, options, { ...common, groundSets: raw, size: size(ground), sizes: raw });
  const name = validate.oneOf(objectiveNames.slice(0, 4))(objective, "objective", verb);
  const given = owned.groundSets;
  if (!Array.isArray(given)) throw wrongKind(verb, "groundSets", "an array of subsets, one per part", given);
  if (given.length === 0) throw fault("SHAPE", verb, "groundSets", "at least one subset", "none");
  const groundSets = given.map((part, at) => subset(verb, `groundSets[${at}]`, part, ground));
  const sizes = owned.sizes === undefined ? undefined : ownIndices(verb, "sizes", owned.sizes);
  if (sizes && sizes.length !== groundSets.length) {
    throw fault("SHAPE", verb, "sizes", `of length ${groundSets.length} (parts)`, `${sizes.length}`);
  }
  return {
    spec: {
      objective: name,
      complement: owned.complement,
      route: owned.route,
      reading: owned.reading,
      minimize: owned.sense,
      groundSets,
      size: owned.size,
      exactSize: owned.exactSize,
      ...(sizes && { sizes }),
      algorithm: owned.algorithm,
      rawCosts: owned.costs === "raw",
      bestSoFar: owned.onAbort === "best-so-far",
    },
    checked: owned,
  };
}

/** A request for a partition of all coordinates. */
export function partition(
  verb: string,
  options: unknown,
  ground: GroundSet,
): { spec: Native.PartitionSpec; checked: CheckedJobOptions } {
  const owned = ownOptions(verb, options, {
    ...jobOptions,
    blocks: withDefault(validate.integerIn(1, ground.size, ground.of), Math.min(2, ground.size)),
    minSize: withDefault(size(ground), 1),
    maxSize: withDefault(size(ground), ground.size),
    algorithm: withDefault(validate.oneOf(["auto", "exact", "agglomerative", "greedy-split", "queyranne"]), "auto"),
    route: withDefault(validate.oneOf(routeNames), "auto"),
  });
  const { blocks, minSize, maxSize, algorithm, route } = owned;
  if (blocks * minSize > ground.size) {
    const expected = `at most ${Math.floor(ground.size / blocks)} for ${blocks} blocks`;
    throw fault("RANGE", verb, "minSize", expected, `${minSize}`);
  }
  if (blocks * maxSize < ground.size) {
    const expected = `at least ${Math.ceil(ground.size / blocks)} for ${blocks} blocks`;
    throw fault("RANGE", verb, "maxSize", expected, `${maxSize}`);
  }
  return { spec: { blocks, minSize, maxSize, algorithm, route }, checked: owned };
}

