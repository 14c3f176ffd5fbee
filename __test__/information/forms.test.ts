/** Entropies of an order, clusterings and divergences against their definitions. */
import * as information from "marginals/information";
import { describe, expect, it } from "vitest";
import { naiveEntropy, random, symbols } from "./reference.ts";

const law = (next: (bound: number) => number, size: number): number[] => {
  const raw = Array.from({ length: size }, () => 1 + next(1000));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
};
const sum = (p: readonly number[], f: (p: number, at: number) => number): number =>
  p.reduce((total, value, at) => total + f(value, at), 0);

describe("entropies of an order", () => {
  const p = law(random(1), 9);

  it.each([0.3, 0.999, 1.4, 2, 5])("order %d", async (order) => {
    const power = sum(p, (x) => x ** order);
    const input = { probabilities: p };
    const renyi = Math.log(power) / (1 - order);
    expect((await information.renyiEntropy(input, { order })).value).toBeCloseTo(renyi, 11);
    expect((await information.entropy(input, { order, base: 2 })).value).toBeCloseTo(renyi / Math.LN2, 11);
    expect((await information.tsallisEntropy(input, { order })).value).toBeCloseTo(
      (1 - power) / (order - 1),
      11,
    );
    expect((await information.hillNumber(input, { order })).value).toBeCloseTo(Math.exp(renyi), 10);
  });

  it("limits, units and unbiased forms", async () => {
    const input = { probabilities: p };
    const shannon = (await information.entropy(input)).value;
    expect((await information.renyiEntropy(input, { order: 1 })).value).toBe(shannon);
    expect((await information.entropy(input, { order: 1 })).value).toBe(shannon);
    expect((await information.renyiEntropy(input, { order: 0 })).value).toBeCloseTo(Math.log(9), 14);
    const largest = (await information.renyiEntropy(input, { order: Infinity })).value;
    expect(largest).toBeCloseTo(-Math.log(Math.max(...p)), 14);
    const gini = await information.giniSimpson({ counts: [3, 2, 1] }, { estimator: "unbiased" });
    expect([gini.value, gini.unit, gini.estimator]).toEqual([1 - 8 / 30, "dimensionless", "unbiased"]);
    expect(information.giniSimpsonSync({ samples: ["a", "b"] }).value).toBe(0.5);
    await expect(information.renyiEntropy(input, { order: 2, estimator: "unbiased" })).rejects.toThrow(
      /plug-in/,
    );
    await expect(information.renyiEntropy(input, { order: -1 })).rejects.toThrow(/order must be/);
    await expect(information.tsallisEntropy(input, { order: 2, base: 2 } as never)).rejects.toThrow(
      /unknown 'base'/,
    );
  });
});

describe("clusterings", () => {
  it.each([1, 2, 3, 4])("are compared by their definitions (%d)", async (seed) => {
    const next = random(seed);
    const [x, y] = [symbols(next, 60, 4), symbols(next, 60, 5)];
    const [hx, hy, joint] = [naiveEntropy([x]), naiveEntropy([y]), naiveEntropy([x, y])];
    const shared = hx + hy - joint;
    const value = async (call: Promise<information.Estimate>): Promise<number> => (await call).value;
    expect(await value(information.variationOfInformation(x, y))).toBeCloseTo(2 * joint - hx - hy, 12);
    for (const [normalization, scale] of [
      ["arithmetic", (hx + hy) / 2],
      ["geometric", Math.sqrt(hx * hy)],
      ["min", Math.min(hx, hy)],
      ["max", Math.max(hx, hy)],
      ["joint", joint],
    ] as const) {
      const found = await value(information.normalizedMutualInformation(x, y, { normalization }));
      expect(found).toBeCloseTo(shared / scale, 12);
    }
  });

  it("are adjusted as scikit-learn adjusts them", async () => {
    // sklearn 1.7: adjusted_mutual_info_score
    const x = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2];
    const y = [0, 0, 1, 1, 1, 2, 2, 2, 0, 2];
    const { value } = await information.adjustedMutualInformation(x, y);
    expect(value).toBeCloseTo(0.23728877770133558, 12);
    expect(information.adjustedMutualInformationSync(x, x).value).toBeCloseTo(1, 12);
  });
});

