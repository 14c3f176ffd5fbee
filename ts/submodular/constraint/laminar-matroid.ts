/**
 * `laminarMatroid()`: at most so many elements of each set of a nested family.
 *
 * @module
 */
import { fault, wrongKind } from "../../errors.ts";
import { ownInput, ownValues } from "../../options.ts";
import { subset, type Subset } from "../../subset.ts";
import { integerIn, type Check } from "../../validate.ts";
import { count } from "./labels.ts";
import { flatten } from "./lists.ts";

/** At most so many elements of each set of a nested family; made by {@link laminarMatroid}. */
export interface LaminarMatroid {
  kind: "laminar-matroid";
  /** Number of elements. */
  groundSize: number;
  /** Where each set starts in `elements`, and where the last ends. */
  offsets: Uint32Array;
  /** Elements of the sets, set after set. */
  elements: Uint32Array;
  /** Most elements of each set. */
  limits: Uint32Array;
}

/** Sets, nested or disjoint, with a limit each. */
export interface LaminarMatroidInput {
  /** Number of elements, 1 to 4294967294. */
  groundSize: number;
  /** Any two of the sets are nested or disjoint. */
  sets: readonly { elements: Subset; limit: number }[];
}

const raw: Check<unknown> = (value) => value;

/**
 * A constraint by nested classes: at most so many elements of each set, as in "three articles on sport, one of them on
 * chess". Any two sets are nested or disjoint.
 *
 * @param input The number of elements, and the sets with their limits.
 * @returns The constraint, plain data.
 * @throws MarginalsError `ARGUMENT` for two sets that overlap without one holding the other, `RANGE` for elements that do
 *   not exist and limits below 0.
 * @example
 * ```ts
 * import { laminarMatroid, maximizeSync, modular } from "marginals/submodular";
 *
 * const topics = laminarMatroid({
 *   groundSize: 4,
 *   sets: [{ elements: [0, 1, 2], limit: 2 }, { elements: [0, 1], limit: 1 }],
 * });
 * console.log(maximizeSync(modular([5, 4, 3, 1]), topics).indices); // Uint32Array(3) [ 0, 2, 3 ]
 * ```
 */
export function laminarMatroid(input: LaminarMatroidInput): LaminarMatroid {
  const verb = "laminarMatroid";
  const { groundSize, sets } = ownInput(verb, input, { groundSize: integerIn(1, 2 ** 32 - 2), sets: raw });
  if (!Array.isArray(sets)) throw wrongKind(verb, "sets", "an array of { elements, limit }", sets);
  const ground = { size: groundSize, of: "elements of the ground set" };
  const lists: Uint32Array[] = [];
  const limits = Uint32Array.from(sets as readonly unknown[], (set, at) => {
    const given = ownValues(verb, `sets[${at}]`, set, { elements: raw, limit: count });
    lists.push(subset(verb, `sets[${at}].elements`, given.elements, ground));
    return given.limit;
  });
  refuseOverlaps(verb, groundSize, lists);
  const [offsets, elements] = flatten(lists);
  return { kind: "laminar-matroid", groundSize, offsets, elements, limits };
}

/** Larger sets first: a set is nested when all its elements have the same innermost set so far. */
function refuseOverlaps(verb: string, groundSize: number, lists: readonly Uint32Array[]): void {
  const innermost = new Map<number, number>();
  const order = lists
    .map((_, at) => at)
    .toSorted((a, b) => (lists[b]?.length ?? 0) - (lists[a]?.length ?? 0));
  for (const at of order) {
    const list = lists[at] ?? new Uint32Array();
    const outer = innermost.get(list[0] ?? groundSize);
    for (const element of list) {
      const inner = innermost.get(element);
      if (inner !== outer) {
        const other = inner ?? outer ?? at;
        const [first, second] = [Math.min(other, at), Math.max(other, at)];
        const overlap = `the sets ${first} and ${second} that overlap`;
        throw fault("ARGUMENT", verb, "sets", "nested or disjoint", overlap);
      }
      innermost.set(element, at);
    }
  }
}
