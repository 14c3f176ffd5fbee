/**
 * What is asked of a packing, checked.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { floats, ownFloats } from "../floats.ts";
import {
  jobOptions,
  optional,
  ownEntries,
  ownOptions,
  ownValues,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import { typedArrayKind } from "../typed-array.ts";
import * as validate from "../validate.ts";
import { integerIn, type Check } from "../validate.ts";
import { orderNames, type PassageOrder } from "./order.ts";
import {
  countTokens,
  tokenizer,
  type Counter,
  type CountTokens,
  type TokenizerLike,
} from "./token-counter.ts";

/** What passages are chosen for: a text, an embedding, or both. */
export type QueryInput =
  | string
  | Float32Array
  | Float64Array
  | readonly number[]
  | { text?: string | undefined; embedding?: Float32Array | Float64Array | readonly number[] | undefined };

/** How passages are chosen; see `packContext()`. */
export type PackAlgorithmName = "auto" | "cost-benefit-greedy" | "mmr";

/** Options of `corpus.pack()`. */
export interface PackOptions extends Omit<JobOptions, "transfer"> {
  /**
   * What the passages are for. With embeddings on both sides those are compared; else the words of the texts
   * (TF-IDF).
   */
  query: QueryInput;
  /** Most tokens of the text, separators included: a whole number of at least 1. */
  budget: number;
  /** Most passages of a source: one number for every source, or a number by source. Default no limit. */
  perSource?: number | Readonly<Record<string, number>> | undefined;
  /** Passages that must be chosen, by index or id. Default none. */
  include?: Subset | undefined;
  /** Order of presentation. Default `'relevance'`. */
  order?: PassageOrder | undefined;
  /** How passages are chosen. Default `'auto'`, which is `'cost-benefit-greedy'`. */
  algorithm?: PackAlgorithmName | undefined;
  /** Weight of relevance against redundancy in `'mmr'`, 0 to 1. Default 0.7. */
  lambda?: number | undefined;
  /**
   * Share of the largest relevance below which a passage is left out, 0 to 1; one of relevance 0 always is. Default
   * 0.25.
   */
  minRelevance?: number | undefined;
  /** Most passages looked at, those of largest relevance. Default 1000. */
  candidates?: number | undefined;
}

/** Options that say how tokens are counted. */
export interface TokenOptions {
  /**
   * Tokens of a text by the tokenizer of your model: a function, asynchronous or not. Called once per passage (unless
   * it has `tokens`), once for the separator and once or a few times for the joined text.
   */
  countTokens?: CountTokens | undefined;
  /** In place of `countTokens`: an object with `count(text)`, or with `encode(text)`, whose length is taken. */
  tokenizer?: TokenizerLike | undefined;
  /** What stands between two passages. Default a blank line, `"\n\n"`. */
  separator?: string | undefined;
}

const raw: Check<unknown> = (value) => value;

/** {@link TokenOptions} after a check. */
export interface CheckedTokenOptions {
  countTokens: Counter | undefined;
  tokenizer: Counter | undefined;
  separator: string;
}

/** Schema of {@link TokenOptions}. */
export const tokenSchema: { readonly [Key in keyof CheckedTokenOptions]: Check<CheckedTokenOptions[Key]> } = {
  countTokens,
  tokenizer,
  separator: withDefault(validate.text, "\n\n"),
};

/** {@link PackOptions} after a check of each by itself. */
export interface CheckedPackOptions extends Omit<CheckedJobOptions, "transfer"> {
  query: unknown;
  budget: number;
  perSource: unknown;
  include: unknown;
  order: PassageOrder;
  algorithm: PackAlgorithmName;
  lambda: number;
  minRelevance: number;
  candidates: number;
}

