/** Screenings and dependences of all pairs against their definitions. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  benjaminiHochberg,
  mutualInformationSync,
  pairwiseDependence,
  pairwiseDependenceSync,
  screenFeatures,
  screenFeaturesSync,
} from "marginals/information";
import { table } from "marginals/table";
import { afterAll, describe, expect, it } from "vitest";
import { naiveEntropy, random, symbols } from "./reference.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-screening-"));
afterAll(() => rmSync(folder, { recursive: true }));

const near = (value: number | undefined, expected: number, tolerance = 1e-12): void =>
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(tolerance);

const mi = (x: readonly unknown[], y: readonly unknown[]): number =>
  naiveEntropy([x]) + naiveEntropy([y]) - naiveEntropy([x, y]);

/** A target, one column that follows it, others that do not. */
function wide(seed: number, count: number, rows: number): Record<string, number[]> {
  const next = random(seed);
  const y = symbols(next, rows, 3);
  const columns: Record<string, number[]> = { y };
  for (let at = 0; at < count; at++) {
    columns[`x${at}`] = y.map((value) => (at === 2 && next(3) > 0 ? value : next(4)));
  }
  return columns;
}

/** A matrix as a `.npy` file of doubles. */
function npy(name: string, rows: number, columns: readonly Float64Array[], fortran: boolean): string {
  const header = `{'descr': '<f8', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${rows}, ${columns.length}), }`;
  const text = `${header.padEnd(117)}\n`;
  const path = join(folder, name);
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, col) =>
    column.forEach((value, row) => (data[fortran ? col * rows + row : row * columns.length + col] = value)),
  );
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]),
      Buffer.from(text, "latin1"),
      Buffer.from(data.buffer),
    ]),
  );
  return path;
}

