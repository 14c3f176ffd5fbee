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
  "local-search",
  "majorize-minimize",
  "bidirectional-greedy",
  "sieve-streaming",
  "sieve-streaming++",
  "three-sieves",
  "quick-stream",
  "swap-streaming",
  "queyranne",
  "branch-and-bound",
  "exhaustive",
  "random",
] as const;

/**
 * Name of an optimizer; `'auto'` chooses by structure and the answer names what ran. `'bidirectional-greedy'` is
 * another name of `'randomized-double-greedy'`.
 */
export type AlgorithmName = (typeof algorithmNames)[number];

/** Optimizers that see every element once, in order of arrival. */
export const streamingNames = [
  "sieve-streaming",
  "sieve-streaming++",
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
