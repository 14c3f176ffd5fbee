/** Measures of values of many variables, of series and of two samples: closed forms, chain rules, twins, faults. */
import {
  activeInformationStorage,
  amariDivergence,
  bhattacharyyaDistance,
  cauchySchwarzDivergence,
  chiSquareDivergence,
  conditionalEntropy,
  conditionalEntropySync,
  conditionalMutualInformation,
  dualTotalCorrelation,
  entropy,
  excessEntropy,
  hellingerDistance,
  hillNumber,
  jeffreysDivergence,
  jensenShannonDivergence,
  jointEntropy,
  jointEntropySync,
  klDivergence,
  klDivergenceSync,
  mutualInformation,
  nPletInformation,
  nPletInformationSync,
  oInformation,
  renyiDivergence,
  renyiEntropy,
  sInformation,
  skewDivergence,
  timeLaggedInformation,
  totalCorrelation,
  totalCorrelationSync,
  totalVariationDistance,
  transferEntropy,
  transferEntropySync,
  tsallisDivergence,
  tsallisEntropy,
  wassersteinDistance,
  wassersteinDistanceSync,
  type Estimate,
} from "marginals/information";
import { describe, expect, it } from "vitest";
import { normals } from "./reference.ts";

const n = 2000;
const rho = 0.8;
const x = normals(n, 1);
const noise = normals(n, 2);
const y = x.map((value, at) => rho * value + Math.sqrt(1 - rho * rho) * (noise[at] ?? 0));
const z = normals(n, 3).map((value, at) => 0.5 * value + (y[at] ?? 0));
const own = 0.5 * Math.log(2 * Math.PI * Math.E);
const shared = -0.5 * Math.log(1 - rho * rho);
const all = { columns: { x, y, z } };

describe("joint and conditional entropy of values", () => {
  it.each(["auto", "kozachenko-leonenko", "gaussian", "gaussian-copula", "kde"] as const)(
    "%s is near the closed form",
    async (estimator) => {
      const joint = await jointEntropy({ columns: { x, y } }, { estimator });
      expect(Math.abs(joint.value - (2 * own - shared))).toBeLessThan(0.12);
      expect(jointEntropySync({ columns: { x, y } }, { estimator }).value).toBe(joint.value);
      const known = await conditionalEntropy(x, y, { estimator });
      expect(Math.abs(known.value - (own - shared))).toBeLessThan(0.1);
      expect(conditionalEntropySync(x, y, { estimator }).value).toBe(known.value);
      const bits = await conditionalEntropy(x, y, { estimator, base: 2 });
      expect(bits.value).toBeCloseTo(known.value / Math.LN2, 12);
    },
  );

  it("takes the default where there are values, and counts symbols beside them", async () => {
    const joint = await jointEntropy({ columns: { x, y } });
    expect([joint.estimator, typeof joint.reason]).toEqual(["kozachenko-leonenko", "string"]);
    const labels = Array.from(x, (value) => (value > 0 ? "up" : "down"));
    const mixed = await jointEntropy({ columns: { x, labels } });
    // The label is a function of x, so it adds nothing.
    expect(Math.abs(mixed.value - own)).toBeLessThan(0.08);
    const known = await conditionalEntropy(labels, x);
    expect(Math.abs(known.value)).toBeLessThan(0.05);
    const counted = await jointEntropy({ columns: { labels } });
    expect(counted.estimator).toBe("plug-in");
  });

  it("keeps the chain rule of one factor", async () => {
    const options = { estimator: "gaussian" } as const;
    const [h, hy, mi] = [
      await jointEntropy({ columns: { x } }, options),
      await conditionalEntropy(x, y, options),
      await mutualInformation(x, y, options),
    ];
    expect(h.value - hy.value).toBeCloseTo(mi.value, 10);
    const joint = await jointEntropy({ columns: { x, y } }, options);
    const other = await entropy({ samples: y }, options);
    expect(joint.value - other.value).toBeCloseTo(hy.value, 10);
  });

  it("names faults", async () => {
    await expect(jointEntropy({ columns: { x } }, { estimator: "ksg1" as never })).rejects.toThrow(
      /estimator must be an estimator of joint entropy/,
    );
    await expect(conditionalEntropy(x, y.subarray(1))).rejects.toMatchObject({ code: "ERR_MARGINALS_SHAPE" });
    await expect(conditionalEntropy(x, ["a"], { estimator: "gaussian" })).rejects.toMatchObject({
      name: "MarginalsError",
    });
    const gap = Float64Array.from(x);
    gap[3] = Number.NaN;
    await expect(jointEntropy({ columns: { gap, y } })).rejects.toMatchObject({
      code: "ERR_MARGINALS_MISSING",
    });
    const dropped = await jointEntropy({ columns: { gap, y } }, { missing: "drop" });
    expect(Number.isFinite(dropped.value)).toBe(true);
  });
});

