/** Kernel densities, entropies and informations through the public names, against sums written out here. */
import {
  densityModes,
  densityModesSync,
  entropy,
  entropySync,
  jensenShannonDivergence,
  jensenShannonDivergenceSync,
  kernelDensity,
  kernelDensitySync,
  klDivergence,
  mutualInformation,
  mutualInformationSync,
  type EntropyOptions,
} from "marginals/information";
import { describe, expect, it } from "vitest";

/** A deterministic sample near a normal law. */
function draws(count: number, seed: number): Float64Array {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return Float64Array.from({ length: count }, () => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += next();
    return sum - 6;
  });
}

const gaussian = (x: number, h: number): number =>
  Math.exp(-0.5 * (x / h) ** 2) / (h * Math.sqrt(2 * Math.PI));
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
const density = (samples: Float64Array, x: number, h: number): number =>
  sum(samples.map((sample) => gaussian(x - sample, h))) / samples.length;

describe("kernelDensity", () => {
  const samples = draws(300, 7);

  it("is the sum of its definition, at points and on a grid", async () => {
    const at = [-1, 0, 0.25, 3];
    const points = await kernelDensity(samples, { bandwidth: 0.3, at });
    at.forEach((x, i) => expect(points.density[i]).toBeCloseTo(density(samples, x, 0.3), 12));
    expect(points).toMatchObject({ kernel: "gaussian", rule: null, method: "exact", axes: [], warnings: [] });
    const grid = kernelDensitySync(samples, { bandwidth: 0.3, grid: 11, range: [-2, 2] });
    expect(grid.axes[0]).toHaveLength(11);
    grid.axes[0]?.forEach((x, i) => expect(grid.density[i]).toBeCloseTo(density(samples, x, 0.3), 12));
    const lattice = kernelDensitySync(samples, {
      bandwidth: 0.3,
      grid: 11,
      range: [-2, 2],
      method: "lattice",
    });
    lattice.density.forEach((value, i) =>
      expect(Math.abs(value - (grid.density[i] ?? 0))).toBeLessThan(1e-4),
    );
  });

  it("has Scott's and Silverman's bandwidths", () => {
    const mean = sum(samples) / 300;
    const deviation = Math.sqrt(sum(samples.map((x) => (x - mean) ** 2)) / 299);
    const bandwidth = (rule: "scott" | "silverman"): number =>
      kernelDensitySync(samples, { bandwidth: rule }).bandwidth[0] ?? 0;
    expect(bandwidth("scott")).toBeCloseTo(deviation * 300 ** -0.2, 12);
    expect(bandwidth("silverman")).toBeCloseTo(deviation * 225 ** -0.2, 12);
  });

  it("scales compact kernels by half-width or deviation", () => {
    const by = (bandwidthUnit: "half-width" | "standard-deviation", bandwidth: number): Float64Array =>
      kernelDensitySync(samples, { kernel: "epanechnikov", bandwidth, bandwidthUnit, at: [0.1, 0.2] })
        .density;
    const half = by("half-width", 0.5);
    by("standard-deviation", 0.5 / Math.sqrt(5)).forEach((value, i) =>
      expect(value).toBeCloseTo(half[i] ?? 0, 12),
    );
  });

  it("takes rows of two columns, weights, bounds and adaptive widths", () => {
    const rows = { data: draws(400, 3), rows: 200, cols: 2 };
    const plane = kernelDensitySync(rows, { grid: [20, 30], weights: new Float64Array(200).fill(0.5) });
    expect(plane.density).toHaveLength(600);
    expect(plane.axes.map(({ length }) => length)).toEqual([20, 30]);
    expect(plane.effectiveSamples).toBeCloseTo(200, 9);
    const cut = kernelDensitySync(samples.map(Math.abs), { bounds: [0, null], at: [-0.1, 0] });
    expect(cut.density[0]).toBe(0);
    expect(cut.density[1]).toBeGreaterThan(0.5);
    expect(kernelDensitySync(samples, { adaptive: true }).factors).toHaveLength(300);
  });

  it("names what is wrong", async () => {
    await expect(kernelDensity(samples, { kernel: "gausian" as never })).rejects.toThrow(/did you mean/);
    await expect(kernelDensity([1, 1, 1])).rejects.toMatchObject({ code: "ERR_MARGINALS_RANGE" });
    await expect(kernelDensity([1, Infinity])).rejects.toMatchObject({ code: "ERR_MARGINALS_NON_FINITE" });
    await expect(kernelDensity([1, Number.NaN])).rejects.toMatchObject({ code: "ERR_MARGINALS_MISSING" });
    await expect(kernelDensity(samples, { bandwidth: 0 })).rejects.toMatchObject({ argument: "bandwidth" });
    await expect(kernelDensity(samples, { at: [1], grid: 3 })).rejects.toMatchObject({ argument: "grid" });
    await expect(kernelDensity(samples, { bounds: [5, 6] })).rejects.toMatchObject({ argument: "bounds" });
    await expect(kernelDensity(samples, { weights: [1] })).rejects.toMatchObject({ argument: "weights" });
  });
});

