/**
 * `groupBounds()`: at least and at most so many elements of each group.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import { ownInput } from "../../options.ts";
import type { Check } from "../../validate.ts";
import { byLabel, labels, Numbering, type ByLabel, type Labels } from "./labels.ts";

/** At least and at most so many elements of each group; made by {@link groupBounds}. */
export interface GroupBounds {
  kind: "group-bounds";
  /** Group of every element, a position in `names`. */
  groupOf: Uint32Array;
  /** Fewest elements of each group. */
  lower: Uint32Array;
  /** Most elements of each group. */
  upper: Uint32Array;
  /** Names of the groups. */
  names: string[];
}

/** Groups of elements with bounds. */
export interface GroupBoundsInput {
  /** Group of every element: any words or whole numbers. */
  groups: Labels;
  /** Fewest elements of every group: one number for all, or numbers by group. Default 0. */
  lower?: ByLabel | undefined;
  /** Most elements of every group: one number for all, or numbers by group. Default all of the group. */
  upper?: ByLabel | undefined;
}

const raw: Check<unknown> = (value) => value;

/**
 * Bounds by groups: at least and at most so many elements of each, as in "two of every region, no more than five".
 * While it builds a set, an optimizer keeps the lower bounds within reach of the size and of one budget; with a size
 * such sets are a matroid (El Halabi and others, 2020), so greedy keeps its 1/2 for functions that never fall.
 *
 * @param input The group of every element, and the bounds.
 * @returns The constraint, plain data.
 * @throws MarginalsError `ARGUMENT` for groups that are neither words nor whole numbers and for bounds of groups that
 *   do not exist, `RANGE` for bounds below 0, a lower bound above its upper bound and above the elements of the group.
 * @example
 * ```ts
 * import { groupBounds, maximizeSync, modular } from "marginals/submodular";
 *
 * const regions = groupBounds({ groups: ["north", "north", "south"], lower: { south: 1 } });
 * console.log(maximizeSync(modular([5, 4, 3]), [{ size: 2 }, regions]).indices); // Uint32Array(2) [ 0, 2 ]
 * ```
 */
export function groupBounds(input: GroupBoundsInput): GroupBounds {
  const verb = "groupBounds";
  const given = ownInput(verb, input, { groups: raw, lower: raw, upper: raw });
  const numbering = new Numbering();
  const groupOf = labels(verb, "groups", given.groups, numbering);
  const sizes = new Uint32Array(numbering.size);
  for (const group of groupOf) sizes[group] = (sizes[group] ?? 0) + 1;
  const lower = byLabel(verb, "lower", given.lower, numbering, 0);
  const upper = byLabel(verb, "upper", given.upper, numbering, 2 ** 32 - 2).map((most, group) =>
    Math.min(most, sizes[group] ?? 0),
  );
  for (const [name, group] of numbering.positions) {
    const [least, most, size] = [lower[group] ?? 0, upper[group] ?? 0, sizes[group] ?? 0];
    const shown = `lower.${name.slice(0, 60)}`;
    if (least > size) {
      throw fault("RANGE", verb, shown, `at most ${size} (elements of the group)`, `${least}`);
    }
    if (least > most) throw fault("RANGE", verb, shown, `at most ${most} (its upper bound)`, `${least}`);
  }
  return { kind: "group-bounds", groupOf, lower, upper, names: numbering.words };
}
