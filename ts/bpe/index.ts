/**
 * Byte-pair encoding: published encodings loaded or trained, texts encoded, counted and cut; and merges as what they are, a
 * choice, with the best of them, what greedy loses, and how much it can lose.
 *
 * @module
 */
export type { Chunk, ChunkOptions } from "./chunk.ts";
export type { Tokens } from "./input.ts";
export { Appender } from "./appender.ts";
export { fertility, fertilitySync, renyiEfficiency, renyiEfficiencySync } from "./efficiency.ts";
export { Encoding, type DecodeOptions } from "./encoding.ts";
export type { FileSource, JsonSource, VocabMerges } from "./files.ts";
export { IntervalCounter } from "./interval-counter.ts";
export type { TiktokenOptions, VocabMergesOptions } from "./load.ts";
export type { BytesOrText, Source } from "./stream.ts";
export type { RankObject, Ranks } from "./ranks.ts";
export type { Split } from "./split.ts";
export type { SpecialOptions } from "./special.ts";
export { Tokenizer } from "./tokenizer.ts";
export { applyMerges, applyMergesSync, utility, utilitySync } from "./apply-merges.ts";
export type {
  BeamMergesOptions,
  CurvatureOptions,
  GreedyMergesOptions,
  MergeOptions,
  OptimalMergesOptions,
} from "./merge-call.ts";
export type { BeamMerges, Certificate, Curvature, GreedyMerges, OptimalMerges } from "./merge-results.ts";
export { certificate, certificateSync, curvature, curvatureSync } from "./certificate.ts";
export {
  beamMerges,
  beamMergesSync,
  greedyMerges,
  greedyMergesSync,
  optimalMerges,
  optimalMergesSync,
} from "./optimal-merges.ts";
export { train, trainSync } from "./train.ts";
export type { TrainingInput, TrainingText } from "./train-input.ts";
export type { TrainingProgress, TrainOptions } from "./train-options.ts";
export type {
  Fertility,
  FertilityOptions,
  PresentTokenizerUse,
  RenyiEfficiency,
  RenyiEfficiencyOptions,
  TokenCounts,
  TokenizerUse,
} from "./usage.ts";
export type { Letter, Merge, Symbols, Token } from "./token.ts";