describe("the estimator 'kde'", () => {
  it("of an entropy is the mean over the samples", async () => {
    const samples = draws(500, 11);
    const each = samples.map((x) => -Math.log(density(samples, x, 0.4)));
    const options = { estimator: "kde", bandwidth: 0.4, local: true } as const;
    const found = await entropy({ samples }, options);
    expect(found.value).toBeCloseTo(sum(each) / 500, 10);
    expect(found.local?.[3]).toBeCloseTo(each[3] ?? 0, 10);
    expect(entropySync({ samples }, { ...options, base: 2 }).value).toBeCloseTo(found.value / Math.LN2, 12);
    const left = await entropy({ samples }, { ...options, form: "leave-one-out" });
    const without = samples.map((x) => -Math.log((density(samples, x, 0.4) * 500 - gaussian(0, 0.4)) / 499));
    expect(left.value).toBeCloseTo(sum(without) / 500, 10);
    const integral = await entropy({ samples }, { estimator: "kde", form: "integral" });
    // A normal law has ½ ln 2πe = 1.4189.
    expect(Math.abs(integral.value - 1.4189)).toBeLessThan(0.1);
  });

  it("of mutual information is near the closed form of a normal pair", async () => {
    const x = draws(1000, 5);
    const noise = draws(1000, 1_000_003);
    const y = x.map((value, i) => 0.8 * value + 0.6 * (noise[i] ?? 0));
    const found = await mutualInformation(x, y, { estimator: "kde" });
    expect(Math.abs(found.value + 0.5 * Math.log(1 - 0.64))).toBeLessThan(0.06);
    expect(found.estimator).toBe("kde");
    const sync = mutualInformationSync(x, y, { estimator: "kde", threads: 1 });
    expect(sync.value).toBe(found.value);
    const classes = Array.from(noise, (value) => (value > 0 ? "high" : "low"));
    const told = await mutualInformation(classes, noise, { estimator: "kde" });
    expect(Math.abs(told.value - Math.LN2)).toBeLessThan(0.15);
  });
});

describe("divergences of samples by kernel densities", () => {
  it("is the mean of log-ratios of densities", async () => {
    const x = draws(120, 3);
    const y = draws(150, 17).map((value) => 1.5 * value + 0.5);
    const found = await klDivergence(
      { samples: x },
      { samples: y },
      { estimator: "kde", bandwidth: 0.5, local: true },
    );
    const each = x.map((value) =>
      Math.log((density(x, value, 0.5) * 120 - gaussian(0, 0.5)) / 119 / density(y, value, 0.5)),
    );
    expect(found.value).toBeCloseTo(sum(each) / 120, 12);
    expect(found.local?.[5]).toBeCloseTo(each[5] ?? 0, 12);
    const both = [await jensenShannonDivergence({ samples: x }, { samples: y })];
    both.push(jensenShannonDivergenceSync({ samples: y }, { samples: x }));
    expect(both[0]?.value).toBeCloseTo(both[1]?.value ?? 0, 12);
    expect(both[0]?.value).toBeGreaterThan(0);
    const wide = klDivergence({ samples: x }, { samples: [[1, 2]] });
    await expect(wide).rejects.toMatchObject({ code: "ERR_MARGINALS_SHAPE" });
  });
});

describe("the option bins", () => {
  it("counts values by their intervals", async () => {
    const samples = Float64Array.from({ length: 64 }, (_, i) => i + 0.5);
    const bits = async (bins: EntropyOptions["bins"]): Promise<number> =>
      (await entropy({ samples }, { bins, estimator: "plug-in", base: 2 })).value;
    expect(await bits(4)).toBeCloseTo(2, 12);
    expect(await bits({ method: "equal-width", bins: 8 })).toBeCloseTo(3, 12);
    expect(await bits("sturges")).toBeCloseTo(2.8, 1);
    const x = draws(512, 9);
    const told = await mutualInformation(x, x, { bins: 8, estimator: "plug-in" });
    expect(told.value).toBeCloseTo(Math.log(8), 2);
    await expect(entropy({ samples }, { bins: "mdlp" as never, estimator: "plug-in" })).rejects.toMatchObject(
      {
        argument: "bins",
      },
    );
    await expect(entropy({ samples }, { bins: 0, estimator: "plug-in" })).rejects.toThrow(/1\.\.=16777216/);
  });
});

describe("densityModes", () => {
  it("finds the clusters, and keeps its promise when it searches in few dimensions", async () => {
    const noise = draws(5 * 300, 3);
    const rows = Array.from({ length: 300 }, (_, row) =>
      Array.from(noise.subarray(5 * row, 5 * row + 5), (value) => value + (row % 3 === 0 ? 8 : 0)),
    );
    const found = await densityModes(rows, { bandwidth: 1.5 });
    expect([...found.starts]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(sum(found.starts)).toBe(256);
    found.points.forEach((point, at) =>
      point.forEach((value) => expect(Math.abs(value - (at === 0 ? 0 : 8))).toBeLessThan(1)),
    );
    const at = kernelDensitySync(rows, { bandwidth: 1.5, at: found.points.map((point) => [...point]) });
    at.density.forEach((value, i) => expect((found.densities[i] ?? 0) / value).toBeCloseTo(1, 9));
    const few = densityModesSync(rows, { bandwidth: 1.5, dimensions: 3, seed: 4 });
    few.bounds?.forEach((bound, i) => expect(few.densities[i]).toBeGreaterThanOrEqual(bound * (1 - 1e-9)));
    expect(few.stretch).toBeGreaterThanOrEqual(1);
    await expect(densityModes(rows, { dimensions: 5 })).rejects.toMatchObject({ argument: "dimensions" });
  });
});
