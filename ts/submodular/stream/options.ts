/**
 * Options of the streams.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import type { Native } from "../../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type JobOptions,
  type CheckedJobOptions,
} from "../../options.ts";
import * as validate from "../../validate.ts";
import { streamingNames, type StreamingAlgorithmName } from "../algorithm.ts";
import type { RepeatedIds } from "./items.ts";
import { objective, type StreamObjective } from "./objective.ts";

/** What every stream needs to know. */
export interface StreamInput {
  /** Most items of the answer, 1 to 4294967294. */
  size: number;
  /** The value of a set of items. */
  objective: StreamObjective;
  /** Accuracy ε in (0, 1): smaller is better and dearer. Default 0.1. */
  epsilon?: number | undefined;
  /**
   * An id that was there before is an error (`'refuse'`, default), its item is left out (`'ignore'`), or nothing
   * happens (`'keep'`). But for `'keep'`, the ids of the whole stream are remembered.
   */
  repeatedIds?: RepeatedIds | undefined;
  /** Threads to use, 1 to 1024. Default: all of the pool. The result has the same bits for any number. */
  threads?: number | undefined;
}

/** Options of a {@link StreamSelector}. */
export interface StreamSelectorInput extends StreamInput {
  /**
   * The algorithm: `'sieve-streaming++'` (default, 1/2 − ε, memory O(size / ε) items), `'sieve-streaming'`,
   * `'salsa'` (three times as many sets, better than 1/2 where items come in random order, needs `length`),
   * `'three-sieves'` (cheap, for items in random order), `'quick-stream'` (one gain an item, 1/4 − ε),
   * `'swap-streaming'` (memory `size` items, 1/4).
   */
  algorithm?: StreamingAlgorithmName | undefined;
  /**
   * Misses in a row after which the threshold of ThreeSieves falls. Default: half of `length` lets it fall through all its
   * guesses; without `length` 50, so that with 95 % confidence less than 6 % of the items would reach a threshold given up.
   */
  tries?: number | undefined;
  /** Items to come, as far as known, 1 to 2^53 − 1. `'salsa'` needs it. */
  length?: number | undefined;
}

/** Options of a {@link SlidingWindow}. */
export interface SlidingWindowInput extends StreamInput {
  /** How many of the most recent items the answer is chosen from, at least 1. */
  window: number;
}

/** Options of `selectStream()`. */
export interface SelectStreamOptions extends StreamSelectorInput, JobOptions {
  /** Items shown at a time, one job each; the source is never read further ahead. 1 to 1048576, default 256. */
  batchSize?: number | undefined;
}

const largest = 2 ** 32 - 2;
const shared = {
  size: validate.integerIn(1, largest),
  objective,
  epsilon: withDefault(validate.finiteNumber({ above: 0, below: 1 }), 0.1),
  repeatedIds: withDefault(validate.oneOf(["refuse", "ignore", "keep"]), "refuse"),
  threads: jobOptions.threads,
};
const selecting = {
  ...shared,
  algorithm: withDefault(validate.oneOf(streamingNames), "sieve-streaming++"),
  tries: optional(validate.integerIn(1, 2 ** 32 - 1)),
  length: optional(validate.integerIn(1, Number.MAX_SAFE_INTEGER)),
};
const windowed = { ...shared, window: validate.integerIn(1, Number.MAX_SAFE_INTEGER) };
const whole = {
  ...selecting,
  ...jobOptions,
  batchSize: withDefault(validate.integerIn(1, 2 ** 20), 256),
};

/** Checked options of a stream. */
export interface StreamSettings {
  spec: Native.StreamSpec;
  measure: Native.MeasureSpec;
  repeatedIds: RepeatedIds;
  job: CheckedJobOptions;
  batchSize: number;
}

/** What the native side takes: what was given, and what the algorithm cannot do without. */
function given(
  verb: string,
  spec: {
    size: number;
    epsilon: number;
    algorithm: string;
    tries: number | undefined;
    length: number | undefined;
  },
): Native.StreamSpec {
  const { tries, length, ...whole } = spec;
  if (whole.algorithm === "salsa" && length === undefined) {
    throw fault("ARGUMENT", verb, "length", "the number of items to come, which 'salsa' needs", "none");
  }
  return { ...whole, ...(tries !== undefined && { tries }), ...(length !== undefined && { length }) };
}

/** The options of a job that nobody watches. */
function quietly(threads: number | undefined): CheckedJobOptions {
  return { ...ownOptions("stream", {}, jobOptions), threads };
}

/**
 * Checks the options of a {@link StreamSelector}.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The settings.
 */
export function selectorSettings(verb: string, value: unknown): StreamSettings {
  const { objective: measure, repeatedIds, threads, ...spec } = ownOptions(verb, value, selecting);
  return { spec: given(verb, spec), measure, repeatedIds, job: quietly(threads), batchSize: 0 };
}

/**
 * Checks the options of a {@link SlidingWindow}.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The settings.
 */
export function windowSettings(verb: string, value: unknown): StreamSettings {
  const { objective: measure, repeatedIds, threads, ...spec } = ownOptions(verb, value, windowed);
  const unused = { algorithm: "sieve-streaming" };
  return { spec: { ...spec, ...unused }, measure, repeatedIds, job: quietly(threads), batchSize: 0 };
}

/**
 * Checks the options of `selectStream()`.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The settings.
 */
export function wholeSettings(verb: string, value: unknown): StreamSettings {
  const owned = ownOptions(verb, value, whole);
  const { size, epsilon, algorithm, tries, length, ...rest } = owned;
  const { objective: measure, repeatedIds, batchSize, ...job } = rest;
  const spec = given(verb, { size, epsilon, algorithm, tries, length });
  return { spec, measure, repeatedIds, job, batchSize };
}
