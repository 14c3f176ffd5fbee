/**
 * Tokenizers in files: which form it is, reading, writing.
 * @module
 */
import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { failure, fault, wrongKind } from "../errors.ts";
import { run, runSync, unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, ownOptions, ownValues, type CheckedJobOptions } from "../options.ts";
import { isTypedArray } from "../typed-array.ts";
import { anything } from "../validate.ts";
import { binary } from "./input.ts";
import { load as loadRanks, loadSync as loadRanksSync, vocabMergesOptions, type Loaded } from "./load.ts";

/** A JSON file: its content as text, bytes or the parsed object, or its path. */
export type JsonSource = string | URL | Uint8Array | object;

/** A file: its path, its `file:` URL, or its bytes. */
export type FileSource = string | URL | Uint8Array;

/** The contents of a `vocab.json` (or the object in it) and a `merges.txt`. */
export interface VocabMerges {
  /** Tokens and their ids. */
  vocab: string | Uint8Array | Readonly<Record<string, number>>;
  /** Two tokens a line, in the order of merges. */
  merges: string | Uint8Array;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: false });

function pathOf(verb: string, value: string | URL): string {
  if (typeof value === "string") return value;
  try {
    return fileURLToPath(value);
  } catch (cause) {
    throw fault("ARGUMENT", verb, "source", "a path or a file: URL of this machine", "another URL", cause);
  }
}

const unreadable = (verb: string, what: "read" | "written", cause: unknown): Error => {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  return failure("LOAD", verb, `the file could not be ${what} (${code})`, cause);
};

async function read(verb: string, place: string | URL): Promise<Uint8Array> {
  try {
    return await readFile(pathOf(verb, place));
  } catch (cause) {
    throw unreadable(verb, "read", cause);
  }
}

function readSync(verb: string, place: string | URL): Uint8Array {
  try {
    return readFileSync(pathOf(verb, place));
  } catch (cause) {
    throw unreadable(verb, "read", cause);
  }
}

/** JSON as text where it is at hand, else the place of its file. */
function jsonAtHand(
  verb: string,
  argument: string,
  value: unknown,
): { text: string } | { place: string | URL } {
  if (typeof value === "string") return /^\s*[{[]/.test(value) ? { text: value } : { place: value };
  if (value instanceof URL) return { place: value };
  if (isTypedArray(value, "Uint8Array")) return { text: utf8.decode(binary(verb, argument, value)) };
  const expected = "JSON as text, bytes or an object, or the path of a file of it";
  if (typeof value !== "object" || value === null) throw wrongKind(verb, argument, expected, value);
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === "string") return { text };
  } catch (error) {
    throw fault("ARGUMENT", verb, argument, expected, "an object that cannot be written as JSON", error);
  }
  throw wrongKind(verb, argument, expected, value);
}

type Start = (job: Native.JobHandle) => unknown;

/**
 * What is known of a tokenizer that the native side made.
 *
 * @param verb The function the caller called.
 * @param handle The native side.
 * @returns It, with its special tokens.
 */
export function loaded(verb: string, handle: Native.NativeTokenizer): Loaded {
  const texts = unwrap(verb, handle.specialTexts() as string[]);
  const ids = unwrap(verb, handle.specialIds() as Uint32Array);
  const tokens = Object.create(null) as Record<string, number>;
  for (const [at, text] of texts.entries()) tokens[text] = ids[at] ?? 0;
  return { handle, specialTokens: tokens };
}

const later = async (verb: string, options: CheckedJobOptions, start: Start): Promise<Loaded> =>
  loaded(verb, await run<Native.NativeTokenizer>(verb, options, start));
const now = (verb: string, options: CheckedJobOptions, start: Start): Loaded =>
  loaded(verb, runSync<Native.NativeTokenizer>(verb, options, start));

type TextLoader = (text: string, job: Native.JobHandle) => unknown;
const tokenizerJson: TextLoader = (text, job) => native().tokenizerFromJson(text, job);
const tekken: TextLoader = (text, job) => native().tokenizerFromTekken(text, job);

const jsonLoader =
  (start: TextLoader) =>
  async (verb: string, source: unknown, options: unknown): Promise<Loaded> => {
    const given = ownOptions(verb, options, jobOptions);
    const found = jsonAtHand(verb, "source", source);
    const text = "text" in found ? found.text : utf8.decode(await read(verb, found.place));
    return later(verb, given, (job) => start(text, job));
  };
const jsonLoaderSync =
  (start: TextLoader) =>
  (verb: string, source: unknown, options: unknown): Loaded => {
    const given = ownOptions(verb, options, jobOptions);
    const found = jsonAtHand(verb, "source", source);
    const text = "text" in found ? found.text : utf8.decode(readSync(verb, found.place));
    return now(verb, given, (job) => start(text, job));
  };

