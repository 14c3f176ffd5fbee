/**
 * Context packing: passages for a language model, relevant to a query and not the same thing twice, under a budget of
 * tokens.
 *
 * @module
 */
export { ContextCorpus } from "./corpus.ts";
export type { PassageOrder } from "./order.ts";
export { packContext, packContextSync, type PackContextOptions } from "./pack-context.ts";
export { prepareCorpus, prepareCorpusSync, type PrepareCorpusOptions } from "./prepare-corpus.ts";
export {
  Packing,
  type NextPassage,
  type OmissionReason,
  type OmittedPassage,
  type PackedPassage,
  type PackingData,
} from "./packing.ts";
export type { Passage, PassagesInput } from "./passages.ts";
export type { PackAlgorithmName, PackOptions, QueryInput, TokenOptions } from "./request.ts";
export { textFeatures, textFeaturesSync, type TextFeatures } from "./text-features.ts";
export type { CountTokens, TokenizerLike } from "./token-counter.ts";
