/**
 * Encoding mixed text, one thread, against the tokenizers of npm and of Python.
 *
 *     npm run bench -- bpe/encode [--text mixed|code|FILE] [--encoding o200k|cl100k] [--record]
 *
 * Documents of 16,384 UTF-16 units each; MB of UTF-8 per second of processor time. *Cold* is the first pass after
 * loading, *warm* and *count* the best of three more, *cold count* the first pass of a process that only counts,
 * *two threads* MB per second of the clock for a batch of all documents, the best of eight.
 * Tokens are compared before anything is printed: a library with others is shown as different. The text is
 * `mixed`, every fourth block of the corpus of the training benchmark, unless another is named; `code` is the TypeScript
 * compiler and this project's documents. Peers are installed once from the pins in encode-peers.json and
 * encode-requirements.txt (or are those of the interpreter that BENCH_PYTHON names); without them their rows are missing
 * and the run says so.
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cache, capture, root } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";
import { machine, memory, printTable, ratio, record, time } from "../report.mjs";
import { documentsOf } from "./texts.mjs";

const { values: given } = parseArgs({
  options: {
    text: { type: "string", default: "mixed" },
    encoding: { type: "string", default: "o200k" },
    record: { type: "boolean", default: false },
  },
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const peers = join(cache, "bpe-peers");
mkdirSync(peers, { recursive: true });
if (!existsSync(join(peers, "node_modules", "hypertok"))) {
  copyFileSync(here("encode-peers.json"), join(peers, "package.json"));
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const installed = capture(npm, ["install", "--prefix", peers, "--no-audit", "--no-fund"]);
  if (installed.code !== 0) console.error(`SKIPPED the peers: ${installed.stderr.trim().split("\n").at(-1)}`);
}
const environment = process.env.BENCH_PYTHON
  ? { python: process.env.BENCH_PYTHON }
  : pythonWith(here("encode-requirements.txt"));
if (environment.missing) console.error(`SKIPPED the peers of Python: ${environment.missing}`);

const { encoding } = given;
const { documents, megabytes } = documentsOf(given.text);

// The same vocabulary in the forms that peers and we ourselves load.
const { Tokenizer } = await import("marginals/bpe");
const published = createRequire(join(peers, "x.js"))(`js-tiktoken/ranks/${encoding}_base`);
const own = Tokenizer.fromTiktokenSync(published.default ?? published);
const file = (kind) => join(cache, `${encoding}.${kind}`);
own.saveSync(file("bpe"));
writeFileSync(file("tiktoken"), own.toTiktoken());
const forms = {
  ranks: file("tiktoken"),
  json: file("json"),
  pattern: (published.default ?? published).pat_str,
};

const answer = (library, { code, stdout, stderr }) => {
  if (code === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  const lines = stderr.trim().split("\n");
  console.error(`SKIPPED ${library}: ${lines.find((line) => /Error/.test(line)) ?? stderr.slice(-200)}`);
  return undefined;
};
const npm = (library, more) => {
  const task = { library, encoding, documents, peers, threads: 1, ...more };
  const loader = join(root, "scripts", "typescript.mjs");
  const script = [here("encode-measure.mjs"), JSON.stringify(task)];
  return answer(library, capture(process.execPath, ["--import", loader, ...script]));
};
const python = (library, more) => {
  const task = { library, encoding, documents, threads: 1, ...forms, ...more };
  return answer(library, capture(environment.python, [here("encode-peers.py"), JSON.stringify(task)]));
};

const { cpu, node } = machine();
console.log(`${cpu}, Node ${node}, ${encoding}, ${megabytes.toFixed(1)} MB`);
const first = (row, name, measure) => (row.counted ? measure(name, { counts: true }) : {});
const measured = (names, measure) =>
  names.map((name) => {
    const row = measure(name);
    return [name, row && { ...row, ...measure(name, { threads: 2 }), ...first(row, name, measure) }];
  });
const inNode = encoding === "o200k" ? ["hypertok"] : ["tiktoken-node"];
const rows = [
  ...measured(["marginals", ...inNode, "tiktoken", "gpt-tokenizer", "js-tiktoken"], npm),
  ...(environment.missing ? [] : measured(["gigatoken", "fastokens", "ffbpe", "tiktoken"], python)).map(
    ([name, row]) => [`${name} (Python)`, row],
  ),
].filter(([, row]) => row);
const ours = rows[0][1];
if (rows[0][0] !== "marginals") throw new Error("nothing measured of our own");
const speed = (seconds) => (seconds ? (megabytes / seconds).toFixed(1) : "–");
printTable(
  "Encoding, MB per second of processor time",
  rows.map(([name, row]) => ({
    library: name,
    tokens: row.hash === ours.hash ? "same" : `${row.tokens - ours.tokens} more or other`,
    cold: speed(row.cold),
    "ours is": ratio(row.cold, ours.cold),
    warm: speed(row.warm),
    "ours warm": ratio(row.warm, ours.warm),
    count: speed(row.counted),
    "cold count": speed(row.counts),
    "two threads": speed(row.batch),
    "a × 100,000": time(row.repeated),
    load: time(row.loaded),
    memory: memory(row.memory),
  })),
);
const saved = npm("marginals", { image: file("bpe") });
if (saved?.hash !== ours.hash) throw new Error("the saved tokenizer has other tokens");
console.log(`\nLoaded from its image: ${time(saved.loaded)}, ${memory(saved.memory)}`);
if (given.record) record("bpe-encode", { encoding, megabytes, rows: Object.fromEntries(rows), saved });
