/**
 * Multivariate Markov chains: what each subset of coordinates is worth, and which few to keep.
 *
 * @module
 */
export { MarkovChain } from "./chain.ts";
export type {
  BernoulliLaplaceInput,
  ChainFrame,
  CurieWeissInput,
  MatrixChainInput,
  RandomChainInput,
  SingleFlipInput,
  SparseChainInput,
} from "./input.ts";
export type {
  ChainFacts,
  Connections,
  MemoryDefects,
  MixingCurve,
  MixingOptions,
  Spectrum,
} from "./diagnostics.ts";
export type { FactorizationTest, SimulationOptions } from "./moves.ts";
export type { Correction, Estimate, EstimateOptions, IntervalOptions } from "./estimate.ts";
export type { ObservationOptions, Smoothing, TableChainOptions, TrajectoryOptions } from "./observe.ts";
export type { StationarityOptions } from "./quantities.ts";
export { ChainSelection, type Sense } from "./result.ts";
export type { StructureReport, StructureReportOptions, Worth } from "./structure.ts";
export type {
  ChainSelectionData,
  CurveOptions,
  EntropyOptions,
  ObjectiveName,
  ObjectiveOptions,
  PartitionOptions,
  PartitionResult,
  PartsCurveOptions,
  PartsSelection,
  PartsSelectionCurve,
  QuantityOptions,
  Reading,
  Route,
  SelectionCurve,
  SelectOptions,
  SelectPartsOptions,
} from "./types.ts";
