/** `marginals select`: the chosen records come out as they went in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { runProgram } from "../../ts/cli/program.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-select-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const seattle = fileURLToPath(new URL("../../examples/data/seattle-weather.csv", import.meta.url));

async function select(words: readonly string[], signal = new AbortController().signal) {
  const blocks: Buffer[] = [];
  let err = "";
  const around = {
    out: (text: string | Uint8Array) => void blocks.push(Buffer.from(text as Uint8Array)),
    err: (text: string) => void (err += text),
    terminal: undefined,
    signal,
  };
  const code = await runProgram(["select", ...words], around);
  const bytes = Buffer.concat(blocks);
  return { code, bytes, out: bytes.toString("utf8"), err };
}

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe("records come out in the form they came in", () => {
  test("CSV, with its header and its quotes", async () => {
    const path = write("a.csv", '\uFEFFname,x,y\r\n"a, b",0,0\r\n"say ""hi""",10,0\r\nc,0,10\r\nd,0.1,0\r\n');
    const { code, out, err } = await select([path, "--size", "3"]);
    expect([code, err]).toEqual([0, ""]);
    const [header, ...rows] = out.trimEnd().split("\n");
    expect(header).toBe("name,x,y");
    expect(rows).toHaveLength(3);
    expect(rows).toContain('"say ""hi""",10,0');
    expect(rows).toContain("c,0,10");
  });

  test("JSON Lines, untouched", async () => {
    const lines = ['{"t": "red fox",  "n":1}', '{"t":"red foxes","n":2}', '{"t":"blue whale","n":3}'];
    const path = write("b.jsonl", lines.join("\n"));
    const { out } = await select([path, "--text", "t", "--size", "2"]);
    const chosen = out.trimEnd().split("\n");
    expect(chosen).toHaveLength(2);
    expect(chosen).toContain(lines[2]);
    for (const line of chosen) expect(lines).toContain(line);
  });

  test("embeddings in JSON Lines", async () => {
    const rows = [
      [1, 0],
      [0.9, 0.1],
      [0, 1],
    ].map((embedding, id) => JSON.stringify({ id, embedding }));
    const { out } = await select([
      write("c.jsonl", rows.join("\n")),
      "--embedding",
      "embedding",
      "--size",
      "2",
    ]);
    expect(out).toContain('"id":2');
  });

  test(".npy, in its own type", async () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";
    const head = Buffer.alloc(128, 0x20);
    head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    head.write(header, 10, "latin1");
    head[127] = 0x0a;
    const data = Float32Array.of(0, 0, 5, 5, 5, 5.1);
    const path = write("d.npy", Buffer.concat([head, Buffer.from(data.buffer)]));
    const { code, bytes } = await select([path, "--size", "2"]);
    expect(code).toBe(0);
    const made = bytes.subarray(0, bytes.indexOf(0x0a) + 1);
    expect(made.length % 64).toBe(0);
    expect(made.toString("latin1")).toContain("'shape': (2, 2)");
    const again = write("e.npy", bytes);
    const { out } = await select([again, "--size", "1", "--json"]);
    expect((JSON.parse(out) as { selection: { indices: number[] } }).selection.indices).toHaveLength(1);
    expect(bytes.length - made.length).toBe(16);
  });
});

describe("what is asked", () => {
  test("--json is the selection, certified; --report a page with names", async () => {
    const report = join(folder, "page.html");
    const words = ["--size", "5", "--json", "--report", report, "--name", "date"];
    const { code, out } = await select([seattle, ...words]);
    expect(code).toBe(0);
    const { selection } = JSON.parse(out) as {
      selection: { indices: number[]; ratio: number; stopped: string };
    };
    expect(selection.indices).toHaveLength(5);
    expect(selection.ratio).toBeGreaterThan(0.7);
    expect(selection.stopped).toBe("size");
    const page = readFileSync(report, "utf8");
    expect(page).toMatch(/<td>201\d-\d\d-\d\d<\/td>/);
    expect(page).toContain("precipitation, temp_max, temp_min, wind, standardized");
  });

  test("a budget, and every function", async () => {
    const path = write("costs.csv", "name,cost,x,y\na,1,0.9,0.1\nb,2,0.8,0.2\nc,1,0.1,0.9\nd,3,0.2,0.8\n");
    const words = [path, "--columns", "x,y", "--no-standardize"];
    const { code, out } = await select([...words, "--budget", "2", "--cost", "cost"]);
    expect([code, out]).toEqual([0, "name,cost,x,y\na,1,0.9,0.1\nc,1,0.1,0.9\n"]);
    for (const name of ["facility-location", "log-determinant", "feature-based"]) {
      const chosen = await select([...words, "--size", "2", "--function", name]);
      expect([name, chosen.code, chosen.out.trimEnd().split("\n").length]).toEqual([name, 0, 3]);
    }
  });

  test("groups", async () => {
    const words = ["--columns", "temp_max,wind", "--size", "6", "--group", "weather", "--per-group", "2"];
    const { out } = await select([seattle, ...words]);
    const kinds = out
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").at(-1) ?? "");
    expect(kinds).toHaveLength(6);
    for (const kind of kinds) expect(kinds.filter((other) => other === kind).length).toBeLessThanOrEqual(2);
  });

  test("the same seed, the same records; units do not matter unless asked", async () => {
    const rows = Array.from({ length: 40 }, (_, at) => [at % 7, (at * at) % 11]);
    const small = write("g.csv", ["a,b", ...rows.map((row) => row.join(","))].join("\n"));
    const large = write(
      "h.csv",
      ["a,b", ...rows.map(([a = 0, b = 0]) => [a * 1000, b].join(","))].join("\n"),
    );
    const chosen = async (path: string, ...more: string[]): Promise<number[]> => {
      const { out } = await select([path, "--size", "5", "--json", ...more]);
      return (JSON.parse(out) as { selection: { indices: number[] } }).selection.indices;
    };
    expect(await chosen(large)).toEqual(await chosen(small));
    expect(await chosen(large, "--no-standardize")).not.toEqual(await chosen(small, "--no-standardize"));
  });
});

test.each([
  [[seattle], 2, /--size \(or --budget with --cost/],
  [[seattle, "--budget", "3"], 2, /--budget needs --cost/],
  [[seattle, "--cost", "wind", "--size", "2"], 2, /--cost needs --budget/],
  [[seattle, "--size", "2", "--per-group", "2"], 2, /--per-group needs --group/],
  [[seattle, "--size", "0"], 2, /size must be an integer in 1\.\.=1461/],
  [[seattle, "--size", "2", "--columns", "wnd"], 2, /received 'wnd' \(did you mean 'wind'\?\)/],
  [
    [seattle, "--size", "2", "--columns", "weather"],
    1,
    /column 'weather' holds numbers, received something else in record 1/,
  ],
  [[seattle, "--size", "2", "--columns", "wind", "--text", "weather"], 2, /do not go together/],
  [
    [seattle, "--size", "2", "--function", "best"],
    2,
    /Allowed choices are facility-location, log-determinant, feature-based/,
  ],
  [["none.csv", "--size", "2"], 1, /none\.csv must be a file that can be read, received ENOENT/],
  [["none.xls", "--size", "2"], 1, /must be a \.csv, \.tsv, \.jsonl or \.npy file/],
])("%j ends with %i", async (words, ends, message) => {
  const { code, err, out } = await select(words);
  expect(err).toMatch(message);
  expect([code, out]).toEqual([ends, ""]);
});

test("ragged or broken files name the fault", async () => {
  const ragged = await select([write("r.csv", "a,b\n1,2\n3\n"), "--size", "1"]);
  expect([ragged.code, ragged.err]).toEqual([1, expect.stringMatching(/records of equal length.*line 3/)]);
  const broken = await select([write("r.jsonl", '{"a":1}\nnot json\n'), "--size", "1"]);
  expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/something else in record 2/)]);
});

test("an interrupt ends with 130", async () => {
  expect((await select([seattle, "--size", "2"], AbortSignal.abort())).code).toBe(130);
});
