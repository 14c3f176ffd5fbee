import { describe, expect, test } from "vitest";
import {
  discretize,
  discretizeSync,
  table,
  type CategoryColumn,
  type DiscretizeOptions,
} from "marginals/table";
import { rejected, thrown } from "../foundation/thrown.ts";

const values = (x: readonly number[]) => table({ columns: { x: Float64Array.from(x) } });
async function cut(x: readonly number[], options?: DiscretizeOptions): Promise<CategoryColumn> {
  const made = await discretize(values(x), options);
  expect(discretizeSync(values(x), options)).toEqual(made);
  return made.column("x") as CategoryColumn;
}
const counts = ({ codes, labels }: CategoryColumn): number[] =>
  labels.map((_, code) => codes.reduce((sum, other) => sum + Number(other === code), 0));
/** A reproducible stream of numbers in [0, 1). */
function* uniform(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}
const draw = (n: number, seed = 1): number[] =>
  Array.from(
    { length: n },
    (
      (stream) => () =>
        stream.next().value as number
    )(uniform(seed)),
  );

describe("equal width", () => {
  test("cuts the range into intervals of one length, closed on the left, the last on both sides", async () => {
    const x = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4];
    const column = await cut(x, { bins: 4, method: "equal-width" });
    expect(column.edges).toEqual(Float64Array.of(0, 1, 2, 3, 4));
    expect(column.labels).toEqual(["[0, 1)", "[1, 2)", "[2, 3)", "[3, 4]"]);
    expect([...column.codes]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  test("agrees with its edges for every value, and covers the largest doubles", async () => {
    const x = draw(1000).map((u) => (u - 0.5) * 1.7e308 * 2);
    const column = await cut(x, { bins: 7, method: "equal-width" });
    const edges = column.edges as Float64Array;
    expect([edges.length, column.labels.length]).toEqual([8, 7]);
    x.forEach((value, row) => {
      const code = column.codes[row] ?? -1;
      expect((edges[code] ?? 0) <= value && (value < (edges[code + 1] ?? 0) || code === 6)).toBe(true);
    });
  });

  test("keeps fewer intervals where the range is a few units in the last place wide", async () => {
    const x = [1, 1 + 2 ** -52, 1 + 2 ** -51, 1 + 3 * 2 ** -52];
    const column = await cut(x, { bins: 3, method: "equal-width" });
    expect(new Set(column.labels).size).toBe(column.labels.length);
    expect([...(column.edges as Float64Array)]).toEqual([...new Set(column.edges as Float64Array)]);
  });
});

describe("equal frequency", () => {
  test("without ties: as many rows in each as a division gives", async () => {
    for (const [n, bins] of [
      [100, 4],
      [103, 5],
      [1000, 7],
      [9, 8],
    ] as const) {
      const inEach = counts(await cut(draw(n), { bins }));
      expect(inEach.length).toBe(bins);
      expect(Math.max(...inEach) - Math.min(...inEach)).toBeLessThanOrEqual(1);
    }
  });

  test("a value is never split, and what it takes is not taken from the rest", async () => {
    const x = [...Array.from({ length: 60 }, () => 0), ...Array.from({ length: 45 }, (_, i) => i + 1.5)];
    const column = await cut(x, { bins: 4, method: "equal-frequency" });
    expect(counts(column)).toEqual([60, 15, 15, 15]);
    expect(column.edges).toEqual(Float64Array.of(0, 1.5, 16.5, 31.5, 45.5));
    const skewed = await cut([1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 5.5], { bins: 2 });
    expect(counts(skewed)).toEqual([4, 4]);
    const late = await cut([1, 2, 3.5, 9, 9, 9, 9, 9, 9], { bins: 3 });
    expect(counts(late)).toEqual([3, 6]);
  });

  test("agrees with counting by hand on random ties", async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const x = draw(200, seed).map((u) => Math.round(u * 20) + 0.5);
      const column = await cut(x, { bins: 5 });
      const byHand = draw(0);
      const distinct = [...new Set(x)].sort((a, b) => a - b);
      let left = x.length;
      let inBin = 0;
      for (const value of distinct) {
        const group = x.filter((other) => other === value).length;
        const bin = 5 - byHand.length;
        const target = (left + inBin) / bin;
        if (bin > 1 && inBin > 0 && inBin + group > target && target - inBin <= inBin + group - target) {
          byHand.push(inBin);
          inBin = 0;
        }
        inBin += group;
        left -= group;
        const next = 5 - byHand.length;
        if (next > 1 && left > 0 && inBin >= (left + inBin) / next) {
          byHand.push(inBin);
          inBin = 0;
        }
      }
      byHand.push(inBin);
      expect(counts(column)).toEqual(byHand);
    }
  });
});

