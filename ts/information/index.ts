/**
 * Information measures: how uncertain variables are, and how much they tell about each other.
 *
 * @module
 */
export type { DiscreteOptions, EntropyEstimator, Law } from "./discrete.ts";
export type { Estimate, MeasureOptions, Unit } from "./estimate.ts";
export type { IntegerMatrix, VariableInput, VariablesInput } from "./given.ts";
export type { MissingRows } from "./missing.ts";
export type { Integers } from "./variable.ts";
export { entropy, entropySync, type EntropyInput, type EntropyOptions } from "./entropy.ts";
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
export {
  permutationTest,
  permutationTestSync,
  type Alternative,
  type PermutationTest,
  type PermutationTestOptions,
} from "./permutation-test.ts";
export {
  bootstrapInterval,
  bootstrapIntervalSync,
  type BootstrapInterval,
  type BootstrapIntervalOptions,
} from "./bootstrap-interval.ts";
export type { MeasureFunction, TestedMeasure, TestedOptions } from "./tested.ts";
export { benjaminiHochberg } from "./false-discovery.ts";
