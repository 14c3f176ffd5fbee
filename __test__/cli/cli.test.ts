/** The command line as a user sees it: what is printed where, and how it ends. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { runProgram } from "../../ts/cli/program.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const seattle = fileURLToPath(new URL("../../examples/data/seattle-weather.csv", import.meta.url));
const spins = [
  "markov",
  "--model",
  "curie-weiss",
  "--spins",
  "10",
  "--inverse-temperature",
  "0.1",
  "--field",
  "1",
];

const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function marginals(words: readonly string[], signal = new AbortController().signal): Promise<Outcome> {
  let out = "";
  let err = "";
  const around = {
    out: (text: string | Uint8Array) =>
      void (out += typeof text === "string" ? text : Buffer.from(text).toString("latin1")),
    err: (text: string) => void (err += text),
    terminal: undefined,
    signal,
  };
  return { code: await runProgram(words, around), out, err };
}

describe("one question", () => {
  test("a subset of a model: lines for a person", async () => {
    const { code, out, err } = await marginals([
      ...spins,
      "--objective",
      "entropy-rate",
      "--size",
      "3",
      "--algorithm",
      "greedy",
    ]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /^Curie–Weiss, 10 spins: 10 coordinates, 1,024 states\n3 {2}\{0, 9, 1\} {2}0\.839331 nats/,
    );
  });

  test("--json prints exactly one document", async () => {
    const { code, out, err } = await marginals([
      ...spins,
      "--objective",
      "entropy-rate",
      "--size",
      "3",
      "--algorithm",
      "greedy",
      "--json",
    ]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.trim().split("\n")).toHaveLength(1);
    const document = JSON.parse(out) as {
      chain: { states: number };
      selection: { indices: number[]; value: number };
    };
    expect(document.chain.states).toBe(1024);
    expect(document.selection.indices).toEqual([0, 9, 1]);
    expect(document.selection.value).toBeCloseTo(0.839331339285, 11);
  });

  test("every size, minimized, of a table", async () => {
    const words = [
      "markov",
      seattle,
      "--columns",
      "precipitation,temp_max,wind",
      "--objective",
      "distance-to-independence",
    ];
    const { code, out } = await marginals([
      ...words,
      "--sense",
      "minimize",
      "--algorithm",
      "exhaustive",
      "--exact-size",
      "--json",
    ]);
    expect(code).toBe(0);
    const { curve, chain } = JSON.parse(out) as {
      curve: { sizes: number[]; selections: { value: number }[] };
      chain: object;
    };
    expect(chain).toMatchObject({
      names: ["precipitation", "temp_max", "wind"],
      sizes: [3, 3, 3],
      rows: 1461,
    });
    expect(curve.sizes).toEqual([1, 2, 3]);
    const values = curve.selections.map((selection) => selection.value);
    expect(values[0]).toBe(0);
    expect(values[1]).toBeGreaterThan(0);
    expect(values[2]).toBeGreaterThan(values[1]!);
  });

  test("parts from disjoint ground sets", async () => {
    const words = [
      ...spins,
      "--objective",
      "entropy-rate",
      "--parts",
      "0,1,2,3;4,5,6;7,8,9",
      "--size",
      "3",
      "--json",
    ];
    const { parts } = JSON.parse((await marginals(words)).out) as {
      parts: { parts: number[][]; value: number };
    };
    expect(parts.parts).toHaveLength(3);
    expect(parts.value).toBeCloseTo(0.861525, 6);
  });

  test("a partition, by names", async () => {
    const words = [
      "markov",
      seattle,
      "--columns",
      "precipitation,temp_max,temp_min,weather",
      "--blocks",
      "2",
    ];
    const { code, out } = await marginals(words);
    expect(code).toBe(0);
    expect(out).toContain("{precipitation, weather} {temp_max, temp_min}");
  });
});

describe("everything about a chain", () => {
  test("demo: at most a dozen lines and a page", async () => {
    const report = join(folder, "demo.html");
    const { code, out, err } = await marginals(["demo", "--report", report]);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(out).toMatch(
      /least predictable +\{wind, weather, temp_min\} +2\.1871 +certified 100%; greedy finds it/,
    );
    expect(out).toMatch(
      /best split +\{precipitation, temp_max, wind, weather\} \{temp_min\} +0\.6661 +certified 100%/,
    );
    expect(out).toMatch(/^time +\d+\.\d\d s$/m);
    expect(out).toMatch(/^report +file:\/\/\S+demo\.html$/m);
    expect(lines.filter((line) => line.startsWith("  npx marginals"))).toHaveLength(3);
    const page = readFileSync(report, "utf8");
    for (const words of [
      "The weather of Seattle",
      "certified",
      "Every subset",
      "npx marginals demo",
      "Lumpability",
      "held-out",
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/<svg /g)!.length).toBeGreaterThanOrEqual(6);
  });

  test("a file: the analysis as one document", async () => {
    const { code, out } = await marginals([
      "markov",
      seattle,
      "--columns",
      "precipitation,wind,weather",
      "--json",
    ]);
    expect(code).toBe(0);
    const found = JSON.parse(out) as Record<string, unknown[]> & {
      structure: { singles: Record<string, number[]> };
    };
    expect(found["curves"]).toHaveLength(8);
    expect(found["partitions"]).toHaveLength(1);
    expect(found["evidence"]).toHaveLength(3);
    expect((found["subsets"] as unknown as { subsets: unknown[] }).subsets).toHaveLength(7);
    expect(found.structure.singles["entropyRate"]).toHaveLength(3);
  });

  test("the line that repeats a run is quoted for a shell", async () => {
    const report = join(folder, "it's.html");
    const { code } = await marginals([
      ...spins.slice(0, 3),
      "--spins",
      "3",
      "--blocks",
      "2",
      "--report",
      report,
    ]);
    expect(code).toBe(0);
    expect(readFileSync(report, "utf8")).toContain(
      "npx marginals markov --model curie-weiss --spins 3 --blocks 2",
    );
    expect(readFileSync(report, "utf8")).toContain("it&#39;\\&#39;&#39;s.html");
  });
});

describe("bad arguments end with 2 and name what is wrong", () => {
  test.each([
    [["frob"], /unknown command 'frob'/],
    [["markov"], /a file \(or --model\) is missing/],
    [["markov", "--model", "curie-weiss"], /--spins is missing/],
    [["markov", "--model", "curie-weis"], /Allowed choices are curie-weiss/],
    [["markov", "x.csv", "--model", "curie-weiss", "--spins", "3"], /A file does not go with --model/],
    [
      ["markov", "--model", "curie-weiss", "--spins", "3", "--bins", "2"],
      /--bins does not go with --model curie-weiss/,
    ],
    [["markov", "x.csv", "--spins", "3"], /--spins does not go with a file/],
    [[...spins, "--size", "two"], /'--size <count>' argument 'two' is invalid/],
    [[...spins, "--size", "2"], /--objective is missing/],
    [
      [...spins, "--objective", "entropy-rate", "--size", "11"],
      /size must be an integer in 1\.\.=10.*received 11/,
    ],
    [
      [...spins, "--objective", "entropy-rate", "--size", "0"],
      /size must be an integer in 1\.\.=10.*received 0/,
    ],
    [
      [...spins, "--objective", "entropy-rate", "--algorithm", "greedly"],
      /--algorithm must be one of auto, greedy,/,
    ],
    [[...spins, "--blocks", "2", "--size", "2"], /--blocks splits all coordinates/],
    [[...spins, "--parts", "0;1", "--objective", "entropy-rate"], /--parts needs --size/],
    [[...spins, "--objective", "distance-to-fixed-set", "--size", "1"], /fixed must be given/],
    [[...spins, "--objective", "distance-to-fixed-set", "--size", "1", "--fixed", "a"], /'a' is no index/],
    [["markov", "SEATTLE", "--columns", "rain"], /rain/],
    [[...spins, "--sise", "2"], /unknown option '--sise'[\s\S]*--size/],
  ])("%j", async (words, message) => {
    const { code, out, err } = await marginals(words.map((word) => (word === "SEATTLE" ? seattle : word)));
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
  });
});

describe("failures end with 1", () => {
  test("a file that is not there", async () => {
    const { code, err } = await marginals(["markov", join(folder, "none.csv")]);
    expect([code, err]).toEqual([1, expect.stringMatching(/none\.csv.*ERR_MARGINALS_LOAD/)]);
  });

  test("a page that cannot be written, before anything is computed", async () => {
    const { code, out, err } = await marginals(["demo", "--report", join(folder, "nowhere", "page.html")]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(
      /report must be a path that can be written, received '.*page\.html' \(ENOENT: no such file or directory\) \[ERR_MARGINALS_LOAD\]/,
    );
  });

  test("a page where a directory stands", async () => {
    const { code, err } = await marginals([
      ...spins,
      "--objective",
      "entropy-rate",
      "--size",
      "1",
      "--report",
      folder,
    ]);
    expect([code, err]).toEqual([1, expect.stringMatching(/EISDIR.*ERR_MARGINALS_LOAD/)]);
  });

  test("gaps in the data", async () => {
    const path = join(folder, "gaps.csv");
    writeFileSync(path, "a,b\n0.5,x\n,y\n1.5,x\n");
    const { code, err } = await marginals(["markov", path]);
    expect([code, err]).toEqual([1, expect.stringMatching(/ERR_MARGINALS_MISSING/)]);
  });
});

describe("an interrupt", () => {
  test("before the start ends with 130", async () => {
    const { code } = await marginals(["markov", seattle, "--columns", "wind,weather"], AbortSignal.abort());
    expect(code).toBe(130);
  });

  test("during a search gives the best so far and ends with 130", async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 150);
    const words = [
      "markov",
      "--model",
      "curie-weiss",
      "--spins",
      "20",
      "--inverse-temperature",
      "0.1",
      "--field",
      "1",
    ];
    const search = [
      "--objective",
      "distance-to-factorizability",
      "--size",
      "10",
      "--algorithm",
      "exhaustive",
      "--json",
    ];
    const { code, out } = await marginals([...words, ...search], interrupt.signal);
    expect(code).toBe(130);
    if (out !== "")
      expect((JSON.parse(out) as { selection: { stopped: string } }).selection.stopped).toBe("aborted");
  });
});

test("--help and --version succeed", async () => {
  const help = await marginals(["markov", "--help"]);
  expect([help.code, help.err]).toEqual([0, ""]);
  expect(help.out).toContain("--inverse-temperature");
  const version = await marginals(["--version"]);
  expect(version.out).toMatch(/^\d+\.\d+\.\d+/);
});

describe.skipIf(!existsSync(command))("as a process", () => {
  const start = (words: readonly string[]): ChildProcess =>
    spawn(process.execPath, [command, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const end = async (child: ChildProcess): Promise<Outcome> => {
    let [out, err] = ["", ""];
    child.stdout?.on("data", (text: Buffer) => (out += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (err += text.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, out, err };
  };

  test("JSON alone on standard output, nothing on standard error", async () => {
    const { code, out, err } = await end(start([...spins, "--blocks", "2", "--json"]));
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toHaveProperty("partition.blocks");
  });

  test.skipIf(process.platform === "win32")("Ctrl-C ends a long search cleanly with 130", async () => {
    const model = [
      "markov",
      "--model",
      "curie-weiss",
      "--spins",
      "20",
      "--inverse-temperature",
      "0.1",
      "--field",
      "1",
    ];
    const child = start([
      ...model,
      "--objective",
      "distance-to-factorizability",
      "--size",
      "10",
      "--algorithm",
      "exhaustive",
    ]);
    const ended = end(child);
    setTimeout(() => child.kill("SIGINT"), 1500);
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err.replace("marginals: interrupted\n", "")).toBe("");
  });

  test("a reader that goes away is no failure", async () => {
    const child = start([...spins, "--objective", "entropy-rate"]);
    child.stdout?.destroy();
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
  });
});

describe("pack", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const files = ["README.md", "ARCHITECTURE.md"].map((name) => join(root, name));
  const asked = ["--query", "Which of the platforms have no native addon?", "--budget", "150"];
  const words = (text: string): number =>
    text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)?.length ?? 0;

  test("prints the passages, joined, within the budget", async () => {
    const { code, out, err } = await marginals(["pack", ...files, ...asked]);
    expect([code, err]).toEqual([0, ""]);
    expect(words(out)).toBeLessThanOrEqual(150);
    expect(out).toContain("lock file");
  });

  test("--json is the packing; --report a page of it", async () => {
    const report = join(folder, "pack.html");
    const { code, out } = await marginals(["pack", ...files, ...asked, "--json", "--report", report]);
    expect(code).toBe(0);
    const { packing } = JSON.parse(out) as {
      packing: { tokens: number; passages: { id: string }[]; text: string };
    };
    expect(packing.tokens).toBe(words(packing.text));
    expect(packing.passages[0]?.id).toMatch(/^(README|ARCHITECTURE)\.md#\d+$/);
    expect(readFileSync(report, "utf8")).toContain("Which of the platforms");
  });

  test("records of JSON Lines, and a counter from a module", async () => {
    const records = join(folder, "records.jsonl");
    const lines = [{ id: 7, body: "red fox", source: "a" }, { body: "red hen" }, { body: "blue whale" }];
    writeFileSync(records, lines.map((line) => JSON.stringify(line)).join("\n"));
    const counter = join(folder, "count.mjs");
    writeFileSync(counter, "export default (text) => text.length;\n");
    const words = ["--query", "red", "--budget", "7", "--text", "body", "--count", counter, "--json"];
    const { code, out } = await marginals(["pack", records, ...words]);
    expect(code).toBe(0);
    const { packing } = JSON.parse(out) as {
      packing: { tokens: number; passages: unknown[]; omitted: unknown[] };
    };
    expect(packing.tokens).toBe(7);
    expect(packing.omitted).toHaveLength(2);
  });

  test.each([
    [["pack", "x.md"], 2, /--query is missing/],
    [["pack", "x.md", "--query", "a"], 2, /--budget is missing/],
    [
      ["pack", "x.md", "--query", "a", "--budget", "0"],
      1,
      /x\.md must be a file that can be read, received ENOENT/,
    ],
    [["pack", "FILE", "--query", "a", "--budget", "0"], 2, /budget must be an integer in 1\.\./],
    [
      ["pack", "x.md", "--query", "a", "--budget", "9", "--count", "tokens"],
      2,
      /--count must be one of words/,
    ],
    [["pack", "x.md", "--query", "a", "--budget", "9", "--count", "./none.mjs"], 2, /cannot be loaded/],
    [
      ["pack", "FILE", "--query", "a", "--budget", "9", "--include", "README.md#99999"],
      2,
      /include\[0\] must be a name/,
    ],
    [["pack", "x.md", "--query", "a", "--order", "best"], 2, /Allowed choices are relevance/],
  ])("%j ends with %i", async (words, ends, message) => {
    const { code, err, out } = await marginals(
      words.map((word) => (word === "FILE" ? (files[0] ?? "") : word)),
    );
    expect(err).toMatch(message);
    expect([code, out]).toEqual([ends, ""]);
  });

  test("an interrupt ends with 130", async () => {
    const { code } = await marginals(["pack", ...files, ...asked], AbortSignal.abort());
    expect(code).toBe(130);
  });
});
