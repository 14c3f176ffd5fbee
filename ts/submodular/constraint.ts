/**
 * Constraints on the chosen set: a size, partition matroids, and their intersections. Constraints are data.
 *
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { optional, ownEntries, ownInput, ownValues } from "../options.ts";
import { isTypedArray } from "../typed-array.ts";
import { integerIn, type Check } from "../validate.ts";
import { elementClasses } from "./element-classes.ts";

/** At most `size` elements. */
export interface SizeConstraint {
  /** 1 to the size of the ground set. */
  size: number;
}

/** At most so many elements of each class; made by {@link partitionMatroid}. */
export interface PartitionMatroid {
  kind: "partition-matroid";
  /** Class of every element, a position in `limits`. */
  classOf: Uint32Array;
  /** Most elements of each class. */
  limits: Uint32Array;
}

/** What a chosen set must keep to; an array is an intersection, absent is no limit. */
export type Constraint = SizeConstraint | PartitionMatroid | readonly (SizeConstraint | PartitionMatroid)[];

/** Classes of elements with a limit each. */
export interface PartitionMatroidInput {
  /** Class of every element: any words or whole numbers. */
  classes: readonly string[] | readonly number[] | Uint32Array;
  /** Most elements of every class: one number for all, or a number by class. */
  limits: number | Readonly<Record<string, number>>;
}

const limit = integerIn(0, 2 ** 32 - 2);
const raw: Check<unknown> = (value) => value;

/**
 * A constraint by classes: at most so many elements of each, as in "no more than two articles by one author".
 *
 * @param input The class of every element, and the limits.
 * @returns The constraint, plain data.
 * @throws MarginalsError `ARGUMENT` for classes that are neither words nor whole numbers and for classes without a
 *   limit, `RANGE` for limits below 0.
 * @example
 * ```ts
 * import { maximizeSync, modular, partitionMatroid } from "marginals/submodular";
 *
 * const onePerAuthor = partitionMatroid({ classes: ["ann", "ann", "bob"], limits: 1 });
 * console.log(maximizeSync(modular([5, 4, 3]), [{ size: 2 }, onePerAuthor]).indices); // Uint32Array(2) [ 0, 2 ]
 * ```
 */
export function partitionMatroid(input: PartitionMatroidInput): PartitionMatroid {
  const verb = "partitionMatroid";
  const given = ownInput(verb, input, { classes: raw, limits: raw });
  const { classOf, positions } = elementClasses(verb, "classes", given.classes);
  return { kind: "partition-matroid", classOf, limits: classLimits(verb, given.limits, positions) };
}

function classLimits(verb: string, given: unknown, positions: ReadonlyMap<string, number>): Uint32Array {
  const limits = new Uint32Array(positions.size);
  if (typeof given !== "object" || given === null) return limits.fill(limit(given, "limits", verb));
  const byClass = new Map(ownEntries(verb, "limits", given));
  for (const [word, position] of positions) {
    if (!byClass.has(word)) {
      throw fault("ARGUMENT", verb, "limits", "a number for every class", `none for ${describeName(word)}`);
    }
    limits[position] = limit(byClass.get(word), `limits.${word.slice(0, 60)}`, verb);
  }
  return limits;
}

/** Constraints in the form of a request. */
export type Limits = Pick<Native.RequestSpec, "size" | "partitions">;

/**
 * Takes over a constraint.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave; undefined is no limit.
 * @param groundSize Number of elements.
 * @returns The least size and the partitions.
 */
export function limitsOf(verb: string, value: unknown, groundSize: number): Limits {
  const parts = Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
  let size: number | undefined;
  const partitions: Native.PartitionMatroidSpec[] = [];
  for (const [index, part] of parts.entries()) {
    const name = Array.isArray(value) ? `constraint[${index}]` : "constraint";
    const isMatroid = ownEntries(verb, name, part).some(([key]) => key === "kind");
    if (isMatroid) {
      partitions.push(partition(verb, name, part, groundSize));
      continue;
    }
    const most = ownValues(verb, name, part, { size: optional(raw) }).size;
    if (most === undefined) continue;
    const checked = integerIn(1, groundSize, "elements of the ground set")(most, "size", verb);
    size = Math.min(size ?? checked, checked);
  }
  return { ...(size !== undefined && { size }), ...(partitions.length > 0 && { partitions }) };
}

function partition(
  verb: string,
  name: string,
  value: unknown,
  groundSize: number,
): Native.PartitionMatroidSpec {
  const given = ownValues(verb, name, value, { kind: raw, classOf: raw, limits: raw });
  const { kind, classOf, limits } = given;
  if (
    kind !== "partition-matroid" ||
    !isTypedArray(classOf, "Uint32Array") ||
    !isTypedArray(limits, "Uint32Array")
  ) {
    throw fault("ARGUMENT", verb, name, "{ size } or made by partitionMatroid()", describe(value));
  }
  if (classOf.length !== groundSize) {
    const expected = `of length ${groundSize} (elements of the ground set)`;
    throw fault("SHAPE", verb, `${name}.classOf`, expected, `${classOf.length}`);
  }
  const outside = classOf.find((position) => position >= limits.length);
  if (outside !== undefined) {
    throw fault("RANGE", verb, `${name}.classOf`, `below ${limits.length} (limits)`, `${outside}`);
  }
  return { class: new Uint32Array(classOf), capacity: new Uint32Array(limits) };
}
