import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import {
  minimizeDifference,
  minimizeDifferenceSync,
  modular,
  partitionMatroid,
  type SetFunction,
  type SizeConstraint,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

describe("the difference of two functions", () => {
  test("of weights is minimized exactly", async () => {
    const found = await minimizeDifference(modular([1, 5, 2, 0]), modular([4, 1, 3, 2]), { size: 2 });
    expect(found).toMatchObject({ value: -5, algorithm: "majorize-minimize", warnings: [] });
    expect([...found.indices].sort()).toEqual([0, 3]);
    expect(minimizeDifferenceSync(modular([1, 5, 2, 0]), modular([4, 1, 3, 2]), { size: 2 })).toEqual(found);
  });

  test("of an objective and a cost is below both of its neighbors", () => {
    const chain = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.2, field: 1 });
    const cost = modular([0.2, 0.4, 0.1, 0.3, 0.25, 0.2]);
    const worth = chain.objective("entropy-rate");
    const found = minimizeDifferenceSync(cost, worth);
    const value = (set: readonly number[]): number => cost.valueSync(set) - worth.valueSync(set);
    const set = [...found.indices];
    expect(found.value).toBeCloseTo(value(set), 12);
    for (let e = 0; e < 6; e++) {
      const neighbor = set.includes(e) ? set.filter((other) => other !== e) : [...set, e];
      expect(value(neighbor)).toBeGreaterThanOrEqual(found.value - 1e-12);
    }
  });

  test.each<[unknown, unknown, unknown, unknown, string, string]>([
    [
      modular([1]),
      5,
      {},
      {},
      "ARGUMENT",
      "subtracted must be a set function computed natively (of modular(), chain.objective()), received 5",
    ],
    [
      modular([1]),
      modular([1, 2]),
      {},
      {},
      "SHAPE",
      "subtracted must be a function of 1 elements, as the first, received 2 elements",
    ],
    [
      modular([1]),
      modular([1]),
      {},
      { algorithm: "greedy" },
      "UNSUPPORTED",
      "algorithm must be 'majorize-minimize' for a difference, received 'greedy'",
    ],
    [
      modular([1]),
      modular([1]),
      { size: 2 },
      {},
      "RANGE",
      "size must be an integer in 1..=1 (elements of the ground set), received 2",
    ],
  ])("says what is wrong: %#", async (f, g, constraint, options, code, text) => {
    const args = [f, g, constraint, options] as [SetFunction, SetFunction, SizeConstraint, object];
    expect(await rejected(minimizeDifference(...args))).toEqual([code, `minimizeDifference(): ${text}`]);
    expect(thrown(() => minimizeDifferenceSync(...args))).toEqual([
      code,
      `minimizeDifferenceSync(): ${text}`,
    ]);
  });

  test("knows no classes", () => {
    const classes = partitionMatroid({ classes: ["a"], limits: 1 }) as unknown as SizeConstraint;
    expect(thrown(() => minimizeDifferenceSync(modular([1]), modular([1]), classes))[0]).toBe("UNSUPPORTED");
  });
});
