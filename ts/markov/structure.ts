/**
 * The structure report of a chain: what each coordinate and each pair is worth, and what is proved of the chain.
 * @module
 */
import { jobOptions, ownOptions, withDefault, type CheckedJobOptions, type JobOptions } from "../options.ts";
import * as validate from "../validate.ts";
import { routeNames, type Route } from "./types.ts";

/** Options of {@link MarkovChain.structureReport}. */
export interface StructureReportOptions extends JobOptions {
  /** How entropies are computed. Default `'auto'`. */
  route?: Route | undefined;
}

/** What is known of a chain and of the worth of its coordinates; all quantities in nats. */
export interface StructureReport {
  /** Names of the coordinates, where the chain has them. */
  names?: readonly string[];
  /** Quantities of the whole chain. */
  whole: Worth<number>;
  /** Quantities of each coordinate alone. */
  singles: Worth<Float64Array> & {
    /** D(P ‖ P^(i) ⊗ P^(−i)). */
    distanceToFactorizability: Float64Array;
    /** H(P) − H(P^(−i)): what the entropy rate gains when the coordinate joins last. */
    lastGain: Float64Array;
  };
  /** Quantities of the chain without each coordinate. */
  without: Worth<Float64Array>;
  /** d × d, row-major: quantities of each pair. */
  pairs: {
    distanceToIndependence: Float64Array;
    distanceToFactorizability: Float64Array;
  };
  /** Reference law: where it comes from and how far one step moves it. */
  reference: { origin: string; residual: number; stationary: boolean };
  /** Whether the reference is the product of its margins, which the theorems on submodularity ask for. */
  productReference: boolean;
  /** Why the entropy rate is submodular by a theorem; empty where none says so. */
  submodularBecause: string;
  /**
   * Smallest second difference of the entropy rate, over all sets (`exact`) or along random orders: where it is not
   * negative the entropy rate is submodular. Absent for a single coordinate.
   */
  slack?: { value: number; set: Uint32Array; pair: Uint32Array; exact: boolean };
  /** How entropies were computed. */
  route: string;
  /** What the caller should know of the chain. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/** Quantities of a set of coordinates, in nats. */
export interface Worth<T> {
  /** H(P^(S)). */
  entropyRate: T;
  /** D(P^(S) ‖ ⊗ P^(i)). */
  distanceToIndependence: T;
  /** D(P^(S) ‖ Π^(S)); +∞ where the reference has no mass on a state that the chain reaches. */
  distanceToStationarity: T;
  /** I(X_S; Y_S). */
  mutualInformation: T;
  /** H(X_S). */
  stateEntropy: T;
}

/** Checks the options. */
export function structureReportOptions(verb: string, options: unknown): CheckedJobOptions & { route: Route } {
  return ownOptions(verb, options, {
    ...jobOptions,
    route: withDefault(validate.oneOf(routeNames), "auto"),
  });
}
