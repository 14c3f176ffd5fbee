/**
 * What a tokenizer can be trained on, brought to what the native side is fed with.
 * @module
 */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, describeName } from "../describe.ts";
import { abortable } from "../abortable.ts";
import { fault, MarginalsError, wrongKind } from "../errors.ts";
import { ownEntries, ownValues } from "../options.ts";
import { isDetached, isTypedArray } from "../typed-array.ts";
import { anything } from "../validate.ts";

/** A text, or one in UTF-8. */
export type TrainingText = string | Uint8Array;

/**
 * A corpus:
 * - a text, or one in UTF-8;
 * - an iterable or async iterable of texts, each split on its own;
 * - a Node or web stream, whose chunks are parts of one text;
 * - `{ files }`: paths, each file one text, read in blocks;
 * - a `Map` of words and how often each occurs, taken as they are, without a split.
 */
export type TrainingInput =
  | TrainingText
  | Iterable<TrainingText>
  | AsyncIterable<TrainingText>
  | { readonly files: string | URL | readonly (string | URL)[] }
  | ReadonlyMap<string, number | bigint>;

/** One call of the native side. */
export type Feed =
  | { texts: string[] }
  | { bytes: Uint8Array; ends: boolean }
  | { file: string }
  | { words: string[]; counts: BigUint64Array };

/** A corpus, checked: its feeds, and its bytes where they are known. */
export interface Corpus {
  total: number;
  feeds: Iterable<Feed> | undefined;
  /** Where the feeds come with time. */
  later: ((signal: AbortSignal | undefined) => AsyncIterable<Feed>) | undefined;
}

const expected =
  "a text, bytes, an iterable or stream of them, { files }, or a Map of words and their counts";
/** Characters handed over at once. */
const BATCH = 1 << 22;
const TEXTS = 1 << 15;

/**
 * Takes over a corpus.
 *
 * @param verb The function the caller called.
 * @param input What the caller gave.
 * @returns Its feeds.
 */
export function corpus(verb: string, input: unknown): Corpus {
  try {
    return checked(verb, input);
  } catch (error) {
    if (error instanceof MarginalsError) throw error;
    throw fault("ARGUMENT", verb, "input", "readable", "an object that throws", error);
  }
}

function checked(verb: string, input: unknown): Corpus {
  if (typeof input === "string") return now([{ texts: [input] }], Buffer.byteLength(input));
  if (isTypedArray(input, "Uint8Array")) {
    return now([{ bytes: attached(verb, "input", input), ends: true }], input.byteLength);
  }
  if (typeof input !== "object" || input === null || ArrayBuffer.isView(input)) {
    throw wrongKind(verb, "input", expected, input);
  }
  if (input instanceof Map) return now([counted(verb, input)]);
  if (Symbol.asyncIterator in input) {
    const items = input as AsyncIterable<unknown>;
    const running = "pipe" in input || "getReader" in input;
    return {
      total: 0,
      feeds: undefined,
      later: (signal) => (running ? streamed(verb, items, signal) : collected(verb, items, signal)),
    };
  }
  if (Symbol.iterator in input) return now(batches(verb, input as Iterable<unknown>));
  return files(verb, input);
}

const now = (feeds: Iterable<Feed>, total = 0): Corpus => ({ total, feeds, later: undefined });

function attached(verb: string, argument: string, bytes: Uint8Array): Uint8Array {
  if (!isDetached(bytes)) return new Uint8Array(bytes);
  throw fault("ARGUMENT", verb, argument, "bytes whose memory is still there", "bytes transferred away");
}

function counted(verb: string, map: ReadonlyMap<unknown, unknown>): Feed {
  const words: string[] = [];
  const counts: bigint[] = [];
  for (const [word, count] of map) {
    if (typeof word !== "string") throw wrongKind(verb, "a key of input", "a string", word);
    const name = `input[${describeName(word)}]`;
    const integer = "an integer in 0..=9007199254740991, or a bigint in 0n..2n**63n";
    if (typeof count !== "number" && typeof count !== "bigint") throw wrongKind(verb, name, integer, count);
    if (typeof count === "number" ? !Number.isSafeInteger(count) || count < 0 : count < 0n || count >> 63n) {
      throw fault("RANGE", verb, name, integer, describe(count));
    }
    words.push(word);
    counts.push(BigInt(count));
  }
  return { words, counts: BigUint64Array.from(counts) };
}

function files(verb: string, input: object): Corpus {
  const given = ownValues(verb, "input", Object.fromEntries(ownEntries(verb, "input", input)), {
    files: anything,
  }).files;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const paths = Array.from(list, (item, at) => {
    const name = Array.isArray(given) ? `input.files[${at}]` : "input.files";
    const path = item instanceof URL && item.protocol === "file:" ? fileURLToPath(item) : item;
    if (typeof path !== "string") throw wrongKind(verb, name, "the path of a file or a file: URL", item);
    if (path !== "" && !path.includes("\0")) return path;
    const what = path === "" ? "an empty string" : "a path with a null character";
    throw fault("ARGUMENT", verb, name, "the path of a file", what);
  });
  return now(
    paths.map((file) => ({ file })),
    paths.reduce((sum, path) => sum + sizeOf(path), 0),
  );
}

/** Bytes of a file; 0 for one that cannot be read, which is told when its turn comes. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Gathers texts to be handed over together. */
class Batch {
  readonly #verb: string;
  #texts: string[] = [];
  #length = 0;
  #at = 0;

  constructor(verb: string) {
    this.#verb = verb;
  }

  /** Takes an item; what is to be handed over now. */
  add(item: unknown): Feed[] {
    const name = `input[${this.#at++}]`;
    if (isTypedArray(item, "Uint8Array")) {
      return [...this.end(), { bytes: attached(this.#verb, name, item), ends: true }];
    }
    if (typeof item !== "string") throw wrongKind(this.#verb, name, "a text or bytes of one", item);
    this.#length += item.length;
    this.#texts.push(item);
    return this.#length >= BATCH || this.#texts.length >= TEXTS ? this.end() : [];
  }

  /** What is left. */
  end(): Feed[] {
    const texts = this.#texts;
    [this.#texts, this.#length] = [[], 0];
    return texts.length === 0 ? [] : [{ texts }];
  }
}

function* batches(verb: string, items: Iterable<unknown>): Generator<Feed> {
  const batch = new Batch(verb);
  for (const item of items) yield* batch.add(item);
  yield* batch.end();
}

async function* collected(
  verb: string,
  items: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Feed> {
  const batch = new Batch(verb);
  for await (const item of abortable(items, signal)) yield* batch.add(item);
  yield* batch.end();
}

const encoder = new TextEncoder();

async function* streamed(
  verb: string,
  chunks: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Feed> {
  let half = "";
  for await (const chunk of abortable(chunks, signal)) {
    if (typeof chunk === "string") {
      const text = half + chunk;
      // The first half of a character waits for the second.
      half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
      yield { bytes: encoder.encode(half === "" ? text : text.slice(0, -1)), ends: false };
    } else if (isTypedArray(chunk, "Uint8Array")) {
      yield { bytes: attached(verb, "a chunk of input", chunk), ends: false };
    } else throw wrongKind(verb, "a chunk of input", "a text or bytes of one", chunk);
  }
  yield { bytes: encoder.encode(half), ends: true };
}
