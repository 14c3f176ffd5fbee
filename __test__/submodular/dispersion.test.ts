import { describe, expect, test } from "vitest";
import {
  cut,
  disparityMin,
  disparityMinSum,
  disparitySum,
  graphCoverage,
  graphCut,
  logDeterminant,
  maximize,
  maximizeSync,
  mixture,
  modular,
  saturatedCoverage,
  setCover,
  type DisparityOptions,
  type NativeSetFunction,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

const rows = [
  [1, 0.2],
  [0.9, 0.4],
  [0.1, 1],
  [0.5, 0.5],
];
const sets = [[], [0], [2, 0], [1, 3], [3, 1, 0, 2]];
const values = (f: NativeSetFunction): number[] => sets.map((set) => f.valueSync(set));
const close = (found: readonly number[], expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at]!, 10);
};
const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, entry, at) => sum + entry * y[at]!, 0);
const cosine = (a: number, b: number): number =>
  dot(rows[a]!, rows[b]!) / Math.sqrt(dot(rows[a]!, rows[a]!) * dot(rows[b]!, rows[b]!));
const distance = (a: number, b: number): number => Math.hypot(...rows[a]!.map((x, at) => x - rows[b]![at]!));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);
const everyone = [0, 1, 2, 3];
const given = everyone.map((a) => everyone.map((b) => cosine(Math.min(a, b), Math.max(a, b))));

describe("graph cut", () => {
  const direct = (lambda: number): number[] =>
    sets.map((set) => {
      const cover = sum(set.flatMap((a) => everyone.map((i) => cosine(i, a))));
      return cover - lambda * sum(set.flatMap((a) => set.map((b) => cosine(a, b))));
    });

  test("is representation less redundancy, from rows and from similarities", () => {
    close(values(graphCut(rows)), direct(0.5));
    close(values(graphCut(rows, { metric: "cosine", lambda: 2 })), direct(2));
    close(values(graphCut(given, { metric: "precomputed", lambda: 1 })), direct(1));
    const represented = graphCut(rows, { metric: "dot", lambda: 0, represented: [[1, 1]] });
    close(
      values(represented),
      sets.map((set) => sum(set.map((a) => sum(rows[a]!)))),
    );
  });

  test("says what was clamped and refuses what it was told to refuse", async () => {
    const f = graphCut(
      [
        [1, 0],
        [-1, 0.1],
        [0, 1],
      ],
      { lambda: 0.4 },
    );
    expect((await maximize(f, { size: 2 })).warnings.join()).toContain("2 similarities below 0 counted as 0");
    expect(await rejected(maximize(graphCut([[1], [-1]], { metric: "dot" }), { size: 1 }))).toEqual([
      "RANGE",
      expect.stringContaining("maximize(): matrix must be a similarity without entries below 0"),
    ]);
    const skew = graphCut(
      [
        [1, 0.5],
        [0.2, 1],
      ],
      { metric: "precomputed" },
    );
    expect(thrown(() => skew.valueSync([0]))[0]).toBe("ARGUMENT");
    expect(thrown(() => graphCut(rows, { lambda: -1 }))).toEqual([
      "RANGE",
      "graphCut(): lambda must be a finite number at least 0, received -1",
    ]);
  });
});

