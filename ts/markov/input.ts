/**
 * What the builders of chains take.
 *
 * @module
 */
import type { MatrixInput } from "../matrix.ts";
import type { SparseMatrixInput } from "../sparse-matrix.ts";

/** What every matrix form of a chain may bring. */
export interface ChainFrame {
  /** Values per coordinate, coordinate 0 the slowest digit of the state's number. */
  sizes: readonly number[] | Uint32Array;
  /** Names of the coordinates. */
  names?: readonly string[] | undefined;
  /** Law the previous state is drawn from. Default: the stationary law. */
  reference?: Float64Array | readonly number[] | undefined;
}

/** A chain as a dense row-stochastic matrix. */
export interface MatrixChainInput extends ChainFrame {
  /** n × n numbers, row-major, n the product of the sizes; or any matrix form. */
  transition: Float64Array | readonly number[] | MatrixInput;
}

/** A chain as sparse rows, or as a list of edges. */
export interface SparseChainInput extends ChainFrame {
  /** Compressed rows, or the edges (from, to, probability); an edge given twice counts as the sum. */
  transition:
    | SparseMatrixInput
    | {
        from: Uint32Array | readonly number[];
        to: Uint32Array | readonly number[];
        probability: Float64Array | readonly number[];
      };
}

/** The Curie–Weiss model. */
export interface CurieWeissInput {
  /** Number of spins d. */
  spins: number;
  /** Inverse temperature β ≥ 0. Default 1. */
  inverseTemperature?: number | undefined;
  /** External field h. Default 0. */
  field?: number | undefined;
  /** J(i, j) = 2^{−|i−j|} (`'decaying'`, default), 1 for every pair (`'mean-field'`), or a symmetric matrix. */
  couplings?: "decaying" | "mean-field" | MatrixInput | undefined;
  /** One random spin a step is proposed to flip (`'metropolis'`, default) or redrawn (`'heat-bath'`). */
  dynamics?: "metropolis" | "heat-bath" | undefined;
  /** Names of the spins. */
  names?: readonly string[] | undefined;
}

/** The Bernoulli–Laplace level model. */
export interface BernoulliLaplaceInput {
  /** Balls of each color in both urns together; the last color is the one that follows from the others. */
  colors: readonly number[] | Uint32Array;
  /** Balls in the left urn. */
  urn: number;
  /** Balls exchanged per step. Default 1. */
  swaps?: number | undefined;
  /** Names of the free colors. */
  names?: readonly string[] | undefined;
}

/** A random chain. */
export interface RandomChainInput {
  /** Values per coordinate. */
  sizes: readonly number[] | Uint32Array;
  /** Names of the coordinates. */
  names?: readonly string[] | undefined;
  /** Fraction of next states with positive probability, in (0, 1]. Default 1. Not used with `productLaw`. */
  density?: number | undefined;
  /** Make a chain whose stationary law is a product over the coordinates. Default false. */
  productLaw?: boolean | undefined;
  /** Seed. Default 0. */
  seed?: number | bigint | undefined;
}

/** A chain that changes at most one coordinate in a step. */
export interface SingleFlipInput extends ChainFrame {
  /**
   * Row x holds the probability of each single change: coordinate by coordinate, each other value in increasing
   * order (for binary coordinates: one number per coordinate). What remains of a row is the probability to stay.
   */
  probabilities: Float64Array | readonly number[];
}