describe("divergences", () => {
  const next = random(8);
  const [p, q] = [law(next, 7), law(next, 7)];
  const kl = (a: readonly number[], b: readonly number[]): number =>
    sum(a, (x, at) => x * Math.log(x / b[at]!));
  const power = (order: number): number => sum(p, (x, at) => x ** order * q[at]! ** (1 - order));
  const overlap = power(0.5);
  const cross = sum(p, (x, at) => x * q[at]!);
  const expected: [string, number, object?][] = [
    ["klDivergence", kl(p, q)],
    ["jeffreysDivergence", kl(p, q) + kl(q, p)],
    [
      "skewDivergence",
      kl(
        p,
        p.map((x, at) => 0.7 * x + 0.3 * q[at]!),
      ),
      { alpha: 0.3 },
    ],
    ["renyiDivergence", Math.log(power(0.4)) / -0.6, { order: 0.4 }],
    ["tsallisDivergence", (power(3) - 1) / 2, { order: 3 }],
    ["amariDivergence", (4 / 0.91) * (1 - power(0.35)), { alpha: 0.3 }],
    ["hellingerDistance", Math.sqrt(1 - overlap)],
    ["bhattacharyyaDistance", -Math.log(overlap)],
    ["totalVariationDistance", sum(p, (x, at) => Math.abs(x - q[at]!)) / 2],
    ["chiSquareDivergence", sum(p, (x, at) => (x * x) / q[at]!) - 1],
    ["chiSquareDivergence", sum(q, (x, at) => (x * x) / p[at]!) - 1, { form: "neyman" }],
    ["cauchySchwarzDivergence", -Math.log(cross ** 2 / (sum(p, (x) => x * x) * sum(q, (x) => x * x)))],
  ];
  type Divergence = (p: unknown, q: unknown, options?: object) => Promise<information.Estimate>;
  const verb = (name: string): Divergence => Reflect.get(information, name) as Divergence;

  it.each(expected)("%s", async (name, value, options) => {
    expect((await verb(name)(p, q, options)).value).toBeCloseTo(value, 12);
    expect((await verb(name)(p, p, options)).value).toBeCloseTo(0, 7);
    expect((await verb(name)({ probabilities: p }, Float64Array.from(q), options)).value).toBeCloseTo(
      value,
      12,
    );
  });

  it("Jensen–Shannon of two or more", async () => {
    const mixture = p.map((x, at) => 0.25 * x + 0.75 * q[at]!);
    const two = await information.jensenShannonDivergence(p, q, { weights: [0.25, 0.75] });
    expect(two.value).toBeCloseTo(0.25 * kl(p, mixture) + 0.75 * kl(q, mixture), 12);
    const three = await information.jensenShannonDivergence(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      { base: 3 },
    );
    expect(three.value).toBeCloseTo(1, 14);
  });

  it("f gives the others", async () => {
    const by = async (f: (t: number) => number): Promise<number> =>
      (await information.fDivergence(p, q, f)).value;
    expect(await by((t) => t * Math.log(t))).toBeCloseTo(kl(p, q), 12);
    expect(await by((t) => (t - 1) ** 2)).toBeCloseTo(power(2) - 1, 12);
    const apart = await information.fDivergence([1, 0], [0, 1], (t) => Math.abs(t - 1) / 2, {
      slopeAtInfinity: 0.5,
    });
    expect(apart.value).toBe(1);
    await expect(information.fDivergence(p, q, () => Number.NaN)).rejects.toMatchObject({
      code: "ERR_MARGINALS_CALLBACK",
    });
  });

  it("of Gaussian laws have closed forms", async () => {
    const a = {
      mean: [1, 0],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    };
    const b = {
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    };
    const value = (2 + 1 + 1 - 2 - Math.log(1.75)) / 2;
    const found = await information.klDivergence(a, b);
    expect(found.value).toBeCloseTo(value, 13);
    expect(found.estimator).toBe("gaussian");
    expect((await information.renyiDivergence(a, b, { order: 1 + 1e-7 })).value).toBeCloseTo(value, 5);
    expect(
      (await information.klDivergence({ mean: 0, covariance: 4 }, { mean: 1, covariance: 1 })).value,
    ).toBeCloseTo(2.5 - 0.5 - Math.log(2), 13);
    await expect(information.totalVariationDistance(a, b)).rejects.toMatchObject({
      code: "ERR_MARGINALS_UNSUPPORTED",
    });
    await expect(information.klDivergence(a, p)).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
  });

  it("name what is wrong", async () => {
    await expect(information.klDivergence([0.5, 0.4], p)).rejects.toMatchObject({ argument: "p" });
    await expect(information.klDivergence([0.5, 0.5], p)).rejects.toMatchObject({
      code: "ERR_MARGINALS_SHAPE",
    });
    await expect(information.klDivergence([1.5, -0.5], [1, 0])).rejects.toMatchObject({ argument: "p[1]" });
    expect((await information.klDivergence([1, 0], [0, 1])).value).toBe(Infinity);
  });
});
