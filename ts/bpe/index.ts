/**
 * Byte-pair encoding: loading published encodings, encoding, counting, cutting.
 *
 * @module
 */
export type { Chunk, ChunkOptions } from "./chunk.ts";
export type { Tokens } from "./input.ts";
export type { TiktokenOptions } from "./load.ts";
export type { RankObject, Ranks } from "./ranks.ts";
export type { Split } from "./split.ts";
export type { SpecialOptions } from "./special.ts";
export { Tokenizer, type DecodeOptions } from "./tokenizer.ts";