describe("measures of many variables of values", () => {
  it.each(["auto", "gaussian", "gaussian-copula", "ksg1", "mesner-shalizi"] as const)(
    "%s holds the identities",
    async (estimator) => {
      const [total, dual, omega, s] = await Promise.all([
        totalCorrelation(all, { estimator, gradient: true }),
        dualTotalCorrelation(all, { estimator }),
        oInformation(all, { estimator }),
        sInformation(all, { estimator }),
      ]);
      expect(omega.value).toBeCloseTo(total.value - dual.value, 10);
      expect(s.value).toBeCloseTo(total.value + dual.value, 10);
      expect(total.gradient).toHaveLength(3);
      // x → y → z: TC = I(x; y) + I(y; z), with I(y; z) of var z = 1.25.
      const chain = shared - 0.5 * Math.log(1 - 1 / 1.25);
      expect(Math.abs(total.value - chain)).toBeLessThan(0.12);
      expect(totalCorrelationSync(all, { estimator }).value).toBe(total.value);
      const pair = await totalCorrelation({ columns: { x, y } }, { estimator });
      const mi = await mutualInformation(x, y, { estimator });
      expect(pair.value).toBeCloseTo(mi.value, 10);
    },
  );

  it("has KSG 2 of the total correlation alone", async () => {
    const found = await totalCorrelation(all, { estimator: "ksg2", gradient: true });
    const other = await totalCorrelation(all, { estimator: "ksg1" });
    expect(Math.abs(found.value - other.value)).toBeLessThan(0.1);
    const pair = await mutualInformation(x, y, { estimator: "ksg2" });
    const gradient = found.gradient?.[2] ?? Number.NaN;
    expect(found.value - gradient).toBeCloseTo(pair.value, 10);
    await expect(oInformation(all, { estimator: "ksg2" as never })).rejects.toThrow(/ksg1/);
  });

  it("gives all n-plets by a Gaussian copula", async () => {
    const columns = Array.from({ length: 6 }, (_, at) =>
      normals(200, 40 + at).map((v, row) => v + (x[row] ?? 0)),
    );
    const found = await nPletInformation({ columns }, { sizes: [4, 2] });
    expect([found.count, found.sizes[0], found.sizes[15]]).toEqual([30, 2, 4]);
    const members = found.members.subarray(30 + 4 * 2, 30 + 4 * 3);
    const subset = Array.from(members, (at) => columns[at] as Float64Array);
    const one = await oInformation({ columns: subset }, { estimator: "gaussian-copula" });
    expect(found.oInformation[17]).toBeCloseTo(one.value, 10);
    const bits = nPletInformationSync({ columns }, { sizes: [2], base: 2, estimator: "gaussian" });
    const pair = await mutualInformation(columns[0] as Float64Array, columns[1] as Float64Array, {
      estimator: "gaussian",
      base: 2,
    });
    expect(bits.totalCorrelation[0]).toBeCloseTo(pair.value, 10);
    await expect(nPletInformation({ columns }, { sizes: [7] })).rejects.toMatchObject({
      code: "ERR_MARGINALS_RANGE",
    });
  });
});

