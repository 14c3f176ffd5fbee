/**
 * Vocabularies as ranks: what callers give, brought to the text of a rank file.
 * @module
 */
import { Buffer } from "node:buffer";
import { describe } from "../describe.ts";
import { fault, MarginalsError, wrongKind } from "../errors.ts";
import { isDetached, isTypedArray } from "../typed-array.ts";

/** The object that the packages `js-tiktoken` and `tiktoken` ship for each encoding. */
export interface RankObject {
  /** Pattern of the split. */
  pat_str: string;
  /** Special tokens and their ids. */
  special_tokens: Readonly<Record<string, number>>;
  /** Tokens in base64, in the order of their ranks. */
  bpe_ranks: string;
  /** Number of tokens, where the encoding fixes it. */
  explicit_n_vocab?: number | undefined;
}

/**
 * A vocabulary by ranks: a {@link RankObject}; the content of a `.tiktoken` file as text or bytes; or pairs of the
 * bytes of a token and its rank, as in a `Map`.
 */
export type Ranks = RankObject | string | Uint8Array | Iterable<readonly [Uint8Array, number]>;

/** What {@link ranks} finds. */
export interface FoundRanks {
  text: string;
  pattern?: string;
  specialTokens?: Readonly<Record<string, number>>;
}

const expected =
  "a rank object of js-tiktoken, the content of a .tiktoken file, or pairs of a Uint8Array and its rank";
const published = new Set(["gpt2", "r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base"]);

/**
 * Takes over a vocabulary.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The text of a rank file, with the pattern and the special tokens where they came along.
 */
export function ranks(verb: string, value: unknown): FoundRanks {
  if (typeof value === "string") return { text: rankText(verb, value) };
  if (isTypedArray(value, "Uint8Array")) {
    if (isDetached(value)) {
      throw fault("ARGUMENT", verb, "ranks", "bytes whose memory is still there", "bytes transferred away");
    }
    return { text: Buffer.from(new Uint8Array(value)).toString("latin1") };
  }
  if (typeof value !== "object" || value === null) throw wrongKind(verb, "ranks", expected, value);
  try {
    if (Symbol.iterator in value)
      return { text: pairText(verb, value as Iterable<readonly [Uint8Array, number]>) };
    return rankObject(verb, value);
  } catch (error) {
    if (error instanceof MarginalsError) throw error;
    throw fault("ARGUMENT", verb, "ranks", "readable", "an object that throws", error);
  }
}

/** The content of a file, or a name where the content was meant. */
function rankText(verb: string, text: string): string {
  if (/\s/.test(text)) return text;
  const name = published.has(text) ? text : "o200k_base";
  const how = `${expected}: npm install js-tiktoken, then import ranks from "js-tiktoken/ranks/${name}"`;
  throw fault("ARGUMENT", verb, "ranks", how, published.has(text) ? `'${text}'` : describe(text));
}

function rankObject(verb: string, value: object): FoundRanks {
  const { pat_str, special_tokens, bpe_ranks } = value as Partial<RankObject>;
  if (typeof bpe_ranks !== "string") throw wrongKind(verb, "ranks", expected, value);
  return {
    text: bpe_ranks,
    ...(typeof pat_str === "string" && { pattern: pat_str }),
    ...(typeof special_tokens === "object" && special_tokens !== null && { specialTokens: special_tokens }),
  };
}

function pairText(verb: string, pairs: Iterable<readonly [Uint8Array, number]>): string {
  const lines: string[] = [];
  for (const pair of pairs) {
    const [bytes, rank] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const name = `ranks[${lines.length}]`;
    if (!isTypedArray(bytes, "Uint8Array")) {
      throw wrongKind(verb, name, "a pair of a Uint8Array and its rank", pair);
    }
    if (typeof rank !== "number" || !Number.isInteger(rank) || rank < 0 || rank >= 2 ** 32) {
      throw fault("RANGE", verb, `${name}[1]`, "an integer in 0..=4294967295", describe(rank));
    }
    lines.push(`${Buffer.from(new Uint8Array(bytes)).toString("base64")} ${rank}`);
  }
  return lines.join("\n");
}
