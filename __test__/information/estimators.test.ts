/** Every entropy estimator against its printed definition in 40-digit arithmetic (`reference/make_entropy.py`). */
import { readFileSync } from "node:fs";
import {
  conditionalMutualInformation,
  entropy,
  mutualInformation,
  type EntropyEstimator,
} from "marginals/information";
import { describe, expect, it } from "vitest";
import { random, symbols } from "./reference.ts";

interface Sample {
  counts: number[];
  support: number | null;
  values: Record<string, number>;
}

const samples = JSON.parse(
  readFileSync(new URL("../reference/entropy.json", import.meta.url), "utf8"),
) as Sample[];
const cases = samples.flatMap(({ counts, support, values }) =>
  Object.entries(values)
    .filter(([name]) => !name.endsWith("-sd"))
    .map(
      ([name, value]) =>
        [name, JSON.stringify(counts), support, counts, value, values[`${name}-sd`]] as const,
    ),
);

describe("entropy estimators", () => {
  it.each(cases)("%s of %s, support %s", async (name, _, support, counts, value, deviation) => {
    const options = { estimator: name as EntropyEstimator, ...(support !== null && { support }) };
    const found = await entropy({ counts }, options);
    expect(found.estimator).toBe(name);
    expect(Math.abs(found.value - value)).toBeLessThan(1e-11);
    if (deviation !== undefined) expect(Math.abs(found.standardDeviation! - deviation)).toBeLessThan(1e-9);
  });

  it("samples and counts are one", async () => {
    const given = symbols(random(4), 300, 40);
    const counts = given.reduce<number[]>((sum, code) => ((sum[code] = (sum[code] ?? 0) + 1), sum), []);
    for (const estimator of ["nsb", "chao-wang-jost", "laplace"] as const) {
      const fromSamples = await entropy({ samples: given }, { estimator, support: 50 });
      expect(
        (await entropy({ counts: Array.from(counts, (count) => count ?? 0) }, { estimator, support: 50 }))
          .value,
      ).toBe(fromSamples.value);
    }
  });

  it("informations are combinations of entropies", async () => {
    const next = random(9);
    const [x, y, z] = [symbols(next, 200, 4), symbols(next, 200, 3), symbols(next, 200, 2)];
    const pair = (a: number[], b: number[]): string[] => a.map((code, row) => `${code},${b[row]}`);
    for (const estimator of ["miller-madow", "grassberger2003", "shrink"] as const) {
      const h = async (given: readonly (string | number)[]): Promise<number> =>
        (await entropy({ samples: given }, { estimator })).value;
      const xz = pair(x, z);
      const yz = pair(y, z);
      const information = (await h(x)) + (await h(y)) - (await h(pair(x, y)));
      expect((await mutualInformation(x, y, { estimator })).value).toBeCloseTo(information, 12);
      const conditional =
        (await h(xz)) + (await h(yz)) - (await h(z)) - (await h(xz.map((a, row) => a + y[row])));
      expect((await conditionalMutualInformation(x, y, z, { estimator })).value).toBeCloseTo(conditional, 12);
    }
  });

  it("take parameters and say what they assumed", async () => {
    const counts = [4, 2, 3];
    const value = async (options: object): Promise<number> => (await entropy({ counts }, options)).value;
    expect(await value({ estimator: "dirichlet", concentration: 0.5 })).toBe(
      await value({ estimator: "jeffreys" }),
    );
    expect(await value({ estimator: "dirichlet" })).toBe(await value({ estimator: "laplace" }));
    expect(await value({ estimator: "schurmann", xi: 1 })).not.toBe(await value({ estimator: "schurmann" }));
    expect((await entropy({ counts }, { estimator: "nsb" })).warnings).toHaveLength(1);
    expect((await entropy({ counts }, { estimator: "nsb", support: "chao1" })).warnings).toHaveLength(0);
  });
});
