/**
 * Training against the trainers of Python, on one corpus, merges compared before times:
 * `node benches/bpe/train.mjs [--quick]`. Two threads; CPU seconds of the process, memory above its start.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";
import { corpus } from "./corpus.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const quick = process.argv.includes("--quick");
const { path, missing } = corpus();
if (missing) {
  console.error(`SKIPPED: ${missing}`);
  process.exit(0);
}
const environment = process.env.BENCH_PYTHON
  ? { python: process.env.BENCH_PYTHON }
  : pythonWith(here("train-requirements.txt"));
if (environment.missing) console.error(`SKIPPED the peers: ${environment.missing}`);

const answer = ({ code, stdout, stderr }, who) => {
  if (code !== 0) throw new Error(`${who} failed:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trim().split("\n").at(-1));
};
const best = (runs) => runs.reduce((a, b) => (a.cpu <= b.cpu ? a : b));
const repeat = quick ? 1 : 3;
const measure = (task) =>
  best(
    Array.from({ length: repeat }, () =>
      answer(capture(process.execPath, [here("measure-train.mjs"), JSON.stringify(task)]), "marginals"),
    ),
  );
const peer = (task) =>
  best(
    Array.from({ length: repeat }, () =>
      answer(capture(environment.python, [here("train-peers.py"), JSON.stringify(task)]), task.peer),
    ),
  );

const row = (name, { cpu, wall, memory, merges }, base) =>
  console.log(
    `${name.padEnd(14)} ${cpu.toFixed(2)} CPU s, ${wall.toFixed(2)} s, ${memory.toFixed(0)} MiB, ${merges} merges` +
      (base === undefined
        ? ""
        : `; ours takes ${(base.cpu / cpu).toFixed(2)}× its time, ${(base.memory / memory).toFixed(2)}× its memory`),
  );

for (const [size, split] of quick
  ? [[8000, "cl100k"]]
  : [
      [8000, "cl100k"],
      [32_000, "cl100k"],
      [32_000, "gpt2"],
    ]) {
  console.log(`\n${size} tokens, split ${split}, two threads`);
  const task = { path, size, split, threads: 2 };
  const ours = Object.fromEntries(["hf", "bytes"].map((ties) => [ties, measure({ ...task, ties })]));
  row("marginals", ours.hf);
  if (environment.missing) continue;
  for (const [name, ties] of [
    ["huggingface", "hf"],
    ["rustbpe", "bytes"],
    ["bpeasy", "bytes"],
    ...(split === "gpt2" ? [["gigatoken", "hf"]] : []),
    ["ffbpe"],
  ]) {
    const theirs = peer({ ...task, peer: name });
    if (!ties) console.log(`${name} splits otherwise: not the same merges`);
    else if (theirs.hash !== ours[ties].hash) console.log(`${name}: OTHER MERGES than ours`);
    row(name, theirs, ours[ties ?? "hf"]);
  }
}

// The languages stand one after another in the corpus, and Chinese and Japanese have far more distinct pieces: a part
// of it is every so many blocks, cut at line ends, not its beginning.
const sampled = (bytes, share) => {
  const blocks = [];
  for (let start = 0, index = 0; start < bytes.length; index++) {
    const line = bytes.indexOf(10, start + 65_536);
    const end = line < 0 ? bytes.length : line + 1;
    if (index % share === 0) blocks.push(bytes.subarray(start, end));
    start = end;
  }
  return Buffer.concat(blocks);
};

console.log(
  "\nGrowth, split cl100k, one thread: with the corpus at 8000 tokens, with the tokens on all of it",
);
const folder = mkdtempSync(join(tmpdir(), "marginals-growth-"));
try {
  const bytes = readFileSync(path);
  for (const share of [8, 4, 2, 1]) {
    const part = join(folder, "part.txt");
    writeFileSync(part, sampled(bytes, share));
    row(`1/${share} corpus`, measure({ path: part, size: 8000, split: "cl100k", ties: "hf", threads: 1 }));
  }
  for (const size of [1000, 4000, 16_000, 64_000]) {
    row(`${size} tokens`, measure({ path, size, split: "cl100k", ties: "hf", threads: 1 }));
  }
} finally {
  rmSync(folder, { recursive: true });
}
