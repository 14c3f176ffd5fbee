/** `marginals bpe train` in every format, and the commands as processes in pipes. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Tokenizer, trainSync } from "marginals/bpe";
import { afterAll, describe, expect, test } from "vitest";
import { runProgram } from "../../ts/cli/program.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-bpe-train-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = "The cat sat on the mat; été, 中文 and 😀 too.\n".repeat(400);
const file = join(folder, "text.txt");
writeFileSync(file, text);
const wanted = trainSync(text, { merges: 30, specialTokens: ["<end>"] });
const asked = ["train", file, "--merges", "30", "--special-tokens", "<end>"];

async function bpe(
  words: readonly string[],
  around: { signal?: AbortSignal; terminal?: NodeJS.WriteStream } = {},
): Promise<{ code: number; out: Buffer; err: string }> {
  const out: Buffer[] = [];
  let err = "";
  const code = await runProgram(["bpe", ...words], {
    out: (part) => void out.push(Buffer.from(part)),
    err: (part) => void (err += part),
    terminal: around.terminal,
    signal: around.signal ?? new AbortController().signal,
  });
  return { code, out: Buffer.concat(out), err };
}

const same = (tokenizer: Tokenizer): void => {
  expect(tokenizer.merges).toEqual(wanted.merges);
  expect(tokenizer.encode(text)).toEqual(wanted.encode(text));
};

describe("a trained tokenizer is written", () => {
  test.each(["tiktoken", "tokenizer.json", "tekken", "image"])(
    "as %s, printed or to a file",
    async (format) => {
      const output = join(folder, `of-${format}`);
      const quiet = await bpe([...asked, "--format", format, "--output", output]);
      expect([quiet.code, quiet.err, quiet.out.length]).toEqual([0, "", 0]);
      const printed = await bpe([...asked, "--format", format]);
      expect(printed.out.equals(readFileSync(output))).toBe(true);
      const loaded =
        format === "tiktoken"
          ? Tokenizer.fromTiktokenSync(readFileSync(output, "utf8"), { specialTokens: wanted.specialTokens })
          : Tokenizer.loadSync(output);
      same(loaded);
    },
  );

  test("as vocab.json and merges.txt", async () => {
    const output = join(folder, "new", "vocab");
    expect((await bpe([...asked, "--format", "vocab", "--output", output])).code).toBe(0);
    const [vocab, merges] = ["vocab.json", "merges.txt"].map((name) =>
      readFileSync(join(output, name), "utf8"),
    );
    expect({ vocab, merges }).toEqual(wanted.toVocabMerges());
  });

  test.each([
    ["tokenizer.json", "tokenizer.json"],
    ["tekken.json", "tekken"],
    ["any.tiktoken", "tiktoken"],
  ])("%s, told by its name", async (name, format) => {
    const output = join(folder, name);
    const { code, out, err } = await bpe([...asked, "--output", output, "--json"]);
    expect(code).toBe(0);
    // Ranks are all that such a file holds.
    expect(/hold no special tokens/.test(err.toString())).toBe(format === "tiktoken");
    expect(JSON.parse(out.toString())).toMatchObject({ vocabSize: 287, merges: 30, format, output });
    expect(readFileSync(output, "utf8").startsWith("{")).toBe(format !== "tiktoken");
  });
});

test.each([
  [["train", file], 2, "either --vocab-size or --merges is needed."],
  [["train", file, "--merges", "5", "--vocab-size", "500"], 2, "either --vocab-size or --merges is needed."],
  [["train", file, "-", "--merges", "5"], 2, "standard input goes alone."],
  [[...asked, "--format", "vocab"], 2, "--format vocab needs --output"],
  [[...asked, "--format", "gguf"], 2, "Allowed choices are tiktoken, tokenizer.json, vocab, tekken, image."],
  [[...asked, "--output", join(folder, "none", "x.tiktoken")], 1, "the output could not be written"],
  [["train", join(folder, "none"), "--merges", "5"], 1, "could not be read (ENOENT)"],
  [["train", file, "--vocab-size", "9"], 2, "vocabSize"],
])("what is refused: %#", async (words, code, message) => {
  const outcome = await bpe(words);
  expect(outcome.err).toContain(message);
  expect(outcome.code).toBe(code);
});

test("an interrupt ends training with 130", async () => {
  expect((await bpe(asked, { signal: AbortSignal.abort() })).code).toBe(130);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const many = Array.from({ length: 2000 }, () => file);
  expect((await bpe(["train", ...many, "--merges", "5"], { signal: stop.signal })).code).toBe(130);
});

const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

describe.skipIf(!existsSync(command) || process.platform === "win32")("as processes", () => {
  const start = (...words: string[]) =>
    spawn(process.execPath, [command, "bpe", ...words], { stdio: ["pipe", "pipe", "pipe"] });
  const collect = async (child: ReturnType<typeof start>) => {
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (part: Buffer) => void out.push(part));
    child.stderr.on("data", (part: Buffer) => void err.push(part));
    const [code] = (await once(child, "close")) as [number];
    return { code, out: Buffer.concat(out), err: Buffer.concat(err).toString() };
  };
  const saved = join(folder, "saved.bpe");
  wanted.saveSync(saved);

  test("training reads from a pipe", async () => {
    const child = start(
      "train",
      "-",
      "--merges",
      "30",
      "--special-tokens",
      "<end>",
      "--format",
      "tokenizer.json",
    );
    const bytes = Buffer.from(text);
    const parts = Array.from({ length: 105 }, (_, at) => bytes.subarray(199 * at, 199 * (at + 1)));
    Readable.from(parts).pipe(child.stdin);
    const { code, out, err } = await collect(child);
    expect([code, err]).toEqual([0, ""]);
    same(Tokenizer.fromTokenizerJsonSync(out.toString()));
  });

  test("encode | decode gives back tens of megabytes", { timeout: 300_000 }, async () => {
    const [encode, decode] = [start("encode", "--tokenizer", saved), start("decode", "--tokenizer", saved)];
    encode.stdout.pipe(decode.stdin);
    const blocks = Array.from({ length: 64 }, (_, at) => `${at} ${text.repeat(9)}`.slice(0, 160_000 + at));
    const given = createHash("sha256");
    let bytes = 0;
    function* all(): Generator<Buffer> {
      for (let round = 0; bytes < 20_000_000; round++) {
        // Cut anywhere, within characters too.
        const block = Buffer.from(blocks[round % 64] ?? "");
        given.update(block);
        bytes += block.length;
        yield block.subarray(0, 99_991);
        yield block.subarray(99_991);
      }
    }
    Readable.from(all()).pipe(encode.stdin);
    const got = createHash("sha256");
    let length = 0;
    decode.stdout.on("data", (part: Buffer) => {
      got.update(part);
      length += part.length;
    });
    const codes = await Promise.all([once(encode, "close"), once(decode, "close")]);
    expect(codes.map(([code]) => code as number)).toEqual([0, 0]);
    expect(length).toBe(bytes);
    expect(got.digest("hex")).toBe(given.digest("hex"));
  });

  test("Ctrl-C ends a training that waits for more with 130", async () => {
    const child = start("train", "-", "--merges", "30");
    child.stdin.on("error", () => {});
    child.stdin.write(text);
    setTimeout(() => child.kill("SIGINT"), 1500);
    const { code, err } = await collect(child);
    expect(code).toBe(130);
    expect(err.replace("marginals: interrupted\n", "")).toBe("");
  });
});
