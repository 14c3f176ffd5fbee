/**
 * The objectives in words, as summaries and reports tell them.
 *
 * @module
 */
import type { ObjectiveName } from "../markov/index.ts";

/** An objective that needs nothing but the subset. */
export type FreeObjective = Exclude<ObjectiveName, "distance-to-fixed-set">;

/** How an objective is told, and the sense in which it is usually wanted. */
export interface Wording {
  readonly sense: "maximize" | "minimize";
  /** What the subset is: ends "the coordinates that …". */
  readonly chosen: string;
  /** What the number says. */
  readonly meaning: string;
}

/** Objectives in the order they are told. */
export const WORDINGS: Readonly<Record<FreeObjective, Wording>> = {
  "entropy-rate": {
    sense: "maximize",
    chosen: "least predictable",
    meaning:
      "How uncertain the next values of a subset are when its present values are known. The largest value marks the coordinates that are hardest to foretell.",
  },
  "distance-to-stationarity": {
    sense: "maximize",
    chosen: "longest memory",
    meaning:
      "How much the present values of a subset tell about its next ones. The largest value marks the coordinates with the most memory.",
  },
  "distance-to-independence": {
    sense: "minimize",
    chosen: "most independent",
    meaning:
      "How far the coordinates of a subset are from moving each for itself. The smallest value marks those that share least; a single coordinate shares nothing.",
  },
  "distance-to-factorizability": {
    sense: "maximize",
    chosen: "most entangled with the rest",
    meaning:
      "How much is lost when a subset and the rest are taken to move apart from one another. The largest value marks the cut that loses most; a subset and its complement lose the same.",
  },
};

/** Objectives in the order they are told. */
export const FREE_OBJECTIVES: readonly FreeObjective[] = [
  "entropy-rate",
  "distance-to-stationarity",
  "distance-to-independence",
  "distance-to-factorizability",
];
