/** Files of tokenizers: published encodings through every form, and files that are changed, cut short, or hostile. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer, type RankObject } from "marginals/bpe";
import { afterAll, describe, expect, test } from "vitest";
import { textOf } from "./texts.ts";

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "marginals-bpe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const texts = Array.from({ length: 300 }, (_, seed) => textOf(seed));
const same = (one: Tokenizer, other: Tokenizer): void => {
  for (const text of texts) expect(other.encode(text), JSON.stringify(text)).toEqual(one.encode(text));
};

describe.each(["gpt2", "cl100k_base", "o200k_base"])("%s", (name) => {
  const ranks = require(`tiktoken/encoders/${name}.json`) as RankObject;
  const tokenizer = Tokenizer.fromTiktokenSync(ranks);

  test("an image is loaded from a path and from bytes", async () => {
    const path = join(folder, `${name}.bpe`);
    const bytes = await tokenizer.save(path);
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
    for (const other of [await Tokenizer.load(path), Tokenizer.loadSync(bytes)]) {
      same(tokenizer, other);
      expect(other.specialTokens).toEqual(tokenizer.specialTokens);
      expect(other.toTiktoken() === tokenizer.toTiktoken()).toBe(true);
      expect(Buffer.compare(other.saveSync(), bytes)).toBe(0);
    }
  });

  test("a tokenizer.json of it has the same tokens", () => {
    const other = Tokenizer.fromTokenizerJsonSync(tokenizer.toTokenizerJson());
    same(tokenizer, other);
    expect(other.specialTokens).toEqual(tokenizer.specialTokens);
  });

  test("its files are told apart", async () => {
    const path = join(folder, `${name}.json`);
    for (const content of [JSON.stringify(ranks), tokenizer.toTokenizerJson()]) {
      writeFileSync(path, content);
      same(tokenizer, await Tokenizer.load(path));
    }
    writeFileSync(path, tokenizer.toTiktoken());
    same(tokenizer, Tokenizer.loadSync(path));
  });
});

test("tekken", () => {
  const ranks = require("tiktoken/encoders/cl100k_base.json") as RankObject;
  const plain = Tokenizer.fromTiktokenSync(ranks);
  const lines = plain.toTiktoken().trim().split("\n").slice(0, 5000);
  const vocab = lines.map((line, rank) => ({ rank, token_bytes: line.split(" ")[0], token_str: null }));
  const special = [
    { rank: 0, token_str: "<unk>", is_control: true },
    { rank: 1, token_str: "<s>", is_control: true },
  ];
  const config = {
    pattern: ranks.pat_str,
    num_vocab_tokens: 5000,
    default_vocab_size: 4010,
    default_num_special_tokens: 10,
    version: "v7",
  };
  const tokenizer = Tokenizer.fromTekkenSync({ config, vocab, special_tokens: special });
  const reference = Tokenizer.fromTiktokenSync(lines.slice(0, 4000).join("\n"), {
    split: { pattern: ranks.pat_str },
  });
  for (const text of texts) {
    expect([...tokenizer.encode(text)]).toEqual([...reference.encode(text)].map((id) => id + 10));
  }
  expect(tokenizer.vocabSize).toBe(4010);
  expect([...tokenizer.encode("<s><SPECIAL_9>", { special: "encode" })]).toEqual([1, 9]);
  same(tokenizer, Tokenizer.fromTekkenSync(tokenizer.toTekken()));
  same(tokenizer, Tokenizer.loadSync(new TextEncoder().encode(tokenizer.toTekken())));
  expect(() => plain.toTekken()).toThrow(
    "toTekken(): tokenizer must be one whose special tokens come before",
  );
});

const bytes = Array.from({ length: 256 }, (_, byte) => [new Uint8Array([byte]), byte] as const);
const small = Tokenizer.fromTiktokenSync([
  ...bytes,
  [new Uint8Array([97, 98]), 256],
  [new Uint8Array([97, 98, 97, 98]), 257],
]);

describe("images that are none", () => {
  const image = small.saveSync();
  test("cut short anywhere, or changed anywhere", () => {
    for (let length = 0; length < image.length; length += 1 + (length >> 5)) {
      expect(() => Tokenizer.loadSync(image.slice(0, length)), `${length}`).toThrow("loadSync(): ");
    }
    for (let at = 0; at < image.length; at += 7) {
      const changed = image.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(() => Tokenizer.loadSync(changed), `${at}`).toThrow("loadSync(): ");
    }
  });

  test("made on purpose: the hash is right, the merges are not", () => {
    const head = new DataView(image.buffer, image.byteOffset).getUint32(16, true);
    const at = 20 + head;
    const forged = (id: number, left: number, right: number): Uint8Array => {
      const bad = image.slice();
      const view = new DataView(bad.buffer);
      view.setUint32(at + 8 * id, left, true);
      view.setUint32(at + 8 * id + 4, right, true);
      view.setBigUint64(8, hash(bad.subarray(16)), true);
      return bad;
    };
    expect(Tokenizer.loadSync(forged(257, 256, 97)).decode([257])).toBe("aba");
    const refused =
      (id: number, left: number, right: number): (() => unknown) =>
      () =>
        Tokenizer.loadSync(forged(id, left, right));
    expect(refused(256, 257, 97)).toThrow(
      "image must be tokens of two tokens of lower id, received another one at 256",
    );
    expect(refused(257, 257, 257)).toThrow("tokens of two tokens of lower id");
    expect(refused(257, 97, 98)).toThrow("image must be merges of what meets, each once");
    expect(refused(97, 0xffffffff, 0)).toThrow("image must be ");
    expect(refused(257, 4_000_000_000, 97)).toThrow("tokens of two tokens of lower id");
  });
});

/** The hash of an image. */
function hash(data: Uint8Array): bigint {
  const mask = (1n << 64n) - 1n;
  let state = 0x9e3779b97f4a7c15n ^ BigInt(data.length);
  const padded = new Uint8Array(8 * (Math.floor(data.length / 8) + 1));
  padded.set(data);
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const turned = ((state << 23n) | (state >> 41n)) & mask;
    state = ((turned ^ view.getBigUint64(at, true)) * 0xbf58476d1ce4e5b9n) & mask;
  }
  return state ^ (state >> 31n);
}

