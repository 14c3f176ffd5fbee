/** Every example prints what it is meant to print. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const folder = new URL("../../examples/", import.meta.url);
let printed: string[] = [];
const words = process.argv;

beforeEach(() => {
  printed = [];
  process.argv = words.slice(0, 2);
  vi.spyOn(console, "log").mockImplementation((...parts: unknown[]) => void printed.push(parts.join(" ")));
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  process.argv = words;
  vi.restoreAllMocks();
});

const run = async (name: string): Promise<string[]> => {
  await import(new URL(name, folder).href);
  return printed;
};

const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"));

test("examples are numbered, short, and each is run here", () => {
  const own = readFileSync(new URL(import.meta.url), "utf8");
  for (const name of examples) {
    expect(name).toMatch(/^\d\d-[a-z-]+\.ts$/);
    expect(own).toContain(`run("${name}")`);
    expect(readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  }
  expect(examples.length).toBeGreaterThanOrEqual(6);
});

test("the weather of Seattle", async () => {
  expect(await run("01-weather.ts")).toEqual([
    "1: wind: 1.0404 of 1.0404 nats",
    "2: wind, weather: 1.8836 of 1.8836 nats",
    "3: wind, weather, temp_min: 2.1871 of 2.1871 nats",
    "4: wind, weather, temp_min, precipitation: 2.3110 of 2.3110 nats",
    "5: wind, weather, temp_min, precipitation, temp_max: 2.1915 of 2.1915 nats",
    "best split: precipitation + temp_max + wind + weather | temp_min: 0.6661 nats",
  ]);
});

test("ten spins", async () => {
  const [head, ...rows] = await run("02-curie-weiss.ts");
  expect(head).toBe("size  greedy    distorted  optimum");
  expect(rows).toHaveLength(10);
  expect(rows[2]).toBe("   3  0.839331  0.839331  0.839331");
  expect(rows[5]).toBe("   6  1.570975  1.570975  1.571215");
  expect(rows[7]).toBe("   8  1.985005  1.984575  1.985351");
  expect(rows[9]).toBe("  10  2.291092  2.291092  2.291092");
});

test("a table of one's own", async () => {
  const [shape, chosen, corrected] = await run("03-your-csv.ts");
  expect(shape).toBe("1461 rows, 4 coordinates, 135 states");
  expect(chosen).toMatch(/^most memory: temp_max, weather: 0\.\d{4} nats$/);
  expect(corrected).toMatch(/^corrected: 0\.\d{4} \(0\.\d{4} to 0\.\d{4}\)$/);
});

test("an objective of one's own", async () => {
  expect(await run("04-custom-objective.ts")).toEqual([
    "2012-01-01 adds 4",
    "2012-01-06 adds 4",
    "2012-01-20 adds 3",
    "2012-04-02 adds 3",
    "14 kinds of weather shown, at most 16; lazy-greedy",
  ]);
});

test("a server", async () => {
  expect(await run("05-server.ts")).toEqual([
    expect.stringMatching(/^200 \{"indices":\[0,13,\d+\],"value":0\.\d{6}\}$/),
    "400 select(): size must be an integer in 1..=14 (coordinates of the chain), received 99",
  ]);
});

test("a time limit", async () => {
  expect(await run("06-best-so-far.ts")).toEqual([
    expect.stringMatching(/^(stopped, bound null|finished in time)$/),
    expect.stringMatching(/^the best so far is (worth something|the empty set)$/),
  ]);
});

test("the paper", async () => {
  expect(await run("07-paper.ts")).toEqual([
    "Published, corrected, exhaustive",
    "(i) Entropy rate",
    "(ii) Distance to factorizability",
    "(iii) Distance to independence",
    "(iv) Distance to stationarity",
    "(v) Distance to a fixed set",
    "(vi) Mixing",
    "H(P) = 2.291091654, urns 2.968662438",
    "spin 3 left out: total variation 0.176071 after 10 steps",
    "all spins: 0.217170, apart: 0.186635",
  ]);
  const page = readFileSync(join(tmpdir(), "paper.html"), "utf8");
  // Published, here, optimum.
  for (const row of [
    ["0.1484", "0.147103", "0.147103"],
    ["0.3093", "0.314354", "0.314919"],
    ["0.3576", "0.366251", "0.367906"],
    ["1.9606831", "2.968662", "–"],
    ["0.0275073", "0.027507", "0.027507"],
  ]) {
    expect(page).toMatch(new RegExp(row.map((cell) => `<td[^>]*>${cell}</td>`).join("\\s*")));
  }
  // All ten spins over three parts.
  expect(page).toContain("2.7201");
});

test("context for a question, beside maximal marginal relevance", async () => {
  const [ours, mmr] = await run("08-context.ts");
  const told = /^([a-z-]+): \d+ passages, (\d+) tokens, (\d+\.\d\d) relevant tokens said$/;
  const [, name, tokens, value] = told.exec(ours ?? "") ?? [];
  const [, baseline, , other] = told.exec(mmr ?? "") ?? [];
  expect([name, baseline]).toEqual(["cost-benefit-greedy", "mmr"]);
  expect(Number(tokens)).toBeLessThanOrEqual(600);
  expect(Number(value)).toBeGreaterThan(Number(other));
  expect(readFileSync(join(tmpdir(), "context.html"), "utf8")).toContain("Maximal marginal relevance");
});

test("digits that stand for thousands", async () => {
  const [chosen, certified, mean] = await run("09-digits.ts");
  expect(chosen).toMatch(/^chosen:( \d){20}$/);
  expect(certified).toMatch(/^(9|10) of 10 digits; certified \d\d\.\d % of the best$/);
  expect(mean).toMatch(/mean cosine of 0\.[67]\d\d$/);
  expect(readFileSync(join(tmpdir(), "digits.html"), "utf8").match(/<img/g)).toHaveLength(20);
});

test("sentences that stand for a text", async () => {
  const printed = await run("10-sentences.ts");
  expect(printed).toHaveLength(7);
  expect(printed[6]).toMatch(/^\d+ sentences; certified \d\d\.\d % of the best$/);
});

test("a stream", async () => {
  const printed = await run("11-stream.ts");
  expect(printed).toHaveLength(9);
  for (const line of printed.slice(0, 8)) expect(line).toMatch(/^201[2-5]-\d\d-\d\d adds \d\.\d{3}$/);
  expect(printed[8]).toMatch(/^1461 days seen, never more than \d{2,3} held; sieve-streaming\+\+$/);
  expect(readFileSync(join(tmpdir(), "stream.html"), "utf8")).toContain("8 of the 1,461 items seen");
});

test("which measurements tell penguin species apart", async () => {
  const printed = await run("20-penguins.ts");
  expect(printed).toHaveLength(7);
  expect(printed[0]).toMatch(/^(Flipper Length|Beak Length|Beak Depth) \(mm\): \d\.\d\d bits, q = 0\.00\d+$/);
  expect(printed[5]).toMatch(/^Sex: 0\.0/);
  expect(printed[6]).toMatch(/^together: .*Beak/);
  expect(readFileSync(join(tmpdir(), "penguins.html"), "utf8")).toContain("q-value");
});

test("a wide file, a chunk of columns at a time", async () => {
  const [found, best] = await run("21-wide-file.ts");
  expect(Number(/^(\d+) of 784 pixels tell a 3 from an 8$/.exec(found ?? "")?.[1])).toBeGreaterThan(100);
  expect(best).toMatch(/^best: row\d+-col\d+, 0\.\d\d bits$/);
  expect(readFileSync(join(tmpdir(), "wide-file.html"), "utf8").match(/<img/g)).toHaveLength(1);
});

test("transfer entropy in the weather", async () => {
  const printed = await run("22-transfer.ts");
  for (const line of printed.slice(0, 3))
    expect(line).toMatch(/^\w+ → \w+: 0\.[01]\d{3} bits \(q = 0\.00\d\)$/);
  expect(printed[3]).toMatch(/^\d+ of 12 transfers are no accident$/);
  expect(readFileSync(join(tmpdir(), "transfer.html"), "utf8")).toContain("Effective transfer entropy");
});

test("densities of flippers and their modes", async () => {
  const printed = await run("23-densities.ts");
  expect(printed.slice(0, 2)).toEqual([
    "mode at 191.7 mm, density 0.0276",
    "mode at 213.8 mm, density 0.0176",
  ]);
  expect(printed[2]).toMatch(/^entropy 5\.7\d bits; a flipper tells 0\.8\d bits of the species$/);
  expect(readFileSync(join(tmpdir(), "densities.html"), "utf8")).toContain("Gentoo");
});

test("a tokenizer of the sources", async () => {
  const lines = await run("13-tokenizer.ts");
  const gains = lines.slice(0, 7).map((line) => Number(/: ([\d.]+) bytes/.exec(line)?.[1]));
  expect(gains.every((gain, at) => gain > (gains[at - 1] ?? 1))).toBe(true);
  expect(gains.at(-1)).toBeGreaterThan(3);
  expect(lines[7]).toContain("first: ");
  expect(readFileSync(join(tmpdir(), "tokenizer.html"), "utf8")).toContain("What merges gain");
});

test("the tokens of a folder", async () => {
  const lines = await run("14-count-folder.ts");
  const tokens = lines.slice(0, -2).map((line) => Number(/^ *(\d+) {2}\S+\.md$/.exec(line)?.[1]));
  expect(tokens).toEqual([...tokens].sort((a, b) => b - a));
  expect(tokens.length).toBeGreaterThan(2);
  const [, total, files] =
    /^ *(\d+) {2}(\d+) files, [34]\.\d\d bytes a token$/.exec(lines.at(-2) ?? "") ?? [];
  expect(Number(total)).toBeGreaterThanOrEqual(tokens.reduce((sum, count) => sum + count, 0));
  expect(Number(files)).toBeGreaterThanOrEqual(tokens.length);
  expect(lines.at(-1)).toMatch(/^1\.\d\d tokens a word; \d{3,} tokens used, to 0\.\d{3}$/);
});

test("a file through a tokenizer and back", async () => {
  const [seen, same] = await run("15-token-stream.ts");
  expect(seen).toMatch(/^48219 bytes, 36592 tokens in \d+ parts of at most \d+$/);
  expect(same).toBe("the copy is the file");
});

test("how good greedy merges are", async () => {
  const lines = await run("16-greedy-merges.ts");
  const curves = new Map(
    lines.map((line) => {
      const [name = "", values = ""] = line.split(": ");
      return [name, values.split(" ").map(Number)];
    }),
  );
  for (const text of ["English", "two letters"]) {
    const of = (kind: string): number[] => curves.get(`${kind}, ${text}`) ?? [];
    expect(of("greedy")).toHaveLength(4);
    of("greedy").forEach((share, at) => {
      expect(share).toBeGreaterThanOrEqual(of("certain")[at] ?? 1);
      expect(share).toBeLessThanOrEqual(of("beam")[at] ?? 0);
      expect(of("beam")[at]).toBeLessThanOrEqual(1);
    });
  }
  // Greedy loses on strings of two letters, and the curvature stays below what was published: 2.5.
  expect(curves.get("greedy, two letters")?.at(-1)).toBeLessThan(1);
  expect(Math.max(...(curves.get("exact") ?? []))).toBeLessThanOrEqual(2.5);
  expect(readFileSync(join(tmpdir(), "greedy-merges.html"), "utf8")).toContain("Total backward curvature");
});
