/** What is asked of a tokenizer besides its tokens: counting, cutting, special tokens, batches, bytes. */
import { createRequire } from "node:module";
import { Tokenizer, trainSync, type RankObject } from "marginals/bpe";
import { describe, expect, test } from "vitest";
import { textOf } from "./texts.ts";

const require = createRequire(import.meta.url);
const ranks = require("tiktoken/encoders/o200k_base.json") as RankObject;
const tokenizer = Tokenizer.fromTiktokenSync(ranks);
const texts = Array.from({ length: 400 }, (_, seed) => textOf(seed));

/** The bytes as tokens, `ab` and `abab`. */
const small = Tokenizer.fromTiktokenSync([
  ...Array.from({ length: 256 }, (_, byte) => [new Uint8Array([byte]), byte] as const),
  [new Uint8Array([97, 98]), 256],
  [new Uint8Array([97, 98, 97, 98]), 257],
]);

describe("counting", () => {
  test("up to a limit", () => {
    for (const text of texts) {
      const count = tokenizer.count(text);
      for (const limit of [0, 1, count - 1, count, count + 1].filter((number) => number >= 0)) {
        expect(tokenizer.countUpTo(text, limit)).toBe(Math.min(count, limit + 1));
        expect(tokenizer.isWithinLimit(text, limit)).toBe(count <= limit);
      }
    }
  });

  test("methods are bound", () => {
    expect(texts.map(tokenizer.count)).toEqual(texts.map((text) => tokenizer.encode(text).length));
    expect(texts.map(tokenizer.encode).map((tokens) => tokenizer.decode(tokens))).toEqual(texts);
  });

  test("batches, in parallel and blocking, are the texts one by one", async () => {
    const wanted = texts.map((text) => tokenizer.encode(text));
    for (const threads of [1, 2, 8]) {
      expect(await tokenizer.encodeBatch(texts, { threads })).toEqual(wanted);
      expect([...(await tokenizer.countBatch(texts, { threads }))]).toEqual(
        wanted.map(({ length }) => length),
      );
    }
    expect(tokenizer.encodeBatchSync(texts)).toEqual(wanted);
    expect([...tokenizer.countBatchSync(texts)]).toEqual(wanted.map(({ length }) => length));
    const aborted = tokenizer.encodeBatch(texts, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("cutting", () => {
  test("a truncated text is a beginning that fits, and as long as its tokens reach", () => {
    for (const text of texts) {
      const tokens = tokenizer.encode(text);
      for (const limit of [0, 1, 2, 5, tokens.length]) {
        const cut = tokenizer.truncate(text, limit);
        expect(text.startsWith(cut)).toBe(true);
        expect(tokenizer.count(cut)).toBeLessThanOrEqual(limit);
        if (limit >= tokens.length) expect(cut).toBe(text);
        const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
          tokenizer.decodeBytes(tokens.subarray(0, limit)),
        );
        if (text.startsWith(whole) && tokenizer.count(whole) <= limit) expect(cut).toBe(whole);
      }
    }
  });

  const prose = Array.from(
    { length: 60 },
    (_, at) => `Sentence ${at} is about selection. It has ${at % 7} more words, 中文 and é.\n`,
  ).join("");

  test.each(["character", "piece", "sentence", "line"] as const)("chunks end at a %s", (boundary) => {
    for (const [maxTokens, overlap] of [
      [40, 0],
      [40, 15],
      [20, 10],
      [9, 3],
    ] as const) {
      const chunks = tokenizer.chunk(prose, { maxTokens, overlap, boundary });
      expect(chunks[0]?.start).toBe(0);
      expect(chunks.at(-1)?.end).toBe(prose.length);
      for (const [at, chunk] of chunks.entries()) {
        expect(chunk.text).toBe(prose.slice(chunk.start, chunk.end));
        expect(chunk.tokens).toBe(tokenizer.count(chunk.text));
        expect(chunk.tokens).toBeLessThanOrEqual(maxTokens);
        expect(Buffer.byteLength(prose.slice(0, chunk.start))).toBe(chunk.startByte);
        expect(Buffer.byteLength(prose.slice(0, chunk.end))).toBe(chunk.endByte);
        const next = chunks[at + 1];
        if (next === undefined) continue;
        expect(next.start).toBeGreaterThan(chunk.start);
        expect(next.start).toBeLessThanOrEqual(chunk.end);
        expect(next.end).toBeGreaterThan(chunk.end);
        const shared = tokenizer.count(prose.slice(next.start, chunk.end));
        expect(shared).toBeLessThanOrEqual(overlap);
        if (boundary === "line" && maxTokens === 40) expect(chunk.text.endsWith("\n")).toBe(true);
        if (boundary === "sentence" && maxTokens === 40) expect(chunk.text).toMatch(/[.\n]\s*$/);
      }
    }
  });

  test("a chunk takes the last border within reach", () => {
    expect(small.chunk("ab\nab\nab\n", { maxTokens: 4, boundary: "line" }).map(({ text }) => text)).toEqual([
      "ab\nab\n",
      "ab\n",
    ]);
    expect(small.chunk("", { maxTokens: 4 })).toEqual([]);
    // "Three. " may be repeated, but the next sentence does not fit behind it.
    const text = "One two. Three. Five six seven eight nine.";
    expect(
      tokenizer.chunk(text, { maxTokens: 7, overlap: 3, boundary: "sentence" }).map(({ text: part }) => part),
    ).toEqual(["One two. Three. ", "Five six seven eight nine."]);
  });

  test("a beginning is not lost where tokens straddle characters", () => {
    const corpus = "the cat sat. Hello WORLD! 世界。한국 👍🏽 123456 aaaa x ".repeat(5);
    const trained = trainSync(corpus, { merges: 60 });
    const text = "\n。한";
    for (const limit of [1, 2, 3, 5]) {
      const beginnings = Array.from(text, (_, at) => text.slice(0, at + 1));
      const fitting = beginnings.filter((part) => trained.count(part) <= limit);
      expect(trained.truncate(text, limit).length > 0).toBe(fitting.length > 0);
    }
    expect(
      trained
        .chunk(text, { maxTokens: 2 })
        .map(({ text: part }) => part)
        .join(""),
    ).toBe(text);
  });
});

describe("special tokens", () => {
  const text = "a<|endoftext|>b";

  test("are text unless asked for", () => {
    expect(tokenizer.encode(text)).not.toContain(199999);
    expect([...tokenizer.encode(text, { special: "encode" })]).toEqual([64, 199999, 65]);
    expect(tokenizer.count(text, { special: "encode" })).toBe(3);
    expect(tokenizer.decode([64, 199999, 65])).toBe(text);
    expect(() => tokenizer.encode(text, { special: "refuse" })).toThrow(
      "encode(): text must be without special tokens (special: 'text' takes them as text), received '<|endoftext|>' in it",
    );
    expect([...tokenizer.encode("ab", { special: "refuse" })]).toEqual([...tokenizer.encode("ab")]);
  });
});

describe("bytes", () => {
  test("any bytes are tokens", () => {
    expect([...small.encode("ababab")]).toEqual([257, 256]);
    expect([...small.decodeBytes([255, 0, 257])]).toEqual([255, 0, 97, 98, 97, 98]);
    expect(small.decode([255, 97])).toBe("\u{FFFD}a");
    expect(() => small.decode([255], { invalid: "error" })).toThrow("tokens whose bytes are UTF-8");
    expect(small.decode([0xef, 0xbb, 0xbf, 97])).toBe("\u{FEFF}a");
  });

  test("lone surrogates are what TextEncoder makes of them", () => {
    const units = ["\uD800", "a\uDC00b", "\uD83D\uDE00\uD83D", "\uD800\uD800\uDC00", "\uDC00\uD800"];
    // Texts are read 32 units at once.
    const places = Array.from({ length: 68 }, (_, at) => at);
    const around = (unit: string): string[] =>
      places.flatMap((at) => ["a", "é", "中"].map((other) => other.repeat(at) + unit + other.repeat(40)));
    for (const text of [...units, ...units.flatMap(around)]) {
      expect(Buffer.from(tokenizer.decodeBytes(tokenizer.encode(text)))).toEqual(
        Buffer.from(new TextEncoder().encode(text)),
      );
    }
  });
});

test("a tokenizer that was disposed of says so", () => {
  const short = Tokenizer.fromTiktokenSync(small.toTiktoken());
  short.dispose();
  expect(() => short.encode("a")).toThrow(
    "encode(): tokenizer must be a tokenizer that was not disposed of, received a disposed one",
  );
});