describe("tokenizer.json that is none", () => {
  const content = JSON.parse(small.toTokenizerJson()) as {
    model: { vocab: Record<string, number>; merges: unknown[] };
  };
  const changed = (change: (copy: typeof content) => void): (() => unknown) => {
    const copy = structuredClone(content);
    change(copy);
    return () => Tokenizer.fromTokenizerJsonSync(copy);
  };
  const model = (values: object) => changed((copy) => void Object.assign(copy.model, values));

  test.each([
    [() => Tokenizer.fromTokenizerJsonSync("{"), "received text that ends too early"],
    [() => Tokenizer.fromTokenizerJsonSync("{}"), "received other values at line 1, column 2"],
    [
      () => Tokenizer.fromTokenizerJsonSync('{"model": x}'),
      "received text that is no JSON at line 1, column 11",
    ],
    [
      () => Tokenizer.fromTokenizerJsonSync("[".repeat(100_000)),
      "tokenizer must be the content of a tokenizer.json",
    ],
    [model({ type: "Unigram", vocab: [["a", 0]] }), "model must be of the type BPE, received 'Unigram'"],
    [model({ dropout: 0.5 }), "model must be without dropout"],
    [model({ merges: ["a b", "a b"] }), "merges must be each merge once, received that at 1 again"],
    [
      model({ merges: ["a zz"] }),
      "merges must be pairs of tokens of the vocabulary that make another of them, received another one at 0",
    ],
    [model({ merges: ["a"] }), "tokenizer must be the content of a tokenizer.json, received other values"],
    [
      model({ vocab: { a: 0, b: 0 }, merges: [] }),
      "vocab must be a different id for every token, received id 0 twice",
    ],
    [
      model({ vocab: { a: 4_000_000_000 }, merges: [] }),
      "vocab must be ids below 8388608, received 4000000000",
    ],
    [model({ unk_token: "zz" }), "unk_token must be a token of the vocabulary"],
    [
      changed((copy) => void Object.assign(copy, { normalizer: { type: "Precompiled" } })),
      "normalizer must be one of NFC",
    ],
    [
      changed((copy) => void Object.assign(copy, { pre_tokenizer: { type: "UnicodeScripts" } })),
      "pre_tokenizer must be one of ByteLevel",
    ],
    [
      () => Tokenizer.fromTokenizerJsonSync('{"model":{"vocab":{"a":0,"a":1},"merges":[]}}'),
      "vocab must be each token once, received that of id 1 again",
    ],
    [
      () => Tokenizer.fromTokenizerJsonSync(3 as never),
      "source must be JSON as text, bytes or an object, or the path of a file of it, received 3",
    ],
    [() => Tokenizer.loadSync(join(folder, "none.json")), "loadSync(): the file could not be read (ENOENT)"],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
