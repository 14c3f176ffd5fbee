import { describe, expect, test } from "vitest";
import {
  facilityLocation,
  maximize,
  maximizeSync,
  type FacilityLocationOptions,
  type SimilarityMetric,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

/** Numbers in (−1, 1) without a pattern, each a single-precision number. */
function numbers(seed: number, length: number): number[] {
  let x = seed | 1;
  return Array.from({ length }, () => {
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return Math.fround(((x ^ (x >>> 14)) >>> 0) / 2 ** 31 - 1);
  });
}

const rowsOf = (data: readonly number[], cols: number): number[][] =>
  Array.from({ length: data.length / cols }, (_, row) => data.slice(row * cols, (row + 1) * cols));

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, a, k) => sum + a * y[k]!, 0);
const square = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, a, k) => sum + (a - y[k]!) ** 2, 0);

const formulas: Record<
  Exclude<SimilarityMetric, "precomputed" | "jaccard">,
  (x: readonly number[], y: readonly number[]) => number
> = {
  cosine: (x, y) => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)),
  dot,
  euclidean: (x, y) => 1 / (1 + Math.sqrt(square(x, y))),
  "squared-euclidean": (x, y) => 1 / (1 + square(x, y)),
  rbf: (x, y) => Math.exp(-square(x, y) / x.length),
  laplacian: (x, y) => Math.exp(-Math.sqrt(square(x, y)) / x.length),
  "squared-cosine": (x, y) => dot(x, y) ** 2 / (dot(x, x) * dot(y, y)),
};

const naive = (matrix: readonly (readonly number[])[], set: readonly number[]): number =>
  matrix.reduce((sum, row) => sum + Math.max(0, ...set.map((element) => row[element]!)), 0);

const cols = 6;
const points = rowsOf(numbers(7, 40 * cols), cols);
const others = rowsOf(numbers(8, 25 * cols), cols);

describe("values", () => {
  test.each(Object.entries(formulas))("%s is its formula in every form", async (metric, formula) => {
    const set = [3, 17, 31];
    for (const method of ["dense", "sparse", "on-the-fly"] as const) {
      for (const represented of [undefined, others]) {
        const options: FacilityLocationOptions = {
          metric: metric as SimilarityMetric,
          negative: "clamp",
          method,
          represented,
        };
        const wanted = naive(
          (represented ?? points).map((row) => points.map((element) => formula(row, element))),
          set,
        );
        const f = facilityLocation(points, options);
        expect(f.groundSize).toBe(40);
        expect(f.valueSync(set)).toBeCloseTo(wanted, 10);
        expect(await f.value([...set].reverse())).toBe(f.valueSync(set));
        const single = facilityLocation(
          points.map((row) => Float32Array.from(row)),
          { ...options, represented: represented?.map((row) => Float32Array.from(row)) },
        );
        expect(single.valueSync(set)).toBeCloseTo(wanted, 4);
      }
    }
  });

  test("of a precomputed matrix, dense or sparse", () => {
    const matrix = [
      [1, 0.5, 0],
      [0, 0.25, 2],
    ];
    const sparse = {
      data: [1, 0.5, 0.25, 2],
      indices: [0, 1, 1, 2],
      indptr: [0, 2, 4],
      rows: 2,
      cols: 3,
    };
    for (const given of [matrix, sparse]) {
      const f = facilityLocation(given, { metric: "precomputed" });
      expect(f.groundSize).toBe(3);
      expect([f.valueSync([]), f.valueSync([1]), f.valueSync([0, 2])]).toEqual([0, 0.75, 3]);
    }
  });

  test("of sparse rows and of sets", () => {
    const rows = { data: [1, 1, 1, 1, 1], indices: [0, 1, 1, 2, 2], indptr: [0, 2, 4, 5], rows: 3, cols: 3 };
    const f = facilityLocation(rows, { metric: "jaccard" });
    expect(f.valueSync([1])).toBeCloseTo(1 / 3 + 1 + 1 / 2, 12);
    expect(maximizeSync(f, { size: 1 })).toMatchObject({ indices: Uint32Array.of(1), method: "sparse" });
  });

  test("weights count rows, and a sample stands for all", () => {
    const weights = points.map((_, row) => row % 3);
    const weighted = facilityLocation(points, { metric: "euclidean", weights });
    const wanted = points.reduce((sum, row, i) => sum + weights[i]! * formulas.euclidean(row, points[5]!), 0);
    expect(weighted.valueSync([5])).toBeCloseTo(wanted, 10);
    const estimates = Array.from({ length: 60 }, (_, seed) =>
      facilityLocation(points, { metric: "euclidean", weights, sample: 10, seed }).valueSync([5]),
    );
    const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length;
    expect(Math.abs(mean / wanted - 1)).toBeLessThan(0.15);
    expect(new Set(estimates).size).toBeGreaterThan(40);
  });
});

