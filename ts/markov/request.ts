/**
 * Requests over the coordinates of a chain, checked and in the form the native side takes.
 * @module
 */
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { jobOptions, optional, ownOptions, withDefault, type CheckedJobOptions } from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { algorithmNames, unlimitedNames, type AlgorithmName } from "../submodular/algorithm.ts";
import { subset, type GroundSet } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { checkNames, objectiveNames, readingNames, routeNames, type Reading, type Route } from "./types.ts";

const raw: Check<unknown> = (value) => value;
const objectiveName = validate.oneOf(objectiveNames);

const sense: Check<boolean> = (value, argument, verb) =>
  value !== "max" &&
  (value === "min" || validate.oneOf(["maximize", "minimize"])(value, argument, verb) === "minimize");

const batch: Check<Uint32Array> = (value, argument, verb) => {
  const sizes = ownIndices(verb, argument, value);
  if (sizes.length > 0 && !sizes.includes(0)) return sizes;
  throw fault("RANGE", verb, argument, "sizes of at least 1", sizes.length === 0 ? "none" : "0");
};

/** Options of every choice. */
export const common: typeof jobOptions & {
  exactSize: Check<boolean>;
  sense: Check<boolean>;
  algorithm: Check<AlgorithmName>;
  costs: Check<"clipped" | "raw">;
  complement: Check<boolean>;
  route: Check<Route>;
  reading: Check<Reading>;
  check: Check<(typeof checkNames)[number]>;
  epsilon: Check<number>;
  batch: Check<Uint32Array | undefined>;
} = {
  ...jobOptions,
  exactSize: withDefault(validate.boolean, false),
  sense: withDefault(sense, false),
  algorithm: withDefault(validate.oneOf(algorithmNames), "auto"),
  costs: withDefault(validate.oneOf(["clipped", "raw"]), "clipped"),
  complement: withDefault(validate.boolean, false),
  route: withDefault(validate.oneOf(routeNames), "auto"),
  reading: withDefault(validate.oneOf(readingNames), "reference"),
  check: withDefault(validate.oneOf(checkNames), "auto"),
  epsilon: withDefault(validate.finiteNumber({ above: 0, below: 1 }), 0.1),
  batch: optional(batch),
};

const single = {
  ...common,
  fixed: raw,
  initial: raw,
  excluded: raw,
};

/** A size within the ground set. */
export const size = (ground: GroundSet): Check<number> => validate.integerIn(1, ground.size, ground.of);

type Single = { [Key in keyof typeof single]: ReturnType<(typeof single)[Key]> };

/** What is measured, and the request. */
export interface Wanted {
  objective: Native.ObjectiveSpec;
  request: Native.RequestSpec;
  checked: CheckedJobOptions;
}

export function requestSpec(owned: {
  [Key in keyof typeof common]: ReturnType<(typeof common)[Key]>;
}): Native.RequestSpec {
  return {
    minimize: owned.sense,
    exactSize: owned.exactSize,
    algorithm: owned.algorithm,
    rawCosts: owned.costs === "raw",
    epsilon: owned.epsilon,
    bestSoFar: owned.onAbort === "best-so-far",
    ...(owned.batch && { batch: owned.batch }),
  };
}

/** What is measured of a subset. */
export function objectiveSpec(
  verb: string,
  objective: unknown,
  owned: { complement: boolean; route: string; reading: string; check: string; fixed: unknown },
  ground: GroundSet,
): Native.ObjectiveSpec {
  const name = objectiveName(objective, "objective", verb);
  const { complement, route, reading, check } = owned;
  const fixed = owned.fixed === undefined ? undefined : subset(verb, "fixed", owned.fixed, ground);
  if (name === "distance-to-fixed-set" && fixed === undefined) {
    throw fault("ARGUMENT", verb, "fixed", "given for 'distance-to-fixed-set'", "undefined");
  }
  if (name !== "distance-to-fixed-set" && fixed !== undefined) {
    throw fault(
      "ARGUMENT",
      verb,
      "fixed",
      "left out unless the objective is 'distance-to-fixed-set'",
      `a set with '${name}'`,
    );
  }
  return { objective: name, complement, route, reading, check, ...(fixed && { fixed }) };
}

function wanted(verb: string, objective: unknown, owned: Single, ground: GroundSet): Wanted {
  const set = (name: "initial" | "excluded"): Uint32Array | undefined =>
    owned[name] === undefined ? undefined : subset(verb, name, owned[name], ground);
  const [initial, excluded] = [set("initial"), set("excluded")];
  return {
    objective: objectiveSpec(verb, objective, owned, ground),
    request: { ...requestSpec(owned), ...(initial && { initial }), ...(excluded && { excluded }) },
    checked: owned,
  };
}

/** The options of an objective alone. */
export function objective(
  verb: string,
  name: unknown,
  options: unknown,
  ground: GroundSet,
): Native.ObjectiveSpec {
  const { complement, route, reading, check } = common;
  const owned = ownOptions(verb, options, { complement, route, reading, check, fixed: raw });
  return objectiveSpec(verb, name, owned, ground);
}

/** The pair and the state entropy. */
export function entropies(
  verb: string,
  options: unknown,
): { pair: Native.ObjectiveSpec; state: Native.ObjectiveSpec } {
  const { complement, route } = common;
  const owned = ownOptions(verb, options, { complement, route });
  const shared = { ...owned, reading: "reference", check: "never" };
  return {
    pair: { ...shared, objective: "pair-entropy" },
    state: { ...shared, objective: "state-entropy" },
  };
}

/** A request for one set. */
export function select(
  verb: string,
  name: unknown,
  options: unknown,
  ground: GroundSet,
): Wanted & { size: number } {
  const owned = ownOptions(verb, options, { ...single, size: optional(size(ground)) });
  const asked = wanted(verb, name, owned, ground);
  const unlimited = unlimitedNames.includes(owned.algorithm);
  if (!unlimited && owned.size === undefined) size(ground)(undefined, "size", verb);
  // No limit and a limit that is none are the same.
  const limit = unlimited && owned.size === ground.size ? undefined : owned.size;
  const request = { ...asked.request, ...(limit !== undefined && { size: limit }) };
  return { ...asked, request, size: owned.size ?? ground.size };
}

/** A request for one set per size. */
export function curve(
  verb: string,
  name: unknown,
  options: unknown,
  ground: GroundSet,
): Wanted & { sizes: Uint32Array } {
  const owned = ownOptions(verb, options, { ...single, sizes: raw });
  const asked = wanted(verb, name, owned, ground);
  const most = ground.size - (asked.objective.fixed?.length ?? 0) - (asked.request.excluded?.length ?? 0);
  const all = Uint32Array.from({ length: Math.max(0, most) }, (_, at) => at + 1);
  const sizes = owned.sizes === undefined ? all : ownIndices(verb, "sizes", owned.sizes);
  if (sizes.length === 0) throw fault("SHAPE", verb, "sizes", "at least one size", "none");
  sizes.forEach((value, at) => size(ground)(value, `sizes[${at}]`, verb));
  return { ...asked, sizes };
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
    algorithm: withDefault(
      validate.oneOf(["auto", "exact", "agglomerative", "greedy-split", "queyranne"]),
      "auto",
    ),
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
