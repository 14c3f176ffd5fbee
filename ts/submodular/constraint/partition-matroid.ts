/**
 * `partitionMatroid()`: at most so many elements of each class.
 *
 * @module
 */
import { ownInput } from "../../options.ts";
import type { Check } from "../../validate.ts";
import { byLabel, labels, Numbering, type ByLabel, type Labels } from "./labels.ts";

/** At most so many elements of each class; made by {@link partitionMatroid}. */
export interface PartitionMatroid {
  kind: "partition-matroid";
  /** Class of every element, a position in `limits`. */
  classOf: Uint32Array;
  /** Most elements of each class. */
  limits: Uint32Array;
}

/** Classes of elements with a limit each. */
export interface PartitionMatroidInput {
  /** Class of every element: any words or whole numbers. */
  classes: Labels;
  /** Most elements of every class: one number for all, or a number by class. */
  limits: ByLabel;
}

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
  const numbering = new Numbering();
  const classOf = labels(verb, "classes", given.classes, numbering);
  return { kind: "partition-matroid", classOf, limits: byLabel(verb, "limits", given.limits, numbering) };
}