describe("selections", () => {
  test("have the same bits in every form, for any threads, sync and async", async () => {
    const matrix = { data: Float32Array.from(numbers(3, 500 * 12)), rows: 500, cols: 12 };
    const answers = [];
    for (const method of ["dense", "sparse", "on-the-fly"] as const) {
      const f = facilityLocation(matrix, { method });
      for (const threads of [1, 2, 8]) {
        for (const algorithm of ["greedy", "lazy-greedy"] as const) {
          const { indices, gains, value } = await maximize(f, { size: 12 }, { threads, algorithm });
          answers.push({ indices, gains, value });
        }
      }
      const { indices, gains, value } = maximizeSync(f, { size: 12 });
      answers.push({ indices, gains, value });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test("say the method, what was clamped and what was left out", async () => {
    const run = async (options: FacilityLocationOptions) =>
      maximize(facilityLocation(points, options), { size: 2 });
    const auto = await run({});
    expect(auto.method).toBe("dense");
    expect(auto.warnings).toContainEqual(expect.stringMatching(/^\d+ of 1600 similarities are below 0/));
    expect((await run({ method: "on-the-fly" })).method).toBe("on-the-fly");
    const few = await run({ neighbors: 5, metric: "rbf" });
    expect(few.method).toBe("sparse");
    expect(few.warnings[0]).toMatch(/5 most similar/);
    expect((await run({ sample: 9, metric: "rbf" })).warnings[0]).toMatch(/9 of 40/);
    expect((await run({ metric: "euclidean" })).warnings).toEqual([]);
    expect(JSON.parse(JSON.stringify(auto))).toMatchObject({ method: "dense" });
  });

  test("carry greedy's promise and a bound", async () => {
    const chosen = await maximize(facilityLocation(points, { metric: "euclidean" }), { size: 4 });
    expect(chosen.guarantee?.ratio).toBeGreaterThan(0.63);
    expect(chosen.bound).toBeGreaterThanOrEqual(chosen.value);
    expect(chosen.stopped).toBe("size");
  });

  test("are of a snapshot", async () => {
    const data = Float64Array.from(points.flat());
    const f = facilityLocation({ data, rows: 40, cols }, { metric: "rbf" });
    const before = facilityLocation(points, { metric: "rbf" }).valueSync([1, 2]);
    data.fill(0);
    expect(await f.value([1, 2])).toBe(before);
    const moved = Float64Array.from(points.flat());
    const other = facilityLocation({ data: moved, rows: 40, cols }, { metric: "rbf", transfer: true });
    expect(moved.length).toBe(0);
    expect((await other.prepare()).valueSync([1, 2])).toBe(before);
    other.dispose();
    await expect(other.value([0])).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
  });

  test("stop soon after an abort", async () => {
    const rows = 50_000;
    const f = facilityLocation({
      data: Float32Array.from({ length: rows * 32 }, (_, i) => Math.sin(i * i)),
      rows,
      cols: 32,
    });
    await f.prepare();
    const controller = new AbortController();
    const running = maximize(f, { size: 50 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("faults", () => {
  test.each([
    [[[1, Number.NaN]], {}, "NON_FINITE", /NaN in row 0, column 1/],
    [
      [
        [1, 2],
        [Infinity, 1],
      ],
      {},
      "NON_FINITE",
      /row 1, column 0/,
    ],
    [[[1, 2], [1]], {}, "SHAPE", /row of length 2/],
    [[], {}, "SHAPE", /at least one row/],
    [[[1]], { metric: "cosin" }, "ARGUMENT", /cosine/],
    [[[1]], { neighbors: 2 }, "RANGE", /1\.\.=1/],
    [[[1]], { neighbors: 0 }, "RANGE", /neighbors/],
    [[[1]], { neighbors: 1, method: "dense" }, "ARGUMENT", /neighbors must be absent/],
    [[[1]], { gamma: 1 }, "ARGUMENT", /gamma must be absent/],
    [[[1]], { metric: "rbf", gamma: 0 }, "RANGE", /gamma/],
    [[[1]], { represented: [[1, 2]] }, "SHAPE", /1 columns/],
    [[[1]], { metric: "precomputed", represented: [[1]] }, "ARGUMENT", /represented must be absent/],
    [[[1]], { sample: 2 }, "RANGE", /1\.\.=1/],
    [[[1]], { weights: [1, 2] }, "SHAPE", /weights must be of length 1 \(represented rows\), received 2/],
    [[[1]], { weights: [-1] }, "RANGE", /weights\[0\] must be a finite number at least 0, received -1/],
    [[[1]], { weights: [Number.NaN] }, "NON_FINITE", /weights\[0\]/],
    [[[1]], { nieghbors: 2 }, "ARGUMENT", /neighbors/],
  ] as const)("%j with %j", (matrix, options, code, message) => {
    const [found, text] = thrown(() => facilityLocation(matrix as never, options as never));
    expect(found).toBe(code);
    expect(text).toMatch(message);
  });

  test("that jobs find", async () => {
    const job = async (matrix: number[][], options: FacilityLocationOptions) =>
      rejected(maximize(facilityLocation(matrix, options), { size: 1 }));
    expect((await job([[1], [0]], {}))[1]).toMatch(/zeros in row 1/);
    expect((await job([[1], [-1]], { metric: "dot" }))[1]).toMatch(/-1 for rows 0 and 1|-1 for rows 1 and 0/);
    expect((await job([[1, -2]], { metric: "precomputed" }))[1]).toMatch(/-2 for rows 0 and 1/);
    expect((await job([[1]], { metric: "precomputed", method: "on-the-fly" }))[1]).toMatch(/precomputed/);
  });
});
