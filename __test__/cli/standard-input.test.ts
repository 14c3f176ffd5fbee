/** Commands that read a table read it from standard input too. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { naiveEntropy } from "../information/reference.ts";

const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const a = ["x", "y", "x", "y", "x", "y", "z", "z", "x", "y"];
const b = ["u", "u", "u", "v", "u", "v", "w", "w", "u", "w"];
const csv = ["a,b", ...a.map((cell, row) => `${cell},${b[row]}`), ""].join("\n");
const lines = a.map((cell, row) => `${JSON.stringify({ a: cell, b: b[row] })}\n`).join("");

describe.skipIf(!existsSync(command) || process.platform === "win32")("as processes", () => {
  const run = async (input: string, ...words: string[]) => {
    const child = spawn(process.execPath, [command, ...words], { stdio: ["pipe", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.on("data", (part: Buffer) => void (out += part.toString()));
    child.stderr.on("data", (part: Buffer) => void (err += part.toString()));
    child.stdin.end(input);
    const [code] = (await once(child, "close")) as [number];
    return { code, out, err };
  };

  test.each([
    ["CSV", csv],
    ["CSV with a mark of its encoding", `\uFEFF${csv}`],
    ["JSON Lines", lines],
  ])("%s", async (_, input) => {
    const { code, out, err } = await run(input, "entropy", "-", "--json");
    expect([code, err]).toEqual([0, ""]);
    const { entropies } = JSON.parse(out) as { entropies: { name: string; value: number }[] };
    expect(entropies.map(({ name }) => name)).toEqual(["a", "b"]);
    entropies.forEach(({ value }, at) => expect(value).toBeCloseTo(naiveEntropy([[a, b][at] ?? []]), 12));
  });

  test.each([
    [["mutual-information", "-", "--x", "a", "--y", "b"]],
    [["screen", "-", "--target", "a", "--estimator", "binned"]],
    [["features", "-", "--target", "a", "--size", "1"]],
    [["markov", "-", "--objective", "entropy-rate", "--size", "1"]],
  ])("%j", async (words) => {
    expect(await run(csv, ...words)).toMatchObject({ code: 0, err: "" });
  });

  test.each([
    ["CSV", "x,y\n1.5,0\n0,1.5\n9.5,9\n", ["x,y"]],
    ["JSON Lines", '{"x":1.5,"y":0}\n{"x":0,"y":1.5}\n{"x":9.5,"y":9}\n', []],
  ])("records of %s are chosen and come out as they came in", async (_, input, head) => {
    const { code, out, err } = await run(input, "select", "-", "--size", "2");
    expect(code, err).toBe(0);
    const records = out.trimEnd().split("\n");
    expect(records.slice(0, head.length)).toEqual(head);
    expect(records).toHaveLength(head.length + 2);
    records.forEach((record) => expect(input).toContain(`${record}\n`));
  });

  test("no input, and rows dropped pair by pair, are refused", async () => {
    const empty = await run("", "entropy", "-");
    expect(empty.code).toBe(1);
    expect(empty.err).toContain("no line of text");
    const pairwise = await run(csv, "screen", "-", "--target", "a", "--missing", "pairwise");
    expect(pairwise.code).toBe(2);
    expect(pairwise.err).toContain("standard input");
  });
});
