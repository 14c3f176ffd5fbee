/**
 * Options of `train()`, checked.
 * @module
 */
import { Buffer } from "node:buffer";
import { describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
  type ProgressReport,
} from "../options.ts";
import { isDetached, isTypedArray } from "../typed-array.ts";
import * as validate from "../validate.ts";
import { split, type Split } from "./split.ts";
import { nativeOf, type Tokenizer } from "./tokenizer.ts";
import type { TrainingText } from "./train-input.ts";

/** What `onProgress` of {@link train} is told: stage `'count'` in bytes of input, then `'merge'` in merges. */
export interface TrainingProgress extends ProgressReport {
  /** Both sides of the last merge made. */
  lastMerge?: readonly [Uint8Array, Uint8Array];
}

/** Options of {@link train}. One of `vocabSize` and `merges` must be given. */
export interface TrainOptions extends Pick<JobOptions, "threads" | "signal"> {
  /** Tokens in all: the 256 bytes, special tokens and merges. */
  vocabSize?: number | undefined;
  /** Merges to make. */
  merges?: number | undefined;
  /** How texts fall into pieces, over whose borders nothing is merged. Default `'cl100k'`, or that of `resumeFrom`. */
  split?: Split | undefined;
  /**
   * Which of equally frequent pairs is merged:
   * - `'hf'` (default): that of the smallest ids, as Hugging Face `tokenizers` 0.23 orders them: special tokens, bytes by
   *   their printable characters, tokens as they are made, tokens of equal bytes being one where positions
   *   are counted;
   * - `'bytes'`: the same with bytes by value and every merge a token of its own, as `rustbpe` and `bpeasy` do;
   * - `'first-seen'`: the pair that comes first in the corpus as it is then;
   * - `'lexicographic'`: the smallest by the bytes of its left side, then of its right side.
   */
  tieBreak?: "hf" | "bytes" | "first-seen" | "lexicographic" | undefined;
  /**
   * How often a pair occurs: at how many `'positions'` (default, as production trainers count), or how many
   * `'disjoint'` times, which is what merging it saves: `aaa` has two positions of `aa` and saves one symbol.
   */
  pairCounting?: "positions" | "disjoint" | undefined;
  /** Least frequency of a merge. Default 1. */
  minFrequency?: number | undefined;
  /** Most bytes of a token, 2 to 65,536. Default 65,536. (Hugging Face's `max_token_length` is one more.) */
  maxTokenLength?: number | undefined;
  /** Special tokens. Under `'hf'` they have the first ids, else the last. Default none. */
  specialTokens?: readonly string[] | undefined;
  /**
   * `'bytes'` (default): all 256 bytes count against `vocabSize`; `'seen'`: only those of the corpus; the others come
   * after the merges, beyond `vocabSize`, so that any text can still be encoded.
   */
  initialAlphabet?: "bytes" | "seen" | undefined;
  /**
   * Most bytes of the alphabet, 1 to 256: the most frequent are kept, and words and texts lose the others. Default: all.
   */
  limitAlphabet?: number | undefined;
  /**
   * What every symbol of a word but the first begins with, such as `'##'`, so that a token says whether a word begins with
   * it; a merge leaves that of its right side out. No token may be written as one inside words and be one at their
   * beginning too, as with `'##'` in words of `###`. Default nothing.
   */
  continuingSubwordPrefix?: string | undefined;
  /**
   * What the last symbol of every word ends with, such as `'</w>'`, so that a token says whether a word ends with it. Default
   * nothing.
   */
  endOfWordSuffix?: string | undefined;
  /** Pairs that are never merged, each as its two sides. Default none. */
  blockList?: readonly (readonly [TrainingText, TrainingText])[] | undefined;
  /** A tokenizer whose tokens and merges come first and keep their ids. */
  resumeFrom?: Tokenizer | undefined;
  /** Bytes that are no UTF-8: `'replace'` (default) by U+FFFD, or `'error'`. */
  invalid?: "replace" | "error" | undefined;
  /** Called with a {@link TrainingProgress} at most every 50 ms, and after every part of the input. */
  onProgress?: ((report: TrainingProgress) => void) | undefined;
}

const MOST_TOKENS = 2 ** 22;