describe("both", () => {
  test.each(["equal-width", "equal-frequency"] as const)("few values stay themselves: %s", async (method) => {
    const column = await cut([4.5, 0.5, 4.5, 8], { bins: 3, method });
    expect(column).toMatchObject({ labels: ["0.5", "4.5", "8"], codes: Uint32Array.of(1, 0, 1, 2) });
    expect(column.edges).toEqual(Float64Array.of(0.5, 4.5, 8, 8));
    expect((await cut([7, 7], { bins: 1, method })).labels).toEqual(["7"]);
    expect((await cut([7, 8], { bins: 1, method })).labels).toEqual(["[7, 8]"]);
    expect((await cut([], { method })).labels).toEqual([]);
  });

  test("few values that lie in one interval of equal width share it", async () => {
    const column = await cut([2.5, 0.5, 2.5, 8], { bins: 3, method: "equal-width" });
    const labels = ["[0.5, 3)", "[3, 5.5)", "[5.5, 8]"];
    expect(column).toMatchObject({ labels, codes: Uint32Array.of(0, 0, 0, 2) });
  });

  test("missing values are a category of their own", async () => {
    const x = table({ columns: { x: [1.5, null, 2.5, 3.5, null] } }, { missing: "category" });
    const column = (await discretize(x, { bins: 2 })).column("x");
    expect(column).toMatchObject({
      labels: ["[1.5, 2.5)", "[2.5, 3.5]", "(missing)"],
      codes: Uint32Array.of(0, 2, 1, 1, 2),
      missingCount: 2,
    });
    expect(
      table(structuredClone(await discretize(x, { bins: 2 })), { missing: "category" }).column("x"),
    ).toEqual(column);
  });

  test("the defaults, columns and bins by name; other columns, weights and rows stay", async () => {
    const given = table({
      columns: {
        a: draw(40),
        b: draw(40, 2),
        age: draw(40, 3).map((u) => Math.round(u * 90)),
        c: draw(40).map(String),
      },
      weights: draw(40),
    });
    const made = await discretize(given);
    expect(made.columns.map((c) => (c.kind === "categories" ? c.labels.length : 0)).slice(0, 2)).toEqual([
      4, 4,
    ]);
    expect([made.column("c"), made.column("age"), made.weights]).toEqual([
      given.column("c"),
      given.column("age"),
      given.weights,
    ]);
    const named = await discretize(given, { bins: { a: 2, age: 3 }, columns: ["a", "age"] });
    expect(named.column("b")).toBe(given.column("b"));
    expect((named.column("age") as CategoryColumn).edges).toHaveLength(4);
    expect((named.column("a") as CategoryColumn).labels).toHaveLength(2);
    expect(given.column("a").kind).toBe("values");
  });

  test("labels have as few digits as keep the borders apart", async () => {
    const column = await cut([1000000.1, 1000000.2, 1000000.3, 1000000.4], { bins: 2 });
    expect(column.labels).toEqual(["[1000000.1, 1000000.3)", "[1000000.3, 1000000.4]"]);
  });
});

