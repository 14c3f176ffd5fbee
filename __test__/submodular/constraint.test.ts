import {
  customFunction,
  graphicMatroid,
  groupBounds,
  laminarMatroid,
  maximize,
  maximizeSync,
  modular,
  partitionMatroid,
  transversalMatroid,
  type Constraint,
  type SingleConstraint,
} from "marginals/submodular";
import { describe, expect, test } from "vitest";
import { rejected, thrown } from "../foundation/thrown.ts";

/** A generator that always draws the same numbers. */
function generator(seed: number): (bound: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const ground = 7;
const subsets = Array.from({ length: 2 ** ground }, (_, mask) =>
  Array.from({ length: ground }, (_unused, e) => e).filter((e) => (mask >> e) & 1),
);
const countIn = (set: readonly number[], own: (e: number) => boolean): number => set.filter(own).length;

type Drawn = [SingleConstraint, (set: readonly number[]) => boolean];
type Draw = (bound: number) => number;

/** Constraints beside what they mean. */
const kinds: Record<string, (draw: Draw) => Drawn> = {
  budget: (draw) => {
    const costs = Array.from({ length: ground }, () => 1 + draw(6));
    const budget = 6 + draw(8);
    return [{ costs, budget }, (set) => set.reduce((sum, e) => sum + (costs[e] ?? 0), 0) <= budget];
  },
  partition: (draw) => {
    const classes = Array.from({ length: ground }, () => ["a", "b", "c"][draw(3)] ?? "a");
    const limits = { a: draw(3), b: 1 + draw(3), c: 1 };
    const within = (set: readonly number[]): boolean =>
      Object.entries(limits).every(([word, most]) => countIn(set, (e) => classes[e] === word) <= most);
    return [partitionMatroid({ classes, limits }), within];
  },
  laminar: (draw) => {
    const cut = 2 + draw(4);
    const sets = [
      { elements: [0, 1, 2, 3, 4, 5].slice(0, cut), limit: 1 + draw(3) },
      { elements: [0, 1], limit: draw(2) },
    ];
    const within = (set: readonly number[]): boolean =>
      sets.every(({ elements, limit }) => countIn(set, (e) => elements.includes(e)) <= limit);
    return [laminarMatroid({ groundSize: ground, sets }), within];
  },
  graphic: (draw) => {
    const edges = Array.from({ length: ground }, () => [draw(4), draw(4)] as const);
    const forest = (set: readonly number[]): boolean => {
      const label = [0, 1, 2, 3];
      return set.every((e) => {
        const [a, b] = [label[edges[e]?.[0] ?? 0] ?? 0, label[edges[e]?.[1] ?? 0] ?? 0];
        for (const [vertex, own] of label.entries()) if (own === a) label[vertex] = b;
        return a !== b;
      });
    };
    return [graphicMatroid({ edges }), forest];
  },
  transversal: (draw) => {
    const fills = Array.from({ length: ground }, () => ["x", "y", "z"].filter(() => draw(2) === 0));
    const placed = (set: readonly number[], taken: readonly string[] = []): boolean => {
      const [e, ...rest] = set;
      if (e === undefined) return true;
      return (fills[e] ?? []).some((slot) => !taken.includes(slot) && placed(rest, [...taken, slot]));
    };
    return [transversalMatroid({ fills }), (set) => placed(set)];
  },
  groups: (draw) => {
    const groups = [0, 0, 0, 1, 1, 2, 2];
    const lower = { 0: draw(2), 1: draw(2) };
    const upper = { 0: 1 + draw(3), 2: draw(2) };
    const within = (set: readonly number[]): boolean =>
      [0, 1, 2].every((group) => {
        const count = countIn(set, (e) => groups[e] === group);
        const [least, most] = [lower[group as 0] ?? 0, upper[group as 0] ?? ground];
        return count >= least && count <= most;
      });
    return [groupBounds({ groups, lower, upper }), within];
  },
};

/** Weighted coverage, whose optimum is looked up among all subsets. */
function coverage(draw: Draw): { value: (set: readonly number[]) => number } {
  const covers = Array.from({ length: ground }, () => draw(256));
  const weights = Array.from({ length: 8 }, () => 1 + draw(4));
  const value = (set: readonly number[]): number => {
    const covered = set.reduce((union, e) => union | (covers[e] ?? 0), 0);
    return weights.reduce((sum, weight, bit) => sum + ((covered >> bit) & 1) * weight, 0);
  };
  return { value };
}

function asFunction(value: (set: readonly number[]) => number) {
  return customFunction({
    groundSize: ground,
    structure: { shape: "submodular", monotone: "increasing", nonNegative: true },
    gains: (candidates, selected) =>
      Array.from(candidates, (e) => value([...selected, e]) - value([...selected])),
  });
}

describe("every constraint and pair of them against brute force", () => {
  const names = Object.keys(kinds);
  const pairs = names.flatMap((first) => [undefined, ...names].map((second) => [first, second] as const));
  test.each(pairs)("%s and %s", (first, second) => {
    for (let seed = 1; seed <= 12; seed++) {
      const draw = generator(seed * 31 + first.length * 7 + (second?.length ?? 0));
      const drawn = [kinds[first]?.(draw), second === undefined ? undefined : kinds[second]?.(draw)].filter(
        (one) => one !== undefined,
      );
      const constraint: Constraint = [{ size: 4 }, ...drawn.map(([one]) => structuredClone(one))];
      const within = (set: readonly number[]): boolean =>
        set.length <= 4 && drawn.every(([, feasible]) => feasible(set));
      const { value } = coverage(draw);
      const values = subsets.filter(within).map((set) => value(set));
      if (values.length === 0) {
        expect(() => maximizeSync(asFunction(value), constraint)).toThrow();
        continue;
      }
      const optimum = Math.max(...values);
      const exact = maximizeSync(asFunction(value), constraint, { algorithm: "exhaustive" });
      expect(exact.value).toBe(optimum);
      const found = maximizeSync(asFunction(value), constraint);
      if (!found.warnings.some((warning) => warning.includes("lower bound"))) {
        expect(within([...found.indices])).toBe(true);
        expect(found.value).toBeLessThanOrEqual(optimum);
        if (found.guarantee) expect(found.value).toBeGreaterThanOrEqual(found.guarantee.ratio * optimum);
      }
      if (found.bound !== null) expect(found.bound).toBeGreaterThanOrEqual(optimum);
    }
  });
});

const set = "elements of the ground set";

describe("what is wrong is said", () => {
  test.each<[unknown, string, string]>([
    [{ costs: [1, 2], budget: 1 }, "SHAPE", `costs must be of length 3 (${set}), received 2`],
    [{ costs: [1, 0, 2], budget: 1 }, "RANGE", "costs[1] must be a finite number above 0, received 0"],
    [
      { costs: [1, NaN, 2], budget: 1 },
      "NON_FINITE",
      "costs[1] must be a finite number above 0, received NaN",
    ],
    [{ costs: [1, 1, 2], budget: -1 }, "RANGE", "budget must be a finite number above 0, received -1"],
    [{ costs: [1, 1, 2] }, "ARGUMENT", "budget must be a finite number above 0, received undefined"],
    [
      { costs: [3, 4, 5], budget: 2 },
      "RANGE",
      "budget must be at least 3 (the least cost of an element that may be chosen), received 2",
    ],
    [
      [{ size: 1 }, groupBounds({ groups: ["a", "a", "b"], lower: 1 })],
      "RANGE",
      "lower must be bounds that add up to at most 1 (size), received 2",
    ],
    [
      graphicMatroid({ edges: [[0, 1]] }),
      "SHAPE",
      `constraint.from must be of length 3 (${set}), received 1`,
    ],
    [
      { ...groupBounds({ groups: [0, 0, 1] }), groupOf: Uint32Array.of(0, 9, 1) },
      "RANGE",
      "groups must be groups below 2 (number of bounds), received 9 for element 1",
    ],
    [
      {
        ...laminarMatroid({ groundSize: 3, sets: [] }),
        offsets: Uint32Array.of(0, 9),
        limits: Uint32Array.of(1),
      },
      "SHAPE",
      "offsets must be places within the items, received others",
    ],
  ])("%#", async (constraint, code, text) => {
    const call = [modular([1, 2, 3]), constraint as Constraint] as const;
    expect(await rejected(maximize(...call))).toEqual([code, `maximize(): ${text}`]);
    expect(thrown(() => maximizeSync(...call))).toEqual([code, `maximizeSync(): ${text}`]);
  });

  test.each<[() => unknown, string, string]>([
    [
      () => groupBounds({ groups: ["a", "b"], lower: { c: 1 } }),
      "ARGUMENT",
      "groupBounds(): lower must be numbers of groups that exist, received one for 'c'",
    ],
    [
      () => groupBounds({ groups: ["a", "b"], lower: { a: 2 } }),
      "RANGE",
      "groupBounds(): lower.a must be at most 1 (elements of the group), received 2",
    ],
    [
      () => groupBounds({ groups: ["a", "a"], lower: 2, upper: 1 }),
      "RANGE",
      "groupBounds(): lower.a must be at most 1 (its upper bound), received 2",
    ],
    [
      () =>
        laminarMatroid({
          groundSize: 3,
          sets: [
            { elements: [0, 1], limit: 1 },
            { elements: [1, 2], limit: 1 },
          ],
        }),
      "ARGUMENT",
      "laminarMatroid(): sets must be nested or disjoint, received the sets 0 and 1 that overlap",
    ],
    [
      () => graphicMatroid({ edges: [[0, 1, 2]] as never }),
      "SHAPE",
      "graphicMatroid(): edges[0] must be a pair of vertices, received 3",
    ],
    [
      () => transversalMatroid({ fills: [[0.5]] }),
      "ARGUMENT",
      "transversalMatroid(): fills[0][0] must be a word or a whole number, received 0.5",
    ],
  ])("builder %#", (call, code, text) => {
    expect(thrown(call)).toEqual([code, text]);
  });
});

describe("budgets", () => {
  test("auto names what it chose, the sum stays within the budget, and why it stopped is told", () => {
    const tenths = { costs: Array.from({ length: 30 }, () => 0.1), budget: 0.3 };
    const found = maximizeSync(modular(Array.from({ length: 30 }, () => 1)), tenths);
    // Three times 0.1 is more than 0.3 in doubles.
    expect([...found.indices]).toEqual([0, 1]);
    expect([found.algorithm, found.stopped]).toEqual(["one-guess-greedy", "budget"]);
  });
});