/** Loads a `tokenizer.json`. */
export const fromJson: (verb: string, source: unknown, options: unknown) => Promise<Loaded> =
  jsonLoader(tokenizerJson);
/** As {@link fromJson}, on the calling thread. */
export const fromJsonSync: (verb: string, source: unknown, options: unknown) => Loaded =
  jsonLoaderSync(tokenizerJson);
/** Loads a `tekken.json`. */
export const fromTekken: (verb: string, source: unknown, options: unknown) => Promise<Loaded> =
  jsonLoader(tekken);
/** As {@link fromTekken}, on the calling thread. */
export const fromTekkenSync: (verb: string, source: unknown, options: unknown) => Loaded =
  jsonLoaderSync(tekken);

function vocabMerges(verb: string, source: unknown, options: unknown) {
  const given = vocabMergesOptions(verb, options);
  const { vocab, merges } = ownValues(verb, "source", source, { vocab: anything, merges: anything });
  const found = jsonAtHand(verb, "source.vocab", vocab);
  if (!("text" in found)) throw wrongKind(verb, "source.vocab", "the content of a vocab.json", vocab);
  const lines = typeof merges === "string" ? merges : utf8.decode(binary(verb, "source.merges", merges));
  const special = given.specialTokens ?? {};
  const start: Start = (job) =>
    native().tokenizerFromVocabMerges(
      found.text,
      lines,
      given.split ?? { name: "gpt2" },
      Object.keys(special),
      Uint32Array.from(Object.values(special)),
      given.continuingSubwordPrefix,
      given.endOfWordSuffix,
      job,
    );
  return { given, start };
}

/** Loads a `vocab.json` and a `merges.txt`. */
export async function fromVocabMerges(verb: string, source: unknown, options: unknown): Promise<Loaded> {
  const { given, start } = vocabMerges(verb, source, options);
  return later(verb, given, start);
}

/** As {@link fromVocabMerges}, on the calling thread. */
export function fromVocabMergesSync(verb: string, source: unknown, options: unknown): Loaded {
  const { given, start } = vocabMerges(verb, source, options);
  return now(verb, given, start);
}

function place(verb: string, source: unknown): string | URL | undefined {
  if (typeof source === "string" || source instanceof URL) return source;
  if (isTypedArray(source, "Uint8Array")) return undefined;
  throw wrongKind(verb, "source", "a path, a file: URL or a Uint8Array", source);
}

/** What bytes are: our image, one of the JSON forms, or ranks. */
function recognized(bytes: Uint8Array): Start | { ranks: unknown } {
  if (Buffer.from(bytes.subarray(0, 7)).toString("latin1") === "MARGBPE") {
    return (job) => native().tokenizerFromImage(bytes, job);
  }
  const text = utf8.decode(bytes);
  if (!/^\s*\{/.test(text)) return { ranks: text };
  if (text.includes('"token_bytes"')) return (job) => tekken(text, job);
  if (!text.includes('"bpe_ranks"')) return (job) => tokenizerJson(text, job);
  try {
    return { ranks: JSON.parse(text) as unknown };
  } catch {
    return (job) => tokenizerJson(text, job);
  }
}

/** Loads a file of any of the forms. */
export async function load(verb: string, source: unknown, options: unknown): Promise<Loaded> {
  const given = ownOptions(verb, options, jobOptions);
  const from = place(verb, source);
  const found = recognized(from === undefined ? binary(verb, "source", source) : await read(verb, from));
  return typeof found === "function" ? later(verb, given, found) : loadRanks(verb, found.ranks, options);
}

/** As {@link load}, on the calling thread. */
export function loadSync(verb: string, source: unknown, options: unknown): Loaded {
  const given = ownOptions(verb, options, jobOptions);
  const from = place(verb, source);
  const found = recognized(from === undefined ? binary(verb, "source", source) : readSync(verb, from));
  return typeof found === "function" ? now(verb, given, found) : loadRanksSync(verb, found.ranks, options);
}

function target(verb: string, path: unknown): string | undefined {
  if (path === undefined) return undefined;
  if (typeof path !== "string" && !(path instanceof URL)) {
    throw wrongKind(verb, "path", "a path or a file: URL", path);
  }
  return pathOf(verb, path);
}

/** Writes an image where a path is given. */
export async function save(verb: string, image: Uint8Array, path: unknown): Promise<Uint8Array> {
  const to = target(verb, path);
  try {
    if (to !== undefined) await writeFile(to, image);
  } catch (cause) {
    throw unreadable(verb, "written", cause);
  }
  return image;
}

/** As {@link save}, on the calling thread. */
export function saveSync(verb: string, image: Uint8Array, path: unknown): Uint8Array {
  const to = target(verb, path);
  try {
    if (to !== undefined) writeFileSync(to, image);
  } catch (cause) {
    throw unreadable(verb, "written", cause);
  }
  return image;
}
