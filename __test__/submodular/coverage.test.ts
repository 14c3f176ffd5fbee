import { describe, expect, test } from "vitest";
import {
  checkStructureSync,
  concaveOverModular,
  featureBased,
  maximize,
  maximizeSync,
  probabilisticSetCover,
  setCover,
  type NativeSetFunction,
} from "marginals/submodular";
import { thrown } from "../foundation/thrown.ts";

const features = [
  [4, 0, 1],
  [3, 1, 0],
  [0, 2, 2],
  [0, 0, 3],
];
const sum = (of: readonly number[], column: number): number =>
  of.reduce((total, row) => total + features[row]![column]!, 0);
const sets = [[], [0], [2, 0], [1, 3], [3, 1, 0, 2]];

/** f on a few sets. */
const values = (f: NativeSetFunction): number[] => sets.map((set) => f.valueSync(set));

/** Σ over the three columns of g of the column's sum. */
const direct = (g: (x: number) => number, weights = [1, 1, 1]): number[] =>
  sets.map((set) => weights.reduce((total, weight, column) => total + weight * g(sum(set, column)), 0));

const close = (found: readonly number[], expected: readonly number[], digits = 12): void => {
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at]!, digits);
};

describe("a feature-based function", () => {
  test.each([
    ["sqrt", Math.sqrt],
    ["log1p", Math.log1p],
    ["saturating", (x: number) => x / (1 + x)],
    ["min", (x: number) => Math.min(x, 1)],
    [{ power: 0.25 }, (x: number) => x ** 0.25],
  ] as const)("with g = %j", (concave, g) => {
    close(values(featureBased(features, { concave })), direct(g));
    close(values(featureBased(features, { concave, weights: [2, 0, 0.5] })), direct(g, [2, 0, 0.5]));
  });

  test("takes every form of a matrix", () => {
    const expected = direct(Math.sqrt);
    const flat = features.flat();
    close(values(featureBased({ data: Float32Array.from(flat), rows: 4, cols: 3 })), expected);
    close(values(featureBased({ data: flat, dims: [4, 3] })), expected);
    close(values(featureBased(features.map((row) => Float32Array.from(row)))), expected);
    const sparse = {
      data: [4, 1, 1, 3, 2, 2, 3],
      indices: [0, 2, 1, 0, 2, 1, 2],
      indptr: [0, 2, 4, 6, 7],
      rows: 4,
      cols: 3,
    };
    close(values(featureBased(sparse)), expected);
    close(
      values(featureBased(features, { concave: "min", cap: 2.5 })),
      direct((x) => Math.min(x, 2.5)),
    );
  });

  test("knows its structure, keeps names, takes memory over when asked", async () => {
    const data = Float64Array.from(features.flat());
    const f = featureBased({ data, rows: 4, cols: 3 }, { names: ["a", "b", "c", "d"], transfer: true });
    expect(data).toHaveLength(0);
    expect(f.valueSync(["a"])).toBe(3);
    const { submodular, monotone } = checkStructureSync(f);
    expect([submodular.holds, monotone]).toEqual([true, "increasing"]);
    const best = await maximize(f, { size: 2 });
    expect(best.guarantee?.ratio).toBeGreaterThanOrEqual(1 - 1 / Math.E);
    expect(best.bound).toBeGreaterThanOrEqual(best.value);
    expect(maximizeSync(f, { size: 2 }, { algorithm: "greedy" }).indices).toEqual(best.indices);
  });

  test.each<[() => unknown, string, string]>([
    [
      () =>
        featureBased([
          [1, 2],
          [0, -1],
        ]),
      "RANGE",
      "featureBased(): matrix must be of numbers of at least 0, received -1 at row 1, column 1",
    ],
    [
      () => featureBased([[1, NaN]]),
      "NON_FINITE",
      "featureBased(): matrix must be of finite numbers, received NaN at row 0, column 1",
    ],
    [
      () => featureBased(features, { concave: { power: 2 } }),
      "RANGE",
      "featureBased(): concave.power must be a finite number above 0 and at most 1, received 2",
    ],
    [
      () => featureBased(features, { cap: 2 }),
      "ARGUMENT",
      "featureBased(): cap must be left out (only concave: 'min' has one), received a cap",
    ],
    [
      () => featureBased(features, { weights: [1, 1] }),
      "SHAPE",
      "featureBased(): weights must be of length 3 (columns of the matrix), received 2",
    ],
    [
      () => featureBased(features, { weights: [1, 1, -1] }),
      "RANGE",
      "featureBased(): weights[2] must be a finite number at least 0, received -1",
    ],
    [
      () => featureBased([]),
      "SHAPE",
      "featureBased(): matrix must be a matrix of at least one row, received 0 rows",
    ],
  ])("refuses %s", (call, code, message) => {
    expect(thrown(call)).toEqual([code, message]);
  });
});

