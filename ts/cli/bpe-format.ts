/**
 * The files that `marginals bpe train` writes.
 *
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Tokenizer } from "../bpe/index.ts";
import { failure } from "../errors.ts";

/** Names of the formats: the files they are known by. */
export const FORMATS = ["tiktoken", "tokenizer.json", "vocab", "tekken", "image"] as const;

/** A format of tokenizers. */
export type Format = (typeof FORMATS)[number];

/**
 * The format that is meant, told by the path where none is named; refuses what cannot be printed.
 *
 * @param named What `--format` says.
 * @param output What `--output` says.
 * @returns The format.
 */
export function formatOf(named: Format | undefined, output: string | undefined): Format {
  const name = output === undefined ? "" : basename(output);
  const told = name.startsWith("tekken") ? "tekken" : "tokenizer.json";
  const format = named ?? (extname(name) === ".json" ? told : "tiktoken");
  if (format === "vocab" && output === undefined) {
    throw new InvalidArgumentError("--format vocab needs --output: a folder for vocab.json and merges.txt.");
  }
  return format;
}

/** The content of the one file of a format. */
async function content(tokenizer: Tokenizer, format: Exclude<Format, "vocab">): Promise<string | Uint8Array> {
  if (format === "tiktoken") return tokenizer.toTiktoken();
  if (format === "tokenizer.json") return tokenizer.toTokenizerJson();
  return format === "tekken" ? tokenizer.toTekken() : tokenizer.save();
}

/**
 * Writes a tokenizer.
 *
 * @param tokenizer The tokenizer.
 * @param format Its format.
 * @param output Where to: a file, for `vocab` a folder; without one it is returned.
 * @returns What is to be printed.
 */
export async function written(
  tokenizer: Tokenizer,
  format: Format,
  output: string | undefined,
): Promise<string | Uint8Array | undefined> {
  if (format !== "vocab" && output === undefined) return content(tokenizer, format);
  const path = output ?? "";
  const files: [string, string | Uint8Array][] = [];
  if (format === "vocab") {
    const { vocab, merges } = tokenizer.toVocabMerges();
    files.push([join(path, "vocab.json"), vocab], [join(path, "merges.txt"), merges]);
  } else files.push([path, await content(tokenizer, format)]);
  try {
    if (format === "vocab") await mkdir(path, { recursive: true });
    for (const [file, text] of files) await writeFile(file, text);
  } catch (cause) {
    throw failure("LOAD", "train", "the output could not be written", cause);
  }
  return undefined;
}
