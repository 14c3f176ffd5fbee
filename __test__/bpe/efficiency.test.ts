/** Rényi efficiency and fertility, against sums written here and closed forms. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  fertility,
  fertilitySync,
  renyiEfficiency,
  renyiEfficiencySync,
  Tokenizer,
  trainSync,
  type RankObject,
} from "marginals/bpe";
import { describe, expect, test } from "vitest";

const corpus = "the cat sat on the mat, and the rat sat; then don't. 12 éé 世界 世 ".repeat(30);
const tokenizer = trainSync(corpus, { merges: 40, specialTokens: ["<end>"] });
const texts = Array.from({ length: 50 }, (_, at) => corpus.slice(at, at + 7 * at));
const directory = mkdtempSync(join(tmpdir(), "efficiency-"));
const path = join(directory, "text.txt");
writeFileSync(path, texts.join("\n"));

const sharesOf = (counts: Iterable<number>): number[] => {
  const used = [...counts].filter((count) => count > 0);
  const total = used.reduce((sum, count) => sum + count, 0);
  return used.map((count) => count / total);
};
const renyi = (shares: number[], order: number): number => {
  const over = (term: (share: number) => number): number =>
    shares.reduce((sum, share) => sum + term(share), 0);
  if (order === 1) return -over((p) => p * Math.log(p));
  if (order === Infinity) return -Math.log(Math.max(...shares));
  return Math.log(over((p) => p ** order)) / (1 - order);
};
const countsOf = (from: Tokenizer, all: readonly string[]): number[] => {
  const counts = new Map<number, number>();
  for (const id of all.flatMap((text) => [...from.encode(text)])) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts.values()];
};

describe("Rényi efficiency", () => {
  test.each([0, 0.5, 1, 2, 2.5, 7, Infinity])("of texts at order %d", async (order) => {
    const counts = countsOf(tokenizer, texts);
    const found = await renyiEfficiency({ tokenizer, input: texts }, { order });
    const entropy = renyi(sharesOf(counts), order);
    expect(found.entropy).toBeCloseTo(entropy, 12);
    expect(found.efficiency).toBeCloseTo(entropy / Math.log(tokenizer.vocabSize), 12);
    expect(found).toMatchObject({ order, vocabularySize: tokenizer.vocabSize, distinct: counts.length });
    expect(found.tokens).toBe(counts.reduce((a, b) => a + b, 0));
    const observed = renyiEfficiencySync({ tokenizer, input: texts }, { order, over: "observed" });
    expect(observed.efficiency).toBeCloseTo(entropy / Math.log(counts.length), 12);
    const counted = await renyiEfficiency({ counts }, { order });
    expect(counted.efficiency).toBeCloseTo(observed.efficiency, 14);
  });

  test("is that of the counts alone", async () => {
    expect((await renyiEfficiency({ counts: [3, 3, 3] })).efficiency).toBe(1);
    expect(
      (await renyiEfficiency({ counts: new Float64Array([0.25, 0, 0.75]) }, { order: 2 })).entropy,
    ).toBeCloseTo(Math.log(1.6), 15);
    const zipf = Array.from({ length: 1000 }, (_, at) => Math.floor(1e6 / (at + 1)));
    expect(renyiEfficiencySync({ counts: zipf }).entropy).toBeCloseTo(renyi(sharesOf(zipf), 2.5), 12);
    expect(renyiEfficiencySync({ counts: Uint32Array.from(zipf) }, { order: 1 }).efficiency).toBeCloseTo(
      renyi(sharesOf(zipf), 1) / Math.log(1000),
      12,
    );
  });
});

describe("fertility", () => {
  const words = (text: string): number => text.split(/\p{White_Space}+/u).filter(Boolean).length;

  test("is tokens a word, however the text comes", async () => {
    const tokens = texts.reduce((sum, text) => sum + tokenizer.count(text), 0);
    const all = texts.reduce((sum, text) => sum + words(text), 0);
    const wanted = { fertility: tokens / all, tokens, words: all };
    expect(await fertility({ tokenizer, input: texts })).toEqual(wanted);
    expect(fertilitySync({ tokenizer, input: new Set(texts) })).toMatchObject({ words: expect.any(Number) });
    const text = texts.join("\n");
    const whole = await fertility({ tokenizer, input: text });
    expect(whole).toEqual({
      fertility: tokenizer.count(text) / words(text),
      tokens: tokenizer.count(text),
      words: words(text),
    });
    expect(await fertility({ tokenizer, input: { files: path } })).toEqual(whole);
    const bytes = Buffer.from(text);
    expect(await fertility({ tokenizer, input: new Uint8Array(bytes) })).toEqual(whole);
    const parts = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(7 * at, 7 * at + 7),
    );
    expect(await fertility({ tokenizer, input: Readable.from(parts, { objectMode: false }) })).toEqual(whole);
  });

  test("of words as often as they occur, and of Unicode's words", async () => {
    const map = new Map([
      ["the", 5],
      ["zzz", 2],
    ]);
    const tokens = 5 * tokenizer.count("the") + 2 * tokenizer.count("zzz");
    expect(await fertility({ tokenizer, input: map })).toEqual({ fertility: tokens / 7, tokens, words: 7 });
    const text = "don't -- 3.5 世界!";
    const segments = [...new Intl.Segmenter("en", { granularity: "word" }).segment(text)];
    expect(segments.filter(({ isWordLike }) => isWordLike).length).toBe(3);
    // ICU has a dictionary for Chinese; the standard's default rules take each ideograph as a word.
    expect(await fertility({ tokenizer, input: text }, { words: "unicode" })).toMatchObject({ words: 4 });
    expect(await fertility({ tokenizer, input: text })).toMatchObject({ words: 4 });
    const ended = await fertility({ tokenizer, input: "a <end>" }, { special: "encode" });
    expect(ended).toEqual({ fertility: 1.5, tokens: 3, words: 2 });
  });
});

test("counters are given back with the answer", () => {
  const ranks = createRequire(import.meta.url)("js-tiktoken/ranks/o200k_base") as RankObject;
  const large = Tokenizer.fromTiktokenSync(ranks);
  const rounds = (): number => {
    for (let round = 0; round < 400; round++) {
      renyiEfficiencySync({ tokenizer: large, input: "a b" });
      fertilitySync({ tokenizer: large, input: "a b" });
    }
    return process.memoryUsage.rss();
  };
  // 1.6 MB each, were they kept until the loop turns.
  const before = rounds();
  expect(rounds() - before).toBeLessThan(200 * 2 ** 20);
});

test.each([
  [
    () => renyiEfficiency({} as never),
    "input must be of a tokenizer with its input, or counts, received neither",
  ],
  [() => renyiEfficiency({ counts: [1, 2], tokenizer, input: "a" } as never), "received both"],
  [() => renyiEfficiency({ counts: [0, 0] }), "counts must be of at least one token that occurs"],
  [() => renyiEfficiency({ counts: [1] }), "counts must be of at least two tokens"],
  [
    () => renyiEfficiency({ counts: [1, -1] }),
    "counts[1] must be a finite number of at least 0, received -1",
  ],
  [() => renyiEfficiency({ counts: [1, 2] }, { order: -1 }), "order must be"],
  [() => renyiEfficiency({ tokenizer, input: "" }), "texts must be of at least one token, received none"],
  [() => fertility({ tokenizer, input: "  " }), "input must be of at least one word, received none"],
  [() => fertility({ tokenizer, input: { files: "/nowhere" } }), "could not be read (ENOENT)"],
  [() => fertility({ tokenizer, input: "<end>" }, { special: "refuse" }), "special"],
  [() => fertility({ tokenizer: {} as never, input: "a" }), "tokenizer must be a Tokenizer"],
  [() => fertility({ tokenizer, input: "a" }, { word: "unicode" } as never), "did you mean 'words'"],
])("what is refused: %#", async (make, message) => {
  const error = await make().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error?.name).toBe("MarginalsError");
  expect(error?.message.toLowerCase()).toContain(message.toLowerCase());
});