const texts: validate.Check<string[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of strings", value);
  const seen = new Set<string>();
  for (const [at, item] of (value as readonly unknown[]).entries()) {
    if (typeof item !== "string") throw wrongKind(verb, `${argument}[${at}]`, "a string", item);
    if (item === "") throw fault("ARGUMENT", verb, `${argument}[${at}]`, "a text", "an empty string");
    if (seen.has(item)) {
      throw fault("ARGUMENT", verb, argument, "each text once", `${describeName(item)} twice`);
    }
    seen.add(item);
  }
  return [...seen];
};

const pairs: validate.Check<Uint8Array[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of pairs", value);
  return (value as readonly unknown[]).flatMap((pair, at) => {
    const name = `${argument}[${at}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw wrongKind(verb, name, "a pair of strings or Uint8Arrays", pair);
    }
    return (pair as readonly unknown[]).map((side) => {
      if (typeof side === "string") return new Uint8Array(Buffer.from(side));
      if (isTypedArray(side, "Uint8Array") && !isDetached(side)) return new Uint8Array(side);
      throw wrongKind(verb, name, "a pair of strings or Uint8Arrays", side);
    });
  });
};

const tokenizer: validate.Check<Native.NativeTokenizer> = (value, argument, verb) => {
  const handle = nativeOf(value);
  if (handle === undefined) throw wrongKind(verb, argument, "a Tokenizer", value);
  return handle;
};

const { seed: _, onAbort: __, transfer: ___, ...job } = jobOptions;
const schema = {
  ...job,
  vocabSize: optional(validate.integerIn(1, MOST_TOKENS)),
  merges: optional(validate.integerIn(0, MOST_TOKENS)),
  split: optional(split),
  tieBreak: withDefault(validate.oneOf(["hf", "bytes", "first-seen", "lexicographic"]), "hf"),
  pairCounting: withDefault(validate.oneOf(["positions", "disjoint"]), "positions"),
  minFrequency: withDefault(validate.integerIn(0, Number.MAX_SAFE_INTEGER), 1),
  maxTokenLength: withDefault(validate.integerIn(2, 1 << 16), 1 << 16),
  specialTokens: withDefault(texts, []),
  initialAlphabet: withDefault(validate.oneOf(["bytes", "seen"]), "bytes"),
  limitAlphabet: optional(validate.integerIn(1, 256)),
  continuingSubwordPrefix: withDefault(validate.text, ""),
  endOfWordSuffix: withDefault(validate.text, ""),
  blockList: withDefault(pairs, []),
  resumeFrom: optional(tokenizer),
  invalid: withDefault(validate.oneOf(["replace", "error"]), "replace"),
};

/** Options as the native side takes them. */
export interface TrainingCall {
  job: CheckedJobOptions;
  counting: Native.CountingSpec;
  spec: Native.TrainingSpec;
  resume: Native.NativeTokenizer | undefined;
}

/**
 * Takes over the options.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave.
 * @returns What the native side takes.
 */
export function trainOptions(verb: string, options: unknown): TrainingCall {
  const given = ownOptions(verb, options, schema);
  if ((given.vocabSize === undefined) === (given.merges === undefined)) {
    const received = given.merges === undefined ? "neither" : "both";
    throw fault("ARGUMENT", verb, "options", "of either vocabSize or merges", received);
  }
  const named = given.split ?? (given.resumeFrom === undefined ? { name: "cl100k" } : {});
  return {
    job: { ...given, seed: 0, onAbort: "reject", transfer: false },
    counting: {
      ...(named.name !== undefined && { split: named.name }),
      ...(named.pattern !== undefined && { pattern: named.pattern }),
      ties: given.tieBreak,
      lenient: given.invalid === "replace",
    },
    spec: {
      ...(given.vocabSize !== undefined && { vocabSize: given.vocabSize }),
      ...(given.merges !== undefined && { merges: given.merges }),
      counting: given.pairCounting,
      minFrequency: given.minFrequency,
      maxTokenLength: given.maxTokenLength,
      specialTokens: given.specialTokens,
      seenAlphabet: given.initialAlphabet === "seen",
      ...(given.limitAlphabet !== undefined && { limitAlphabet: given.limitAlphabet }),
      prefix: given.continuingSubwordPrefix,
      suffix: given.endOfWordSuffix,
      blocked: given.blockList,
    },
    resume: given.resumeFrom,
  };
}
