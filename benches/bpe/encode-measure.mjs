/**
 * One library in a process of its own: node encode-measure.mjs '{ "library", "encoding", "documents", "peers" }'.
 * Prints one JSON document: seconds of processor time, tokens and their hash, seconds to load, memory; with
 * `threads` above 1 only the seconds of the clock that a batch of all documents takes, with `counts` only those of the
 * processor for counting all of them once.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { library, encoding, documents: path, peers, image, threads, counts } = JSON.parse(process.argv[2]);
const require = createRequire(join(peers, "x.js"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const base = `${encoding}_base`;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const libraries = {
  async marginals() {
    const { Tokenizer } = await import("marginals/bpe");
    const ranks = require(`js-tiktoken/ranks/${base}`);
    const began = performance.now();
    const tokenizer = image ? Tokenizer.loadSync(image) : Tokenizer.fromTiktokenSync(ranks.default ?? ranks);
    const { encode, count } = tokenizer;
    return { began, encode, count, batch: (texts) => tokenizer.encodeBatchSync(texts, { threads }) };
  },
  async tiktoken() {
    const { get_encoding } = require("tiktoken");
    const began = performance.now();
    const tokenizer = get_encoding(base);
    return { began, encode: (text) => tokenizer.encode_ordinary(text) };
  },
  async "tiktoken-node"() {
    const { getEncoding } = require("tiktoken-node");
    const began = performance.now();
    const tokenizer = getEncoding(base);
    return { began, encode: (text) => tokenizer.encode(text) };
  },
  async "js-tiktoken"() {
    const { Tiktoken } = require("js-tiktoken/lite");
    const ranks = require(`js-tiktoken/ranks/${base}`);
    const began = performance.now();
    const tokenizer = new Tiktoken(ranks.default ?? ranks);
    return { began, encode: (text) => tokenizer.encode(text, [], []) };
  },
  async "gpt-tokenizer"() {
    const began = performance.now();
    const { encode, countTokens } = await load(`gpt-tokenizer/encoding/${base}`);
    return { began, encode, count: countTokens };
  },
  async hypertok() {
    const began = performance.now();
    const { fromBytes } = await import(
      pathToFileURL(join(peers, "node_modules/hypertok/src/index.mjs")).href
    );
    const { vocabulary } = await import(pathToFileURL(require.resolve("@hypertok/vocab-o200k")).href);
    const tokenizer = await fromBytes(new Uint8Array(readFileSync(new URL(vocabulary))));
    return { began, encode: (text) => tokenizer.encodeSync(text) };
  },
};

const before = process.memoryUsage().rss;
const { began, encode, count, batch } = await libraries[library]();
encode("a");
const loaded = (performance.now() - began) / 1000;
const memory = process.memoryUsage().rss - before;
const documents = JSON.parse(readFileSync(path, "utf8"));
if (threads > 1) {
  const clock = () => {
    const start = performance.now();
    batch(documents);
    return (performance.now() - start) / 1000;
  };
  // Each thread has to meet every piece before both are warm.
  const passes = batch ? Array.from({ length: 9 }, clock).slice(1) : [];
  console.log(JSON.stringify({ batch: batch ? Math.min(...passes) : null }));
  process.exit();
}
const pass = (work) => {
  const start = cpu();
  for (const document of documents) work(document);
  return cpu() - start;
};
if (counts) {
  console.log(JSON.stringify({ counts: pass(count) }));
  process.exit();
}
const cold = pass(encode);
const warm = Math.min(pass(encode), pass(encode), pass(encode));
const counted = count && Math.min(pass(count), pass(count), pass(count));
const hash = createHash("sha256");
let tokens = 0;
for (const document of documents) {
  const ids = Uint32Array.from(encode(document));
  tokens += ids.length;
  hash.update(ids);
}
const run = () => {
  const start = cpu();
  encode("a".repeat(100_000));
  return cpu() - start;
};
// Quadratic ones would take minutes.
const repeated = ["marginals", "tiktoken-node", "hypertok"].includes(library) ? run() : undefined;
console.log(
  JSON.stringify({ cold, warm, counted, tokens, hash: hash.digest("hex"), loaded, memory, repeated }),
);
