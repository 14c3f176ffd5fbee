/**
 * What the use of a tokenizer is measured on, and how.
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownInput,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { isDetached, isTypedArray } from "../typed-array.ts";
import * as validate from "../validate.ts";
import { special, type SpecialOptions } from "./special.ts";
import { nativeOf, type Tokenizer } from "./tokenizer.ts";
import { corpus, type Corpus, type TrainingInput } from "./train-input.ts";

/** A tokenizer and the texts it is used on; the words of a `Map` are encoded one by one, as often as it says. */
export interface TokenizerUse {
  tokenizer: Tokenizer;
  input: TrainingInput;
}

/** A {@link TokenizerUse} of input that is there at once, for calls that block. */
export interface PresentTokenizerUse extends TokenizerUse {
  input: Exclude<TrainingInput, AsyncIterable<unknown>>;
}

/** How often each token of a vocabulary occurs, zeros included. */
export interface TokenCounts {
  counts: readonly number[] | Float64Array | Uint32Array;
}

/** Options of {@link renyiEfficiency}. */
export interface RenyiEfficiencyOptions extends Pick<JobOptions, "threads" | "signal" | "onProgress"> {
  /** The order α of the entropy, from 0; 1 is Shannon's, `Infinity` looks at the most frequent token. Default 2.5. */
  order?: number | undefined;
  /**
   * The tokens that could be used: all of the `'vocabulary'` (default), or those `'observed'`, for vocabularies of which
   * the texts can only use a part.
   */
  over?: "vocabulary" | "observed" | undefined;
  /** What special tokens in the texts mean, as for `encode`. Default `'text'`. */
  special?: SpecialOptions["special"];
}

/** Options of {@link fertility}. */
export interface FertilityOptions extends Pick<JobOptions, "threads" | "signal" | "onProgress"> {
  /**
   * What a word is: a run of characters between `'whitespace'` (default), or a word of `'unicode'` text segmentation
   * (UAX #29) that holds a letter or a number, without the punctuation around it.
   */
  words?: "whitespace" | "unicode" | undefined;
  /** What special tokens in the texts mean, as for `encode`. Default `'text'`. */
  special?: SpecialOptions["special"];
}

/** Answer of {@link renyiEfficiency}. */
export interface RenyiEfficiency {
  /** The entropy over its largest value, in 0 to 1. */
  efficiency: number;
  /** The Rényi entropy of the shares of the tokens, in nats. */
  entropy: number;
  /** Its order. */
  order: number;
  /** Tokens that could be used. */
  vocabularySize: number;
  /** Tokens that are. */
  distinct: number;
  /** Tokens in all. */
  tokens: number;
}

/** Answer of {@link fertility}. */
export interface Fertility {
  /** Tokens a word. */
  fertility: number;
  /** Tokens in all. */
  tokens: number;
  /** Words in all. */
  words: number;
}

const { seed: _, onAbort: __, transfer: ___, ...job } = jobOptions;
const order: validate.Check<number> = (value, argument, verb) => {
  if (value === Infinity) return value;
  return validate.finiteNumber({ least: 0 })(value, argument, verb);
};
const efficiencySchema = {
  ...job,
  order: withDefault(order, 2.5),
  over: withDefault(validate.oneOf(["vocabulary", "observed"]), "vocabulary"),
  special,
};
const fertilitySchema = {
  ...job,
  words: withDefault(validate.oneOf(["whitespace", "unicode"]), "whitespace"),
  special,
};
const fixed = { seed: 0, onAbort: "reject", transfer: false } as const;

/** {@link RenyiEfficiencyOptions}, checked. */
export function efficiencyOptions(verb: string, options: unknown): CheckedJobOptions & EfficiencyChoice {
  return { ...ownOptions(verb, options, efficiencySchema), ...fixed };
}

/** {@link FertilityOptions}, checked. */
export function fertilityOptions(verb: string, options: unknown): CheckedJobOptions & FertilityChoice {
  return { ...ownOptions(verb, options, fertilitySchema), ...fixed };
}

interface EfficiencyChoice {
  order: number;
  over: "vocabulary" | "observed";
  special: string;
}

interface FertilityChoice {
  words: "whitespace" | "unicode";
  special: string;
}

const tokenizer: validate.Check<Native.NativeTokenizer> = (value, argument, verb) => {
  const handle = nativeOf(value);
  if (handle === undefined) throw wrongKind(verb, argument, "a Tokenizer", value);
  return handle;
};

const counts: validate.Check<Float64Array> = (value, argument, verb) => {
  const typed = isTypedArray(value, "Float64Array") || isTypedArray(value, "Uint32Array");
  if (typed && isDetached(value)) {
    throw fault("ARGUMENT", verb, argument, "an array whose memory is still there", "one transferred away");
  }
  if (!typed && (!Array.isArray(value) || ArrayBuffer.isView(value))) {
    throw wrongKind(verb, argument, "an array of numbers, a Float64Array or a Uint32Array", value);
  }
  return Float64Array.from(value as ArrayLike<unknown>, (count, at) => {
    const name = `${argument}[${at}]`;
    if (typeof count !== "number") throw wrongKind(verb, name, "a finite number of at least 0", count);
    if (count >= 0 && count < Infinity) return count;
    const kind = Number.isFinite(count) ? "RANGE" : "NON_FINITE";
    throw fault(kind, verb, name, "a finite number of at least 0", describe(count));
  });
};

/** A tokenizer and its corpus, or counts, checked. */
export type Use =
  | { tokenizer: Native.NativeTokenizer; corpus: Corpus; counts?: undefined }
  | { counts: Float64Array };

/**
 * Takes over what is measured.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param counted Whether counts will do.
 * @returns The tokenizer with its corpus, or the counts.
 */
export function use(verb: string, value: unknown, counted: boolean): Use {
  const given = ownInput(verb, value, {
    tokenizer: optional(tokenizer),
    input: validate.anything,
    ...(counted && { counts: optional(counts) }),
  });
  const expected = `of a tokenizer with its input${counted ? ", or counts" : ""}`;
  if (given.counts !== undefined) {
    if (given.tokenizer === undefined && given.input === undefined) return { counts: given.counts };
    throw fault("ARGUMENT", verb, "input", expected, "both");
  }
  if (given.tokenizer === undefined) throw fault("ARGUMENT", verb, "input", expected, "neither");
  return { tokenizer: given.tokenizer, corpus: corpus(verb, given.input) };
}
