/**
 * Divergences: how far a distribution is from another.
 *
 * @module
 */
export type { AnyDivergenceOptions, DivergenceOptions, UnitlessDivergenceOptions } from "./call.ts";
export type { NeighborDivergence, SampleOptions } from "./from-samples.ts";
export type { DistributionInput, GaussianLaw, Probabilities } from "./distributions.ts";
export { klDivergence, klDivergenceSync, type KlDivergenceOptions } from "./kl.ts";
export { jeffreysDivergence, jeffreysDivergenceSync, type JeffreysDivergenceOptions } from "./jeffreys.ts";
export { skewDivergence, skewDivergenceSync, type SkewDivergenceOptions } from "./skew.ts";
export { renyiDivergence, renyiDivergenceSync, type RenyiDivergenceOptions } from "./renyi.ts";
export { tsallisDivergence, tsallisDivergenceSync, type TsallisDivergenceOptions } from "./tsallis.ts";
export { amariDivergence, amariDivergenceSync, type AmariDivergenceOptions } from "./amari.ts";
export { hellingerDistance, hellingerDistanceSync, type HellingerDistanceOptions } from "./hellinger.ts";
export {
  bhattacharyyaDistance,
  bhattacharyyaDistanceSync,
  type BhattacharyyaDistanceOptions,
} from "./bhattacharyya.ts";
export {
  totalVariationDistance,
  totalVariationDistanceSync,
  type TotalVariationDistanceOptions,
} from "./total-variation.ts";
export {
  chiSquareDivergence,
  chiSquareDivergenceSync,
  type ChiSquareDivergenceOptions,
} from "./chi-square.ts";
export {
  cauchySchwarzDivergence,
  cauchySchwarzDivergenceSync,
  type CauchySchwarzDivergenceOptions,
} from "./cauchy-schwarz.ts";
export {
  jensenShannonDivergence,
  jensenShannonDivergenceSync,
  type JensenShannonDivergenceOptions,
} from "./jensen-shannon.ts";
export { fDivergence, fDivergenceSync, type FDivergenceOptions } from "./f.ts";
export type { ByDivergence, ByDivergenceOptions, ChannelInput, DivergenceName } from "./channel-options.ts";
export {
  channelEntropy,
  channelEntropySync,
  dataProcessingCheck,
  dataProcessingCheckSync,
  determinismDivergence,
  determinismDivergenceSync,
  independenceDivergence,
  independenceDivergenceSync,
  type ChannelEntropyOptions,
  type ProcessedDivergence,
  type WorstInput,
} from "./channels.ts";
export {
  wassersteinDistance,
  wassersteinDistanceSync,
  type WassersteinDistanceOptions,
} from "./wasserstein.ts";
