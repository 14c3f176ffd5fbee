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
  whole: {
    entropyRate: number;
    distanceToIndependence: number;
    distanceToStationarity: number | null;
  };
  /** Quantities of each coordinate alone. */
  singles: {
    entropyRate: Float64Array;
    distanceToFactorizability: Float64Array;
    distanceToStationarity: Float64Array;
  };
  /** d × d, row-major: quantities of each pair; the diagonal is 0. */
  pairs: {
    distanceToIndependence: Float64Array;
    distanceToFactorizability: Float64Array;
  };
  /** Reference law: where it comes from and how far one step moves it. */
  reference: { origin: string; residual: number; stationary: boolean };
  /** Whether the reference is the product of its margins, which the theorems on submodularity ask for. */
  productReference: boolean;
  /** Smallest second difference of the entropy rate over all subsets (≥ 0: submodular), where it was computed. */
  slack: { smallest: number; witness: string } | null;
  /** What the caller should know of the chain. */
  warnings: readonly string[];
}

/** Checks the options. */
export function structureReportOptions(verb: string, options: unknown): CheckedJobOptions & { route: Route } {
  return ownOptions(verb, options, {
    ...jobOptions,
    route: withDefault(validate.oneOf(routeNames), "auto"),
  });
}
