/** Tests of informations of values: by an estimator, among near conditions; screening by neighbors; every binning. */
import {
  conditionalMutualInformationSync,
  mutualInformation,
  pairwiseDependence,
  permutationTest,
  permutationTestSync,
  screenFeatures,
  selectFeatures,
  type PermutationTestOptions,
} from "marginals/information";
import { discretize, table } from "marginals/table";
import { describe, expect, it } from "vitest";
import { normals } from "./reference.ts";

const n = 150;
const z = normals(n, 1);
const noise = normals(n, 2);
const x = z.map((value, row) => value + 0.5 * (noise[row] ?? 0));
const other = normals(n, 3);
/** Driven by z alone. */
const y = z.map((value, row) => value + 0.5 * (other[row] ?? 0));
/** Driven by x, too. */
const w = y.map((value, row) => value + 1.5 * (x[row] ?? 0));

describe("permutationTest by an estimator of values", () => {
  it.each(["frenzel-pompe", "gaussian-copula", "auto"] as const)(
    "%s, among near conditions",
    async (estimator) => {
      const options: PermutationTestOptions = { given: z, estimator, permutations: 39 };
      const direct = await permutationTest(x, w, options);
      expect([direct.resampling, direct.pValue]).toEqual(["local", 1 / 40]);
      const none = await permutationTest(x, y, options);
      expect(none.pValue).toBeGreaterThan(0.025);
      expect(permutationTestSync(x, y, options).surrogates).toEqual(none.surrogates);
    },
  );

  it("tests mutual information and transfer entropy", async () => {
    const found = await permutationTest(x, z, { estimator: "ksg1", permutations: 19, base: 2 });
    const direct = await mutualInformation(x, z, { estimator: "ksg1", base: 2 });
    expect([found.value, found.pValue, found.resampling]).toEqual([direct.value, 0.05, "shuffle"]);
    const late = noise.map((value, row) => value + 0.9 * (z[row - 1] ?? 0));
    const transfer = { measure: "transfer-entropy", estimator: "gaussian", permutations: 39 } as const;
    expect((await permutationTest(z, late, transfer)).pValue).toBe(1 / 40);
    expect((await permutationTest(late, z, transfer)).pValue).toBeGreaterThan(0.025);
  });

  it("keeps near conditions for counted measures and for measures of your own", async () => {
    const counted = await permutationTest(x, w, { given: z, resampling: "local", permutations: 19, bins: 3 });
    expect([counted.resampling, counted.surrogates.length]).toEqual(["local", 19]);
    const measure = (a: unknown, b: unknown, c?: unknown): number =>
      conditionalMutualInformationSync(a as Float64Array, b as Float64Array, c as Float64Array, {
        estimator: "gaussian",
      }).value;
    const options: PermutationTestOptions = { given: z, resampling: "local", permutations: 19, measure };
    const own = await permutationTest(x, w, options);
    const named = await permutationTest(x, w, { given: z, estimator: "gaussian", permutations: 19 });
    expect(own.value).toBeCloseTo(named.value, 12);
    expect([own.pValue, named.pValue]).toEqual([0.05, 0.05]);
    for (const [at, value] of own.surrogates.entries())
      expect(value).toBeCloseTo(named.surrogates[at] ?? 0, 12);
    expect(permutationTestSync(x, w, options).surrogates).toEqual(own.surrogates);
  });

  it("names faults", async () => {
    const fault = async (options: PermutationTestOptions): Promise<unknown> =>
      permutationTest(x, y, options).then(
        () => "",
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await fault({ resampling: "local" })).toBe("ERR_MARGINALS_ARGUMENT");
    expect(await fault({ estimator: "frenzel-pompe" })).toBe("ERR_MARGINALS_ARGUMENT");
    expect(await fault({ estimator: "ksg1", given: z })).toBe("ERR_MARGINALS_ARGUMENT");
    expect(await fault({ estimator: "gaussian", bins: 4 })).toBe("ERR_MARGINALS_ARGUMENT");
    expect(await fault({ estimator: "gaussian", measure: () => 1 })).toBe("ERR_MARGINALS_ARGUMENT");
    expect(await fault({ given: z, estimator: "gaussian", neighbors: n + 1 })).toBe("ERR_MARGINALS_RANGE");
    expect(await fault({ given: z, resampling: "local", neighbors: 1 })).toBe("ERR_MARGINALS_RANGE");
  });
});

describe("screening by neighbors and every binning", () => {
  const label = Array.from(x, (value) => (value > 0 ? "high" : "low"));
  const columns = { label, x, y, noise, code: Uint8Array.from(z, (value) => (value > 0.5 ? 1 : 0)) };

  it("takes Ross, mixed KSG and counts by the kinds of the columns", async () => {
    const found = await screenFeatures(
      { columns },
      { target: "label", estimator: "neighbors", permutations: 19 },
    );
    expect(found[0]?.name).toBe("x");
    const ross = await mutualInformation(columns.label, y, { estimator: "ross" });
    expect(found.find(({ name }) => name === "y")?.value).toBeCloseTo(ross.value, 12);
    const counted = await mutualInformation(columns.label, columns.code);
    expect(found.find(({ name }) => name === "code")?.value).toBeCloseTo(counted.value, 12);
    const values = await screenFeatures({ columns }, { target: "x", estimator: "neighbors" });
    const mixed = await mutualInformation(x, y, { estimator: "mixed-ksg" });
    expect(values.find(({ name }) => name === "y")?.value).toBeCloseTo(mixed.value, 12);
  });

  it("cuts by rules and methods wherever there are bins", async () => {
    for (const bins of ["sturges", "doane", "birge-rozenholc", { method: "equal-width", bins: 5 }] as const) {
      const how = typeof bins === "string" ? { method: bins } : bins;
      const cut = await discretize(table({ columns: { x, y } }), how);
      const expected = await mutualInformation(cut.column("x"), cut.column("y"));
      const screened = await screenFeatures(
        { columns: { x, y } },
        { target: "x", estimator: "binned", bins },
      );
      expect(screened[0]?.value).toBeCloseTo(expected.value, 12);
      const pairs = await pairwiseDependence({ columns: { x, y } }, { bins });
      expect(pairs.values[1]).toBeCloseTo(expected.value, 12);
      const tested = await permutationTest(x, y, { bins, permutations: 9 });
      expect(tested.value).toBeCloseTo(expected.value, 12);
      const chosen = await selectFeatures({ columns: { x, y } }, { target: "x", size: 1, bins });
      expect(chosen.relevances[0]).toBeCloseTo(expected.value, 12);
    }
    await expect(pairwiseDependence({ columns: { x, y } }, { bins: "mdlp" as never })).rejects.toMatchObject({
      code: "ERR_MARGINALS_ARGUMENT",
    });
    await expect(pairwiseDependence({ columns: { x, y } }, { bins: 1 })).rejects.toMatchObject({
      code: "ERR_MARGINALS_RANGE",
    });
  });
});
