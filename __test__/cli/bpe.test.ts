/** `marginals bpe` on files: what is printed is what the library says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer, type RankObject } from "marginals/bpe";
import { afterAll, describe, expect, test } from "vitest";
import { runProgram } from "../../ts/cli/program.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-bpe-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const require = createRequire(import.meta.url);
const tokenizer = Tokenizer.fromTiktokenSync(require("tiktoken/encoders/gpt2.json") as RankObject);
const saved = join(folder, "gpt2.bpe");
tokenizer.saveSync(saved);
const text = "One line of prose, and été. Another sentence!\n中文 and 😀 too.\n".repeat(2500);
const file = join(folder, "text.txt");
writeFileSync(file, text);

async function bpe(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runProgram(["bpe", ...words], {
    out: (part) => void (out += String(part)),
    err: (part) => void (err += part),
    terminal: undefined,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

describe("bpe", () => {
  test("encode and decode a file", async () => {
    const { code, out } = await bpe("encode", "--tokenizer", saved, file);
    expect(code).toBe(0);
    expect(out.trim().split("\n").map(Number)).toEqual([...tokenizer.encode(text)]);
    const ids = join(folder, "ids.txt");
    writeFileSync(ids, out);
    expect((await bpe("decode", "--tokenizer", saved, ids)).out).toBe(text);
  });

  test("count files, for a person and as JSON", async () => {
    const tokens = tokenizer.count(text);
    expect((await bpe("count", "--tokenizer", saved, file)).out).toBe(`${tokens}\n`);
    expect((await bpe("count", "--tokenizer", "gpt2", file, file)).out).toBe(
      `${tokens}\t${file}\n${tokens}\t${file}\n${2 * tokens}\ttotal\n`,
    );
    const { out } = await bpe("count", "--tokenizer", saved, "--json", file);
    expect(JSON.parse(out)).toEqual({ counts: [{ file, tokens }], total: tokens });
  });

  test("chunk a file", async () => {
    const { out } = await bpe(
      "chunk",
      "--tokenizer",
      saved,
      "--max-tokens",
      "50",
      "--boundary",
      "line",
      file,
    );
    const chunks = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { text: string });
    const wanted = tokenizer.chunk(text, { maxTokens: 50, boundary: "line" });
    expect(chunks).toEqual(wanted.map((chunk) => ({ file, ...chunk })));
  });

  test("inspect a text and a vocabulary", async () => {
    expect((await bpe("inspect", "--tokenizer", saved, "hi there")).out).toBe('5303\t"hi"\n612\t" there"\n');
    const { out } = await bpe("inspect", "--tokenizer", saved, "--json");
    expect(JSON.parse(out)).toMatchObject({ vocabSize: 50257, merges: 50000 });
  });

  test.each([
    [["count", file], 2, "--tokenizer is missing."],
    [["count", "--tokenizer", join(folder, "none"), file], 1, "the file could not be read (ENOENT)"],
    [["count", "--tokenizer", saved, join(folder, "none")], 1, "could not be read (ENOENT)"],
    [["chunk", "--tokenizer", saved, file], 2, "--max-tokens is missing."],
    [["decode", "--tokenizer", saved, file], 2, "The input must be ids of tokens."],
  ])("%#", async (words, code, message) => {
    const outcome = await bpe(...words);
    expect(outcome.err).toContain(message);
    expect(outcome.code).toBe(code);
  });
});
