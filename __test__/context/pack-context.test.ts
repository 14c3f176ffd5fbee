/** Context packing: what is chosen, why the rest is not, and that the text fits as a whole. */
import {
  packContext,
  packContextSync,
  prepareCorpus,
  prepareCorpusSync,
  type Packing,
  type PassagesInput,
} from "marginals/context";
import { describe, expect, test } from "vitest";

const countTokens = (text: string): number => text.match(/\p{L}+|[^\s\p{L}]/gu)?.length ?? 0;

/** A generator of the multiplicative kind, for instances that are the same every time. */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

/** Passages of random words: themes, so that some repeat each other and some have nothing to do with the query. */
const instance = (seed: number, size: number): { text: string; source: string }[] => {
  const next = random(seed + 1);
  return Array.from({ length: size }, () => {
    const theme = Math.floor(next() * 4);
    const length = 3 + Math.floor(next() * 12);
    const word = (): string => {
      const at = next() < 0.7 ? theme * 6 + Math.floor(next() * 6) : Math.floor(next() * 24);
      return `w${String.fromCharCode(97 + at)}`;
    };
    return { text: Array.from({ length }, word).join(" "), source: `s${Math.floor(next() * 3)}` };
  });
};
const query = "wa wb wg wh";

const reasons = (packing: Packing): Record<string, string> =>
  Object.fromEntries(packing.omitted.map(({ index, id, reason }) => [id ?? String(index), reason]));

const garden = [
  { id: "care", text: "Water the fern twice a week." },
  { id: "copy", text: "Water the fern twice a week!" },
  { id: "light", text: "A fern wants shade, never noon sun." },
  { id: "cat", text: "The cat sleeps." },
];

