/**
 * `npm run bench -- submodular/packing`: packing 200 passages of 384 dimensions for a query, beside maximal marginal
 * relevance written in plain JavaScript. The two choose the same under the same rule before anything is timed.
 */
import { prepareCorpus, packContext } from "../../dist/context/index.js";

const [PASSAGES, DIMENSIONS, BUDGET, CALLS] = [200, 384, 800, 400];

/** Uniform numbers in [0, 1), the same every time. */
const generator = (seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
const next = generator(7);
const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const vector = (around, spread) =>
  Float32Array.from({ length: DIMENSIONS }, (_, at) => (around?.[at] ?? 0) + spread * normal());

// Twenty themes, ten passages each, as a retriever returns them: related, several saying nearly the same.
const themes = Array.from({ length: 20 }, () => vector(undefined, 1));
const passages = Array.from({ length: PASSAGES }, (_, at) => ({
  text: "word ".repeat(40 + Math.floor(next() * 160)).trim(),
  source: `document ${at % 25}`,
  embedding: vector(themes[at % 20], 0.6),
}));
const queries = Array.from({ length: CALLS }, (_, at) => vector(themes[at % 20], 1));
const countTokens = (text) => (text === "" ? 0 : text.split(/\s+/).length);
const tokens = passages.map(({ text }) => countTokens(text));

/** Maximal marginal relevance as it is written everywhere: cosines in plain JavaScript, no preparation. */
const plain = (query, lambda) => {
  const unit = (row) => {
    let sum = 0;
    for (const value of row) sum += value * value;
    const norm = Math.sqrt(sum);
    return row.map((value) => value / norm);
  };
  const dot = (a, b) => {
    let sum = 0;
    for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
    return sum;
  };
  const rows = passages.map(({ embedding }) => unit(embedding));
  const asked = unit(query);
  const relevance = rows.map((row) => dot(row, asked));
  const least = 0.25 * Math.max(...relevance);
  const nearest = new Float64Array(rows.length);
  const left = new Set([...rows.keys()].filter((at) => relevance[at] > 0 && relevance[at] >= least));
  const chosen = [];
  for (let room = BUDGET; ;) {
    let [best, most] = [-1, -Infinity];
    for (const at of left) {
      const score = lambda * relevance[at] - (1 - lambda) * nearest[at];
      if (tokens[at] <= room && score > most) [best, most] = [at, score];
    }
    if (best < 0) return chosen;
    chosen.push(best);
    left.delete(best);
    room -= tokens[best];
    for (const at of left) nearest[at] = Math.max(nearest[at], dot(rows[at], rows[best]));
  }
};

const quantile = (times, share) =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];
const rows = [];
const time = async (name, call) => {
  for (const query of queries.slice(0, 50)) await call(query);
  const times = [];
  const before = process.cpuUsage();
  for (const query of queries) {
    const start = performance.now();
    await call(query);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (value) => `${value.toFixed(2)} ms`;
  const cpu = ms((user + system) / 1000 / queries.length);
  rows.push({ what: name, p50: ms(quantile(times, 0.5)), p99: ms(quantile(times, 0.99)), "CPU a call": cpu });
};

const corpus = await prepareCorpus(passages, { countTokens, separator: " " });
for (const query of queries.slice(0, 40)) {
  const settings = { query, budget: BUDGET, algorithm: "mmr", lambda: 0.7, order: "chosen" };
  const ours = await corpus.pack(settings);
  const [a, b] = [ours.passages.map(({ index }) => index), plain(query, 0.7)];
  if (a.join() !== b.join()) throw new Error(`maximal marginal relevance differs: ${a} and ${b}`);
}
let [ours, theirs] = [0, 0];
for (const query of queries.slice(0, 40)) {
  ours += (await corpus.pack({ query, budget: BUDGET })).value;
  theirs += (await corpus.pack({ query, budget: BUDGET, algorithm: "mmr" })).value;
}

const known = passages.map((passage, at) => ({ ...passage, tokens: tokens[at] }));
await time("corpus.pack()", (query) => corpus.pack({ query, budget: BUDGET }));
await time("corpus.packSync(), one thread", (query) =>
  corpus.packSync({ query, budget: BUDGET, threads: 1 }),
);
await time("corpus.pack(), mmr", (query) => corpus.pack({ query, budget: BUDGET, algorithm: "mmr" }));
await time("packContext(), nothing prepared", (query) =>
  packContext(known, { query, budget: BUDGET, countTokens, separator: " " }),
);
await time("MMR in plain JavaScript", (query) => plain(query, 0.7));

console.log(`${PASSAGES} passages × ${DIMENSIONS} dimensions, budget ${BUDGET} tokens, ${CALLS} queries`);
console.table(rows);
console.log(`value of the choice beside that of MMR, over 40 queries: ${(ours / theirs).toFixed(3)}`);
