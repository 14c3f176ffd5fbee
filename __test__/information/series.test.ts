/** Measures of series against pyinform 0.2.0, antropy 0.2.3 and naive definitions. */
import {
  activeInformationStorage,
  approximateEntropy,
  blockEntropies,
  dispersionEntropy,
  entropyRate,
  entropyRateSync,
  excessEntropy,
  permutationEntropy,
  sampleEntropy,
  timeLaggedInformation,
  transferEntropy,
  transferEntropySync,
} from "marginals/information";
import { describe, expect, it } from "vitest";
import { naiveEntropy, random } from "./reference.ts";

const near = (value: number, expected: number, tolerance = 1e-12): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);

const next = random(9);
const x = Array.from({ length: 200 }, () => next(3));
const y = [0, ...Array.from({ length: 199 }, (_, at) => (next(3) > 0 ? x[at]! : next(3)))];
const z = Array.from({ length: 200 }, () => next(2));
const wave = Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / 5) + 0.1 * Math.cos(t * t));
const bits = { base: 2 };

describe("what the past tells", () => {
  it("has the values of pyinform", async () => {
    near((await transferEntropy(x, y, bits)).value, 0.7338829728170781);
    near((await transferEntropy(x, y, { ...bits, history: 2 })).value, 0.8462630191290094);
    near((await transferEntropy(x, y, { ...bits, conditions: { columns: [z] } })).value, 0.7674008694029759);
    near((await activeInformationStorage(y, { ...bits, history: 2 })).value, 0.03731559840316369);
    near((await blockEntropies(y, { ...bits, lengths: 3 })).values[0]!, 4.693779464586012);
    near((await entropyRate(y, { ...bits, estimator: "plug-in", history: 2 })).value, 1.5413875024050294);
    expect((await entropyRate(y, { estimator: "lz76" })).phrases).toBe(44);
  });

  it("subtracts the bias that shuffles show, the same for any threads", async () => {
    const options = { shuffles: 50, seed: 3, local: true };
    const found = await transferEntropy(z, y, options);
    expect(found.shuffled).toHaveLength(50);
    const mean = found.shuffled!.reduce((sum, one) => sum + one, 0) / 50;
    near(found.effective!, found.value - mean);
    expect(found.value).toBeGreaterThan(found.effective!);
    expect(found.samples).toBe(199);
    near(found.local!.reduce((sum, one) => sum + one, 0) / 199, found.value);
    for (const threads of [1, 2, 8])
      expect(transferEntropySync(z, y, { ...options, threads })).toEqual(found);
    near((await transferEntropy(z, y, { ...options, base: 2 })).effective!, found.effective! / Math.LN2);
  });

  it("keeps the delay", async () => {
    const late = [2, 0, 1, ...x.slice(0, -3)];
    const values = await Promise.all([1, 2, 3, 4].map((delay) => transferEntropy(x, late, { delay })));
    const best = values.map(({ value }) => value);
    expect(best.indexOf(Math.max(...best))).toBe(2);
  });

  it("is a difference of naive entropies", async () => {
    const pair = (lag: number): number => {
      const [now, then] = [x.slice(0, 200 - lag), y.slice(lag)];
      return naiveEntropy([now]) + naiveEntropy([then]) - naiveEntropy([now, then]);
    };
    const lags = [0, 1, 5];
    const { values } = await timeLaggedInformation(x, { target: y, lags });
    lags.forEach((lag, at) => near(values[at]!, pair(lag)));
    const [past, future] = [y.slice(0, 199), y.slice(1)];
    const expected = naiveEntropy([past]) + naiveEntropy([future]) - naiveEntropy([past, future]);
    near((await excessEntropy(y)).value, expected);
  });

  it("rates agree with a fair coin and a constant", async () => {
    const coin = Array.from({ length: 20_000 }, () => next(2));
    near((await entropyRate(coin, bits)).value, 1, 0.02);
    near((await entropyRate(coin, { ...bits, estimator: "lz76" })).value, 1, 0.1);
    expect(entropyRateSync(Array.from({ length: 50 }, () => "a")).value).toBe(0);
  });

  it("names what it does not take", async () => {
    const rejects = (promise: Promise<unknown>, argument: string): Promise<void> =>
      expect(promise).rejects.toMatchObject({ argument });
    await rejects(transferEntropy(x, y.slice(1)), "target");
    await rejects(transferEntropy([0, 1], [1, 0], { history: 2 }), "series");
    await rejects(transferEntropy(x, y, { missing: "drop" } as object), "missing");
    await rejects(transferEntropy([0.5, 1.5], [0, 1], { estimator: "plug-in" }), "source");
    await rejects(activeInformationStorage(x, { history: 0 }), "history");
    await rejects(entropyRate(x, { depth: 65 }), "depth");
    await rejects(transferEntropy(x, y, { local: true, estimator: "miller-madow" }), "local");
    await rejects(blockEntropies(x, { lengths: [] }), "lengths");
  });
});

describe("patterns", () => {
  it("have the values of antropy", async () => {
    near((await permutationEntropy(wave, bits)).value, 2.044641409917238);
    near((await permutationEntropy(wave, { order: 4, delay: 2, normalize: true })).value, 0.5512459528989226);
    near((await sampleEntropy(wave)).value, 0.5695332245927687, 1e-10);
    near((await approximateEntropy(wave)).value, 0.5078328332368356, 1e-10);
  });

  it("are bounded and exact at the ends", async () => {
    const line = Float64Array.from({ length: 50 }, (_, t) => t);
    expect((await permutationEntropy(line)).value).toBe(0);
    expect((await permutationEntropy(line, { weighted: true })).value).toBe(0);
    expect((await sampleEntropy(new Float64Array(20))).value).toBe(0);
    expect((await dispersionEntropy(new Float64Array(20))).value).toBe(0);
    const normal = (await dispersionEntropy(wave, { normalize: true })).value;
    expect(normal).toBeGreaterThan(0.5);
    expect(normal).toBeLessThanOrEqual(1);
    const ends = [1, 5, 2, 9, 1, 5, 3];
    expect((await sampleEntropy(ends, { tolerance: 0 })).value).toBe(Infinity);
    const none = sampleEntropy([1, 5, 2, 9, 4], { tolerance: 0 });
    await expect(none).rejects.toMatchObject({ argument: "tolerance" });
    await expect(sampleEntropy([1, 2])).rejects.toMatchObject({ argument: "series" });
    await expect(permutationEntropy([1, Number.NaN, 2])).rejects.toMatchObject({
      code: "ERR_MARGINALS_NON_FINITE",
    });
  });
});
