import { customFunction, maximize, maximizeSync, modular, partitionMatroid } from "marginals/submodular";
import { describe, expect, it } from "vitest";

const streaming = [
  "sieve-streaming",
  "sieve-streaming++",
  "salsa",
  "three-sieves",
  "quick-stream",
  "swap-streaming",
] as const;

/** The number of topics of the chosen. */
function topics(asked?: number[]) {
  const covered = [[1], [1, 2], [3], [4, 5, 6], [2, 3], [7]];
  return customFunction({
    groundSize: covered.length,
    structure: { shape: "submodular", monotone: "increasing" },
    gains(candidates, selected) {
      asked?.push(...candidates);
      const known = new Set([...selected].flatMap((index) => covered[index] ?? []));
      return Array.from(
        candidates,
        (index) => covered[index]?.filter((topic) => !known.has(topic)).length ?? 0,
      );
    },
  });
}

describe("one pass over a known ground set", () => {
  it.each(streaming)("%s keeps its promise over a callback and counts what it asks", async (algorithm) => {
    const asked: number[] = [];
    const selection = await maximize(topics(asked), { size: 3 }, { algorithm, epsilon: 0.1 });
    expect(selection.algorithm).toBe(algorithm);
    expect(selection.evaluations).toBe(asked.length);
    expect(selection.indices.length).toBeLessThanOrEqual(3);
    expect(selection.bound).toBeNull();
    expect(selection.value).toBeGreaterThanOrEqual((selection.guarantee?.ratio ?? 0) * 6);
  });

  it.each(streaming)("%s sees the elements of `order` alone, in that order", (algorithm) => {
    const asked: number[] = [];
    maximizeSync(topics(asked), { size: 3 }, { algorithm, order: [4, 0, 3] });
    expect([...new Set(asked)]).toEqual([4, 0, 3]);
  });

  it("keeps to matroids", () => {
    const one = partitionMatroid({ classes: ["a", "a", "b"], limits: 1 });
    const options = { algorithm: "swap-streaming" } as const;
    const selection = maximizeSync(modular([1, 5, 3]), one, options);
    expect([...selection.indices].sort()).toEqual([1, 2]);
    expect(selection.value).toBe(8);
    expect(selection.guarantee?.ratio).toBe(0.25);
  });

  it("refuses an order where it means nothing", () => {
    const f = modular([1, 2, 3]);
    expect(() => maximizeSync(f, { size: 1 }, { order: [0] })).toThrow("order must be absent");
    expect(() => maximizeSync(f, { size: 1 }, { algorithm: "quick-stream", order: [] })).toThrow(
      "length 1 at least",
    );
    expect(() => maximizeSync(f, { size: 1 }, { algorithm: "quick-stream", order: [1, 1] })).toThrow("order");
  });
});