describe("series of values", () => {
  const c = 0.9;
  const target = noise.map((value, at) => value + c * (x[at - 1] ?? 0));

  it.each(["auto", "frenzel-pompe", "gaussian", "gaussian-copula"] as const)(
    "transfer entropy by %s",
    async (estimator) => {
      const truth = 0.5 * Math.log(1 + c * c);
      const there = await transferEntropy(x, target, { estimator });
      expect(Math.abs(there.value - truth)).toBeLessThan(0.08);
      expect(there.samples).toBe(n - 1);
      const back = await transferEntropy(target, x, { estimator });
      expect(Math.abs(back.value)).toBeLessThan(0.05);
      expect(transferEntropySync(x, target, { estimator }).value).toBe(there.value);
    },
  );

  it("is the conditional information of the lagged columns, with conditions and shuffles", async () => {
    const found = await transferEntropy(x, target, {
      estimator: "frenzel-pompe",
      conditions: { columns: { z } },
      shuffles: 5,
      base: 2,
    });
    const cut = (series: Float64Array, from: number, to: number): Float64Array => series.subarray(from, to);
    const past = Array.from({ length: n - 1 }, (_, at) => [target[at] ?? 0, z[at] ?? 0]);
    const same = await conditionalMutualInformation(
      cut(x, 0, n - 1),
      cut(target, 1, n),
      { data: Float64Array.from(past.flat()), rows: n - 1, cols: 2 },
      { estimator: "frenzel-pompe", base: 2 },
    );
    expect(found.value).toBeCloseTo(same.value, 12);
    for (const threads of [1, 2, 8]) {
      const again = await transferEntropy(x, target, { estimator: "frenzel-pompe", shuffles: 5, threads });
      const once = transferEntropySync(x, target, { estimator: "frenzel-pompe", shuffles: 5 });
      expect(again.shuffled).toEqual(once.shuffled);
    }
    const { shuffled = new Float64Array(0), effective = Number.NaN } = found;
    const mean = shuffled.reduce((sum, value) => sum + value, 0) / 5;
    expect(effective).toBeCloseTo(found.value - mean, 12);
    expect(Math.abs(mean)).toBeLessThan(0.1);
  });

  it("storage, lags and excess are informations of lagged columns", async () => {
    const walk = Float64Array.from(x);
    for (let at = 1; at < n; at++) walk[at] = 0.7 * (walk[at - 1] ?? 0) + (noise[at] ?? 0);
    const truth = -0.5 * Math.log(1 - 0.49);
    const one = await mutualInformation(walk.subarray(0, n - 1), walk.subarray(1), { estimator: "ksg1" });
    const storage = await activeInformationStorage(walk, { estimator: "ksg1" });
    expect(storage.value).toBeCloseTo(one.value, 12);
    expect(Math.abs(storage.value - truth)).toBeLessThan(0.08);
    const lags = await timeLaggedInformation(walk, { lags: [1, 2], estimator: "ksg1" });
    expect(lags.values[0]).toBeCloseTo(one.value, 12);
    expect(lags.values[1]).toBeLessThan(lags.values[0] ?? 0);
    const excess = await excessEntropy(walk, { estimator: "gaussian", history: 2, future: 2 });
    expect(Math.abs(excess.value - truth)).toBeLessThan(0.08);
    expect((await activeInformationStorage(walk)).reason).toBeDefined();
  });

  it("names faults", async () => {
    await expect(transferEntropy(x, target.subarray(2))).rejects.toMatchObject({
      code: "ERR_MARGINALS_SHAPE",
    });
    await expect(transferEntropy([0.5, 1.5], [1.5, 0.5], { history: 5 })).rejects.toMatchObject({
      code: "ERR_MARGINALS_SHAPE",
    });
    await expect(transferEntropy(x, target, { estimator: "ksg1" as never })).rejects.toThrow(/frenzel-pompe/);
    await expect(activeInformationStorage(x, { estimator: "ross" as never })).rejects.toThrow(/estimator/);
  });
});

describe("entropies of an order of values", () => {
  it.each(["leonenko-pronzato-savani", "gaussian"] as const)(
    "%s is near the closed form",
    async (estimator) => {
      for (const order of [0.5, 1, 2]) {
        const truth = order === 1 ? own : 0.5 * Math.log(2 * Math.PI) + (0.5 * Math.log(order)) / (order - 1);
        const options = { order, estimator, ...(estimator !== "gaussian" && { k: 5 }) };
        const renyi = await renyiEntropy({ samples: x }, options);
        expect(Math.abs(renyi.value - truth)).toBeLessThan(0.08);
        const hill = await hillNumber({ samples: x }, options);
        expect(hill.value).toBeCloseTo(Math.exp(renyi.value), 9);
        const tsallis = await tsallisEntropy({ samples: x }, options);
        const expected = order === 1 ? renyi.value : (1 - Math.exp((1 - order) * renyi.value)) / (order - 1);
        expect(tsallis.value).toBeCloseTo(expected, 9);
      }
    },
  );

  it("is the default for values, through entropy() too", async () => {
    const named = await renyiEntropy({ samples: x }, { order: 2 });
    expect(named.estimator).toBe("leonenko-pronzato-savani");
    expect((await entropy({ samples: x }, { order: 2 })).value).toBe(named.value);
    await expect(renyiEntropy({ samples: x }, { order: 9 })).rejects.toMatchObject({
      code: "ERR_MARGINALS_RANGE",
    });
    await expect(renyiEntropy({ counts: [1, 2] }, { order: 2, estimator: "gaussian" })).rejects.toMatchObject(
      {
        code: "ERR_MARGINALS_UNSUPPORTED",
      },
    );
  });
});

