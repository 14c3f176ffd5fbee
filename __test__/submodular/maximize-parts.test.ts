import {
  customFunction,
  facilityLocation,
  maximizeParts,
  maximizePartsSync,
  modular,
  setCover,
  submodularConditionalGain,
  type NativeSetFunction,
  type PartsConstraint,
  type SetFunction,
} from "marginals/submodular";
import { describe, expect, test } from "vitest";
import { rejected, thrown } from "../foundation/thrown.ts";

const ground = 4;
const covers = [
  [[0, 1], [1, 2], [3], [0, 3, 4]],
  [[5], [0, 5, 6], [1, 2], [6]],
];
const value = (part: number, set: readonly number[]): number =>
  new Set(set.flatMap((e) => covers[part]?.[e] ?? [])).size;
const native = (part: number): NativeSetFunction => setCover({ sets: covers[part] ?? [], concepts: 7 });
const custom = (part: number, wait = false): SetFunction =>
  customFunction({
    groundSize: ground,
    structure: { shape: "submodular", monotone: "increasing", nonNegative: true },
    gains: (candidates, selected) => {
      const gains = Array.from(candidates, (e) => value(part, [...selected, e]) - value(part, [...selected]));
      return wait ? new Promise((resolve) => setImmediate(resolve, gains)) : gains;
    },
  });

/** The best total value over all assignments of elements to a part or to none. */
function best(of: readonly number[], { groundSets, size, sizes }: PartsConstraint): number {
  let most = 0;
  const parts: number[][] = groundSets.map(() => []);
  const assign = (e: number): void => {
    if (e === ground) {
      const within = parts.every((part, at) => part.length <= (sizes?.[at] ?? ground));
      const total = parts.reduce((sum, part) => sum + part.length, 0);
      if (!within || total > (size ?? ground)) return;
      most = Math.max(
        most,
        parts.reduce((sum, part, at) => sum + value(of[at] ?? 0, part), 0),
      );
      return;
    }
    assign(e + 1);
    for (const [at, part] of parts.entries()) {
      if (!(groundSets[at] as number[]).includes(e)) continue;
      part.push(e);
      assign(e + 1);
      part.pop();
    }
  };
  assign(0);
  return most;
}

const all = [0, 1, 2, 3];
const constraints: PartsConstraint[] = [
  { groundSets: [all, all], size: 1 },
  { groundSets: [all, all], size: 3 },
  {
    groundSets: [
      [3, 0],
      [1, 2],
    ],
    size: 2,
  },
  {
    groundSets: [
      [0, 1, 2],
      [2, 3],
    ],
    size: 3,
  },
  { groundSets: [all, all], sizes: [1, 2] },
  { groundSets: [all, [1, 3]], sizes: Uint32Array.of(2, 0) },
  { groundSets: [[1], []], size: 1 },
];

