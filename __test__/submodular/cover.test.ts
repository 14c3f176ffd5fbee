import { customFunction, modular, submodularCover, submodularCoverSync } from "marginals/submodular";
import { describe, expect, test } from "vitest";
import { rejected, thrown } from "../foundation/thrown.ts";

describe("covers", () => {
  const sets = [[0, 1, 2, 3], [0, 1, 4], [2, 3, 5], [5]];
  const covered = customFunction({
    groundSize: 4,
    structure: { shape: "submodular", monotone: "increasing" },
    gains(candidates, selected) {
      const known = new Set([...selected].flatMap((e) => sets[e] ?? []));
      return Array.from(candidates, (e) => (sets[e] ?? []).filter((item) => !known.has(item)).length);
    },
  });

  test("greedy drops what turned out not to be needed", async () => {
    const cover = await submodularCover(covered, { target: 6 });
    expect([...cover.indices].toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect([cover.value, cover.cost, cover.bound, cover.ratio]).toEqual([6, 2, 2, 1]);
    expect([cover.stopped, cover.guarantee?.source.slice(0, 6)]).toEqual(["target", "Wolsey"]);
    expect(structuredClone(cover)).toEqual({ ...cover });
  });

  test("costs decide", () => {
    const cover = submodularCoverSync(covered, { target: 5, costs: [1, 9, 9, 1] });
    expect([...cover.indices].toSorted((a, b) => a - b)).toEqual([0, 3]);
    expect(cover.cost).toBe(2);
  });

  test.each<[object, string, string]>([
    [{ target: 7 }, "RANGE", "target must be one that can be reached (the value came to 6), received 7"],
    [{}, "ARGUMENT", "target must be a finite number, received undefined"],
    [
      { target: 1, costs: [1, 2] },
      "SHAPE",
      "costs must be of length 3 (elements of the ground set), received 2",
    ],
    [{ target: 1, costs: [1, 2, 0] }, "RANGE", "costs[2] must be a finite number above 0, received 0"],
  ])("%#", async (options, code, text) => {
    const call = [modular([1, 2, 3]), options as { target: number }] as const;
    expect(await rejected(submodularCover(...call))).toEqual([code, `submodularCover(): ${text}`]);
    expect(thrown(() => submodularCoverSync(...call))).toEqual([code, `submodularCoverSync(): ${text}`]);
  });
});