describe("log-determinant", () => {
  /** det by expansion along the first row. */
  const determinant = (matrix: readonly (readonly number[])[]): number =>
    matrix.length === 0
      ? 1
      : sum(
          matrix[0]!.map(
            (entry, at) =>
              (at % 2 === 0 ? entry : -entry) *
              determinant(matrix.slice(1).map((row) => row.filter((_, column) => column !== at))),
          ),
        );
  const direct = (regularization: number): number[] =>
    sets.map((set) =>
      Math.log(determinant(set.map((a) => set.map((b) => cosine(a, b) + (a === b ? regularization : 0))))),
    );

  test("is the logarithm of a determinant, from rows and from a kernel", () => {
    close(values(logDeterminant(rows)), direct(1));
    close(values(logDeterminant(rows, { regularization: 0.1 })), direct(0.1));
    close(values(logDeterminant(given, { metric: "precomputed", regularization: 0.1 })), direct(0.1));
  });

  test("has a guarantee where the regularization makes it monotone", async () => {
    const best = await maximize(logDeterminant(rows), { size: 2 });
    expect(best.indices).toHaveLength(2);
    expect(best.guarantee).not.toBeNull();
    expect(best.method).toBe("on-the-fly");
    // ln(1 + 0.01) > 0 > ln 0.01: a copy is worth less than nothing.
    const copies = maximizeSync(logDeterminant([[1], [2]], { regularization: 0.01 }), { size: 2 });
    expect([copies.indices, copies.stopped]).toEqual([Uint32Array.of(0), "no-gain"]);
  });

  test("refuses what is no kernel", () => {
    const none = logDeterminant(
      [
        [1, 2],
        [2, 1],
      ],
      { metric: "precomputed", regularization: 0.1 },
    );
    expect(thrown(() => none.valueSync([0, 1]))).toEqual([
      "RANGE",
      expect.stringContaining("valueSync(): matrix must be a positive semi-definite kernel"),
    ]);
    expect(thrown(() => logDeterminant(rows, { regularization: 0 }))[0]).toBe("RANGE");
  });
});

describe("saturated coverage", () => {
  test("stops at a fraction of the whole", () => {
    const direct = (fraction: number, weights: readonly number[]): number[] =>
      sets.map((set) =>
        sum(
          everyone.map((i) => {
            const cap = fraction * sum(everyone.map((v) => cosine(i, v)));
            return weights[i]! * Math.min(cap, sum(set.map((a) => cosine(i, a))));
          }),
        ),
      );
    close(values(saturatedCoverage(rows)), direct(0.25, [1, 1, 1, 1]));
    const options = { fraction: 0.4, weights: [1, 2, 0, 1] };
    close(values(saturatedCoverage(rows, options)), direct(0.4, options.weights));
    close(
      values(saturatedCoverage(given, { metric: "precomputed", ...options })),
      direct(0.4, options.weights),
    );
  });
});

describe("disparity", () => {
  const pairs = (set: readonly number[]): number[] =>
    set.flatMap((a, at) => set.slice(at + 1).map((b) => distance(a, b)));
  const nearest = (set: readonly number[]): number[] =>
    set.map((a) => Math.min(...set.filter((b) => b !== a).map((b) => distance(a, b))));
  const spread = (of: (set: readonly number[]) => number): number[] =>
    sets.map((set) => (set.length < 2 ? 0 : of(set)));

  test.each<[string, DisparityOptions, unknown]>([
    ["rows", {}, rows],
    ["distances", { metric: "precomputed" }, everyone.map((a) => everyone.map((b) => distance(a, b)))],
  ])("sum, min and min-sum of %s", (_, options, matrix) => {
    close(
      values(disparitySum(matrix as number[][], options)),
      spread((set) => sum(pairs(set))),
    );
    close(
      values(disparityMin(matrix as number[][], options)),
      spread((set) => Math.min(...pairs(set))),
    );
    close(
      values(disparityMinSum(matrix as number[][], options)),
      spread((set) => sum(nearest(set))),
    );
  });

  test("under other distances", () => {
    expect(disparitySum(rows, { metric: "cosine" }).valueSync([0, 2])).toBeCloseTo(1 - cosine(0, 2), 12);
    const square = disparitySum(rows, { metric: "squared-euclidean" }).valueSync([0, 2]);
    expect(square).toBeCloseTo(distance(0, 2) ** 2, 12);
  });

  test("greedy for the least distance goes to the farthest point", () => {
    const { indices, value } = maximizeSync(
      disparityMin([[0], [1], [5], [9]]),
      { size: 3 },
      { exactSize: true },
    );
    expect([indices, value]).toEqual([Uint32Array.of(0, 3, 2), 4]);
  });

  test("refuses what is no distance", () => {
    expect(
      thrown(() =>
        disparitySum(
          [
            [0, 1],
            [2, 0],
          ],
          { metric: "precomputed" },
        ),
      ),
    ).toEqual([
      "ARGUMENT",
      "disparitySum(): matrix must be a symmetric matrix of distances with zeros on the diagonal, " +
        "received another at row 1, column 0",
    ]);
    expect(thrown(() => disparityMin([[0, 0]], { metric: "cosine" }))[0]).toBe("RANGE");
  });
});

