/**
 * The words and results of the Markov-chain room.
 * @module
 */
import type { JobOptions } from "../options.ts";
import type { AlgorithmName } from "../submodular/algorithm.ts";
import type { Selection, SelectionData } from "../submodular/selection.ts";
import type { Subset } from "../subset.ts";

/** What is measured of the projected chain P^(S). */
export const objectiveNames = [
  "entropy-rate",
  "distance-to-independence",
  "distance-to-factorizability",
  "distance-to-stationarity",
  "distance-to-fixed-set",
] as const;

/**
 * What is measured of a subset S of coordinates, all in nats:
 * `entropy-rate` H(P^(S)) = H(Y_S | X_S);
 * `distance-to-independence` D(P^(S) ‖ ⊗_{i∈S} P^(i));
 * `distance-to-factorizability` D(P ‖ P^(S) ⊗ P^(−S));
 * `distance-to-stationarity` D(P^(S) ‖ Π^(S)), Π^(S) the chain that draws from the reference at every step;
 * `distance-to-fixed-set` D(P^(W∪S) ‖ P^(W) ⊗ P^(S)) for a fixed W.
 */
export type ObjectiveName = (typeof objectiveNames)[number];

/** How entropies are computed. */
export const routeNames = ["auto", "pair-law", "single-flip"] as const;

/** `auto` (default) takes the cheapest that fits; `pair-law` any chain; `single-flip` chains that change at most one coordinate a step. */
export type Route = (typeof routeNames)[number];

/** Which number "distance to stationarity" is when the reference law is not stationary. */
export const readingNames = ["reference", "mutual-information"] as const;

/**
 * `reference` (default): D to the chain whose every row is the reference law, +∞ where that has zeros the chain
 * reaches; `mutual-information`: I(X_S; Y_S). Both are the same number when the reference is stationary.
 */
export type Reading = (typeof readingNames)[number];

/** Whether the shape of an objective is looked for where no theorem names it. */
export const checkNames = ["auto", "always", "never"] as const;

/** Options of every quantity of a chain. */
export interface QuantityOptions extends JobOptions {
  /** Measure the coordinates outside the subset (leave-S-out) instead of those in it. Default false. */
  complement?: boolean | undefined;
  /** How entropies are computed. Default `'auto'`. */
  route?: Route | undefined;
  /** Base of the logarithm. Default e: nats. */
  base?: number | undefined;
}

/** Options of an objective over subsets. */
export interface ObjectiveOptions {
  /** The subset is what is removed, and the coordinates outside it are measured. Default false. */
  complement?: boolean | undefined;
  /** The fixed set W of `distance-to-fixed-set`. */
  fixed?: Subset | undefined;
  /** How entropies are computed. Default `'auto'`. */
  route?: Route | undefined;
  /** Which distance to stationarity. Default `'reference'`. */
  reading?: Reading | undefined;
  /**
   * Where no theorem says whether the objective is submodular, look at every subset (up to 14 coordinates), so that
   * guarantees and bounds that need it can be given: `'always'`, `'never'`, or when it costs next to nothing
   * (`'auto'`, default).
   */
  check?: (typeof checkNames)[number] | undefined;
}

/** Options of {@link MarkovChain.entropies}. */
export type EntropyOptions = Pick<ObjectiveOptions, "complement" | "route">;

/** Options of {@link MarkovChain.select}. */
export interface SelectOptions extends ObjectiveOptions, JobOptions {
  /** `'maximize'` (default) or `'minimize'`; `'max'` and `'min'` are accepted. */
  sense?: "maximize" | "minimize" | "max" | "min" | undefined;
  /**
   * Number of coordinates, at most; exactly with `exactSize`. Required, except by the optimizers that know no limit
   * (double greedy, unconstrained distorted greedy, Queyranne).
   */
  size?: number | undefined;
  /** Choose exactly `size` coordinates even where another would not improve the value. Default false. */
  exactSize?: boolean | undefined;
  /** Optimizer; see {@link AlgorithmName}. Default `'auto'`. */
  algorithm?: AlgorithmName | undefined;
  /** Costs below 0 in the distorted family: `'clipped'` (default) raises them to 0, so that the theorem holds; `'raw'` keeps them. */
  costs?: "clipped" | "raw" | undefined;
  /** Sizes of the batches of `batch-greedy`, the last one repeated. Default [2]. */
  batch?: readonly number[] | undefined;
  /** Accuracy of stochastic and threshold greedy, in (0, 1). Default 0.1. */
  epsilon?: number | undefined;
  /** Coordinates already chosen. */
  initial?: Subset | undefined;
  /** Coordinates that must not be chosen. */
  excluded?: Subset | undefined;
}