describe("concave over modular", () => {
  test("sums within groups", () => {
    const input = { groups: ["x", "y", "x", "z"], values: [4, 9, 5, 1], weights: { y: 2 } };
    expect(values(concaveOverModular(input))).toEqual([0, 2, 3, 7, 10]);
    expect(concaveOverModular({ groups: [7, 7, 8] }).valueSync([0, 1, 2])).toBeCloseTo(Math.SQRT2 + 1, 12);
    expect(values(concaveOverModular({ ...input, concave: "min", cap: 4 }))).toEqual([0, 4, 4, 9, 13]);
  });

  test("refuses weights of no group", () => {
    expect(thrown(() => concaveOverModular({ groups: ["x"], weights: { y: 2 } }))).toEqual([
      "ARGUMENT",
      "concaveOverModular(): weights must be numbers by the labels of the groups, received 'y'",
    ]);
  });
});

describe("set cover", () => {
  const lists = [[0, 1], [1, 2, 3], [3, 4], [0]];

  test("counts what is covered, once", () => {
    const f = setCover({ sets: lists });
    expect(f.valueSync([])).toBe(0);
    expect(f.valueSync([0, 1])).toBe(4);
    expect(f.valueSync([0, 3])).toBe(2);
    const weighted = setCover({ sets: lists, weights: [1, 2, 4, 8, 16, 32] });
    expect(weighted.valueSync([0, 1, 2])).toBe(31);
    const indptr = [0, 2, 5, 7, 8];
    const sparse = { data: Array<number>(8).fill(1), indices: lists.flat(), indptr, rows: 4, cols: 9 };
    expect(setCover({ sets: sparse }).valueSync([1, 2])).toBe(4);
    expect(setCover({ sets: { ...sparse, data: [1, 0, 1, 1, 1, 1, 1, 1] } }).valueSync([0])).toBe(1);
  });

  test("says in which form it computes", () => {
    expect(maximizeSync(setCover({ sets: lists }), { size: 2 })).toMatchObject({ value: 4, method: "dense" });
    const wide = setCover({ sets: lists, concepts: 1000 });
    expect(maximizeSync(wide, { size: 2 })).toMatchObject({ value: 4, method: "sparse" });
  });

  test.each<[() => unknown, string, string]>([
    [
      () => setCover({ sets: [[0, -1]] }),
      "RANGE",
      "setCover(): sets[0][1] must be an integer in 0..=4294967294, received -1",
    ],
    [
      () => setCover({ sets: lists, concepts: 3 }),
      "RANGE",
      "setCover(): sets must be of concepts below 3 (concepts), received 4",
    ],
    [
      () => setCover({ sets: lists, weights: [1, 2] }),
      "SHAPE",
      "setCover(): weights must be of length 5 (concepts), received 2",
    ],
    [() => setCover({ sets: [] }), "SHAPE", "setCover(): sets must be at least one set, received none"],
  ])("refuses %s", (call, code, message) => {
    expect(thrown(call)).toEqual([code, message]);
  });
});

describe("probabilistic set cover", () => {
  test("is the expected weight of what is covered", () => {
    const f = probabilisticSetCover(
      [
        [0.5, 0],
        [1, 0.25],
        [0.5, 0.5],
      ],
      { weights: [1, 2] },
    );
    close([f.valueSync([]), f.valueSync([0, 2]), f.valueSync([0, 1, 2])], [0, 0.75 + 1, 1 + 2 * 0.625]);
  });

  test("refuses what is no probability", () => {
    expect(thrown(() => probabilisticSetCover([[0.5], [1.5]]))).toEqual([
      "RANGE",
      "probabilisticSetCover(): matrix must be of numbers in 0..=1, received 1.5 at row 1, column 0",
    ]);
  });
});
