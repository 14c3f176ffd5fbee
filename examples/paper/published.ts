/**
 * What the run logs published with arXiv 2503.23340 (Lai & Choi 2025, "Information-theoretic subset selection of
 * multivariate Markov chains via submodular optimization") say, as far as they can be compared with anything.
 */

/** Curie–Weiss, d = 10, inverse temperature 0.1, field 1. */
export const curieWeiss = {
  entropyRate: 2.2910917,
  distanceToIndependence: 0.538125,
  distanceToStationarity: 4.4697499,
  /** Distance to factorizability of the chosen subset, sizes 1 to 5. */
  factorizability: [0.1484, 0.245, 0.3093, 0.3459, 0.3576],
  /** Distance to the fixed set {0, 1, 2}, sizes 1 to 4. */
  fixedSet: [0.0275073, 0.0565078, 0.089185, 0.1262151],
};

/** Bernoulli–Laplace, ten free colors. */
export const bernoulliLaplace = { entropyRate: 1.9606831 };

/** Curie–Weiss, d = 8: total variation after 10 steps, estimated from 1,000 samples with four seeds. */
export const mixing = {
  chain: [0.2699, 0.2652, 0.259, 0.2676],
  product: [0.2611, 0.2376, 0.2591, 0.2617],
};

/** Why a published figure and the one computed here differ. */
export const reasons = {
  precision:
    "Agrees to the precision of the published run: 32-bit floats, and 1e-15 or 1e-10 added within the logarithms.",
  factorizability:
    "The published run forms P^(S) ⊗ P^(−S) as a Kronecker product and leaves its coordinates in the order S, −S, so that it is compared with P in another order. Values and chosen sets differ.",
  greedy: "Greedy is not optimal here; the optimum was found by comparing every subset.",
  bernoulliLaplace:
    "The published run builds P from a spectral sum that lacks the norms of the Hahn polynomials and the signs of the eigenvalues, sets negative entries to 0 and renormalizes; the law it uses is not stationary for the result. Here the urns themselves are the chain.",
  sampling:
    "The published figure is a distance between two empirical laws of 1,000 samples, which adds the noise of sampling; here the law after 10 steps is computed, from the worst start.",
};
