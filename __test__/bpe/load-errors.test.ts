/** Vocabularies that are none, and arguments of the wrong kind: exact texts. */
import { Tokenizer } from "marginals/bpe";
import { describe, expect, test } from "vitest";

const bytes = Array.from({ length: 256 }, (_, byte) => [new Uint8Array([byte]), byte] as const);
const load = (ranks: unknown, options?: unknown): (() => unknown) => {
  const call = Tokenizer.fromTiktokenSync as (ranks: unknown, options?: unknown) => unknown;
  return () => call(ranks, options);
};
const expected =
  "a rank object of js-tiktoken, the content of a .tiktoken file, or pairs of a Uint8Array and its rank";

describe("vocabularies", () => {
  test.each([
    [
      "o200k_base",
      `ranks must be ${expected}: npm install js-tiktoken, then import ranks from "js-tiktoken/ranks/o200k_base", received 'o200k_base'`,
    ],
    [42, `ranks must be ${expected}, received 42`],
    [{ bpe_ranks: 1 }, `ranks must be ${expected}, received an object`],
    [
      "IQ== 0\nnonsense here\n",
      "ranks must be lines of a token in base64 and its rank, received another line 2",
    ],
    ["IQ== 0\nIg== 0\n", "ranks must be a different rank for every token, received rank 0 twice"],
    ["IQ== 0\nIQ== 1\n", "ranks must be each token once, received the token of rank 1 twice"],
    ["IQ== 0\n", "ranks must be a token for every byte, received none for byte 0"],
    [
      [...bytes, [new Uint8Array(0), 256]],
      "ranks must be lines of a token in base64 and its rank, received another line 257",
    ],
    [
      [...bytes, ["x", 256]],
      "ranks[256] must be a pair of a Uint8Array and its rank, received an array of length 2",
    ],
    [[[new Uint8Array(1), -1]], "ranks[0][1] must be an integer in 0..=4294967295, received -1"],
    ["IQ== 4294967295\n", "ranks must be below 8388608, received 4294967295"],
  ])("%#", (ranks, message) => {
    expect(load(ranks)).toThrow(`fromTiktokenSync(): ${message}`);
  });

  test("special tokens that collide", () => {
    expect(load(bytes, { specialTokens: { end: 7 } })).toThrow(
      "fromTiktokenSync(): specialTokens must be ids that no other token has, received 7, which has one",
    );
    expect(load(bytes, { specialTokens: { a: 300, b: 300 } })).toThrow(
      "fromTiktokenSync(): specialTokens must be a different id for each, received 300 twice",
    );
    expect(load(bytes, { specialTokens: { "": 300 } })).toThrow("texts that are not empty");
  });

  test("patterns that do not compile or run away", () => {
    expect(load(bytes, { split: { pattern: "(" } })).toThrow(
      "split must be a regular expression that compiles",
    );
    const slow = Tokenizer.fromTiktokenSync(bytes, {
      split: { pattern: String.raw`(?=(a|aa)+$)b|(a|a)*c(?!d)` },
    });
    expect(() => slow.encode("a".repeat(5000))).toThrow("split must be a pattern that needs fewer steps");
  });

  test("loading is a job that rejects", async () => {
    await expect(Tokenizer.fromTiktoken("gpt2" as never)).rejects.toMatchObject({
      code: "ERR_MARGINALS_ARGUMENT",
    });
    await expect(Tokenizer.fromTiktoken(bytes, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("arguments", () => {
  const tokenizer = Tokenizer.fromTiktokenSync(bytes);
  test.each([
    [() => tokenizer.encode(3 as never), "encode(): text must be a string, received 3"],
    [() => tokenizer.decode([1.5]), "decode(): tokens[0] must be an integer in 0..=4294967295, received 1.5"],
    [
      () => tokenizer.decode([97, 256]),
      "decode(): tokens must be ids of the vocabulary, received 256 at position 1",
    ],
    [
      () => tokenizer.decode("x" as never),
      "decode(): tokens must be a Uint32Array or an array of ids, received",
    ],
    [
      () => tokenizer.countUpTo("a", -1),
      "countUpTo(): limit must be an integer in 0..=9007199254740991, received -1",
    ],
    [
      () => tokenizer.chunk("a", { maxTokens: 3, overlap: 3 }),
      "chunk(): overlap must be below 3 (maxTokens), received 3",
    ],
    [
      () => tokenizer.chunk("é", { maxTokens: 1 }),
      "chunk(): maxTokens must be large enough for every character of the text, received 1",
    ],
    [() => tokenizer.encode("a", { spezial: "text" } as never), "(did you mean 'special'?)"],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
