/** Tokenizers of Hugging Face: the ids of the reference implementation for every kind of step, and writing them again. */
import { readFileSync } from "node:fs";
import { Tokenizer } from "marginals/bpe";
import { describe, expect, test } from "vitest";

interface Reference {
  readonly texts: string[];
  readonly tokenizers: {
    readonly name: string;
    readonly tokenizer: {
      model: { merges: [string, string][]; vocab: Record<string, number> };
      added_tokens: unknown;
    };
    readonly ids: number[][];
    readonly decoded: string[] | null;
  }[];
}
const place = new URL("../reference/huggingface.json", import.meta.url);
const { texts, tokenizers } = JSON.parse(readFileSync(place, "utf8")) as Reference;
const marks = new URL("../reference/huggingface-marks.json", import.meta.url);
const marked = (JSON.parse(readFileSync(marks, "utf8")) as Reference).tokenizers;
const gpt2 = tokenizers[0] as Reference["tokenizers"][number];

describe.each([...tokenizers, ...marked])("$name", ({ tokenizer: content, ids, decoded }) => {
  const tokenizer = Tokenizer.fromTokenizerJsonSync(content);

  test("encodes as the reference", () => {
    for (const [at, text] of texts.entries()) {
      expect([...tokenizer.encode(text, { special: "encode" })], JSON.stringify(text)).toEqual(ids[at]);
    }
  });

  test("decodes as the reference", () => {
    for (const [at, text] of (decoded ?? []).entries()) {
      expect(tokenizer.decode(ids[at] ?? []), JSON.stringify(texts[at])).toBe(text);
    }
  });

  test("written, and saved, and read again is the same", () => {
    const again = [
      Tokenizer.fromTokenizerJsonSync(tokenizer.toTokenizerJson()),
      Tokenizer.loadSync(tokenizer.saveSync()),
    ];
    for (const other of again) {
      expect(other.specialTokens).toEqual(tokenizer.specialTokens);
      expect(other.vocabSize).toBe(tokenizer.vocabSize);
      for (const [at, text] of texts.entries()) {
        expect([...other.encode(text, { special: "encode" })], JSON.stringify(text)).toEqual(ids[at]);
        expect(other.decode(ids[at] ?? [])).toBe(tokenizer.decode(ids[at] ?? []));
      }
      expect(other.toTokenizerJson()).toBe(tokenizer.toTokenizerJson());
    }
  });

  test("truncates and chunks within the limit", () => {
    for (const text of texts) {
      const cut = tokenizer.truncate(text, 5);
      expect(text.startsWith(cut)).toBe(true);
      expect(tokenizer.count(cut)).toBeLessThanOrEqual(5);
      const chunks = tokenizer.chunk(text, { maxTokens: 12 });
      expect(chunks.map((chunk) => chunk.text).join("")).toBe(text);
      for (const chunk of chunks) expect(tokenizer.count(chunk.text)).toBe(chunk.tokens);
    }
  });
});

test("merges may be written as texts", () => {
  const merges = gpt2.tokenizer.model.merges.map((sides) => sides.join(" "));
  const content = { ...gpt2.tokenizer, model: { ...gpt2.tokenizer.model, merges } };
  const tokenizer = Tokenizer.fromTokenizerJsonSync(JSON.stringify(content));
  for (const [at, text] of texts.entries()) {
    expect([...tokenizer.encode(text, { special: "encode" })]).toEqual(gpt2.ids[at]);
  }
});

test("vocab.json and merges.txt", () => {
  const whole = Tokenizer.fromTokenizerJsonSync(gpt2.tokenizer);
  const { vocab, merges } = whole.toVocabMerges();
  expect(JSON.parse(vocab)).toEqual(gpt2.tokenizer.model.vocab);
  expect(merges.split("\n").slice(0, 2)).toEqual([
    "#version: 0.2",
    gpt2.tokenizer.model.merges[0]?.join(" "),
  ]);
  const tokenizer = Tokenizer.fromVocabMergesSync(
    { vocab: gpt2.tokenizer.model.vocab, merges },
    { specialTokens: whole.specialTokens },
  );
  for (const [at, text] of texts.entries()) {
    expect([...tokenizer.encode(text, { special: "encode" })]).toEqual(gpt2.ids[at]);
  }
  expect(tokenizer.merges).toEqual(whole.merges);
});

test("vocab.json and merges.txt with marks inside words", () => {
  const vocab = { l: 0, o: 1, "w</w>": 2, lo: 3, "low</w>": 4, "##o": 5, "##w": 6, low: 7, "l</w>": 8 };
  const suffixed = Tokenizer.fromVocabMergesSync(
    { vocab, merges: "#version: 0.2\nl o\nlo w</w>\n" },
    { endOfWordSuffix: "</w>", split: "whitespace" },
  );
  expect([...suffixed.encode("low lol w l")]).toEqual([4, 3, 8, 2, 8]);
  expect(suffixed.decode([4, 3, 8])).toBe("low lol");
  expect(JSON.parse(suffixed.toTokenizerJson())).toMatchObject({
    model: { end_of_word_suffix: "</w>", continuing_subword_prefix: null, vocab },
  });
  expect(() => suffixed.toTiktoken()).toThrow("one without marks inside words");
  const prefixed = Tokenizer.fromVocabMergesSync(
    { vocab: { ...vocab, lo: 3 }, merges: "l ##o\nlo ##w\n" },
    { continuingSubwordPrefix: "##", split: "whitespace" },
  );
  expect([...prefixed.encode("low lo")]).toEqual([7, 3]);
  expect(prefixed.decode([7, 0, 5, 6])).toBe("low low");
});

test("marks that cannot be told apart are refused", () => {
  const model = { type: "BPE", continuing_subword_prefix: "#", end_of_word_suffix: "a" };
  const content = { model: { ...model, vocab: { "#a": 0 }, merges: [] } };
  expect(() => Tokenizer.fromTokenizerJsonSync(content)).toThrow("spelled in one way");
  const fallback = { type: "BPE", end_of_word_suffix: "</w>", byte_fallback: true, vocab: { a: 0 } };
  expect(() => Tokenizer.fromTokenizerJsonSync({ model: fallback })).toThrow("marks inside words");
});