describe("divergences of samples", () => {
  const q = normals(1800, 7).map((value) => 0.5 + 1.2 * value);
  const [p, from] = [{ samples: x }, { samples: q }];
  const [laws, second] = [
    { mean: 0, covariance: 1 },
    { mean: 0.5, covariance: 1.44 },
  ];
  const cases: [string, (a: never, b: never, o: never) => Promise<Estimate>, object][] = [
    ["klDivergence", klDivergence, {}],
    ["jeffreysDivergence", jeffreysDivergence, {}],
    ["renyiDivergence", renyiDivergence, { order: 0.7 }],
    ["tsallisDivergence", tsallisDivergence, { order: 1.5 }],
    ["amariDivergence", amariDivergence, { alpha: 0.2 }],
    ["hellingerDistance", hellingerDistance, {}],
    ["bhattacharyyaDistance", bhattacharyyaDistance, {}],
    ["chiSquareDivergence", chiSquareDivergence, {}],
    ["cauchySchwarzDivergence", cauchySchwarzDivergence, {}],
  ];
  it.each(cases)("%s is near its closed form", async (name, measure, options) => {
    const call = async (a: object, b: object, more: object): Promise<Estimate> =>
      measure(a as never, b as never, { ...options, ...more } as never);
    const truth = (await call(laws, second, {})).value;
    const found = await call(p, from, {});
    expect(Math.abs(found.value - truth)).toBeLessThan(0.12);
    expect(found.reason).toBeDefined();
    const fitted = await call(p, from, { estimator: "gaussian" });
    expect(Math.abs(fitted.value - truth)).toBeLessThan(0.1);
    if (name === "cauchySchwarzDivergence") return;
    const smooth = await call(p, from, { estimator: "kde" });
    expect(Math.abs(smooth.value - truth)).toBeLessThan(0.12);
  });

  it("bounded ones by kernel densities", async () => {
    const half = await jensenShannonDivergence(p, from);
    expect(half.estimator).toBe("kde");
    const [skewed, back] = [await skewDivergence(p, from), await skewDivergence(from, p)];
    expect(half.value).toBeCloseTo((skewed.value + back.value) / 2, 12);
    const one = await jensenShannonDivergence(p, from, { weights: [1, 0] });
    expect(one.value).toBeCloseTo(0, 12);
    const variation = await totalVariationDistance(p, from);
    expect(variation.value).toBeGreaterThan(half.value);
    expect(variation.value).toBeLessThan(1);
    const equal = { samples: q.map((value) => value + 3) };
    const ross = await jensenShannonDivergence(from, equal, { estimator: "ross", base: 2 });
    expect(ross.value).toBeGreaterThan(0.5);
  });

  it("names faults", async () => {
    await expect(klDivergence(p, laws as never)).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
    await expect(klDivergence(p, from, { estimator: "ksg1" as never })).rejects.toThrow(
      /wang-kulkarni-verdu/,
    );
    await expect(klDivergence(p, from, { k: 1801 })).rejects.toMatchObject({ code: "ERR_MARGINALS_RANGE" });
    await expect(renyiDivergence(p, from, { order: 9 })).rejects.toMatchObject({
      code: "ERR_MARGINALS_RANGE",
    });
    await expect(jensenShannonDivergence(p, from, { weights: [1, 1] })).rejects.toMatchObject({
      code: "ERR_MARGINALS_ARGUMENT",
    });
    await expect(jensenShannonDivergence(p, from, { estimator: "ross" })).rejects.toThrow(/shares/);
    await expect(klDivergence([0.5, 0.5], [0.5, 0.5], { estimator: "kde" })).rejects.toMatchObject({
      code: "ERR_MARGINALS_UNSUPPORTED",
    });
    expect(() => klDivergenceSync({ samples: ["a"] as never }, from)).toThrow(/numbers/);
  });
});

describe("wassersteinDistance", () => {
  it("is the closed form, of laws and of samples", async () => {
    const [p, q] = [
      {
        mean: [0, 0],
        covariance: [
          [4, 0],
          [0, 9],
        ],
      },
      {
        mean: [3, 4],
        covariance: [
          [1, 0],
          [0, 25],
        ],
      },
    ];
    const found = await wassersteinDistance(p, q);
    expect(found.value).toBeCloseTo(Math.sqrt(25 + 1 + 4), 12);
    expect(wassersteinDistanceSync(q, p).value).toBeCloseTo(found.value, 12);
    const moved = await wassersteinDistance({ samples: x }, { samples: x.map((value) => value + 2) });
    expect(moved.value).toBeCloseTo(2, 6);
    await expect(wassersteinDistance([0.5, 0.5] as never, [0.5, 0.5] as never)).rejects.toMatchObject({
      code: "ERR_MARGINALS_UNSUPPORTED",
    });
  });
});
