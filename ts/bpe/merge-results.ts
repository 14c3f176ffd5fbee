/**
 * What the searches for merges answer.
 * @module
 */
import type { Merge, Token } from "./token.ts";

/** Answer of {@link optimalMerges}. */
export interface OptimalMerges {
  /** Symbols saved. */
  utility: number;
  /** The merges in order, each a pair of tokens: trees over the letters of the text. */
  merges: Merge[];
  /** Whether nothing saves more; false when `maxStates` or an abort ended the search. */
  proven: boolean;
  /** Sequences examined. */
  states: number;
}

/** Answer of {@link greedyMerges}. */
export interface GreedyMerges {
  /** Symbols saved. */
  utility: number;
  /** The merges in order. */
  merges: Merge[];
  /** Symbols saved by each. */
  gains: Uint32Array;
  /** What is left of the text. */
  tokens: Token[];
}

/** Answer of {@link beamMerges}. */
export interface BeamMerges extends GreedyMerges {
  /** No sequence of as many merges saves more symbols. */
  bound: number;
  /** Whether nothing saves more: `utility` reaches `bound`. */
  proven: boolean;
  /** Sequences of tokens examined. */
  states: number;
}

/** Answer of {@link certificate}. */
export interface Certificate extends GreedyMerges {
  /** No sequence of as many merges saves more symbols. */
  bound: number;
  /** Share of the optimum that is certain for this text; null when nothing can be saved. */
  ratio: number | null;
  /** Share of the optimum that is certain for every text; null where the counting is not the theorem's. */
  guarantee: { ratio: number; condition: string; source: string } | null;
}

/** Answer of {@link curvature}. */
export interface Curvature {
  /** Least over the optimal sequences. */
  min: number;
  /** Largest over the optimal sequences. */
  max: number;
  /** Symbols that each of them saves. */
  utility: number;
  /** Number of optimal sequences. */
  sequences: number;
}
