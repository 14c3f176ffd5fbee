/**
 * Loading tokenizers.
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownEntries,
  ownOptions,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { text, type Check } from "../validate.ts";
import { ranks, type FoundRanks } from "./ranks.ts";
import { split, type Split } from "./split.ts";

/** Options of {@link Tokenizer.fromTiktoken}. */
export interface TiktokenOptions extends JobOptions {
  /**
   * How texts fall into pieces. Default: what a rank object says itself; for bare ranks the split of the published
   * encoding with as many tokens, else `'none'`.
   */
  split?: Split | undefined;
  /** Special tokens and their ids. Default: those of a rank object, else none. */
  specialTokens?: Readonly<Record<string, number>> | undefined;
}

/** Options of {@link Tokenizer.fromVocabMerges}. */
export interface VocabMergesOptions extends JobOptions {
  /** How texts fall into pieces. Default `'gpt2'`. */
  split?: Split | undefined;
  /** Special tokens and their ids, which may be among those of the vocabulary. Default none. */
  specialTokens?: Readonly<Record<string, number>> | undefined;
  /** What every symbol of a piece but the first begins with, such as `'##'`. Default nothing. */
  continuingSubwordPrefix?: string | undefined;
  /** What the last symbol of a piece ends with, such as `'</w>'`. Default nothing. */
  endOfWordSuffix?: string | undefined;
}

/** The checker of special tokens. */
export const specialTokens: Check<Record<string, number>> = (value, argument, verb) => {
  const tokens = Object.create(null) as Record<string, number>;
  for (const [key, id] of ownEntries(verb, argument, value)) {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= 2 ** 32) {
      const name = `${argument}[${describeName(key)}]`;
      throw fault("RANGE", verb, name, "an integer in 0..=4294967295", describe(id));
    }
    tokens[key] = id;
  }
  return tokens;
};

const schema = { ...jobOptions, split: optional(split), specialTokens: optional(specialTokens) };

/** {@link VocabMergesOptions}, checked. */
export interface VocabMergesChoice extends CheckedJobOptions {
  split: Native.SplitSpec | undefined;
  specialTokens: Record<string, number> | undefined;
  continuingSubwordPrefix: string | undefined;
  endOfWordSuffix: string | undefined;
}

/** Takes over {@link VocabMergesOptions}. */
export function vocabMergesOptions(verb: string, options: unknown): VocabMergesChoice {
  const marks = { continuingSubwordPrefix: optional(text), endOfWordSuffix: optional(text) };
  return ownOptions(verb, options, { ...schema, ...marks });
}

/** Splits of published encodings by their number of tokens. */
const bySize: Readonly<Record<number, string>> = { 50256: "gpt2", 100256: "cl100k", 199998: "o200k" };

function splitOf(found: FoundRanks): Native.SplitSpec {
  if (found.pattern !== undefined) return { pattern: found.pattern };
  const lines = found.text.split("\n").filter((line) => line.trim() !== "").length;
  return { name: bySize[lines] ?? "none" };
}

/** What a loader makes. */
export interface Loaded {
  handle: Native.NativeTokenizer;
  specialTokens: Record<string, number>;
}

function prepare(verb: string, value: unknown, options: unknown) {
  const given = ownOptions(verb, options, schema);
  const found = ranks(verb, value);
  const special =
    given.specialTokens ?? specialTokens(found.specialTokens ?? {}, "ranks.special_tokens", verb);
  const start = (job: Native.JobHandle): unknown =>
    native().tokenizerFromRanks(
      found.text,
      given.split ?? splitOf(found),
      Object.keys(special),
      Uint32Array.from(Object.values(special)),
      job,
    );
  return { given, special, start };
}

/**
 * Loads as a job.
 *
 * @param verb The function the caller called.
 * @param value The vocabulary.
 * @param options {@link TiktokenOptions}.
 * @returns The native side and the special tokens.
 */
export async function load(verb: string, value: unknown, options: unknown): Promise<Loaded> {
  const { given, special, start } = prepare(verb, value, options);
  return { handle: await run<Native.NativeTokenizer>(verb, given, start), specialTokens: special };
}

/** As {@link load}, on the calling thread. */
export function loadSync(verb: string, value: unknown, options: unknown): Loaded {
  const { given, special, start } = prepare(verb, value, options);
  return { handle: runSync<Native.NativeTokenizer>(verb, given, start), specialTokens: special };
}