describe("what is chosen", () => {
  test("relevant passages that do not repeat each other; a copy adds nothing", async () => {
    const packing = await packContext(garden, { query: "a fern in shade", budget: 100, countTokens });
    expect(packing.passages.map(({ id }) => id)).toEqual(["light", "care"]);
    expect(packing.text).toBe(`${garden[2]?.text}\n\n${garden[0]?.text}`);
    expect(reasons(packing)).toEqual({ copy: "redundant", cat: "irrelevant" });
    expect(packing.omitted[0]).toMatchObject({ with: { index: 0, id: "care" } });
    expect(packing.omitted[0]?.similarity).toBeCloseTo(1, 6);
    expect(packing.stopped).toBe("no-gain");
    expect(packing.nextTokenGain).toBe(0);
  });

  test("every packing fits, joined and counted as a whole, and accounts for every passage", () => {
    for (let seed = 0; seed < 150; seed++) {
      const passages = instance(seed, 20);
      for (const algorithm of ["auto", "mmr"] as const) {
        const budget = 5 + (seed % 40);
        const packing = packContextSync(passages, { query, budget, countTokens, perSource: 2, algorithm });
        expect(packing.tokens).toBe(packing.text === "" ? 0 : countTokens(packing.text));
        expect(packing.tokens).toBeLessThanOrEqual(budget);
        expect(packing.text).toBe(packing.passages.map(({ text }) => text).join("\n\n"));
        const all = [...packing.passages, ...packing.omitted].map(({ index }) => index);
        expect(all.sort((a, b) => a - b)).toEqual(passages.map((_, index) => index));
        for (const source of ["s0", "s1", "s2"]) {
          expect(packing.passages.filter((passage) => passage.source === source).length).toBeLessThanOrEqual(
            2,
          );
        }
        for (const { reason, with: other } of packing.omitted)
          expect(reason === "redundant").toBe(other !== undefined);
      }
    }
  });

  test("greedy comes near the best of all sets, and never below half of it", () => {
    let total = 0;
    for (let seed = 0; seed < 60; seed++) {
      const passages = instance(seed, 9);
      const corpus = prepareCorpusSync(passages, { countTokens });
      const budget = 12 + (seed % 12);
      const found = corpus.packSync({ query, budget, minRelevance: 0 });
      let best = 0;
      for (let mask = 1; mask < 512; mask++) {
        const include = passages.flatMap((_, at) => ((mask >> at) & 1 ? [at] : []));
        const tokens = include.reduce((sum, at) => sum + countTokens(passages[at]?.text ?? ""), 0);
        if (tokens > budget) continue;
        // What has to be included, and nothing else: the value of that set.
        const { value } = corpus.packSync({ query, budget: tokens, include, minRelevance: 0 });
        best = Math.max(best, value);
      }
      expect(found.value).toBeLessThanOrEqual(best + 1e-9);
      expect(found.value).toBeGreaterThanOrEqual(0.5 * best);
      total += best === 0 ? 1 : found.value / best;
    }
    expect(total / 60).toBeGreaterThan(0.97);
  });

  test("embeddings decide where both sides have them", async () => {
    const passages = [
      { text: "one", embedding: [1, 0] },
      { text: "two", embedding: [0, 1] },
    ];
    const options = { budget: 1, countTokens };
    const packed = await packContext(passages, { ...options, query: { text: "one", embedding: [0.1, 1] } });
    expect(packed.text).toBe("two");
    const words = await packContext(passages, { ...options, query: "one" });
    expect(words.text).toBe("one");
    const apart = await packContext(["one", "two"], {
      ...options,
      query: Float32Array.of(1, 0.2),
      embeddings: { data: new Float32Array([0, 1, 1, 0]), rows: 2, cols: 2 },
    });
    expect(apart.text).toBe("two");
  });

  test("limits by source, and what must be included", () => {
    const passages = [
      { id: "a1", text: "red red fox", source: "a" },
      { id: "a2", text: "red hen", source: "a" },
      { id: "b1", text: "red rose", source: "b" },
      { id: "n1", text: "blue whale" },
    ];
    const options = { query: "red", budget: 50, countTokens, order: "original" as const };
    const limited = packContextSync(passages, { ...options, perSource: { a: 1 } });
    expect(reasons(limited)).toEqual({ a2: "source-limit", n1: "irrelevant" });
    const none = packContextSync(passages, { ...options, perSource: { a: 0, b: 0 } });
    expect([none.text, none.tokens, none.passages.length]).toEqual(["", 0, 0]);
    const forced = packContextSync(passages, { ...options, include: ["n1", "a2"], perSource: 1 });
    expect(forced.passages.map(({ id, included }) => [id, included])).toEqual([
      ["a2", true],
      ["b1", false],
      ["n1", true],
    ]);
  });

  test("the orders of presentation", () => {
    const passages = ["k a b c d", "k a", "k a b", "k", "k a b c"].map((text) => ({ text }));
    const order = (order: "relevance" | "original" | "edges" | "chosen"): number[] =>
      packContextSync(passages, {
        query: "k",
        budget: 99,
        countTokens,
        order,
        minRelevance: 0,
        include: [2],
      }).passages.map(({ index }) => index);
    expect(order("relevance")).toEqual([3, 1, 2, 4, 0]);
    expect(order("original")).toEqual([0, 1, 2, 3, 4]);
    expect(order("edges")).toEqual([3, 2, 0, 4, 1]);
    expect(order("chosen")[0]).toBe(2);
  });

  test.each([
    [10, "\n\n"],
    [10, " - - "],
    // Nothing fits: the first passage is joined to none.
    [2, " - - "],
  ])("what more budget than %i would buy is bought with that budget, joined by %j", (budget, separator) => {
    for (let seed = 0; seed < 60; seed++) {
      const passages = instance(seed, 15);
      const corpus = prepareCorpusSync(passages, { countTokens, separator });
      const packing = corpus.packSync({ query, budget });
      if (packing.next === null) continue;
      const { next } = packing;
      expect(packing.nextTokenGain).toBeCloseTo(next.gain / (next.budget - packing.tokens), 12);
      const include = [...packing.passages.map(({ index }) => index), next.index];
      const richer = corpus.packSync({ query, budget: next.budget, include });
      expect(richer.tokens).toBe(next.budget);
      expect(richer.value).toBeCloseTo(packing.value + next.gain, 9);
    }
  });

  test("maximal marginal relevance by its definition", () => {
    const passages = [
      { text: "a", embedding: [1, 0] },
      { text: "b", embedding: [0.96, 0.28] },
      { text: "c", embedding: [0.6, 0.8] },
    ];
    const options = {
      query: [1, 0.1],
      budget: 2,
      countTokens,
      order: "chosen" as const,
      algorithm: "mmr" as const,
    };
    const diverse = packContextSync(passages, { ...options, lambda: 0.3 });
    expect(diverse.text).toBe("a\n\nc");
    expect(packContextSync(passages, { ...options, lambda: 1 }).text).toBe("a\n\nb");
    expect(diverse.algorithm).toBe("mmr");
  });
});