describe("graphs", () => {
  const edges = [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 0],
    [0, 2],
  ] as const;

  test("a cut is the weight of the edges that leave", () => {
    close(values(cut({ edges })), [0, 3, 4, 4, 0]);
    const weighted = cut({ edges: { from: [0, 1], to: [1, 2] }, weights: [2, 3], vertices: 4 });
    expect([weighted.groundSize, weighted.valueSync([1]), weighted.valueSync([0, 1])]).toEqual([4, 5, 3]);
    const best = maximizeSync(cut({ edges }), undefined, { algorithm: "double-greedy" });
    expect(best.value).toBeGreaterThanOrEqual(2);
  });

  test("coverage reaches so many hops", async () => {
    const path = {
      edges: [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ] as const,
    };
    const reached = [0, 1, 2, 4].map((hops) => graphCoverage(path, { hops }).valueSync([1]));
    expect(reached).toEqual([1, 3, 4, 5]);
    const f = await graphCoverage(path, {
      weights: [1, 2, 4, 8, 16],
      names: ["a", "b", "c", "d", "e"],
    }).prepare();
    expect(f.valueSync(["e"])).toBe(24);
  });

  test("refuses what is no graph", () => {
    expect(thrown(() => cut({ edges, vertices: 3 }))).toEqual([
      "RANGE",
      "cut(): graph.edges must be between vertices below 3, received 3",
    ]);
    expect(thrown(() => cut({ edges: [[0, 1]], weights: [-1] }))).toEqual([
      "RANGE",
      "cut(): graph.weights[0] must be a finite number at least 0, received -1",
    ]);
    expect(thrown(() => cut({ edges: [[0, 1, 2]] as never }))[0]).toBe("SHAPE");
    expect(thrown(() => cut({ edges: [] }))[0]).toBe("RANGE");
  });
});

describe("mixture", () => {
  const cover = setCover({ sets: [[0, 1], [1, 2], [3]] });

  test("is a weighted sum that outlives its terms", () => {
    const weights = modular([1, 2, 3]);
    const f = mixture([{ f: cover, weight: 2 }, { f: weights }]);
    weights.dispose();
    expect([f.valueSync([]), f.valueSync([0, 1]), f.valueSync([2])]).toEqual([0, 9, 5]);
    expect(maximizeSync(f, { size: 2 })).toMatchObject({ indices: Uint32Array.of(1, 2), value: 11 });
    expect(maximizeSync(f, { size: 2 }).bound).not.toBeNull();
  });

  test("with a negative weight is of unknown structure, unless the term is modular", () => {
    const less = maximizeSync(mixture([{ f: modular([9, 9, 9]) }, { f: cover, weight: -1 }]), { size: 2 });
    expect(less.value).toBe(15);
    const costs = mixture([{ f: cover }, { f: modular([0.5, 0.5, 2]), weight: -1 }]);
    expect(maximizeSync(costs, { size: 3 }, { algorithm: "greedy" }).indices).toEqual(Uint32Array.of(0, 1));
  });

  test("refuses terms that do not fit", () => {
    expect(thrown(() => mixture([{ f: cover }, { f: modular([1]) }]))).toEqual([
      "SHAPE",
      "mixture(): terms[1].f must be a function of 3 elements, as the first, received 1 elements",
    ]);
    expect(thrown(() => mixture([]))[0]).toBe("ARGUMENT");
    expect(thrown(() => mixture([{ f: cover, weight: Infinity }]))[0]).toBe("NON_FINITE");
  });
});
