/**
 * Names of the optimizers.
 * @module
 */

/** Optimizers that choose one set. Each carries the name of its paper. */
export const algorithmNames = [
  "auto",
  "greedy",
  "lazy-greedy",
  "stochastic-greedy",
  "lazier-than-lazy-greedy",
  "two-stage-greedy",
  "sample-greedy",
  "simultaneous-greedys",
  "repeated-greedy",
  "adaptive-sequencing",
  "threshold-greedy",
  "batch-greedy",
  "distorted-greedy",
  "stochastic-distorted-greedy",
  "unconstrained-distorted-greedy",
  "generalized-distorted-greedy",
  "continuous-greedy",
  "random-greedy",
  "greedi",
  "rand-greedi",
  "double-greedy",
  "randomized-double-greedy",
  "cost-benefit-greedy",
  "greedy-max",
  "one-guess-greedy",
  "two-guess-greedy",
  "three-guess-greedy",
  "local-search",
  "majorize-minimize",
  "bidirectional-greedy",
  "sieve-streaming",
  "sieve-streaming++",
  "salsa",
  "three-sieves",
  "quick-stream",
  "swap-streaming",
  "queyranne",
  "branch-and-bound",
  "exhaustive",
  "random",
] as const;

/**
 * Name of an optimizer; `'auto'` chooses by structure, and the answer names what ran and why.
 *
 * | name | when | promise for submodular f |
 * |---|---|---|
 * | `greedy`, `lazy-greedy` | first choice; lazy computes a part of the gains for the same answer | monotone: 1 − 1/e by size, 1/(p + 1) within p matroids |
 * | `two-stage-greedy` | the same answer: full passes first, lazy later | as greedy |
 * | `stochastic-greedy`, `lazier-than-lazy-greedy` | gains are dear and k is large; lazier computes fewer for the same answer | monotone, by size: 1 − 1/e − ε in expectation |
 * | `threshold-greedy` | few passes whatever k is | monotone, by size: 1 − 1/e − ε |
 * | `adaptive-sequencing` | batches are cheap, rounds are dear | monotone, by size: no less than 1 − 1/e − ε in expectation |
 * | `greedi`, `rand-greedi` | the ground set is split over machines | monotone, by size: max((1 − 1/e)/m, 1/k); (1 − 1/e)/2 in expectation |
 * | `continuous-greedy` | a matroid, and the last few percent matter | monotone: 1 − (1 + 1/T)^−T with exact derivatives |
 * | `random-greedy` | f ≥ 0 may fall, a size | 1/e in expectation |
 * | `sample-greedy` | f ≥ 0 may fall, p matroids | p/(p + 1)² in expectation |
 * | `simultaneous-greedys`, `repeated-greedy` | f ≥ 0 may fall, p matroids, m budgets | p/(p + 1)² without budgets; with them the answer says |
 * | `double-greedy`, `randomized-double-greedy` (also `bidirectional-greedy`) | f ≥ 0 may fall, no limit | 1/3; 1/2 in expectation |
 * | `distorted-greedy` and its kin | value less a modular cost | (1 − 1/e) g − c |
 * | `local-search` | improves what greedy found, or `initial` | as greedy; from `initial` none |
 * | `branch-and-bound`, `exhaustive` | small instances, or a gap to report | the optimum |
 * | `batch-greedy` | several elements a step | by batch sizes and curvature |
 * | `sieve-streaming` and its kin | one pass in order of arrival | by the algorithm |
 * | `queyranne`, `majorize-minimize` | best split of a symmetric f; differences | exact; a local optimum |
 * | `random` | the baseline | none |
 *
 * Other functions are taken by most of them without a promise; an optimizer that does not apply says which do.
 */
export type AlgorithmName = (typeof algorithmNames)[number];

/** Optimizers that see every element once, in order of arrival. */
export const streamingNames = [
  "sieve-streaming",
  "sieve-streaming++",
  "salsa",
  "three-sieves",
  "quick-stream",
  "swap-streaming",
] as const;

/** Name of an optimizer that sees every element once. */
export type StreamingAlgorithmName = (typeof streamingNames)[number];

/** Optimizers that choose without a limit on the size. */
export const unlimitedNames: readonly AlgorithmName[] = [
  "unconstrained-distorted-greedy",
  "double-greedy",
  "randomized-double-greedy",
  "bidirectional-greedy",
  "queyranne",
];