describe("counts that do not add up", () => {
  const passages = instance(7, 30);
  // Joining costs: every border counts three more than its parts.
  const dearer = (text: string): number => countTokens(text) + 3 * (text.match(/\n\n./g)?.length ?? 0);
  // Joining saves: a border with letters on both sides merges two tokens into one.
  const cheaper = (text: string): number => countTokens(text) - (text.match(/\p{L}\n\n\p{L}/gu)?.length ?? 0);
  test.each([
    ["dearer", dearer],
    ["cheaper", cheaper],
  ])("%s when joined", async (_, counter) => {
    for (let budget = 5; budget < 90; budget += 7) {
      const packing = await packContext(passages, { query, budget, countTokens: counter });
      expect(packing.tokens).toBe(counter(packing.text));
      expect(packing.tokens).toBeLessThanOrEqual(budget);
      expect(packing.passages.length).toBeGreaterThan(0);
    }
  });

  test("what joining saves is used", () => {
    const options = { query: "k", budget: 5, minRelevance: 0 };
    const passages = ["k a", "k b", "k c"];
    const packing = packContextSync(passages, { ...options, countTokens: cheaper });
    expect([packing.passages.length, packing.tokens]).toEqual([3, 4]);
    expect(packContextSync(passages, { ...options, countTokens }).passages.length).toBe(2);
  });

  test("separators are counted", () => {
    const options = { query: "k", separator: " -- ", countTokens, minRelevance: 0 };
    expect(packContextSync(["k a", "k b"], { ...options, budget: 5 }).passages.length).toBe(1);
    expect(packContextSync(["k a", "k b"], { ...options, budget: 6 }).text).toBe("k a -- k b");
  });

  test("a tokenizer that counts, one that encodes, one that answers later", async () => {
    const tokenizer = {
      tokens: countTokens,
      count(text: string) {
        return this.tokens(text);
      },
    };
    const asked = { query: "fern", budget: 8 };
    const first = packContextSync(garden, { ...asked, tokenizer });
    const encoding = { encode: (text: string) => text.match(/\p{L}+|[^\s\p{L}]/gu) ?? [] };
    expect(packContextSync(garden, { ...asked, tokenizer: encoding })).toEqual(first);
    const later = async (text: string): Promise<number> => Promise.resolve(countTokens(text));
    expect(await packContext(garden, { ...asked, countTokens: later })).toEqual(first);
  });

  test("known tokens are not counted again", () => {
    const asked: string[] = [];
    const passages = garden.map((passage) => ({ ...passage, tokens: countTokens(passage.text) }));
    const counter = (text: string): number => (asked.push(text), countTokens(text));
    const packing = packContextSync(passages, { query: "fern", budget: 8, countTokens: counter });
    expect(asked).toEqual(["\n\n", packing.text]);
  });
});

describe("one corpus", () => {
  test("serves many queries at the same time, each as if alone", async () => {
    const passages = instance(3, 60);
    const corpus = await prepareCorpus(passages, { countTokens });
    const queries = Array.from({ length: 24 }, (_, at) => `w${String.fromCharCode(97 + at)} wa`);
    const alone = queries.map((query) => packContextSync(passages, { query, budget: 40, countTokens }));
    const together = await Promise.all(queries.map((query) => corpus.pack({ query, budget: 40 })));
    expect(together).toEqual(alone);
    corpus.dispose();
    await expect(corpus.pack({ query: "wa", budget: 4 })).rejects.toThrow("disposed");
  });

  test("the same bits for any number of threads", () => {
    const passages = instance(11, 300);
    const [one, ...others] = [1, 2, 8].map((threads) =>
      packContextSync(passages, { query, budget: 100, countTokens, threads }),
    );
    for (const other of others) expect(other).toEqual(one);
  });

  test("more passages than are kept compared: the most relevant are looked at", () => {
    const passages: PassagesInput = Array.from(
      { length: 5000 },
      (_, at) => `p${at} ${at % 10 === 0 ? "red" : "blue"}`,
    );
    const packing = packContextSync(passages, { query: "red", budget: 20, countTokens, candidates: 50 });
    expect(packing.passages.every(({ text }) => text.endsWith("red"))).toBe(true);
    expect(packing.omitted.length + packing.passages.length).toBe(5000);
  });
});

describe("aborts", () => {
  test("reject, or answer what there is", async () => {
    const slow = async (text: string): Promise<number> =>
      new Promise((resolve) => setTimeout(() => resolve(countTokens(text)), text.length > 30 ? 0 : 30));
    const options = { query: "fern", budget: 50, countTokens: slow };
    const aborting = packContext(garden, { ...options, signal: AbortSignal.timeout(5) });
    await expect(aborting).rejects.toMatchObject({ name: "AbortError" });
    const kept = await packContext(garden, {
      ...options,
      include: ["cat"],
      signal: AbortSignal.timeout(5),
      onAbort: "best-so-far",
    });
    expect([kept.text, kept.tokens, kept.stopped]).toEqual(["The cat sleeps.", 4, "aborted"]);
    expect(reasons(kept)).toEqual({ care: "aborted", copy: "aborted", light: "aborted" });
    const before = packContext(garden, { ...options, signal: AbortSignal.abort(), onAbort: "best-so-far" });
    await expect(before).rejects.toMatchObject({ name: "AbortError" });
  });

  test("a deadline during the choice answers a packing that fits", async () => {
    const passages = Array.from({ length: 3000 }, (_, at) => instance(at, 1)[0]?.text ?? "");
    const corpus = await prepareCorpus(passages, { countTokens });
    for (const milliseconds of [1, 3, 10, 50]) {
      const signal = AbortSignal.timeout(milliseconds);
      const packing = await corpus.pack({
        query,
        budget: 3000,
        candidates: 3000,
        signal,
        onAbort: "best-so-far",
      });
      expect(packing.tokens).toBeLessThanOrEqual(3000);
      expect(packing.tokens).toBe(packing.text === "" ? 0 : countTokens(packing.text));
    }
  });
});

test("a packing survives a structured clone and JSON", () => {
  const packing = packContextSync(garden, { query: "fern", budget: 8, countTokens });
  expect(structuredClone(packing)).toEqual({ ...packing });
  expect(JSON.parse(JSON.stringify(packing))).toMatchObject({ text: packing.text, tokens: packing.tokens });
});
