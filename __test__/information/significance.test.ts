/** Permutation tests, bootstrap intervals and q-values against exact ones. */
import {
  benjaminiHochberg,
  bootstrapInterval,
  bootstrapIntervalSync,
  conditionalMutualInformationSync,
  mutualInformationSync,
  permutationTest,
  permutationTestSync,
} from "marginals/information";
import { describe, expect, it } from "vitest";
import { naiveEntropy as h, random, symbols } from "./reference.ts";

const sum = (list: ArrayLike<number>): number => Array.from(list).reduce((total, value) => total + value, 0);

describe("permutationTest()", () => {
  it("counts the surrogates that reach the value", async () => {
    const next = random(1);
    const x = symbols(next, 90, 3);
    const y = x.map((value) => (next(3) === 0 ? value : next(3)));
    const found = await permutationTest(x, y, { permutations: 299, seed: 3 });
    expect(Math.abs(found.value - mutualInformationSync(x, y).value)).toBeLessThan(1e-12);
    const reached = found.surrogates.filter((value) => value >= found.value - 1e-12).length;
    expect([found.exceedances, found.pValue]).toEqual([reached, (1 + reached) / 300]);
    expect(Math.abs(found.mean - sum(found.surrogates) / 299)).toBeLessThan(1e-13);
    expect(Math.abs(found.effective - (found.value - found.mean))).toBe(0);
    for (const threads of [1, 2, 8])
      expect(await permutationTest(x, y, { permutations: 299, seed: 3, threads })).toEqual(found);
    expect(permutationTestSync(x, y, { permutations: 299, seed: 3 })).toEqual(found);
    expect((await permutationTest(x, y, { permutations: 299, seed: 4 })).surrogates).not.toEqual(
      found.surrogates,
    );
  });

  it("has p-values that are uniform where there is nothing", async () => {
    let small = 0;
    for (let seed = 0; seed < 200; seed++) {
      const next = random(seed + 10);
      const [x, y] = [symbols(next, 40, 3), symbols(next, 40, 3)];
      small += Number((await permutationTest(x, y, { permutations: 99, seed })).pValue <= 0.1);
    }
    expect(small).toBeGreaterThan(7);
    expect(small).toBeLessThan(36);
  });

  it("tests a measure of the caller's on the same orders, sync or not", async () => {
    const next = random(2);
    const x = symbols(next, 50, 4);
    const y = symbols(next, 50, 3);
    const z = symbols(next, 50, 2);
    const own = await permutationTest(x, y, {
      measure: async (a, b) => mutualInformationSync(a, b),
      permutations: 60,
    });
    const counted = await permutationTest(x, y, { permutations: 60 });
    own.surrogates.forEach((value, at) =>
      expect(Math.abs(value - (counted.surrogates[at] ?? 0))).toBeLessThan(1e-12),
    );
    expect(own.pValue).toBe(counted.pValue);
    const conditional = permutationTestSync(x, y, {
      given: z,
      measure: (a, b, c) => conditionalMutualInformationSync(a, b, c ?? z).value,
      permutations: 40,
    });
    const known = permutationTestSync(x, y, { given: z, permutations: 40 });
    expect(conditional.resampling).toBe("within");
    conditional.surrogates.forEach((value, at) =>
      expect(Math.abs(value - (known.surrogates[at] ?? 0))).toBeLessThan(1e-12),
    );
    await expect(permutationTest(x, y, { measure: () => Number.NaN })).rejects.toMatchObject({
      code: "ERR_MARGINALS_CALLBACK",
    });
    const boom = new Error("mine");
    const thrower = (): number => {
      throw boom;
    };
    await expect(permutationTest(x, y, { measure: thrower })).rejects.toBe(boom);
  });

  it("tests conditional information within the condition", async () => {
    let [plain, conditional] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const next = random(seed + 300);
      const z = symbols(next, 200, 2);
      const follow = (): number[] => z.map((value) => (next(4) === 0 ? 1 - value : value));
      const [x, y] = [follow(), follow()];
      plain += Number((await permutationTest(x, y, { permutations: 99 })).pValue <= 0.05);
      conditional += Number((await permutationTest(x, y, { given: z, permutations: 99 })).pValue <= 0.05);
    }
    expect(plain).toBeGreaterThan(30);
    expect(conditional).toBeLessThan(8);
  });

  it("finds the direction of a transfer", async () => {
    const next = random(5);
    const x = symbols(next, 400, 2);
    const y = x.map((_, t) => (next(5) === 0 ? next(2) : (x[t - 1] ?? 0)));
    const there = await permutationTest(x, y, { measure: "transfer-entropy", permutations: 199, base: 2 });
    const back = await permutationTest(y, x, { measure: "transfer-entropy", permutations: 199, base: 2 });
    expect(there.pValue).toBe(0.005);
    expect(back.pValue).toBeGreaterThan(0.01);
    const [now, past, source] = [y.slice(1), y.slice(0, -1), x.slice(0, -1)];
    const expected = h([now, past]) + h([source, past]) - h([past]) - h([now, past, source]);
    expect(Math.abs(there.value - expected / Math.LN2)).toBeLessThan(1e-12);
    const far = y.map((_, t) => y[t - 2] ?? 0);
    const late = await permutationTest(x, far, { measure: "transfer-entropy", delay: 3, permutations: 99 });
    expect(late.pValue).toBe(0.01);
    const longer = await permutationTest(x, y, {
      measure: "transfer-entropy",
      history: 2,
      sourceHistory: 2,
      permutations: 9,
    });
    const cut = (lag: number, list: number[]): number[] => list.slice(2 - lag, list.length - lag);
    const parts = { now: cut(0, y), own: [cut(1, y), cut(2, y)], source: [cut(1, x), cut(2, x)] };
    const words =
      h([parts.now, ...parts.own]) +
      h([...parts.source, ...parts.own]) -
      h(parts.own) -
      h([parts.now, ...parts.own, ...parts.source]);
    expect(Math.abs(longer.value - words)).toBeLessThan(1e-12);
  });

  it("takes every shift of a series once where there are few", async () => {
    const next = random(6);
    const [x, y] = [symbols(next, 30, 2), symbols(next, 30, 2)];
    const found = await permutationTest(x, y, { resampling: "circular-shift", permutations: 100 });
    expect(found.permutations).toBe(29);
    const shifts = x
      .map((_, by) => mutualInformationSync([...x.slice(by), ...x.slice(0, by)], y).value)
      .slice(1);
    const [one, other] = [[...found.surrogates].toSorted(), shifts.toSorted()];
    one.forEach((value, at) => expect(Math.abs(value - (other[at] ?? 0))).toBeLessThan(1e-12));
    const sides = await permutationTest(x, y, { alternative: "two-sided", permutations: 199 });
    const distance = Math.abs(sides.value - sides.mean) - 1e-12;
    expect(sides.exceedances).toBe(
      sides.surrogates.filter((value) => Math.abs(value - sides.mean) >= distance).length,
    );
    await expect(permutationTest(x, y, { resampling: "blocks", blockLength: 16 })).rejects.toThrow(
      "half of the rows",
    );
    await expect(permutationTest(x, y, { resampling: "within" })).rejects.toThrow("condition");
  });
});

