/** Measures of many variables against naive sums and values of dit 2.3. */
import {
  coInformation,
  dualTotalCorrelation,
  interactionInformation,
  marginTotalCorrelation,
  nPletInformation,
  nPletInformationSync,
  oInformation,
  oInformationSync,
  partialInformationDecomposition,
  partialInformationDecompositionSync,
  sInformation,
  totalCorrelation,
  tseComplexity,
} from "marginals/information";
import { describe, expect, it } from "vitest";
import { naiveEntropy, random, symbols } from "./reference.ts";

const near = (value: number, expected: number, tolerance = 1e-12): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);

/** Weights of a law of 2 × 3 × 2 values. */
const weights = [17, 7, 4, 9, 1, 8, 20, 15, 18, 13, 9, 17];
const law = { probabilities: weights.map((weight) => weight / 138), shape: [2, 3, 2] };
const bits = { base: 2 };

const data = (seed: number, variables: number): number[][] => {
  const next = random(seed);
  const n = 20 + next(80);
  const cause = symbols(next, n, 4);
  return Array.from({ length: variables }, () => cause.map((value) => (next(2) === 0 ? value % 3 : next(3))));
};

describe("sums of entropies of marginals", () => {
  it("have the values of dit", async () => {
    near((await totalCorrelation(law, bits)).value, 0.09999381630871884);
    near((await dualTotalCorrelation(law, bits)).value, 0.13067042241330906);
    near((await oInformation(law, bits)).value, -0.03067660610459022);
    near((await sInformation(law, bits)).value, 0.09999381630871884 + 0.13067042241330906);
    near((await coInformation(law, bits)).value, -0.03067660610459022);
    near((await interactionInformation(law, bits)).value, 0.03067660610459022);
    near((await tseComplexity(law, bits)).value, 0.07688807957400945);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))("are naive sums (%d)", async (seed) => {
    const columns = data(seed, 2 + (seed % 4));
    const m = columns.length;
    const joint = naiveEntropy(columns);
    const single = columns.map((column) => naiveEntropy([column]));
    const without = columns.map((_, at) => naiveEntropy(columns.filter((__, other) => other !== at)));
    const sum = (terms: number[]): number => terms.reduce((total, term) => total + term, 0);
    const tc = sum(single) - joint;
    const dtc = sum(without) - (m - 1) * joint;
    const total = await totalCorrelation({ columns }, { gradient: true });
    near(total.value, tc);
    total.gradient!.forEach((slope, at) => near(slope, single[at]! + without[at]! - joint));
    near((await dualTotalCorrelation({ columns })).value, dtc);
    const omega = await oInformation({ columns }, { gradient: true });
    near(omega.value, tc - dtc);
    near((await sInformation({ columns })).value, tc + dtc);
    if (m > 2) {
      const rest = { columns: columns.slice(1) };
      near(omega.gradient![0]!, omega.value - (await oInformation(rest)).value);
    }
    const margins = [[0, 1], [1]];
    const found = await marginTotalCorrelation({ columns }, { margins });
    near(found.margins[0]!, single[0]! + single[1]! - naiveEntropy(columns.slice(0, 2)));
    near(found.value, found.margins[0]! / 2);
  });

  it("take corrected estimators, and refuse them for laws", async () => {
    const columns = data(3, 3);
    const estimator = "miller-madow";
    const support = (some: number[][]): number =>
      new Set(some[0]!.map((_, row) => some.map((column) => column[row]).join())).size;
    const h = (some: number[][]): number => naiveEntropy(some) + (support(some) - 1) / (2 * some[0]!.length);
    const expected = columns.reduce((sum, column) => sum + h([column]), 0) - h(columns);
    near((await totalCorrelation({ columns }, { estimator })).value, expected);
    await expect(totalCorrelation(law, { estimator })).rejects.toMatchObject({ argument: "estimator" });
  });
});

describe("n-plets", () => {
  it("have the measures of their variables, for any number of threads", async () => {
    const columns = data(11, 6);
    const plets = await nPletInformation({ columns }, { sizes: [3, 5], base: 2 });
    expect(plets.count).toBe(20 + 6);
    let from = 0;
    for (let at = 0; at < plets.count; at++) {
      const members = plets.members.subarray(from, (from += plets.sizes[at]!));
      const some = { columns: Array.from(members, (member) => columns[member]!) };
      near(plets.oInformation[at]!, oInformationSync(some, bits).value);
    }
    expect(from).toBe(plets.members.length);
    for (const threads of [1, 2, 8]) {
      expect(nPletInformationSync({ columns }, { sizes: [3, 5], base: 2, threads })).toEqual(plets);
    }
    await expect(nPletInformation({ columns }, { sizes: [7] })).rejects.toMatchObject({
      argument: "sizes[0]",
    });
  });
});

describe("partial information decomposition", () => {
  const parts = async (measure: "min" | "mmi" | "ccs" | "broja"): Promise<number[]> => {
    const { redundancy, unique, synergy } = await partialInformationDecomposition(law, { measure, base: 2 });
    return [redundancy, ...unique, synergy];
  };

  it("has the values of dit", async () => {
    const expected = [0.0006819641677159975, 0, 0.054188400514247434, 0.031358570272305625];
    for (const measure of ["min", "mmi"] as const) {
      (await parts(measure)).forEach((part, at) => near(part, expected[at]!));
    }
    const changed = [0, 0.0006819641677159958, 0.0548703646819635, 0.03067660610458929];
    (await parts("ccs")).forEach((part, at) => near(part, changed[at]!, 1e-7));
    // dit stops 1e-3 away here, with a negative redundancy; the dual gap proves these.
    const found = await partialInformationDecomposition(law, { base: 2 });
    expect(found.measure).toBe("broja");
    expect(found.gap).toBeLessThan(1e-9);
    near(found.redundancy, 0.00068196416, 1e-7);
  });

  it("takes sources and target by name, several as one", () => {
    const [a, b] = [
      [0, 0, 1, 1],
      [0, 1, 0, 1],
    ];
    const xor = { columns: { xor: [0, 1, 1, 0], a: a!, b: b! } };
    const found = partialInformationDecompositionSync(xor, { target: "xor", sources: ["a", ["b"]], base: 2 });
    near(found.synergy, 1, 1e-9);
    const joint = partialInformationDecompositionSync(xor, {
      target: "xor",
      sources: [["a", "b"], "b"],
      measure: "mmi",
      base: 2,
    });
    expect([...joint.unique]).toEqual([1, 0]);
    expect(structuredClone({ ...found })).toBeDefined();
    expect(JSON.stringify(found)).toContain('"synergy"');
  });

  it("names what it does not take", async () => {
    const four = { columns: data(2, 4) };
    const rejects = (options: object): Promise<void> =>
      expect(partialInformationDecomposition(four, options)).rejects.toThrow(/must be/);
    await rejects({ measure: "broja" });
    await rejects({ sources: [0] });
    await rejects({ sources: [0, 3] });
    await rejects({ measure: "brojo" });
    expect((await partialInformationDecomposition(four)).atoms).toHaveLength(18);
  });
});
