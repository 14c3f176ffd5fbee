/**
 * Tokenizers: loaded, saved, fed with streams.
 * @module
 */
import { unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import type { JobOptions } from "../options.ts";
import { Appender } from "./appender.ts";
import { Encoding, type DecodeOptions } from "./encoding.ts";
import * as files from "./files.ts";
import { text as checked, type Tokens } from "./input.ts";
import { IntervalCounter } from "./interval-counter.ts";
import { load, loadSync, type Loaded, type TiktokenOptions, type VocabMergesOptions } from "./load.ts";
import type { Ranks } from "./ranks.ts";
import type { SpecialOptions } from "./special.ts";
import { decoded, encoded, type BytesOrText, type Source } from "./stream.ts";

/** The tokenizer of what was loaded or trained; and the native side of one, undefined for anything else. */
export let tokenizerOf: (loaded: Loaded) => Tokenizer;
export let nativeOf: (value: unknown) => Native.NativeTokenizer | undefined;

/**
 * A byte-pair encoding: made by {@link Tokenizer.fromTiktoken} and its like, or by {@link Tokenizer.load}; immutable,
 * shared freely. What is asked of it stands at {@link Encoding}.
 *
 * @example
 * ```ts
 * import { Tokenizer } from "marginals/bpe";
 * import ranks from "js-tiktoken/ranks/o200k_base";
 *
 * const tokenizer = await Tokenizer.fromTiktoken(ranks);
 * console.log(tokenizer.encode("hello world")); // Uint32Array(2) [ 24912, 2375 ]
 * console.log(tokenizer.decode([24912, 2375])); // hello world
 * console.log(["one", "one two"].map(tokenizer.count)); // [ 1, 2 ]
 * ```
 */
export class Tokenizer extends Encoding {
  readonly #handle: Native.NativeTokenizer;
  #merges: readonly (readonly [Uint8Array, Uint8Array])[] | undefined;
  /** Special tokens and their ids. */
  readonly specialTokens: Readonly<Record<string, number>>;

  static {
    tokenizerOf = (loaded) => new Tokenizer(loaded);
    nativeOf = (value) =>
      typeof value === "object" && value !== null && #handle in value ? value.#handle : undefined;
  }

  private constructor({ handle, specialTokens }: Loaded) {
    super(handle);
    this.#handle = handle;
    this.specialTokens = Object.freeze({ ...specialTokens });
  }

  /**
   * Loads an encoding from ranks: tokens in the order of their merges.
   *
   * @param ranks The rank object that `js-tiktoken/ranks/…` or `tiktoken/encoders/…json` exports, the content of a
   *   `.tiktoken` file (text or bytes), or pairs of bytes and rank.
   * @param options {@link TiktokenOptions}: `split`, `specialTokens`, and the job options.
   * @returns The tokenizer; some 150 ms for 200,000 tokens.
   * @throws MarginalsError `ARGUMENT` for what is no vocabulary (given a mere name, it says which package to
   *   install), a byte without a token, a token or rank twice, a pattern that does not compile; `RANGE` and `LIMIT`
   *   for ranks and tokens that are too large.
   */
  static async fromTiktoken(ranks: Ranks, options?: TiktokenOptions): Promise<Tokenizer> {
    return new Tokenizer(await load("fromTiktoken", ranks, options));
  }

  /** As {@link Tokenizer.fromTiktoken}, on the calling thread. */
  static fromTiktokenSync(ranks: Ranks, options?: TiktokenOptions): Tokenizer {
    return new Tokenizer(loadSync("fromTiktokenSync", ranks, options));
  }

  /**
   * Loads a byte-pair model of Hugging Face.
   *
   * @param source The content of a `tokenizer.json` as text, bytes or the parsed object, or the path of one.
   * @param options The job options.
   * @returns The tokenizer. It adds no token that the text does not have: post-processors are kept for saving, never
   *   applied. Decoding joins tokens as the file's decoder does for bytes and for SentencePiece's spaces.
   * @throws MarginalsError `ARGUMENT` for what is no such file, tokens or merges twice, merges of tokens that are
   *   missing; `UNSUPPORTED` for other models and steps, by name.
   */
  static async fromTokenizerJson(source: files.JsonSource, options?: JobOptions): Promise<Tokenizer> {
    return new Tokenizer(await files.fromJson("fromTokenizerJson", source, options));
  }

  /** As {@link Tokenizer.fromTokenizerJson}, on the calling thread. */
  static fromTokenizerJsonSync(source: files.JsonSource, options?: JobOptions): Tokenizer {
    return new Tokenizer(files.fromJsonSync("fromTokenizerJsonSync", source, options));
  }

  /** Loads the content (or the path) of Mistral's `tekken.json`; otherwise as {@link Tokenizer.fromTokenizerJson}. */
  static async fromTekken(source: files.JsonSource, options?: JobOptions): Promise<Tokenizer> {
    return new Tokenizer(await files.fromTekken("fromTekken", source, options));
  }

  /** As {@link Tokenizer.fromTekken}, on the calling thread. */
  static fromTekkenSync(source: files.JsonSource, options?: JobOptions): Tokenizer {
    return new Tokenizer(files.fromTekkenSync("fromTekkenSync", source, options));
  }

  /**
   * Loads the contents of a `vocab.json` and a `merges.txt` of bytes spelled as characters, as GPT-2 has them.
   *
   * @param source `{ vocab, merges }`: each as text or bytes, `vocab` also as the parsed object.
   * @param options `split` (default `'gpt2'`), `specialTokens`, and the job options.
   * @returns The tokenizer.
   */
  static async fromVocabMerges(source: files.VocabMerges, options?: VocabMergesOptions): Promise<Tokenizer> {
    return new Tokenizer(await files.fromVocabMerges("fromVocabMerges", source, options));
  }

  /** As {@link Tokenizer.fromVocabMerges}, on the calling thread. */
  static fromVocabMergesSync(source: files.VocabMerges, options?: VocabMergesOptions): Tokenizer {
    return new Tokenizer(files.fromVocabMergesSync("fromVocabMergesSync", source, options));
  }

  /**
   * Loads what {@link Tokenizer.save} wrote, in milliseconds; or a `tokenizer.json`, `tekken.json`, rank object or
   * `.tiktoken` file, told apart by what stands in it.
   *
   * @param source A path, a `file:` URL, or the bytes.
   * @param options The job options.
   * @returns The tokenizer.
   * @throws MarginalsError `LOAD` for a file that cannot be read; `ARGUMENT` and `LIMIT` for one that is changed, cut
   *   short, or no tokenizer.
   */
  static async load(source: files.FileSource, options?: JobOptions): Promise<Tokenizer> {
    return new Tokenizer(await files.load("load", source, options));
  }

  /** As {@link Tokenizer.load}, on the calling thread. */
  static loadSync(source: files.FileSource, options?: JobOptions): Tokenizer {
    return new Tokenizer(files.loadSync("loadSync", source, options));
  }

  /**
   * The merges in their order, each as the bytes of its two sides; empty for a vocabulary that no merges make.
   * Computed when first read.
   */
  get merges(): readonly (readonly [Uint8Array, Uint8Array])[] {
    if (this.#merges !== undefined) return this.#merges;
    const sides = unwrap("merges", this.#handle.merges() as Uint32Array);
    const bytes = (at: number): Uint8Array => this.decodeBytes(sides.subarray(at, at + 1));
    return (this.#merges = Array.from({ length: sides.length / 2 }, (_, at) => [
      bytes(2 * at),
      bytes(2 * at + 1),
    ]));
  }

  /**
   * The tokens of a stream, as they become final; joined, those of {@link Encoding.encode} of the whole text.
   *
   * @param source A Web or Node stream, or any iterable, of texts or of bytes in UTF-8 (characters may be cut).
   * @param options As for {@link Encoding.encode}.
   * @returns Arrays of ids, as the stream comes. Memory stays small, except with a split that is the caller's own
   *   pattern or `'none'`: then nothing is final before the end.
   */
  encodeStream(source: Source<BytesOrText>, options?: SpecialOptions): AsyncIterableIterator<Uint32Array> {
    return encoded(this.#handle, source, options);
  }

  /**
   * The text of a stream of tokens; characters whose bytes are not all there yet are held back.
   *
   * @param source A stream or any iterable of ids or of arrays of ids.
   * @param options {@link DecodeOptions}.
   * @returns Parts of the text; joined, {@link Encoding.decode} of all tokens.
   */
  decodeStream(source: Source<number | Tokens>, options?: DecodeOptions): AsyncIterableIterator<string> {
    return decoded(this.#handle, source, options);
  }

  /** Counts a text that grows: {@link Appender}. */
  appender(options?: SpecialOptions): Appender {
    return new Appender(this.#handle, options);
  }

  /**
   * Counts the parts of a text, each in time that does not grow with the text: {@link IntervalCounter}.
   *
   * @param text The text; read once, linearly. Special tokens are text.
   * @returns The counter.
   */
  intervalCounter(text: string): IntervalCounter {
    return new IntervalCounter(this.#handle, checked("intervalCounter", text));
  }

  /**
   * The tokenizer as bytes of our own format, which {@link Tokenizer.load} reads in milliseconds.
   *
   * @param path Where to write them too; without it, nowhere.
   * @returns The bytes.
   */
  async save(path?: string | URL): Promise<Uint8Array> {
    return files.save("save", this.#image("save"), path);
  }

  /** As {@link Tokenizer.save}, on the calling thread. */
  saveSync(path?: string | URL): Uint8Array {
    return files.saveSync("saveSync", this.#image("saveSync"), path);
  }

  /** The content of a `.tiktoken` file: a token in base64 and its rank a line, special tokens left out. */
  toTiktoken(): string {
    return unwrap("toTiktoken", this.#handle.ranks() as string);
  }

  /** The content of a `tokenizer.json`. */
  toTokenizerJson(): string {
    return unwrap("toTokenizerJson", this.#handle.tokenizerJson() as string);
  }

  /** The content of a `tekken.json`; `UNSUPPORTED` unless special tokens come before all others. */
  toTekken(): string {
    return unwrap("toTekken", this.#handle.tekken() as string);
  }

  /** The contents of a `vocab.json` and a `merges.txt`; they hold neither split nor which tokens are special. */
  toVocabMerges(): { vocab: string; merges: string } {
    const [vocab = "", merges = ""] = unwrap("toVocabMerges", this.#handle.vocabMerges() as string[]);
    return { vocab, merges };
  }

  /** Lets go of the memory now; the tokenizer cannot be used afterwards. */
  dispose(): void {
    this.#handle.dispose();
  }

  /** {@link Tokenizer.dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #image(verb: string): Uint8Array {
    return unwrap(verb, this.#handle.image() as Uint8Array);
  }
}
