/** Streams, growing texts, parts of texts, bytes: always what the whole says. */
import { Readable } from "node:stream";
import { createRequire } from "node:module";
import { Tokenizer, type RankObject } from "marginals/bpe";
import { describe, expect, test } from "vitest";
import { textOf } from "./texts.ts";

const require = createRequire(import.meta.url);
const o200k = Tokenizer.fromTiktokenSync(require("tiktoken/encoders/o200k_base.json") as RankObject);
const gpt2 = Tokenizer.fromTiktokenSync(require("tiktoken/encoders/gpt2.json") as RankObject);
const own = Tokenizer.fromTiktokenSync(gpt2.toTiktoken(), { split: { pattern: String.raw`\w+|\W` } });
const texts = Array.from({ length: 300 }, (_, seed) => textOf(seed));
const long = texts.join(" ").repeat(2);

async function joined(parts: AsyncIterable<Uint32Array>): Promise<number[]> {
  const all: number[] = [];
  for await (const part of parts) all.push(...part);
  return all;
}

describe("encodeStream", () => {
  test.each([
    ["o200k", o200k],
    ["gpt2", gpt2],
    ["a pattern", own],
  ] as const)("%s: as the whole text", async (_, tokenizer) => {
    const wanted = [...tokenizer.encode(long)];
    const bytes = new TextEncoder().encode(long);
    const cut = (size: number): Uint8Array[] =>
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, at * size + size),
      );
    expect(await joined(tokenizer.encodeStream(cut(1000)))).toEqual(wanted);
    expect(await joined(tokenizer.encodeStream(Readable.from(cut(30_011))))).toEqual(wanted);
    expect(await joined(tokenizer.encodeStream(new Blob([bytes]).stream()))).toEqual(wanted);
    expect(await joined(tokenizer.encodeStream(long.match(/[\s\S]{1,997}/g) ?? []))).toEqual(wanted);
  });

  test("special tokens cut in two", async () => {
    const text = `${"word ".repeat(30_000)}<|endoftext|>${" more".repeat(20_000)}`;
    const wanted = [...o200k.encode(text, { special: "encode" })];
    for (const size of [65_540, 150_003, 150_008]) {
      const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, (at + 1) * size),
      );
      expect(await joined(o200k.encodeStream(parts, { special: "encode" }))).toEqual(wanted);
    }
  });

  test("what is no stream", async () => {
    expect(() => o200k.encodeStream(3 as never)).toThrow(
      "encodeStream(): source must be a stream or an iterable, received 3",
    );
    await expect(joined(o200k.encodeStream([3 as never]))).rejects.toThrow(
      "source must be a stream of strings or of Uint8Arrays",
    );
  });
});

test("decodeStream holds back characters that are not whole", async () => {
  const text = "é😀中 👩‍💻 ok";
  const ids = [...gpt2.encode(text)];
  const parts: string[] = [];
  for await (const part of gpt2.decodeStream(ids)) parts.push(part);
  expect(parts.join("")).toBe(text);
  expect(parts.some((part) => part.includes("\u{FFFD}"))).toBe(false);
  const whole: string[] = [];
  for await (const part of gpt2.decodeStream([Uint32Array.from(ids.slice(0, 2)), ids.slice(2)]))
    whole.push(part);
  expect(whole.join("")).toBe(text);
});

test("a text that grows", () => {
  for (const tokenizer of [o200k, gpt2, own]) {
    const appender = tokenizer.appender();
    const counted = long.slice(0, 9000);
    for (let at = 0; at < counted.length; at += 37) {
      expect(appender.append(counted.slice(at, at + 37))).toBe(tokenizer.count(counted.slice(0, at + 37)));
    }
  }
});

test("parts of a text", () => {
  const text = long.slice(0, 6000);
  for (const tokenizer of [o200k, gpt2, own]) {
    const counter = tokenizer.intervalCounter(text);
    for (let at = 0; at < 3000; at += 1) {
      const start = (at * 7919) % text.length;
      const end = start + ((at * 104_729) % (text.length - start + 1));
      expect(counter.count(start, end), `${start} to ${end}`).toBe(tokenizer.count(text.slice(start, end)));
    }
    expect(counter.count()).toBe(tokenizer.count(text));
    expect(() => counter.count(3, 2)).toThrow("count(): end must be");
  }
});

test("bytes that are no UTF-8 come back", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const bytes = new TextEncoder()
      .encode(textOf(seed))
      .map((byte, at) => ((at * seed) % 11 === 5 ? (byte * 31) & 255 : byte));
    expect(o200k.decodeBytes(o200k.encodeBytes(bytes))).toEqual(bytes);
  }
  const valid = new TextEncoder().encode(texts[3]);
  expect(o200k.encodeBytes(valid)).toEqual(o200k.encode(texts[3] ?? ""));
});
