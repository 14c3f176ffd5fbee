/**
 * Encoding mixed text, one thread, against the tokenizers of npm.
 *
 *     npm run bench -- bpe/encode [--text FILE] [--encoding o200k|cl100k] [--record]
 *
 * Documents of 16,384 UTF-16 units each; MB of UTF-8 per second of processor time. *Cold* is the first pass after
 * loading, *warm* the best of three more. Tokens are compared before anything is printed: a library with others is
 * shown as different. Without --text, the TypeScript compiler and this project's documents are the text. Peers are
 * installed once from the pins in encode-peers.json; without them their rows are missing and the run says so.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cache, capture, root } from "../../scripts/process.mjs";
import { machine, memory, printTable, ratio, record, time } from "../report.mjs";

const { values: given } = parseArgs({
  options: {
    text: { type: "string" },
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

const text = given.text ?? join(cache, "bpe-text.txt");
if (!given.text && !existsSync(text)) {
  const compiler = createRequire(join(root, "x.js")).resolve("typescript");
  const documents = ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
  const parts = [
    ...documents.map((name) => readFileSync(join(root, name), "utf8")),
    readFileSync(compiler, "utf8"),
  ];
  writeFileSync(text, parts.join("\n\n").slice(0, 10_000_000));
}
const megabytes = statSync(text).size / 1e6;

const measure = (library, image) => {
  const task = { library, encoding: given.encoding, text, peers, image };
  const { code, stdout, stderr } = capture(process.execPath, [
    "--import",
    join(root, "scripts", "typescript.mjs"),
    here("encode-measure.mjs"),
    JSON.stringify(task),
  ]);
  if (code === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  console.error(
    `SKIPPED ${library}: ${
      stderr
        .trim()
        .split("\n")
        .find((line) => /Error/.test(line)) ?? stderr.slice(-200)
    }`,
  );
  return undefined;
};

const { cpu, node } = machine();
console.log(`${cpu}, Node ${node}, ${given.encoding}, ${megabytes.toFixed(1)} MB`);
const names = ["hypertok", "tiktoken-node", "tiktoken", "gpt-tokenizer", "js-tiktoken"];
const ours = measure("marginals");
if (!ours) throw new Error("nothing measured of our own");
const rows = [["marginals", ours], ...names.map((name) => [name, measure(name)])].filter(([, row]) => row);
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
    "a × 100,000": time(row.repeated),
    load: time(row.loaded),
    memory: memory(row.memory),
  })),
);
const { Tokenizer } = await import("marginals/bpe");
const ranks = createRequire(join(peers, "x.js"))(`js-tiktoken/ranks/${given.encoding}_base`);
const image = join(cache, `${given.encoding}.bpe`);
Tokenizer.fromTiktokenSync(ranks.default ?? ranks).saveSync(image);
const saved = measure("marginals", image);
if (saved?.hash !== ours.hash) throw new Error("the saved tokenizer has other tokens");
console.log(`\nLoaded from its image: ${time(saved.loaded)}, ${memory(saved.memory)}`);
if (given.record)
  record("bpe-encode", { encoding: given.encoding, megabytes, rows: Object.fromEntries(rows), saved });
