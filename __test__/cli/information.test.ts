/** `marginals entropy | mutual-information | screen | features`: what they print, write and refuse. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runProgram } from "../../ts/cli/program.ts";
import { naiveEntropy as h } from "../information/reference.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-measures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const a = ["x", "y", "x", "y", "x", "y", "z", "z"];
const b = ["u", "u", "u", "v", "u", "v", "w", "w"];
const c = [1, 0, 0, 1, 0, 1, 1, 0];
const file = join(folder, "data.csv");
writeFileSync(
  file,
  ["a,b,c,d", ...a.map((cell, row) => `${cell},${b[row]},${c[row]},${row + 0.5}`), ""].join("\n"),
);
const mi = (x: readonly unknown[], y: readonly unknown[]): number => h([x]) + h([y]) - h([x, y]);

async function run(...words: string[]) {
  let [out, err] = ["", ""];
  const around = {
    out: (text: string | Uint8Array) => void (out += String(text)),
    err: (text: string) => void (err += text),
    terminal: undefined,
    signal: new AbortController().signal,
  };
  const code = await runProgram(words, around);
  return { code, out, err };
}

describe("entropy", () => {
  test("of every column and of all", async () => {
    const { code, out } = await run("entropy", file, "--columns", "a,b", "--base", "2");
    expect(code).toBe(0);
    expect(out).toContain((h([a]) / Math.LN2).toFixed(4));
    expect(out).toContain((h([a, b]) / Math.LN2).toFixed(4));
    const json = await run("entropy", file, "--columns", "a,b", "--json");
    const found = JSON.parse(json.out) as {
      entropies: { name: string; value: number }[];
      joint: { value: number };
    };
    expect(found.entropies.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(found.joint.value).toBeCloseTo(h([a, b]), 12);
    const cut = await run("entropy", file, "--columns", "d", "--bins", "4", "--base", "2");
    expect(cut.out).toContain("2.0000");
  });
});

describe("mutual-information", () => {
  test("of two columns, of two given a third, of all pairs", async () => {
    const pair = await run(
      "mutual-information",
      file,
      "--x",
      "a",
      "--y",
      "b",
      "--permutations",
      "99",
      "--json",
    );
    const found = JSON.parse(pair.out) as {
      estimate: { value: number };
      test: { pValue: number; value: number };
    };
    expect(found.estimate.value).toBeCloseTo(mi(a, b), 12);
    expect(found.test.value).toBeCloseTo(mi(a, b), 12);
    const given = await run("mutual-information", file, "--x", "a", "--y", "b", "--given", "c");
    expect(given.out).toContain((h([a, c]) + h([b, c]) - h([c]) - h([a, b, c])).toFixed(4));
    const page = join(folder, "pairs.html");
    const all = await run("mutual-information", file, "--columns", "a,b,c", "--report", page);
    expect(all.out.split("\n")[0]).toContain("a  b");
    expect(readFileSync(page, "utf8")).toContain("Mutual information");
  });

  test("says what does not go together", async () => {
    expect((await run("mutual-information", file, "--x", "a")).code).toBe(2);
    expect((await run("mutual-information", file, "--given", "a")).err).toContain("--x");
    const unknown = await run("mutual-information", file, "--x", "a", "--y", "bb");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("'bb'")]);
  });
});

describe("screen", () => {
  test("ranks columns, tests them, writes a page", async () => {
    const page = join(folder, "screen.html");
    const words = [
      "screen",
      file,
      "--target",
      "b",
      "--permutations",
      "199",
      "--fdr",
      "0.2",
      "--estimator",
      "binned",
    ];
    const { code, out } = await run(...words, "--report", page);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toMatch(/column +nats +p-value +q-value/);
    expect(readFileSync(page, "utf8")).toContain("q-value");
    const json = await run(...words, "--json");
    const found = JSON.parse(json.out) as {
      rows: { name: string; value: number; pValue: number }[];
      estimator: string;
    };
    expect(found.estimator).toBe("binned");
    expect(found.rows.find(({ name }) => name === "a")?.value).toBeCloseTo(mi(a, b), 12);
    expect((await run("screen", file)).err).toContain("--target is missing");
    expect((await run("screen", file, "--target", "e")).code).toBe(2);
  });
});

describe("features", () => {
  test("chooses columns by a criterion", async () => {
    const words = [
      "features",
      file,
      "--target",
      "b",
      "--columns",
      "a,c",
      "--size",
      "2",
      "--criterion",
      "jmi",
    ];
    const { code, out } = await run(...words);
    expect([code, out.split("\n")[1]?.startsWith("a")]).toEqual([0, true]);
    const page = join(folder, "features.html");
    const json = await run(...words, "--json", "--report", page);
    const { selection } = JSON.parse(json.out) as { selection: { names: string[]; scores: number[] } };
    expect(selection.names).toEqual(["a", "c"]);
    expect(selection.scores[0]).toBeCloseTo(mi(a, b), 12);
    expect(readFileSync(page, "utf8")).toContain("In order of choice by jmi");
    expect((await run("features", file, "--size", "1", "--criterion", "joint-entropy")).code).toBe(0);
    expect((await run("features", file, "--size", "1")).err).toContain("--target is missing");
    expect((await run("features", file, "--target", "b", "--size", "9")).code).toBe(2);
  });
});