describe("screenFeatures()", () => {
  it("scores symbols by their mutual information, best first", async () => {
    const columns = wide(1, 12, 400);
    const rows = await screenFeatures({ columns }, { target: "y", permutations: 199 });
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatchObject({ name: "x2", pValue: 0.005 });
    for (const { name, value } of rows) near(value, mi(columns[name] ?? [], columns["y"] ?? []));
    expect(rows.map(({ value }) => value)).toEqual(rows.map(({ value }) => value).toSorted((a, b) => b - a));
    const qValues = benjaminiHochberg(rows.map(({ pValue }) => pValue ?? Number.NaN));
    expect(rows.map(({ qValue }) => qValue)).toEqual([...qValues]);
    expect(Object.keys(rows[0] ?? {})).toEqual(["name", "value", "pValue", "qValue"]);
    expect([rows.estimator, rows.unit, rows.permutations]).toEqual(["mixed", "nats", 199]);
    expect(screenFeaturesSync({ columns }, { target: "y", permutations: 199 })).toEqual(rows);
    const bits = await screenFeatures({ columns }, { target: "y", base: 2 });
    near(bits[0]?.value, (rows[0]?.value ?? 0) / Math.LN2);
    expect(bits[0]).toMatchObject({ pValue: null, qValue: null });
  });

  it("has the same p-values for any threads, chunks, files and forms of the target", async () => {
    const columns = wide(2, 9, 120);
    const { y, ...features } = columns;
    const options = { permutations: 120, seed: 7 };
    const expected = await screenFeatures({ columns }, { ...options, target: "y" });
    for (const threads of [1, 2, 8])
      expect(await screenFeatures({ columns }, { ...options, target: 0, threads })).toEqual(expected);
    const parts = Object.entries(features).map(([name, column]) => ({ columns: { [name]: column } }));
    expect(await screenFeatures(parts.values(), { ...options, target: y ?? [] })).toEqual(expected);
    async function* late() {
      yield* parts;
      yield table({ columns: { y: y ?? [] } });
    }
    expect(await screenFeatures(late(), { ...options, target: "y" })).toEqual(expected);
    const path = join(folder, "wide.csv");
    const names = Object.keys(columns);
    const lines = (y ?? []).map((_, row) => names.map((name) => columns[name]?.[row]).join(","));
    writeFileSync(path, [names.join(","), ...lines, ""].join("\n"));
    for (const chunkBytes of [undefined, 1, 700]) {
      expect(await screenFeatures(path, { ...options, target: "y", chunkBytes })).toEqual(expected);
      expect(screenFeaturesSync(path, { ...options, target: "y", chunkBytes })).toEqual(expected);
    }
  });

  it("reads .npy matrices a chunk of columns at a time, in either order", async () => {
    const next = random(3);
    const rows = 200;
    const made = Array.from({ length: 7 }, () => Float64Array.from({ length: rows }, () => next(1e6) / 1e6));
    made[4] = Float64Array.from(made[1] ?? [], (value) => value * value + next(1000) / 5000);
    const input = { columns: Object.fromEntries(made.map((column, at) => [`column${at}`, column])) };
    const options = { target: "column1", permutations: 50, estimator: "xi" } as const;
    const expected = await screenFeatures(input, options);
    expect(expected[0]?.name).toBe("column4");
    for (const fortran of [false, true]) {
      const path = npy(`m${fortran}.npy`, rows, made, fortran);
      for (const chunkBytes of [1, 3000, 1e9]) {
        expect(await screenFeatures(path, { ...options, chunkBytes })).toEqual(expected);
      }
    }
  });

  it("is the function that an error in a file names, whatever reads it", async () => {
    const holes = Float64Array.of(1.5, Number.NaN, 2.5);
    const files = [
      npy("holes.npy", 3, [Float64Array.of(0.5, 1, 4), holes], false),
      join(folder, "holes.csv"),
    ];
    writeFileSync(files[1] ?? "", "column0,column1\n0.5,1.5\n1,\n4,2.5\n");
    for (const path of files)
      for (const chunkBytes of [undefined, 1]) {
        const options = { target: "column0", chunkBytes };
        const expected = "column column1 must be present in every row";
        await expect(screenFeatures(path, options)).rejects.toThrow(`screenFeatures(): ${expected}`);
        expect(() => screenFeaturesSync(path, options)).toThrow(`screenFeaturesSync(): ${expected}`);
      }
  });

  it("finds relations of values: correlation by sign, kernels and ξ by form", async () => {
    const next = random(4);
    const normal = (): number => next(1000) / 1000 + next(1000) / 1000 + next(1000) / 1000 - 1.5;
    const x = Float64Array.from({ length: 500 }, normal);
    const noise = Float64Array.from({ length: 500 }, normal);
    const down = x.map((value) => 0.3 * normal() - value);
    const square = x.map((value) => value * value + 0.02 * normal());
    const flat = new Float64Array(500).fill(3);
    const columns = { x, noise, down, square, flat };
    const best = async (estimator: "pearson" | "xi" | "kde" | "binned"): Promise<string[]> => {
      const rows = await screenFeatures(
        { columns },
        { target: "x", estimator, permutations: 49, stopAfter: 8 },
      );
      return rows.filter(({ pValue }) => (pValue ?? 1) <= 0.02).map(({ name }) => name);
    };
    expect(await best("pearson")).toEqual(["down"]);
    for (const estimator of ["xi", "kde", "binned"] as const)
      expect((await best(estimator)).toSorted()).toEqual(["down", "square"]);
    const rows = await screenFeatures({ columns }, { target: "x", estimator: "pearson" });
    const r = rows.find(({ name }) => name === "down")?.value ?? 0;
    const mean = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    const [a, b] = [mean(x), mean(down)];
    const sum = (f: (row: number) => number): number => x.reduce((total, _, row) => total + f(row), 0);
    const covariance = sum((row) => ((x[row] ?? 0) - a) * ((down[row] ?? 0) - b));
    const [va, vb] = [sum((row) => ((x[row] ?? 0) - a) ** 2), sum((row) => ((down[row] ?? 0) - b) ** 2)];
    near(r, covariance / Math.sqrt(va * vb), 1e-13);
  });

  it("compares symbols with values by kernels, either way round", async () => {
    const next = random(5);
    const cls = symbols(next, 400, 2);
    const height = Float64Array.from(cls, (value) => 2 * value + next(1000) / 500);
    const [forth] = await screenFeatures({ columns: { cls, height } }, { target: "cls" });
    const [back] = await screenFeatures({ columns: { cls, height } }, { target: "height" });
    near(forth?.value, back?.value ?? 0);
    expect(forth?.value).toBeGreaterThan(0.5);
    expect(forth?.value).toBeLessThan(Math.log(2) + 0.02);
  });

  it("leaves out missing values pairwise or everywhere", async () => {
    const columns = {
      y: [0, 0, 1, 1, 0, 1],
      whole: [0, 0, 1, 1, 0, 1],
      gaps: [0, null, 1, 1, null, 1],
    };
    await expect(screenFeatures({ columns }, { target: "y" })).rejects.toMatchObject({
      code: "ERR_MARGINALS_MISSING",
    });
    const pairwise = await screenFeatures({ columns }, { target: "y", missing: "pairwise" });
    near(pairwise.find(({ name }) => name === "whole")?.value, Math.LN2);
    near(pairwise.find(({ name }) => name === "gaps")?.value, mi([0, 1, 1, 1], [0, 1, 1, 1]));
    const dropped = await screenFeatures({ columns }, { target: "y", missing: "drop" });
    near(dropped.find(({ name }) => name === "whole")?.value, mi([0, 1, 1, 1], [0, 1, 1, 1]));
  });

  it("bounds false discoveries and marks what is significant", async () => {
    const columns = wide(6, 60, 300);
    const rows = await screenFeatures(
      { columns },
      { target: "y", permutations: 999, fdr: 0.1, stopAfter: 20 },
    );
    expect(rows.filter(({ significant }) => significant)).toHaveLength(1);
    expect(rows[0]).toMatchObject({ name: "x2", significant: true, pValue: 0.001, qValue: 0.06 });
    await expect(screenFeatures({ columns }, { target: "y", fdr: 0.1 })).rejects.toThrow("permutations");
  });

  it("says what is wrong", async () => {
    const columns = { alpha: [0, 1], beta: [1, 1] };
    const fails = (input: unknown, options: object): Promise<unknown> =>
      screenFeatures(input as never, options as never).then(
        () => "no error",
        (error: Error) => error.message,
      );
    expect(await fails({ columns }, { target: "alpa" })).toContain("'alpha'");
    expect(await fails({ columns }, {})).toContain("target");
    expect(await fails({ columns }, { target: 2 })).toContain("(2 columns)");
    expect(await fails({ columns }, { target: "beta", estimator: "kd" })).toContain("'kde'");
    expect(await fails({ columns }, { target: [0, 1, 0] })).toContain("of 3 rows");
    expect(await fails(join(folder, "none.csv"), { target: "x" })).toContain("none.csv");
    expect(
      await fails({ columns: { a: ["u", "v"], b: [1, 2] } }, { target: "b", estimator: "pearson" }),
    ).toContain("numbers");
  });

  it("stops when asked", async () => {
    const columns = wide(7, 400, 500);
    const signal = AbortSignal.timeout(5);
    const running = screenFeatures({ columns }, { target: "y", permutations: 1_000_000, signal });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("pairwiseDependence()", () => {
  it("is the measure of every pair", async () => {
    const next = random(8);
    const columns = Object.fromEntries(
      [2, 2, 3, 16, 40, 1].map((alphabet, at) => [`c${at}`, symbols(next, 300, alphabet)]),
    );
    columns["c1"] = (columns["c0"] ?? []).map((value) => 7 * value + 3);
    const lists = Object.values(columns);
    const { names, size, values, unit } = await pairwiseDependence({ columns });
    expect([names, size, unit]).toEqual([Object.keys(columns), 6, "nats"]);
    const distance = pairwiseDependenceSync({ columns }, { measure: "variation-of-information", base: 2 });
    const shares = pairwiseDependenceSync(
      { columns },
      { measure: "normalized-mutual-information", normalization: "max" },
    );
    lists.forEach((a, i) =>
      lists.forEach((b, j) => {
        const [ha, hb] = [naiveEntropy([a]), naiveEntropy([b])];
        near(values[i * size + j], mi(a, b));
        near(distance.values[i * size + j], (ha + hb - 2 * mi(a, b)) / Math.LN2);
        near(shares.values[i * size + j], Math.max(ha, hb) < 1e-12 ? 1 : mi(a, b) / Math.max(ha, hb, 1e-300));
      }),
    );
    near(mutualInformationSync(lists[3] ?? [], lists[4] ?? []).value, values[3 * size + 4] ?? 0);
  });

  it("takes values, matrices, and any number of threads", async () => {
    const next = random(9);
    const data = Float64Array.from({ length: 60 * 5 }, () => next(1e6) / 1e6);
    const matrix = { data, rows: 60, cols: 5 };
    for (const measure of ["mutual-information", "xi", "pearson"] as const) {
      const one = await pairwiseDependence(matrix, { measure, threads: 1 });
      expect((await pairwiseDependence(matrix, { measure, threads: 4 })).values).toEqual(one.values);
      expect(one.names).toEqual(["column0", "column1", "column2", "column3", "column4"]);
      expect(JSON.parse(JSON.stringify(one))).toMatchObject({ size: 5, values: [...one.values] });
    }
  });
});
