/**
 * `transversalMatroid()`: every chosen element takes a position of its own among those it can fill.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";
import { ownInput } from "../../options.ts";
import type { Check } from "../../validate.ts";
import { labels, Numbering, type Labels } from "./labels.ts";
import { flatten } from "./lists.ts";

/** A position of its own for every chosen element; made by {@link transversalMatroid}. */
export interface TransversalMatroid {
  kind: "transversal-matroid";
  /** Where the positions of each element start in `fills`, and where the last end. */
  offsets: Uint32Array;
  /** Positions that the elements can fill, element after element. */
  fills: Uint32Array;
  /** Number of positions. */
  positions: number;
}

/** Which positions each element can fill. */
export interface TransversalMatroidInput {
  /** For every element, the positions it can fill: any words or whole numbers. */
  fills: readonly Labels[];
}

const raw: Check<unknown> = (value) => value;

/**
 * A constraint by positions: every chosen element takes one of its own among those it can fill, as in "speakers who all
 * get a slot they can make". Elements already chosen move to other positions of theirs where that makes room.
 *
 * @param input The positions that each element can fill; an element with none is never chosen.
 * @returns The constraint, plain data.
 * @throws MarginalsError `ARGUMENT` for positions that are neither words nor whole numbers.
 * @example
 * ```ts
 * import { maximizeSync, modular, transversalMatroid } from "marginals/submodular";
 *
 * const slots = transversalMatroid({ fills: [["morning", "noon"], ["morning"], ["noon"]] });
 * console.log(maximizeSync(modular([5, 4, 3]), slots).indices); // Uint32Array(2) [ 0, 1 ]
 * ```
 */
export function transversalMatroid(input: TransversalMatroidInput): TransversalMatroid {
  const verb = "transversalMatroid";
  const { fills } = ownInput(verb, input, { fills: raw });
  if (!Array.isArray(fills)) throw wrongKind(verb, "fills", "an array of lists of positions", fills);
  const numbering = new Numbering();
  const lists = Array.from(fills as readonly unknown[], (list, element) =>
    labels(verb, `fills[${element}]`, list, numbering),
  );
  const [offsets, items] = flatten(lists);
  return { kind: "transversal-matroid", offsets, fills: items, positions: numbering.size };
}
