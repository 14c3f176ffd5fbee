/**
 * What `marginals bpe` does with texts: encode, decode, count, chunk, inspect, each as the input comes.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import type { ChunkOptions, Tokenizer } from "../bpe/index.ts";
import { jsonDocument } from "./output.ts";

/** Options of the commands. */
export interface Options {
  readonly tokenizer?: string;
  readonly special?: "text" | "encode" | "refuse";
  readonly maxTokens?: number;
  readonly overlap?: number;
  readonly boundary?: ChunkOptions["boundary"];
  readonly json?: boolean;
}

/** Units of text that are cut into chunks at a time. */
const BLOCK = 1 << 22;

/** One command: its input and its output. */
export interface Task {
  readonly tokenizer: Tokenizer;
  readonly options: Options;
  /** Writes and waits where the reader of a pipe is slow. */
  readonly write: (text: string) => Promise<void>;
  /** The bytes of a file, or of standard input for `-`. */
  readonly read: (file: string) => AsyncGenerator<Uint8Array>;
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}

/** Prints the tokens of files, an id a line. */
export async function encode(
  files: readonly string[],
  { tokenizer, options, read, write }: Task,
): Promise<void> {
  for (const file of files) {
    for await (const tokens of tokenizer.encodeStream(read(file), { special: options.special })) {
      if (tokens.length > 0) await write(`${tokens.join("\n")}\n`);
    }
  }
}

async function* idsOf(parts: AsyncIterable<string>): AsyncGenerator<number[]> {
  let rest = "";
  const numbers = (text: string): number[] =>
    text
      .split(/[\s,[\]]+/)
      .filter((word) => word !== "")
      .map((word) => {
        if (!/^\d+$/.test(word)) throw new InvalidArgumentError("The input must be ids of tokens.");
        return Number(word);
      });
  for await (const part of parts) {
    const text = rest + part;
    const end = text.search(/[^\s,[\]]*$/);
    rest = text.slice(end);
    yield numbers(text.slice(0, end));
  }
  yield numbers(rest);
}

/** Prints the text of ids. */
export async function decode(files: readonly string[], { tokenizer, read, write }: Task): Promise<void> {
  for (const file of files) {
    for await (const text of tokenizer.decodeStream(idsOf(textOf(read(file))))) await write(text);
  }
}

/** Prints how many tokens files have. */
export async function count(
  files: readonly string[],
  { tokenizer, options, read, write }: Task,
): Promise<void> {
  const counts: { file: string; tokens: number }[] = [];
  for (const file of files) {
    let tokens = 0;
    const stream = tokenizer.encodeStream(read(file), { special: options.special });
    for await (const part of stream) tokens += part.length;
    counts.push({ file, tokens });
    if (options.json !== true) await write(files.length === 1 ? `${tokens}\n` : `${tokens}\t${file}\n`);
  }
  const total = counts.reduce((sum, { tokens }) => sum + tokens, 0);
  if (options.json === true) await write(jsonDocument({ counts, total }));
  else if (files.length > 1) await write(`${total}\ttotal\n`);
}

/** Prints chunks, a document a line. */
export async function chunk(
  files: readonly string[],
  { tokenizer, options, read, write }: Task,
): Promise<void> {
  const { maxTokens, overlap, boundary } = options;
  if (maxTokens === undefined) throw new InvalidArgumentError("--max-tokens is missing.");
  for (const file of files) {
    let [text, units, bytes] = ["", 0, 0];
    // All but the last chunk of what is there are final; the next ones are cut from where that one begins.
    const emit = async (last: boolean): Promise<void> => {
      const chunks = tokenizer.chunk(text, { maxTokens, overlap, boundary });
      const final = last ? chunks : chunks.slice(0, -1);
      for (const part of final) {
        const place = {
          start: units + part.start,
          end: units + part.end,
          startByte: bytes + part.startByte,
          endByte: bytes + part.endByte,
        };
        await write(jsonDocument({ file, ...part, ...place }));
      }
      const next = chunks[final.length];
      if (next === undefined) return;
      [text, units, bytes] = [text.slice(next.start), units + next.start, bytes + next.startByte];
    };
    for await (const part of textOf(read(file))) {
      text += part;
      if (text.length >= BLOCK) await emit(false);
    }
    await emit(true);
  }
}

/** Prints the tokens of texts, or what a vocabulary holds. */
export async function inspect(texts: readonly string[], { tokenizer, options, write }: Task): Promise<void> {
  if (texts.length === 0) {
    const { vocabSize, specialTokens, merges } = tokenizer;
    const facts = { vocabSize, merges: merges.length, specialTokens };
    await write(
      options.json === true
        ? jsonDocument(facts)
        : `tokens   ${vocabSize}\nmerges   ${merges.length}\nspecial  ${Object.keys(specialTokens).length}\n`,
    );
    return;
  }
  for (const text of texts) {
    const ids = tokenizer.encode(text, { special: options.special });
    const tokens = Array.from(ids, (id) => ({ id, text: tokenizer.decode([id]) }));
    if (options.json === true) await write(jsonDocument({ text, tokens }));
    else await write(tokens.map((token) => `${token.id}\t${JSON.stringify(token.text)}\n`).join(""));
  }
}