/** Options of {@link MarkovChain.selectCurve}. */
export interface CurveOptions extends Omit<SelectOptions, "size"> {
  /** Sizes asked for. Default: 1 to the number of coordinates. */
  sizes?: readonly number[] | Uint32Array | undefined;
}

/** The data of a selection over a chain. */
export interface ChainSelectionData extends SelectionData {
  /** Objective that was optimized. */
  objective: ObjectiveName;
  /** Sense in which it was optimized. */
  sense: "maximize" | "minimize";
  /** The coordinates not chosen: with `complement`, those that are kept. */
  remaining: Uint32Array;
}

/** One selection per size. */
export interface SelectionCurve {
  objective: ObjectiveName;
  sense: "maximize" | "minimize";
  /** Sizes asked for. */
  sizes: Uint32Array;
  /** One selection per size. */
  selections: (Selection & ChainSelectionData)[];
  /** Names of the coordinates, where the chain has them. */
  names?: readonly string[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/** Options of {@link MarkovChain.selectParts}. */
export interface SelectPartsOptions extends JobOptions {
  /** Where each part may take its coordinates from. Default: every part from all coordinates. */
  groundSets: readonly Subset[];
  /** Coordinates in all parts together, at most. Required unless `sizes` is given. */
  size?: number | undefined;
  /** Choose exactly `size` coordinates. Default false. */
  exactSize?: boolean | undefined;
  /** Coordinates per part, at most. Default: no limit. */
  sizes?: readonly number[] | undefined;
  /** Sense. Default `'maximize'`. */
  sense?: "maximize" | "minimize" | "max" | "min" | undefined;
  /** Optimizer. Default `'generalized-distorted-greedy'`. */
  algorithm?: AlgorithmName | undefined;
  /** As in {@link SelectOptions}. */
  costs?: "clipped" | "raw" | undefined;
  /** The parts are what is removed from their ground sets. Default false. */
  complement?: boolean | undefined;
  /** As in {@link ObjectiveOptions}. */
  route?: Route | undefined;
}

/** k disjoint sets of coordinates. */
export interface PartsSelection extends Omit<ChainSelectionData, "indices" | "remaining"> {
  /** Coordinates of each part, in the order they were chosen. */
  parts: Uint32Array[];
  /** Part of each step. */
  order: { part: number; coordinate: number }[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/** Options of {@link MarkovChain.selectPartsCurve}. */
export interface PartsCurveOptions extends Omit<SelectPartsOptions, "size" | "sizes"> {
  /** Total sizes asked for. Default: 1 to the number of coordinates that the ground sets hold. */
  sizes?: readonly number[] | Uint32Array | undefined;
}

/** One choice of parts per total size. */
export interface PartsSelectionCurve {
  objective: ObjectiveName;
  sense: "maximize" | "minimize";
  /** Total sizes asked for. */
  sizes: Uint32Array;
  /** One choice of parts per size. */
  selections: PartsSelection[];
  /** Names of the coordinates, where the chain has them. */
  names?: readonly string[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/** Options of {@link MarkovChain.partition}. */
export interface PartitionOptions extends JobOptions {
  /** Number of blocks. Default 2. */
  blocks?: number | undefined;
  /** Fewest coordinates of a block. Default 1. */
  minSize?: number | undefined;
  /** Most coordinates of a block. Default: no limit. */
  maxSize?: number | undefined;
  /** `'auto'` (default): exact while it fits. */
  algorithm?: "auto" | "exact" | "agglomerative" | "greedy-split" | "queyranne" | undefined;
  /** As in {@link ObjectiveOptions}. */
  route?: Route | undefined;
}

/** All coordinates split into blocks that are as nearly independent of each other as can be. */
export interface PartitionResult {
  /** Coordinates of each block, ascending; blocks by their lowest coordinate. */
  blocks: Uint32Array[];
  /** D(P ‖ ⊗ P^(block)) in nats. */
  value: number;
  /** Algorithm that ran. */
  algorithm: string;
  /** Whether no other split with as many blocks of these sizes is better. */
  exact: boolean;
  /** Subsets whose entropies were looked at. */
  evaluations: number;
  /** Names of the coordinates, where the chain has them. */
  names?: readonly string[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}
