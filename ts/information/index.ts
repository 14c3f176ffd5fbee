/**
 * Information measures: how uncertain variables are, and how much they tell about each other.
 *
 * @module
 */
export type { DiscreteOptions, EntropyEstimator, Law } from "./discrete.ts";
export type { Estimate, MeasureOptions, Unit } from "./estimate.ts";
export type { IntegerMatrix, VariableInput, VariablesInput } from "./given.ts";
export type { MissingRows } from "./missing.ts";
export type { Integers } from "../typed-array.ts";
export type { EntropyInput } from "./entropy-input.ts";
export { entropy, entropySync, type EntropyOptions } from "./entropy.ts";
export {
  giniSimpson,
  giniSimpsonSync,
  hillNumber,
  hillNumberSync,
  renyiEntropy,
  renyiEntropySync,
  tsallisEntropy,
  tsallisEntropySync,
  type GiniSimpsonOptions,
  type RenyiEntropyOptions,
  type TsallisEntropyOptions,
} from "./order.ts";
export type { OrderOptions } from "./order-call.ts";
export {
  adjustedMutualInformation,
  adjustedMutualInformationSync,
  normalizedMutualInformation,
  normalizedMutualInformationSync,
  variationOfInformation,
  variationOfInformationSync,
  type AdjustedMutualInformationOptions,
  type NormalizedMutualInformationOptions,
  type VariationOfInformationOptions,
} from "./clustering.ts";
export * from "./divergence/index.ts";
export { jointEntropy, jointEntropySync, type JointEntropyOptions } from "./joint-entropy.ts";
export {
  conditionalEntropy,
  conditionalEntropySync,
  type ConditionalEntropyOptions,
} from "./conditional-entropy.ts";
export {
  mutualInformation,
  mutualInformationSync,
  type MutualInformationOptions,
} from "./mutual-information.ts";
export {
  conditionalMutualInformation,
  conditionalMutualInformationSync,
  type ConditionalMutualInformationOptions,
} from "./conditional-mutual-information.ts";
export {
  kernelDensity,
  kernelDensitySync,
  type KernelDensity,
  type KernelDensityOptions,
} from "./kernel-density.ts";
export type { Intervals } from "./kernel-grid.ts";
export type {
  Bandwidth,
  BandwidthRule,
  DensityForm,
  KernelEntropyOptions,
  KernelInformationOptions,
  KernelName,
  KernelOptions,
} from "./kernel.ts";
export { screenFeatures, screenFeaturesSync, type ScreeningInput } from "./screen-features.ts";
export type { ScreenedFeature, Screening } from "./screening.ts";
export type { Resampling, ScreenFeaturesOptions, ScreeningEstimator } from "./screen-options.ts";
export type { ColumnReference } from "./columns.ts";
export {
  pairwiseDependence,
  pairwiseDependenceSync,
  type Normalization,
  type PairwiseDependence,
  type PairwiseDependenceOptions,
  type PairwiseMeasure,
} from "./pairwise-dependence.ts";
export {
  selectFeatures,
  selectFeaturesSync,
  type FeatureCriterion,
  type FeatureSelection,
  type SelectFeaturesOptions,
} from "./select-features.ts";
export {
  acquisitionPolicy,
  AcquisitionPolicy,
  type Acquisition,
  type AcquisitionOptions,
  type NextOptions,
} from "./acquisition.ts";
export { permutationTest, permutationTestSync, type PermutationTest } from "./permutation-test.ts";
export type { Alternative, PermutationTestOptions, TestEstimator } from "./permutation-options.ts";
export {
  bootstrapInterval,
  bootstrapIntervalSync,
  type BootstrapEstimator,
  type BootstrapInterval,
  type BootstrapIntervalOptions,
} from "./bootstrap-interval.ts";
export type { MeasureFunction, TestedMeasure, TestedOptions } from "./tested.ts";
export { benjaminiHochberg } from "./false-discovery.ts";
export type { GradientEstimate, GradientOptions, SharedOptions } from "./shared.ts";
export { totalCorrelation, totalCorrelationSync, type TotalCorrelationOptions } from "./total-correlation.ts";
export { dualTotalCorrelation, dualTotalCorrelationSync } from "./dual-total-correlation.ts";
export { oInformation, oInformationSync } from "./o-information.ts";
export { sInformation, sInformationSync } from "./s-information.ts";
export { coInformation, coInformationSync } from "./co-information.ts";
export { interactionInformation, interactionInformationSync } from "./interaction-information.ts";
export { tseComplexity, tseComplexitySync } from "./tse-complexity.ts";
export {
  marginTotalCorrelation,
  marginTotalCorrelationSync,
  type MarginEstimate,
  type MarginOptions,
} from "./margin-total-correlation.ts";
export {
  nPletInformation,
  nPletInformationSync,
  type NPletOptions,
  type NPlets,
} from "./n-plet-information.ts";
export {
  partialInformationDecomposition,
  partialInformationDecompositionSync,
  type InformationAtom,
  type PartialInformation,
  type PartialInformationOptions,
  type RedundancyMeasure,
} from "./partial-information-decomposition.ts";
export type {
  LocalSeriesOptions,
  SeriesInformationEstimator,
  SeriesOfValuesOptions,
  SeriesOptions,
} from "./series.ts";
export type { Profile } from "./lags.ts";
export {
  transferEntropy,
  transferEntropySync,
  type TransferEntropyEstimate,
  type TransferEntropyOptions,
} from "./transfer-entropy.ts";
export {
  activeInformationStorage,
  activeInformationStorageSync,
  type ActiveInformationStorageOptions,
} from "./active-information-storage.ts";
export { excessEntropy, excessEntropySync, type ExcessEntropyOptions } from "./excess-entropy.ts";
export {
  entropyRate,
  entropyRateSync,
  type EntropyRateEstimate,
  type EntropyRateOptions,
} from "./entropy-rate.ts";
export { blockEntropies, blockEntropiesSync, type BlockEntropiesOptions } from "./block-entropies.ts";
export {
  timeLaggedInformation,
  timeLaggedInformationSync,
  type TimeLaggedInformationOptions,
} from "./time-lagged-information.ts";
export type { CountedPatternOptions, PatternOptions } from "./patterns.ts";
export {
  permutationEntropy,
  permutationEntropySync,
  type PermutationEntropyEstimate,
  type PermutationEntropyOptions,
} from "./permutation-entropy.ts";
export {
  dispersionEntropy,
  dispersionEntropySync,
  type DispersionEntropyOptions,
} from "./dispersion-entropy.ts";
export {
  sampleEntropy,
  sampleEntropySync,
  type SampleEntropyEstimate,
  type SampleEntropyOptions,
} from "./sample-entropy.ts";
export {
  approximateEntropy,
  approximateEntropySync,
  type ApproximateEntropyEstimate,
  type ApproximateEntropyOptions,
} from "./approximate-entropy.ts";
export type {
  ContinuousConditionalEstimator,
  ContinuousEntropyEstimator,
  ContinuousEntropyOptions,
  ContinuousInformationEstimator,
  ContinuousOptions,
  ContinuousOrderEstimator,
  ContinuousSharedEstimator,
} from "./continuous.ts";
export type { DependenceOptions } from "./dependence.ts";
export {
  chatterjeeXi,
  chatterjeeXiSync,
  type ChatterjeeXi,
  type ChatterjeeXiOptions,
} from "./chatterjee-xi.ts";
export {
  distanceCorrelation,
  distanceCorrelationSync,
  distanceCovariance,
  distanceCovarianceSync,
  type DistanceDependence,
  type DistanceOptions,
} from "./distance-correlation.ts";
export { hsic, hsicSync, type Hsic, type HsicOptions } from "./hsic.ts";
export {
  densityModes,
  densityModesSync,
  type DensityModes,
  type DensityModesOptions,
} from "./density-modes.ts";
export type { BinningRule, Bins } from "./bins.ts";
