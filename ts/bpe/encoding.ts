/**
 * Texts to tokens and back: what is asked of a loaded encoding.
 * @module
 */
import { unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import { ownOptions, withDefault, type JobOptions } from "../options.ts";
import * as validate from "../validate.ts";
import { blocking, inJob } from "./batch.ts";
import { chunks, type Chunk, type ChunkOptions } from "./chunk.ts";
import { binary, identifiers, text as checked, textOf, type Tokens } from "./input.ts";
import { mode, type SpecialOptions } from "./special.ts";

/** Options of {@link Encoding.decode}. */
export interface DecodeOptions {
  /** Bytes that are no UTF-8: `'replace'` (default) by U+FFFD, or `'error'`. */
  invalid?: "replace" | "error" | undefined;
}

const tokenLimit = validate.integerIn(0, Number.MAX_SAFE_INTEGER);
const bound = [
  ...(["encode", "encodeBytes", "count", "countUpTo", "isWithinLimit", "truncate", "chunk"] as const),
  ...(["decode", "decodeBytes"] as const),
  ...(["encodeBatch", "encodeBatchSync", "countBatch", "countBatchSync"] as const),
];

/**
 * A byte-pair encoding, immutable, shared freely. Its methods are bound, so `texts.map(tokenizer.count)` works. Those
 * of one text run on the calling thread in time linear in the text, whatever the text is; batches run as jobs. Lone
 * surrogates count as U+FFFD, as `TextEncoder` has it.
 */
export abstract class Encoding {
  readonly #handle: Native.NativeTokenizer;
  /** Number of tokens, special ones included. */
  readonly vocabSize: number;

  /** @internal */
  protected constructor(handle: Native.NativeTokenizer) {
    this.#handle = handle;
    this.vocabSize = handle.vocabSize;
    for (const key of bound) {
      const method = this[key] as (...args: never[]) => unknown;
      Object.defineProperty(this, key, { value: method.bind(this), enumerable: false });
    }
  }

  /**
   * The tokens of a text.
   *
   * @param text The text.
   * @param options {@link SpecialOptions}; anything that is no object is ignored, so `texts.map(encode)` works.
   * @returns The ids, in order.
   * @throws MarginalsError `ARGUMENT` for special tokens under `'refuse'`; `LIMIT` when a pattern runs away.
   */
  encode(text: string, options?: SpecialOptions | number): Uint32Array {
    return unwrap(
      "encode",
      this.#handle.encode(checked("encode", text), mode("encode", options)) as Uint32Array,
    );
  }

  /**
   * The tokens of bytes that need not be UTF-8: what is, as text; each run of other bytes by itself.
   *
   * @param bytes Any bytes.
   * @param options As for {@link Encoding.encode}.
   * @returns The ids; {@link Encoding.decodeBytes} gives the bytes back where tokens are bytes.
   */
  encodeBytes(bytes: Uint8Array, options?: SpecialOptions | number): Uint32Array {
    const own = binary("encodeBytes", "bytes", bytes);
    return unwrap("encodeBytes", this.#handle.encodeBytes(own, mode("encodeBytes", options)) as Uint32Array);
  }

  /**
   * The text of tokens.
   *
   * @param tokens Ids.
   * @param options {@link DecodeOptions}.
   * @returns The text, special tokens as they are written.
   * @throws MarginalsError `ARGUMENT` for an id that no token has or, under `'error'`, bytes that are no UTF-8.
   */
  decode(tokens: Tokens, options?: DecodeOptions | number): string {
    const { invalid } = ownOptions("decode", typeof options === "number" ? undefined : options, {
      invalid: withDefault(validate.oneOf(["replace", "error"]), "replace"),
    });
    return textOf("decode", this.#bytes("decode", tokens), invalid === "error");
  }

  /** The bytes of tokens; otherwise as {@link Encoding.decode}. */
  decodeBytes(tokens: Tokens): Uint8Array {
    return this.#bytes("decodeBytes", tokens);
  }

  /**
   * The number of tokens of a text: the length of {@link Encoding.encode}, without making the tokens.
   *
   * @param text The text.
   * @param options As for {@link Encoding.encode}.
   * @returns The number.
   */
  count(text: string, options?: SpecialOptions | number): number {
    return unwrap("count", this.#handle.count(checked("count", text), mode("count", options)) as number);
  }

  /**
   * The number of tokens of a text, reading no further than a limit.
   *
   * @param text The text.
   * @param limit A whole number ≥ 0.
   * @param options As for {@link Encoding.encode}.
   * @returns The number of tokens, or `limit + 1` as soon as there are more.
   */
  countUpTo(text: string, limit: number, options?: SpecialOptions): number {
    return this.#upTo("countUpTo", text, limit, options);
  }

  /** Whether a text has at most `limit` tokens; reads no further than that. */
  isWithinLimit(text: string, limit: number, options?: SpecialOptions): boolean {
    return this.#upTo("isWithinLimit", text, limit, options) <= limit;
  }

  /**
   * The beginning of a text that fits a number of tokens, cut between characters.
   *
   * @param text The text.
   * @param limit A whole number ≥ 0.
   * @param options As for {@link Encoding.encode}.
   * @returns The text itself when it fits; else a beginning of it with at most `limit` tokens.
   */
  truncate(text: string, limit: number, options?: SpecialOptions): string {
    const whole = checked("truncate", text);
    const most = tokenLimit(limit, "limit", "truncate");
    return whole.slice(
      0,
      unwrap("truncate", this.#handle.truncate(whole, most, mode("truncate", options)) as number),
    );
  }

  /**
   * Cuts a text into chunks of at most `maxTokens` tokens each, counted alone.
   *
   * @param text The text. Special tokens are text.
   * @param options {@link ChunkOptions}: `maxTokens`, `overlap`, `boundary`.
   * @returns The chunks in order, with their offsets in UTF-16 units and in bytes of UTF-8.
   * @throws MarginalsError `RANGE` when one character alone has more than `maxTokens` tokens.
   */
  chunk(text: string, options: ChunkOptions): Chunk[] {
    return chunks(this.#handle, checked("chunk", text), options);
  }

  /**
   * The tokens of many texts, in parallel.
   *
   * @param texts An array of texts.
   * @param options As for {@link Encoding.encode}, and the job options.
   * @returns One array a text.
   */
  async encodeBatch(texts: readonly string[], options?: SpecialOptions & JobOptions): Promise<Uint32Array[]> {
    return inJob("encodeBatch", texts, options, (...call) => this.#handle.encodeBatch(...call));
  }

  /** As {@link Encoding.encodeBatch}, on the calling thread. */
  encodeBatchSync(texts: readonly string[], options?: SpecialOptions & JobOptions): Uint32Array[] {
    return blocking("encodeBatchSync", texts, options, (...call) => this.#handle.encodeBatch(...call));
  }

  /** The number of tokens of each of many texts, in parallel; otherwise as {@link Encoding.encodeBatch}. */
  async countBatch(texts: readonly string[], options?: SpecialOptions & JobOptions): Promise<Uint32Array> {
    return inJob("countBatch", texts, options, (...call) => this.#handle.countBatch(...call));
  }

  /** As {@link Encoding.countBatch}, on the calling thread. */
  countBatchSync(texts: readonly string[], options?: SpecialOptions & JobOptions): Uint32Array {
    return blocking("countBatchSync", texts, options, (...call) => this.#handle.countBatch(...call));
  }

  #bytes(verb: string, tokens: unknown): Uint8Array {
    return unwrap(verb, this.#handle.decode(identifiers(verb, tokens)) as Uint8Array);
  }

  #upTo(verb: string, text: unknown, limit: unknown, options: unknown): number {
    const most = tokenLimit(limit, "limit", verb);
    return unwrap(verb, this.#handle.countUpTo(checked(verb, text), most, mode(verb, options)) as number);
  }
}
