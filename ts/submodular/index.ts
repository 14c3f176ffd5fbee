/**
 * Subset selection: set functions, constraints, and the optimizers that bring them together.
 *
 * @module
 */
export type { AlgorithmOptions } from "./algorithm-options.ts";
export type { AlgorithmName, StreamingAlgorithmName } from "./algorithm.ts";
export {
  columnEntropy,
  columnInformation,
  type ColumnEntropyOptions,
  type ColumnInformationOptions,
} from "./columns.ts";
export {
  customMatroid,
  graphicMatroid,
  groupBounds,
  laminarMatroid,
  partitionMatroid,
  transversalMatroid,
  type BudgetConstraint,
  type ByLabel,
  type Constraint,
  type CustomMatroid,
  type CustomMatroidInput,
  type GraphicMatroid,
  type GraphicMatroidInput,
  type GroupBounds,
  type GroupBoundsInput,
  type Independent,
  type Labels,
  type LaminarMatroid,
  type LaminarMatroidInput,
  type PartitionMatroid,
  type PartitionMatroidInput,
  type SingleConstraint,
  type SizeConstraint,
  type TransversalMatroid,
  type TransversalMatroidInput,
} from "./constraint/index.ts";
export type { ConcaveInput, ConcaveName } from "./concave.ts";
export { customFunction, CustomFunction, type CustomFunctionInput, type Gains } from "./custom-function.ts";
export { submodularCover, submodularCoverSync, type Cover, type CoverOptions } from "./cover.ts";
export {
  probabilisticSetCoverConditionalGain,
  probabilisticSetCoverConditionalMutualInformation,
  probabilisticSetCoverMutualInformation,
  setCoverConditionalGain,
  setCoverConditionalMutualInformation,
  setCoverMutualInformation,
  type PrivateConcepts,
  type PrivateProbabilities,
  type QueryConcepts,
  type QueryProbabilities,
} from "./cover-information.ts";
export {
  facilityLocationConditionalGain,
  facilityLocationConditionalMutualInformation,
  facilityLocationMutualInformation,
  type FacilityLocationFormOptions,
  type FacilityLocationMutualInformationOptions,
} from "./facility-location-information.ts";
export type { GivenSetsOptions, PrivateRows, QueryRows } from "./given-sets.ts";
export {
  concaveOverModularMutualInformation,
  graphCutConditionalGain,
  graphCutMutualInformation,
  type ConcaveOverModularInformationOptions,
  type GraphCutConditionalGainOptions,
  type GraphCutMutualInformationOptions,
  type RelevanceOptions,
} from "./graph-cut-information.ts";
export {
  logDeterminantConditionalGain,
  logDeterminantConditionalMutualInformation,
  logDeterminantMutualInformation,
  type LogDeterminantFormOptions,
} from "./log-determinant-information.ts";
export {
  submodularConditionalGain,
  submodularConditionalMutualInformation,
  submodularMutualInformation,
  type PrivateOption,
  type QueryOption,
} from "./information.ts";
export type { GreediExecutor, GreediPart } from "./greedi.ts";
export { inProcessExecutor } from "./in-process-executor.ts";
export {
  disparityMin,
  disparityMinSum,
  disparitySum,
  type DisparityOptions,
  type DistanceMetric,
} from "./disparity.ts";
export {
  concaveOverModular,
  featureBased,
  type ConcaveOverModularInput,
  type FeatureBasedOptions,
} from "./feature-based.ts";
export {
  cut,
  graphCoverage,
  type GraphCoverageOptions,
  type GraphInput,
  type GraphOptions,
} from "./graph.ts";
export { deduplicate, deduplicateSync, type DeduplicateOptions, type Deduplication } from "./deduplicate.ts";
export { facilityLocation, type FacilityLocationOptions } from "./facility-location.ts";
export { graphCut, type GraphCutOptions } from "./graph-cut.ts";
export { logDeterminant, type LogDeterminantOptions } from "./log-determinant.ts";
export { maximize, maximizeSync, minimize, minimizeSync } from "./maximize.ts";
export {
  maximizeParts,
  maximizePartsSync,
  type MaximizePartsOptions,
  type PartsConstraint,
  type SelectedParts,
} from "./maximize-parts.ts";
export { minimizeDifference, minimizeDifferenceSync } from "./minimize-difference.ts";
export { mixture, type MixtureTerm } from "./mixture.ts";
export { modular } from "./modular.ts";
export type { MaximizeOptions } from "./request.ts";
export { Selection, type Guarantee, type SelectionData, type Stopped } from "./selection.ts";
export { saturatedCoverage, type SaturatedCoverageOptions } from "./saturated-coverage.ts";
export {
  probabilisticSetCover,
  setCover,
  type ProbabilisticSetCoverOptions,
  type SetCoverInput,
} from "./set-cover.ts";
export { NativeSetFunction, SetFunction } from "./set-function.ts";
export type { SimilarityMetric, SimilarityOptions } from "./similarity.ts";
export type { StructureInput } from "./structure.ts";
export {
  checkStructure,
  checkStructureSync,
  type CheckStructureOptions,
  type StructureCheck,
  type StructureFinding,
  type StructureWitness,
} from "./structure-check.ts";
export {
  submodularityRatio,
  submodularityRatioSync,
  type LeastRatio,
  type SubmodularityRatioOptions,
  type SubmodularityRatios,
} from "./submodularity-ratio.ts";
export {
  selectStream,
  SlidingWindow,
  StreamSelection,
  StreamSelector,
  type RepeatedIds,
  type SelectStreamOptions,
  type SlidingWindowInput,
  type StreamFacilityLocation,
  type StreamFeatureBased,
  type StreamInput,
  type StreamItem,
  type StreamLogDeterminant,
  type StreamMemory,
  type StreamObjective,
  type StreamSelectorInput,
  type StreamVector,
} from "./stream/index.ts";