describe("k disjoint sets", () => {
  test.each(constraints)("are best by brute force: %j", async (constraint) => {
    for (const of of [
      [0, 0],
      [0, 1],
      [1, 0],
    ]) {
      const optimum = best(of, constraint);
      for (const make of [native, custom]) {
        const f = of[0] === of[1] ? make(0) : of.map((part) => make(part));
        const exact = maximizePartsSync(f, constraint, { algorithm: "exhaustive" });
        expect(exact.value).toBe(optimum);
        const found = maximizePartsSync(f, constraint);
        // What is answered is a choice of the stated value, within the limits.
        expect(found.parts.length).toBe(2);
        expect(found.parts.reduce((sum, part, at) => sum + value(of[at] ?? 0, [...part]), 0)).toBe(
          found.value,
        );
        expect(found.gains.reduce((sum, gain) => sum + gain, 0)).toBe(found.value);
        const chosen = found.order.map(({ element }) => element);
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const [at, part] of found.parts.entries()) {
          expect(found.order.filter((step) => step.part === at).map((step) => step.element)).toEqual([
            ...part,
          ]);
          expect([...part].every((e) => (constraint.groundSets[at] as number[]).includes(e))).toBe(true);
          expect(part.length).toBeLessThanOrEqual(constraint.sizes?.[at] ?? ground);
        }
        expect(chosen.length).toBeLessThanOrEqual(constraint.size ?? ground);
        expect(found.guarantee?.ratio).toBeGreaterThan(0);
        expect(found.value).toBeGreaterThanOrEqual((found.guarantee?.ratio ?? 0) * optimum);
        expect(found.bound ?? optimum).toBeGreaterThanOrEqual(optimum);
        expect(await maximizeParts(f, constraint)).toEqual(found);
      }
      const waiting = of.map((part) => custom(part, true));
      expect(await maximizeParts(waiting, constraint)).toEqual(
        maximizePartsSync(
          of.map((part) => custom(part)),
          constraint,
        ),
      );
    }
  });

  test("one part is maximize()", () => {
    const points = Array.from({ length: 30 }, (_, e) => [Math.sin(e), Math.cos(3 * e)]);
    const f = facilityLocation(points, { metric: "rbf", gamma: 1 });
    const every = points.map((_, e) => e);
    const found = maximizePartsSync(f, { groundSets: [every], size: 5 });
    expect(found.guarantee?.ratio).toBeGreaterThan(0.63);
    expect(found).toMatchObject({ algorithm: "lazy-greedy", stopped: "size" });
    expect(JSON.parse(JSON.stringify(found)).parts).toEqual([[...found.parts[0]!]]);
    const split = maximizePartsSync([f, f], { groundSets: [every, every], size: 6 }, { exactSize: true });
    expect(split.order.length).toBe(6);
    expect(structuredClone(split).parts).toEqual(split.parts);
  });

  test("elements may go by name, and those a function leaves out are chosen by none", () => {
    const f = setCover({ sets: [[0, 1, 2], [3], [4, 5]], names: ["a", "b", "c"] });
    const found = maximizePartsSync(f, { groundSets: [["b", "a"], ["c"]], sizes: [1, 1] });
    expect(found.parts).toEqual([Uint32Array.of(0), Uint32Array.of(2)]);
    expect(found.names).toEqual(["a", "b", "c"]);
    const less = submodularConditionalGain(native(0), { private: [3] });
    const left = maximizePartsSync(less, { groundSets: [all, all], size: 4 });
    expect(left.order.some(({ element }) => element === 3)).toBe(false);
  });

  test("what makes no sense is refused", async () => {
    const f = modular([1, 2, 3]);
    const refused = (...given: unknown[]): [string, string] =>
      thrown(() => Reflect.apply(maximizePartsSync, undefined, given));
    const two = { groundSets: [[0, 1], [2]], size: 2 };
    expect(refused([], two)[0]).toBe("SHAPE");
    expect(refused([f], two)).toEqual([
      "SHAPE",
      "maximizePartsSync(): f must be one function for each of 2 parts, received 1",
    ]);
    expect(refused([f, modular([1])], two)[0]).toBe("SHAPE");
    expect(refused([f, custom(0)], { ...two })[0]).toBe("SHAPE");
    const four = modular([1, 2, 3, 4]);
    expect(refused([four, custom(0)], two)[1]).toMatch(/received some of each$/u);
    expect(refused([f, 3], two)[1]).toMatch(/^maximizePartsSync\(\): f\[1\] must be a set function/u);
    expect(refused(f, { groundSets: [[0, 0]], size: 1 })[0]).toBe("ARGUMENT");
    expect(refused(f, { groundSets: [[3]], size: 1 })[0]).toBe("RANGE");
    expect(refused(f, { groundSets: [], size: 1 })[0]).toBe("SHAPE");
    expect(refused(f, { groundSets: [[], []], size: 1 })[0]).toBe("SHAPE");
    expect(refused(f, { ...two, size: 4 })[0]).toBe("RANGE");
    expect(refused(f, { groundSets: two.groundSets })[0]).toBe("ARGUMENT");
    expect(refused(f, { groundSets: two.groundSets, sizes: [1] })[0]).toBe("SHAPE");
    expect(refused(f, { groundSets: two.groundSets, sizes: [0, 0] })[0]).toBe("RANGE");
    expect(refused(f, { ...two, sizes: [1, 1] })[1]).toMatch(/size must be absent where sizes is given/u);
    expect(refused(f, two, { initial: [0] })[0]).toBe("ARGUMENT");
    const failing = customFunction({ groundSize: 4, gains: () => Promise.reject(new TypeError("mine")) });
    await expect(
      maximizeParts([custom(0, true), failing], { groundSets: [all, all], size: 1 }),
    ).rejects.toThrow("mine");
    expect((await rejected(maximizeParts(f, { ...two, size: 0 })))[0]).toBe("RANGE");
    expect(thrown(() => maximizePartsSync(custom(0, true), { groundSets: [all], size: 1 }))[1]).toMatch(
      /a promise is for the call without Sync/u,
    );
  });
});
