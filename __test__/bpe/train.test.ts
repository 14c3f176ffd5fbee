/** Training through the public names: inputs, options, errors, what comes out. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { Tokenizer, train, trainSync, type TrainingProgress } from "marginals/bpe";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "marginals-train-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = Array.from({ length: 400 }, (_, at) => `low lower lowest newer ${at % 37} widest Äpfel\n`);
const text = lines.join("");
const spelled = (tokenizer: Tokenizer): string[] =>
  tokenizer.merges.map((pair) => pair.map((side) => Buffer.from(side).toString("latin1")).join("|"));

describe("train()", () => {
  it("takes a corpus in every form", async () => {
    const expected = spelled(trainSync(text, { merges: 40 }));
    expect(expected.length).toBe(40);
    const path = join(folder, "corpus.txt");
    writeFileSync(path, text);
    const bytes = new TextEncoder().encode(text);
    async function* later(): AsyncGenerator<string> {
      yield* lines;
    }
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      Buffer.from(bytes.subarray(7 * at, 7 * at + 7)),
    );
    for (const input of [
      text,
      bytes,
      lines,
      new Set([text]),
      later(),
      Readable.from(chunks),
      { files: path },
      { files: [pathToFileURL(path)] },
    ]) {
      expect(spelled(await train(input, { merges: 40, threads: 2 }))).toEqual(expected);
    }
    expect(spelled(trainSync({ files: path }, { merges: 40 }))).toEqual(expected);
  });

  it("takes words and their counts as they are", () => {
    const words = new Map<string, number | bigint>([
      ["a b", 5],
      ["xyz", 2n ** 40n],
      ["q", 0],
    ]);
    const tokenizer = trainSync(words, { merges: 10 });
    expect(spelled(tokenizer)).toEqual(["x|y", "xy|z", "a| ", "a |b"]);
  });

  it("gives a tokenizer that merges as it was trained", async () => {
    const tokenizer = await train(text, { vocabSize: 300, specialTokens: ["<s>", "<end>"] });
    expect(tokenizer.vocabSize).toBe(300);
    expect(tokenizer.specialTokens).toEqual({ "<s>": 0, "<end>": 1 });
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    const ranks = new Map(spelled(tokenizer).map((pair, rank) => [pair, rank]));
    for (const piece of ["lowest", " widest", " Äpfel", "xyz"]) {
      const symbols = Array.from(Buffer.from(piece), (byte) => String.fromCharCode(byte));
      for (;;) {
        const found = symbols.slice(1).map((right, at) => ranks.get(`${symbols[at]}|${right}`) ?? Infinity);
        const best = Math.min(...found);
        if (best === Infinity) break;
        const at = found.indexOf(best);
        symbols.splice(at, 2, `${symbols[at]}${symbols[at + 1]}`);
      }
      const tokens = Array.from(tokenizer.encode(piece), (id) =>
        Buffer.from(tokenizer.decodeBytes([id])).toString("latin1"),
      );
      expect(tokens).toEqual(symbols);
    }
    const plain = await train(text, { vocabSize: 300, tieBreak: "bytes", specialTokens: ["<s>"] });
    expect(plain.specialTokens).toEqual({ "<s>": 299 });
    expect(plain.encode("A")).toEqual(new Uint32Array([65]));
  });

  it("goes on from a tokenizer as if it had never stopped", () => {
    const whole = trainSync(text, { vocabSize: 320, specialTokens: ["<s>"] });
    const half = trainSync(text, { vocabSize: 290, specialTokens: ["<s>"] });
    const resumed = trainSync(text, { vocabSize: 320, resumeFrom: half });
    expect(spelled(resumed)).toEqual(spelled(whole));
    expect(resumed.specialTokens).toEqual({ "<s>": 0 });
    expect(resumed.encode(text)).toEqual(whole.encode(text));
  });

  it("keeps to its limits", () => {
    const options = { merges: 60, maxTokenLength: 3, minFrequency: 3, blockList: [["l", "o"]] as const };
    const merges = spelled(trainSync(text, options));
    expect(merges.every((pair) => pair.length <= 4)).toBe(true);
    expect(merges).not.toContain("l|o");
    expect(spelled(trainSync("abab", { merges: 9, minFrequency: 3 }))).toEqual([]);
    expect(spelled(trainSync("", { merges: 9 }))).toEqual([]);
    const seen = trainSync("abab", { vocabSize: 3, initialAlphabet: "seen", split: "none" });
    expect(spelled(seen)).toEqual(["a|b"]);
    expect(seen.decode(seen.encode("xaby"))).toBe("xaby");
  });

  it("marks the ends of words", () => {
    const corpus = "low low lower slow slowest, the low lows of lowlands ".repeat(3);
    const marked = trainSync(corpus, { merges: 25, split: "whitespace", endOfWordSuffix: "</w>" });
    const { model } = JSON.parse(marked.toTokenizerJson()) as {
      model: { end_of_word_suffix: string; merges: string[]; vocab: Record<string, number> };
    };
    expect(model.end_of_word_suffix).toBe("</w>");
    expect(model.vocab).toHaveProperty(["low</w>"]);
    for (const word of ["low", "lowest", "slows", "of", "lands"]) {
      const symbols = Array.from(word, (letter, at) => (at + 1 === word.length ? `${letter}</w>` : letter));
      for (const merge of model.merges) {
        const [left = "", right = ""] = merge.split(" ");
        for (let at = 0; at + 1 < symbols.length; at++) {
          if (symbols[at] === left && symbols[at + 1] === right) symbols.splice(at, 2, left + right);
        }
      }
      const known = symbols.map((symbol) => model.vocab[symbol]).filter((id) => id !== undefined);
      expect([...marked.encode(word)], word).toEqual(known);
    }
    expect(marked.decode(marked.encode(corpus))).toBe(corpus);
    expect(Tokenizer.loadSync(marked.saveSync()).encode(corpus)).toEqual(marked.encode(corpus));
    expect(Tokenizer.fromTokenizerJsonSync(marked.toTokenizerJson()).encode(corpus)).toEqual(
      marked.encode(corpus),
    );
    const plain = trainSync(corpus, { merges: 25, split: "whitespace" });
    expect(() => trainSync(corpus, { merges: 1, resumeFrom: plain, endOfWordSuffix: "</w>" })).toThrow(
      "resumeFrom must be nothing beside limitAlphabet, continuingSubwordPrefix or endOfWordSuffix",
    );
    expect(() => trainSync(corpus, { merges: 1, endOfWordSuffix: "世" })).toThrow("endOfWordSuffix must be");
  });

  it("marks the insides of words", () => {
    const corpus = "low low lower slow slowest, the low lows of lowlands a ".repeat(3);
    const split = "whitespace";
    for (const suffix of ["", "</w>"]) {
      const marks = { continuingSubwordPrefix: "##", endOfWordSuffix: suffix };
      const marked = trainSync(corpus, { merges: 25, split, ...marks });
      const { model } = JSON.parse(marked.toTokenizerJson()) as {
        model: { continuing_subword_prefix: string; merges: string[]; vocab: Record<string, number> };
      };
      expect(model.continuing_subword_prefix).toBe("##");
      expect(model.merges.length).toBeGreaterThan(15);
      expect(model.vocab).toHaveProperty([`low${suffix}`]);
      // By the definition: every merge counted anew, the most frequent first, equals by their ids.
      let words = corpus
        .match(/\s+|\S+/g)
        ?.map((word) =>
          Array.from(
            word.replaceAll(" ", "Ġ"),
            (letter, at) => (at > 0 ? "##" : "") + letter + (at + 1 === word.length ? suffix : ""),
          ),
        );
      for (const merge of model.merges) {
        const counts = new Map<string, number>();
        for (const word of words ?? []) {
          for (let at = 1; at < word.length; at++) {
            const pair = `${word[at - 1]} ${word[at]}`;
            counts.set(pair, (counts.get(pair) ?? 0) + 1);
          }
        }
        const ids = (pair: string) => pair.split(" ").map((side) => model.vocab[side] ?? -1);
        const before = (a: string, b: string) => {
          const [[a0 = 0, a1 = 0], [b0 = 0, b1 = 0]] = [ids(a), ids(b)];
          return (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a0 - b0 || a1 - b1;
        };
        expect(merge).toBe([...counts.keys()].toSorted(before)[0]);
        const [left = "", right = ""] = merge.split(" ");
        words = words?.map((word) => {
          const joined = [...word];
          for (let at = 0; at + 1 < joined.length; at++) {
            if (joined[at] === left && joined[at + 1] === right) joined.splice(at, 2, left + right.slice(2));
          }
          return joined;
        });
      }
      expect(words?.flat()).toContain(`low${suffix}`);
      const whole = words?.flat().map((symbol) => model.vocab[symbol]);
      expect([...marked.encode(corpus)]).toEqual(whole);
      expect(marked.decode(marked.encode(corpus))).toBe(corpus);
      expect(Tokenizer.loadSync(marked.saveSync()).encode(corpus)).toEqual(marked.encode(corpus));
    }
    // A token inside words is written as one at their beginning.
    const options = { merges: 9, split, continuingSubwordPrefix: "#" } as const;
    expect(() => trainSync("##a ##a #a #a", options)).toThrow("continuingSubwordPrefix must be one that");
  });

  it("keeps the most frequent bytes of the alphabet", () => {
    const limited = trainSync("aaaabbbccd aab", {
      vocabSize: 4,
      initialAlphabet: "seen",
      limitAlphabet: 3,
      split: "none",
    });
    // What is left out is lost to words and to texts alike.
    expect(limited.vocabSize).toBe(4);
    expect(spelled(limited)).toEqual(["a|a"]);
    expect(limited.decode(limited.encode("abcd cba"))).toBe("abccba");
    const few = trainSync("abc", { merges: 0, limitAlphabet: 2, initialAlphabet: "seen" });
    expect(few.vocabSize).toBe(2);
  });

  it("counts positions or disjoint occurrences, and breaks ties as told", () => {
    const counting = (pairCounting: "positions" | "disjoint"): string[] =>
      spelled(trainSync("aaabab", { merges: 1, split: "none", pairCounting }));
    expect(counting("positions")).toEqual(["a|a"]);
    expect(counting("disjoint")).toEqual(["a|b"]);
    const tie = (tieBreak: "first-seen" | "lexicographic"): string[] =>
      spelled(trainSync("zzyy", { merges: 1, split: "none", tieBreak }));
    expect(tie("first-seen")).toEqual(["z|z"]);
    expect(tie("lexicographic")).toEqual(["y|y"]);
  });

  it("tells how far it is, and stops when told", async () => {
    const seen: TrainingProgress[] = [];
    await train(text, { merges: 30, onProgress: (report) => seen.push(report) });
    const last = seen.at(-1);
    expect(last).toMatchObject({ stage: "merge", done: 30, total: 30 });
    expect(last?.lastMerge?.length).toBe(2);
    expect(seen.some(({ stage }) => stage === "count")).toBe(true);
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        yield "some text ";
        if (!stop.signal.aborted) setImmediate(() => stop.abort());
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await expect(train(endless(), { merges: 3, signal: stop.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it.each([
    [[42, { merges: 1 }], "ARGUMENT", "input must be a text, bytes"],
    [["a", {}], "ARGUMENT", "of either vocabSize or merges, received neither"],
    [["a", { merges: 1, vocabSize: 300 }], "ARGUMENT", "received both"],
    [["a", { vocabSize: 200 }], "RANGE", "vocabSize must be at least 256"],
    [["a", { vocabSize: 256, specialTokens: ["<s>"] }], "RANGE", "at least 257"],
    [["a", { merges: 1, specialTokens: ["x", "x"] }], "ARGUMENT", "'x' twice"],
    [["a", { merges: 1, specialTokens: [""] }], "ARGUMENT", "an empty string"],
    [["a", { merges: 1, split: { pattern: "(" } }], "ARGUMENT", "a regular expression that compiles"],
    [["a".repeat(5000), { merges: 1, split: { pattern: "(a|a)*c(?!d)" } }], "LIMIT", "ran away"],
    [
      [{ files: join(folder, "missing.txt") }, { merges: 1 }],
      "LOAD",
      "'missing.txt' could not be read (ENOENT)",
    ],
    [[new Uint8Array([97, 255]), { merges: 1, invalid: "error" }], "ARGUMENT", "other bytes at byte 1"],
    [[new Map([["a", -1]]), { merges: 1 }], "RANGE", "received -1"],
    [["a", { merges: 1, tieBreak: "byte" }], "ARGUMENT", "did you mean 'bytes'"],
    [["a", { merges: 1, resumeFrom: {} }], "ARGUMENT", "a Tokenizer"],
  ] as [[unknown, unknown], string, string][])("refuses %o", async (call, code, message) => {
    const error: unknown = await (train as (...args: unknown[]) => Promise<unknown>)(...call).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: `ERR_MARGINALS_${code}` });
    expect(String(error)).toContain(message);
  });
});