describe("bootstrapInterval()", () => {
  it("covers the value of the law about as often as it says", async () => {
    // y = x with probability 0.9 on two symbols: I = ln 2 − h(0.1).
    const law = Math.LN2 + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1);
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const next = random(seed + 50);
      const x = symbols(next, 300, 2);
      const y = x.map((value) => (next(10) === 0 ? 1 - value : value));
      const { lower, upper } = await bootstrapInterval(x, y, { resamples: 199, confidence: 0.9, seed });
      covered += Number(lower <= law && law <= upper);
    }
    expect(covered).toBeGreaterThan(78);
  });

  it("is made of quantiles of the resamples, mirrored or not, for any threads", async () => {
    const next = random(7);
    const x = symbols(next, 80, 3);
    const y = x.map((value) => (next(2) === 0 ? value : next(3)));
    const options = { resamples: 101, confidence: 0.8 };
    const plain = await bootstrapInterval(x, y, { ...options, method: "percentile" });
    const sorted = [...plain.samples].toSorted((a, b) => a - b);
    expect([plain.lower, plain.upper]).toEqual([sorted[10], sorted[90]]);
    const basic = bootstrapIntervalSync(x, y, { ...options, threads: 3 });
    expect([basic.lower, basic.upper]).toEqual([
      2 * plain.value - plain.upper,
      2 * plain.value - plain.lower,
    ]);
    const own = await bootstrapInterval(x, y, { ...options, measure: (a, b) => mutualInformationSync(a, b) });
    own.samples.forEach((value, at) =>
      expect(Math.abs(value - (plain.samples[at] ?? 0))).toBeLessThan(1e-12),
    );
    expect(JSON.parse(JSON.stringify(own))).toMatchObject({ unit: null, confidence: 0.8 });
    await expect(bootstrapInterval(x, y, { blockLength: 81 })).rejects.toThrow("1..=80");
  });

  it("takes an estimator of values, and none that repeated rows would mislead", async () => {
    const next = random(12);
    const noise = (): number => (next(1000) + next(1000) + next(1000) - 1500) / 500;
    const x = Float64Array.from({ length: 200 }, noise);
    const y = x.map((value) => value + noise());
    const z = y.map((value) => value + noise());
    for (const estimator of ["gaussian", "gaussian-copula", "student-copula"] as const) {
      const options = { estimator, resamples: 99, seed: 5 };
      const found = await bootstrapInterval(x, y, options);
      expect(found.value).toBe(mutualInformationSync(x, y, { estimator }).value);
      expect(found.lower < found.value && found.value < found.upper).toBe(true);
      for (const threads of [1, 2, 8])
        expect(bootstrapIntervalSync(x, y, { ...options, threads })).toEqual(found);
      // A measure of one's own is given the same rows.
      const measure = (a: never, b: never): number => mutualInformationSync(a, b, { estimator }).value;
      const { resamples, seed } = options;
      const own = await bootstrapInterval(x, y, { resamples, seed, measure: measure as never });
      expect(own.samples).toEqual(found.samples);
      const conditional = await bootstrapInterval(x, z, { ...options, given: y, base: 2 });
      expect(conditional.value).toBeCloseTo(
        conditionalMutualInformationSync(x, z, y, { estimator, base: 2 }).value,
        14,
      );
      expect(conditional.lower).toBeLessThan(0.05);
    }
    await expect(bootstrapInterval(x, y, { estimator: "ksg1" as never })).rejects.toThrow(
      "estimator must be one of 'gaussian'",
    );
    await expect(bootstrapInterval(x, y, { estimator: "gaussian", bins: 4 })).rejects.toThrow(
      "bins must be absent",
    );
    await expect(bootstrapInterval(x, y, { estimator: "gaussian", measure: () => 0 })).rejects.toThrow(
      "estimator must be absent for a measure of your own",
    );
  });
});

describe("benjaminiHochberg()", () => {
  it("is the definition", () => {
    const next = random(8);
    for (let trial = 0; trial < 50; trial++) {
      const p = Array.from({ length: 1 + next(20) }, () => next(50) / 49);
      const sorted = p.toSorted((a, b) => a - b);
      const expected = p.map((value) =>
        Math.min(
          1,
          ...sorted.flatMap((other, at) => (other >= value ? [(other * p.length) / (at + 1)] : [])),
        ),
      );
      benjaminiHochberg(p).forEach((q, at) => expect(q).toBeCloseTo(expected[at] ?? 0, 12));
    }
    expect(benjaminiHochberg([])).toEqual(new Float64Array(0));
    expect(() => benjaminiHochberg([Number.NaN, 0.2])).toThrow("pValues[0]");
    expect(() => benjaminiHochberg([1.5])).toThrow("0 to 1");
  });
});
