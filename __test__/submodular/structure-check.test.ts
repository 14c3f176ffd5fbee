import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import {
  checkStructure,
  checkStructureSync,
  customFunction,
  modular,
  submodularityRatio,
  submodularityRatioSync,
  type SetFunction,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

const chain = MarkovChain.curieWeiss({ spins: 5, inverseTemperature: 0.2, field: 1 });
const subsets = Array.from({ length: 2 ** 5 }, (_, mask) => [0, 1, 2, 3, 4].filter((e) => (mask >> e) & 1));

/** The least and the largest slack of an objective over all triples, from its values alone. */
function slacks(f: SetFunction): { least: number; most: number } {
  const value = subsets.map((set) => f.valueSync(set));
  const all: number[] = [];
  for (let mask = 0; mask < value.length; mask++) {
    for (let d = 0; d < 5; d++) {
      for (let e = d + 1; e < 5; e++) {
        const [one, two] = [1 << d, 1 << e];
        if ((mask & (one | two)) !== 0) continue;
        all.push(value[mask | one]! + value[mask | two]! - value[mask | one | two]! - value[mask]!);
      }
    }
  }
  return { least: Math.min(...all), most: Math.max(...all) };
}

describe("a structure check", () => {
  test("of a modular function", async () => {
    const found = await checkStructure(modular([3, -1, 4]));
    expect(found).toMatchObject({
      shape: "modular",
      monotone: "no",
      leastGain: -1,
      largestGain: 4,
      exact: true,
    });
    expect(checkStructureSync(modular([3, -1, 4]))).toEqual(found);
    expect(found.confidence).toMatch(/^all \d+ triples were checked$/);
  });

  test.each(["entropy-rate", "distance-to-independence", "distance-to-factorizability"] as const)(
    "of %s agrees with its values",
    async (name) => {
      const f = chain.objective(name);
      const found = await checkStructure(f);
      const { least, most } = slacks(f);
      expect(found.submodular.witness?.slack).toBeCloseTo(least, 12);
      expect(found.supermodular.witness?.slack).toBeCloseTo(most, 12);
      expect(found.submodular.holds).toBe(least >= -1e-10);
      expect(found.supermodular.holds).toBe(most <= 1e-10);
      expect(found.submodular.witness?.pair.length).toBe(2);
    },
  );

  test("of many elements is a sample, and says so", () => {
    const found = checkStructureSync(modular(new Float64Array(30).fill(1)), { samples: 100, seed: 1 });
    expect(found).toMatchObject({ shape: "modular", exact: false, triples: 100 });
    expect(found.confidence).toContain("95 %");
  });

  test("survives structuredClone and JSON", () => {
    const found = checkStructureSync(modular([1, 2]));
    expect(structuredClone(found)).toEqual({ ...found });
    expect(JSON.parse(JSON.stringify(found))).toMatchObject({
      shape: "modular",
      triples: found.triples,
      submodular: { witness: { set: [], pair: [0, 1] } },
    });
  });
});

describe("ratios", () => {
  test("of a modular function are 1, its curvatures 0", async () => {
    const found = await submodularityRatio(modular([3, 1, 4]));
    expect(found).toMatchObject({ curvature: 0, supermodularCurvature: 0, exact: true, undetectedShare: 0 });
    expect([found.submodularity.value, found.supermodularity.value]).toEqual([1, 1]);
    expect(submodularityRatioSync(modular([3, 1, 4]))).toEqual(found);
  });

  test("of an objective are met where they say", () => {
    const f = chain.objective("entropy-rate");
    const { submodularity } = submodularityRatioSync(f, { size: 3 });
    const { base, added, value } = submodularity;
    expect(added.length).toBeLessThanOrEqual(3);
    if (value < 1) {
      const before = f.valueSync(base);
      const singles = [...added].reduce((sum, e) => sum + f.valueSync([...base, e]) - before, 0);
      expect(singles / (f.valueSync([...base, ...added]) - before)).toBeCloseTo(value, 10);
    }
    expect(value).toBeLessThanOrEqual(1);
  });
});

describe("what is wrong is said", () => {
  const custom = customFunction({ groundSize: 2, gains: (candidates) => Array.from(candidates, () => 1) });
  const f =
    "f must be a set function computed natively (of modular(), chain.objective()), received an object";
  test.each<[unknown, unknown, string, string]>([
    [custom, {}, "ARGUMENT", f],
    [{}, {}, "ARGUMENT", f],
    [modular([1]), { samples: 0 }, "RANGE", "samples must be an integer in 1..=4294967295, received 0"],
    [modular([1]), { sample: 1 }, "ARGUMENT", ""],
  ])("%#", async (given, options, code, text) => {
    const sync = thrown(() => checkStructureSync(given as SetFunction, options as object));
    expect(sync[0]).toBe(code);
    expect(sync[1].startsWith(`checkStructureSync(): ${text}`)).toBe(true);
    expect((await rejected(checkStructure(given as SetFunction, options as object)))[0]).toBe(code);
    expect((await rejected(submodularityRatio(given as SetFunction, options as object)))[0]).toBe(code);
  });

  test("of a size", () => {
    expect(thrown(() => submodularityRatioSync(modular([1, 2]), { size: 3 }))).toEqual([
      "RANGE",
      "submodularityRatioSync(): size must be an integer in 1..=2 (elements of the ground set), received 3",
    ]);
  });
});