describe("borders that the data choose", () => {
  const skewed = draw(300, 5).map((u) => Math.exp(4 * u) + 0.25);

  // NumPy 2.4: histogram_bin_edges of ((37 i mod 101)² / 50 + i mod 7), i < 300.
  test.each([
    ["sturges", 10],
    ["doane", 12],
    ["scott", 7],
    ["freedman-diaconis", 7],
    ["rice", 14],
  ] as const)("%s has NumPy's number of intervals", async (method, expected) => {
    const x = Array.from({ length: 300 }, (_, i) => ((i * 37) % 101) ** 2 / 50 + (i % 7));
    expect((await cut(x, { method })).labels).toHaveLength(expected);
  });

  test("distinct values, blocks and penalties", async () => {
    const even = await cut([1, 1, 1, 1, 2, 3, 4.5, 5], { bins: 2, method: "equal-distinct" });
    expect(even.edges).toEqual(Float64Array.of(1, 3, 5));
    const steps = [
      ...Array.from({ length: 300 }, (_, i) => i / 300),
      ...Array.from({ length: 300 }, (_, i) => 1 + i / 30),
    ];
    const blocks = await cut(steps, { method: "bayesian-blocks" });
    expect(blocks.labels).toHaveLength(2);
    expect(Math.abs((blocks.edges?.[1] ?? 0) - 1)).toBeLessThan(0.1);
    expect((await cut(skewed, { method: "birge-rozenholc" })).labels.length).toBeGreaterThan(3);
  });

  test("the classes of a target", async () => {
    const kind = Array.from({ length: 60 }, (_, i) => (i >= 20 && i < 40 ? "inner" : "outer"));
    const given = table({ columns: { x: Float64Array.from({ length: 60 }, (_, i) => i), kind } });
    const made = await discretize(given, { method: "mdlp", target: "kind" });
    expect((made.column("x") as CategoryColumn).edges).toEqual(Float64Array.of(0, 19.5, 39.5, 59));
  });
});

describe("what is wrong is said", () => {
  const made = table({ columns: { wind: [1.5, 2.5], day: [1, 2], word: ["a", "b"] } });
  test.each<[unknown, unknown, string, string]>([
    [{}, undefined, "ARGUMENT", "table must be a Table (made by table() or readTable()), received an object"],
    [made, { bins: 0 }, "RANGE", "bins must be an integer in 1..=65536 (intervals), received 0"],
    [
      made,
      { bins: { wind: 1.5 } },
      "RANGE",
      "bins.wind must be an integer in 1..=65536 (intervals), received 1.5",
    ],
    [
      made,
      { bins: { wnd: 2 } },
      "ARGUMENT",
      "bins must be names of columns, received 'wnd' (did you mean 'wind'?)",
    ],
    [
      made,
      { columns: ["wnd"] },
      "ARGUMENT",
      "columns must be names of columns, received 'wnd' (did you mean 'wind'?)",
    ],
    [
      made,
      { columns: "wind" },
      "ARGUMENT",
      "columns must be an array of names of columns, received a string",
    ],
    [made, { columns: ["word"] }, "ARGUMENT", "column word must be values or whole numbers, received text"],
    [
      made,
      { method: "kmeans" },
      "ARGUMENT",
      "method must be one of 'equal-frequency', 'equal-width', 'equal-distinct', 'freedman-diaconis', 'scott', " +
        "'sturges', 'doane', 'rice', 'birge-rozenholc', 'bayesian-blocks', 'mdlp', received 'kmeans'",
    ],
    [
      made,
      { method: "scott", bins: 3 },
      "ARGUMENT",
      "bins must be absent with method 'scott', which finds it, received one",
    ],
    [
      made,
      { method: "mdlp" },
      "ARGUMENT",
      "target must be the name of a column of categories for 'mdlp', received none",
    ],
    [
      made,
      { method: "mdlp", target: "wrd" },
      "ARGUMENT",
      "target must be the name of a column of categories without missing values, received 'wrd' (did you mean 'word'?)",
    ],
  ])("%#", async (input, options, code, text) => {
    expect(await rejected(discretize(input as never, options as never))).toEqual([
      code,
      `discretize(): ${text}`,
    ]);
    expect(thrown(() => discretizeSync(input as never, options as never))).toEqual([
      code,
      `discretizeSync(): ${text}`,
    ]);
  });

  test("a column that is cut already", async () => {
    const twice = discretize(await discretize(values(draw(20))), { columns: ["x"] });
    expect((await rejected(twice))[1]).toContain("received a column that is discretized already");
  });
});

describe("a long job", () => {
  const long = values(draw(1_500_000));
  test("gives way to the event loop, reports, and stops on abort", async () => {
    const reports: string[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await discretize(long, { onProgress: ({ stage }) => reports.push(stage) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(reports.at(-1)).toBe("discretize");
    await expect(discretize(long, { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({
      code: "ABORT_ERR",
    });
    await expect(discretize(long, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORT_ERR",
    });
    expect(() => discretizeSync(long, { signal: AbortSignal.abort() })).toThrow("The operation was aborted");
  });
});
