/**
 * Chunks of a text.
 * @module
 */
import { fault } from "../errors.ts";
import { newHandle, unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import { jobOptions, ownOptions, withDefault } from "../options.ts";
import * as validate from "../validate.ts";

/** Options of {@link Tokenizer.chunk}. */
export interface ChunkOptions {
  /** Most tokens of a chunk, from 1. */
  maxTokens: number;
  /**
   * Most tokens that a chunk shares with the one before it, below `maxTokens`. Less is shared where the chunk would not
   * reach beyond that one. Default 0.
   */
  overlap?: number | undefined;
  /**
   * Where a text may be cut: between `'character'`s, `'piece'`s of the split (about words, the default),
   * `'sentence'`s or `'line'`s. A sentence or line that is too long alone is cut between pieces, and those between
   * characters.
   */
  boundary?: "character" | "piece" | "sentence" | "line" | undefined;
}

/** A part of a text. */
export interface Chunk {
  /** The part. */
  text: string;
  /** Where it starts, in UTF-16 units: `text === input.slice(start, end)`. */
  start: number;
  /** Where it ends, in UTF-16 units. */
  end: number;
  /** Where it starts, in bytes of UTF-8. */
  startByte: number;
  /** Where it ends, in bytes of UTF-8. */
  endByte: number;
  /** Its tokens, counted alone. */
  tokens: number;
}

const schema = {
  maxTokens: validate.integerIn(1, 2 ** 32 - 1),
  overlap: withDefault(validate.integerIn(0, 2 ** 32 - 1), 0),
  boundary: withDefault(validate.oneOf(["character", "piece", "sentence", "line"]), "piece"),
};

/**
 * Cuts a text.
 *
 * @param handle The native side.
 * @param input The text.
 * @param options {@link ChunkOptions}.
 * @returns The chunks.
 */
export function chunks(handle: Native.NativeTokenizer, input: string, options: ChunkOptions): Chunk[] {
  const { maxTokens, overlap, boundary } = ownOptions("chunk", options, schema);
  if (overlap >= maxTokens) {
    throw fault("RANGE", "chunk", "overlap", `below ${maxTokens} (maxTokens)`, `${overlap}`);
  }
  const job = newHandle(ownOptions("chunk", {}, jobOptions), true);
  const flat = unwrap("chunk", handle.chunk(input, maxTokens, overlap, boundary, job) as Uint32Array);
  return Array.from({ length: flat.length / 5 }, (_, at) => {
    const [start = 0, end = 0, startByte = 0, endByte = 0, tokens = 0] = flat.subarray(5 * at, 5 * at + 5);
    return { text: input.slice(start, end), start, end, startByte, endByte, tokens };
  });
}
