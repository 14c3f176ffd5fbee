/**
 * Packing passages of 384 dimensions for a query, beside maximal marginal relevance written in plain JavaScript, which is
 * how retrieval libraries have it. The two choose the same under the same rule before anything is timed.
 */
import { printTable, time as seconds } from "../report.mjs";
import { prepareCorpus, packContext } from "../../dist/context/index.js";

const [DIMENSIONS, BUDGET] = [384, 800];

/** Uniform numbers in [0, 1), the same every time. */
const generator = (seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
const countTokens = (text) => text.match(/\S+/g)?.length ?? 0;
const quantile = (times, share) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];

/** Twenty themes, as a retriever returns them: related, several passages saying nearly the same. */
const setting = (count, calls) => {
  const next = generator(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const vector = (around, spread) =>
    Float32Array.from({ length: DIMENSIONS }, (_, at) => (around?.[at] ?? 0) + spread * normal());
  const themes = Array.from({ length: 20 }, () => vector(undefined, 1));
  const passages = Array.from({ length: count }, (_, at) => ({
    text: "word ".repeat(40 + Math.floor(next() * 160)).trim(),
    source: `document ${at % 25}`,
    embedding: vector(themes[at % 20], 0.6),
  }));
  const queries = Array.from({ length: calls }, (_, at) => vector(themes[at % 20], 1));
  return { passages, queries, tokens: passages.map(({ text }) => countTokens(text)) };
};

/** Maximal marginal relevance as it is written everywhere: cosines in plain JavaScript, no preparation. */
const plain = ({ passages, tokens }, query, lambda) => {
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

/** Median, 99th percentile and processor time of a call. */
const timed = async (queries, call) => {
  for (const query of queries.slice(0, 20)) await call(query);
  const times = [];
  const before = process.cpuUsage();
  for (const query of queries) {
    const start = performance.now();
    await call(query);
    times.push((performance.now() - start) / 1000);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: (user + system) / 1e6 / queries.length,
  };
};

const measured = async (count, calls) => {
  const given = setting(count, calls);
  const { passages, queries, tokens } = given;
  const corpus = await prepareCorpus(passages, { countTokens, separator: " " });
  let [ours, theirs] = [0, 0];
  for (const query of queries.slice(0, 40)) {
    const settings = { query, budget: BUDGET, algorithm: "mmr", lambda: 0.7, order: "chosen" };
    const relevance = await corpus.pack(settings);
    const [a, b] = [relevance.passages.map(({ index }) => index), plain(given, query, 0.7)];
    if (a.join() !== b.join()) throw new Error(`maximal marginal relevance differs: ${a} and ${b}`);
    ours += (await corpus.pack({ query, budget: BUDGET })).value;
    theirs += (await corpus.pack({ query, budget: BUDGET, algorithm: "mmr" })).value;
  }
  const known = passages.map((passage, at) => ({ ...passage, tokens: tokens[at] }));
  const settings = { budget: BUDGET };
  const whole = { countTokens, separator: " ", ...settings };
  const calledFor = {
    "corpus.pack()": (query) => corpus.pack({ query, ...settings }),
    "corpus.packSync(), one thread": (query) => corpus.packSync({ query, ...settings, threads: 1 }),
    "corpus.pack(), mmr": (query) => corpus.pack({ query, ...settings, algorithm: "mmr" }),
    "packContext(), nothing prepared": (query) => packContext(known, { query, ...whole }),
    "MMR in plain JavaScript": (query) => plain(given, query, 0.7),
  };
  const times = {};
  for (const [name, call] of Object.entries(calledFor)) times[name] = await timed(queries, call);
  corpus.dispose();
  return { passages: count, times, "value over MMR's": ours / theirs };
};

export const bench = async ({ quick }) => {
  const results = [];
  for (const count of [50, 200, 800]) results.push(await measured(count, quick ? 60 : 400));
  for (const { passages, times, ...value } of results) {
    printTable(
      `${passages} passages × ${DIMENSIONS} dimensions, ${BUDGET} tokens; value over that of MMR ${value["value over MMR's"].toFixed(3)}`,
      Object.entries(times).map(([what, { p50, p99, cpu }]) => ({
        what,
        p50: seconds(p50),
        p99: seconds(p99),
        "CPU a call": seconds(cpu),
      })),
    );
  }
  return { results };
};