/** Schema of {@link PackOptions}. */
export const packSchema: { readonly [Key in keyof CheckedPackOptions]: Check<CheckedPackOptions[Key]> } = {
  seed: jobOptions.seed,
  threads: jobOptions.threads,
  signal: jobOptions.signal,
  onAbort: jobOptions.onAbort,
  onProgress: jobOptions.onProgress,
  query: raw,
  budget: integerIn(1, Number.MAX_SAFE_INTEGER),
  perSource: raw,
  include: raw,
  order: withDefault(validate.oneOf(orderNames), "relevance"),
  algorithm: withDefault(validate.oneOf(["auto", "cost-benefit-greedy", "mmr"]), "auto"),
  lambda: withDefault(validate.finiteNumber({ least: 0, most: 1 }), 0.7),
  minRelevance: withDefault(validate.finiteNumber({ least: 0, most: 1 }), 0.25),
  candidates: withDefault(integerIn(1, 2 ** 20), 1000),
};

/** A query taken over. */
export interface Query {
  text: string | undefined;
  embedding: Float64Array | undefined;
}

const isNumbers = (value: unknown): boolean => typedArrayKind(value) !== undefined || Array.isArray(value);

const ownEmbedding: Check<Float64Array> = (value, argument, verb) => {
  const owned = ownFloats(verb, argument, floats(value, argument, verb));
  if (owned.length === 0) throw fault("SHAPE", verb, argument, "an embedding of at least one number", "none");
  return owned instanceof Float64Array ? owned : Float64Array.from(owned);
};

/**
 * Takes over a query.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns Text or embedding, at least one of them.
 */
export function ownQuery(verb: string, value: unknown): Query {
  if (typeof value === "string") return { text: value, embedding: undefined };
  if (isNumbers(value)) return { text: undefined, embedding: ownEmbedding(value, "query", verb) };
  if (typeof value !== "object" || value === null) {
    throw wrongKind(verb, "query", "a text, an embedding, or { text, embedding }", value);
  }
  const owned = ownValues(verb, "query", value, {
    text: optional(validate.text),
    embedding: optional(ownEmbedding),
  });
  if (owned.text === undefined && owned.embedding === undefined) {
    throw fault("ARGUMENT", verb, "query", "an object with a text or an embedding", "neither");
  }
  return owned;
}

/** Limits by source as the native side takes them. */
export interface SourceLimits {
  sources: Uint32Array;
  sourceLimits: Uint32Array;
}

const NO_LIMIT = 2 ** 32 - 1;
const limit = integerIn(0, NO_LIMIT);

/**
 * Takes over the limits of sources.
 *
 * @param verb The function the caller called.
 * @param value One number, or numbers by source.
 * @param sources Source of every passage; a passage without one has no limit.
 * @returns The classes and their limits, or nothing where there are none.
 */
export function ownSourceLimits(
  verb: string,
  value: unknown,
  sources: readonly (string | undefined)[],
): SourceLimits | undefined {
  if (value === undefined) return undefined;
  const every = typeof value === "object" && value !== null ? undefined : limit(value, "perSource", verb);
  const each = new Map<string, number>();
  if (every === undefined) {
    for (const [source, most] of ownEntries(verb, "perSource", value)) {
      each.set(source, limit(most, `perSource.${source.slice(0, 60)}`, verb));
    }
  }
  const limits = [NO_LIMIT];
  const classes = new Map<string | undefined, number>([[undefined, 0]]);
  const classOf = sources.map((source) => {
    const known = classes.get(source);
    if (known !== undefined) return known;
    limits.push(every ?? each.get(source ?? "") ?? NO_LIMIT);
    classes.set(source, limits.length - 1);
    return limits.length - 1;
  });
  return { sources: Uint32Array.from(classOf), sourceLimits: Uint32Array.from(limits) };
}

/**
 * Takes over the passages that must be chosen.
 *
 * @param verb The function the caller called.
 * @param value Indices or ids.
 * @param ids Ids of the passages.
 * @returns Their indices.
 */
export function ownInclude(verb: string, value: unknown, ids: readonly (string | undefined)[]): Uint32Array {
  if (value === undefined) return new Uint32Array();
  const names = ids.some((id) => id !== undefined) ? ids.map((id, at) => id ?? `\u0000${at}`) : undefined;
  return subset(verb, "include", value, { size: ids.length, names, of: "passages" });
}

/**
 * Checks the options of a pack.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave.
 * @returns The checked options.
 */
export function ownPackOptions(verb: string, options: unknown): CheckedPackOptions {
  return ownOptions(verb, options, packSchema);
}
