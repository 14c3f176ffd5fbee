/** Published encodings: the tokens of the reference implementation, on texts that try every rule of the splits. */
import { createRequire } from "node:module";
import { Tokenizer, type RankObject } from "marginals/bpe";
import { afterAll, describe, expect, test } from "vitest";
import { textOf } from "./texts.ts";

const require = createRequire(import.meta.url);
interface Reference {
  encode_ordinary(text: string): Uint32Array;
  free(): void;
}
const { Tiktoken } = require("tiktoken") as {
  Tiktoken: new (ranks: string, special: Record<string, number>, pattern: string) => Reference;
};

test("the split of o200k knows the long s, which the pattern of js-tiktoken does not", () => {
  const tiktoken = require("tiktoken/encoders/o200k_base.json") as RankObject;
  const ranks = require("js-tiktoken/ranks/o200k_base") as RankObject;
  const reference = new Tiktoken(tiktoken.bpe_ranks, { ...tiktoken.special_tokens }, tiktoken.pat_str);
  for (const text of ["d'ſ'Sa", "it'ſ", "'ſ'll"]) {
    const expected = [...reference.encode_ordinary(text)];
    expect([...Tokenizer.fromTiktokenSync(ranks, { split: "o200k" }).encode(text)]).toEqual(expected);
    const own = new Tiktoken(ranks.bpe_ranks, { ...ranks.special_tokens }, ranks.pat_str);
    expect([...Tokenizer.fromTiktokenSync(ranks).encode(text)]).toEqual([...own.encode_ordinary(text)]);
    own.free();
  }
  reference.free();
});

describe.each(["gpt2", "cl100k_base", "o200k_base"])("%s", (name) => {
  const ranks = require(`tiktoken/encoders/${name}.json`) as RankObject;
  const reference = new Tiktoken(ranks.bpe_ranks, { ...ranks.special_tokens }, ranks.pat_str);
  const tokenizer = Tokenizer.fromTiktokenSync(ranks);
  afterAll(() => reference.free());

  test("every token of 4,000 texts", () => {
    for (let seed = 0; seed < 4000; seed++) {
      const text = textOf(seed);
      const tokens = tokenizer.encode(text);
      expect([...tokens], `text ${seed}: ${JSON.stringify(text)}`).toEqual([
        ...reference.encode_ordinary(text),
      ]);
      expect(tokenizer.count(text)).toBe(tokens.length);
      expect(tokenizer.decode(tokens)).toBe(text);
    }
  });

  test("long pieces, whose merges are found in linear time", () => {
    for (const unit of ["a", "ab", "^", " ", "\n", "é", "中", "aab", "abcabd", "the", "=-"]) {
      for (const length of [63, 64, 65, 66, 97, 128, 129, 500, 1001]) {
        const text = unit.repeat(length);
        expect([...tokenizer.encode(text)], `${unit} × ${length}`).toEqual([
          ...reference.encode_ordinary(text),
        ]);
      }
    }
    for (let seed = 0; seed < 300; seed++) {
      const letters = textOf(seed).replaceAll(/[^a-z]/g, "") + "zyx";
      const text = Array.from(
        { length: 150 },
        (_, at) => letters[(at * at + seed * at) % letters.length],
      ).join("");
      expect([...tokenizer.encode(text)], text).toEqual([...reference.encode_ordinary(text)]);
    }
  });

  test("a rank file written and read again is the same encoding", () => {
    const file = tokenizer.toTiktoken();
    const again = Tokenizer.fromTiktokenSync(new TextEncoder().encode(file), {
      split: { pattern: ranks.pat_str },
    });
    expect(again.toTiktoken()).toBe(file);
    for (let seed = 0; seed < 200; seed++) {
      expect(again.encode(textOf(seed))).toEqual(tokenizer.encode(textOf(seed)));
    }
  });

  test("merges rebuild the vocabulary", () => {
    const { merges } = tokenizer;
    expect(merges.length).toBe(tokenizer.vocabSize - Object.keys(tokenizer.specialTokens).length - 256);
    for (const [left, right] of [merges[0], merges[1000], merges.at(-1)] as [Uint8Array, Uint8Array][]) {
      expect(left.length).toBeGreaterThan(0);
      const joined = new Uint8Array([...left, ...right]);
      const [line = ""] = tokenizer
        .toTiktoken()
        .split("\n")
        .filter((entry) => entry.split(" ")[0] === Buffer.from(joined).toString("base64"));
      expect(line).not.toBe("");
    }
    expect(tokenizer.merges).toBe(merges);
  });
});
