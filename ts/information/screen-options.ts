/**
 * Options of `screenFeatures()`, checked.
 *
 * @module
 */
import { optional, withDefault, type JobOptions } from "../options.ts";
import { anything, finiteNumber, integerIn, oneOf, type Check } from "../validate.ts";
import type { ColumnInput } from "../table/column.ts";
import { columnBins, type Bins } from "./bins.ts";
import type { ColumnReference } from "./columns.ts";
import type { Binning } from "./variable.ts";
import { measureOptions } from "./estimate.ts";

/** What is computed of every column and the target. */
export type ScreeningEstimator = "mixed" | "binned" | "kde" | "neighbors" | "pearson" | "xi";

/** How a target is reordered by a permutation. */
export type Resampling = "shuffle" | "blocks" | "circular-shift";

/** Options of `screenFeatures()`. */
export interface ScreenFeaturesOptions extends Omit<JobOptions, "onAbort" | "transfer"> {
  /** The target: name or index of a column, or a column of its own, as long as the others. */
  target: ColumnReference | ColumnInput;
  /**
   * `'mixed'` (default): mutual information by the kinds of the two columns, counted for symbols, by kernel densities
   * as soon as one holds values. `'binned'`: counted, values cut into `bins`. `'kde'`: the same as `'mixed'`.
   * `'neighbors'`: by three nearest neighbors, counted for symbols, Ross between symbols and values, mixed KSG between
   * values. `'pearson'`: the correlation r. `'xi'`: Chatterjee's ξ of the target given the column.
   *
   * Counting is too large by about (symbols − 1)(symbols of the target − 1) / (2 rows), kernels by a little that does not
   * depend on the column. Where columns of both kinds compete, compare p-values (`permutations`), which no bias touches,
   * or take `'binned'`, which treats all alike.
   */
  estimator?: ScreeningEstimator | undefined;
  /**
   * How columns of values are cut, for `'binned'`: a number of intervals of equal frequency, a rule, or a method with its
   * number. Default √(rows / 5) of equal frequency, within 2 and 16.
   */
  bins?: Bins | undefined;
  /** Rule of the kernels' bandwidths, for `'kde'` and `'mixed'`. Default `'scott'`. */
  bandwidth?: "scott" | "silverman" | undefined;
  /** Permutations of the target for p-values, 0 to 10⁷. Default 0: no p-values. */
  permutations?: number | undefined;
  /**
   * Permutations reaching the value of a column after which no more are made for it; its p-value is then that number
   * over the permutations made. Ten spare nearly all work on columns without relation. Default: never.
   */
  stopAfter?: number | undefined;
  /** Share of false discoveries, in (0, 1): rows get `significant`, whether their q-value is at most that. */
  fdr?: number | undefined;
  /**
   * How the target is reordered: `'shuffle'` (default) for independent rows; for series `'blocks'` of `blockLength`
   * consecutive rows, or `'circular-shift'`.
   */
  resampling?: Resampling | undefined;
  /** Rows of a block, for `'blocks'`: at most half of the rows. Default √rows. */
  blockLength?: number | undefined;
  /** Base of the logarithm: 2 for bits. Default e: nats. */
  base?: number | undefined;
  /**
   * What becomes of missing values: `'error'` (default), `'pairwise'` leaves out, for each column, the rows in which it
   * or the target is missing, `'drop'` the rows in which any column of the chunk is.
   */
  missing?: "error" | "pairwise" | "drop" | undefined;
  /** Bytes of a file that are held at once; a larger one is read once for every chunk of columns. Default 256 MiB. */
  chunkBytes?: number | undefined;
}

/** Options after they were checked. */
export interface CheckedScreening {
  seed: number | bigint;
  threads: number | undefined;
  signal: AbortSignal | undefined;
  onProgress: JobOptions["onProgress"];
  base: number | undefined;
  target: unknown;
  estimator: ScreeningEstimator;
  bins: Binning | undefined;
  bandwidth: "scott" | "silverman" | undefined;
  permutations: number;
  stopAfter: number | undefined;
  fdr: number | undefined;
  resampling: Resampling;
  blockLength: number | undefined;
  missing: "error" | "pairwise" | "drop";
  chunkBytes: number;
}

const { missing: _, ...common } = measureOptions;

/** The schema of the options. */
export const screeningOptions: {
  readonly [Key in keyof CheckedScreening]: Check<CheckedScreening[Key]>;
} = {
  ...common,
  target: anything,
  estimator: withDefault(oneOf(["mixed", "binned", "kde", "neighbors", "pearson", "xi"]), "mixed"),
  bins: columnBins,
  bandwidth: optional(oneOf(["scott", "silverman"])),
  permutations: withDefault(integerIn(0, 10_000_000), 0),
  stopAfter: optional(integerIn(1, 10_000_000)),
  fdr: optional(finiteNumber({ above: 0, below: 1 })),
  resampling: withDefault(oneOf(["shuffle", "blocks", "circular-shift"]), "shuffle"),
  blockLength: optional(integerIn(1, 2 ** 32 - 1)),
  missing: withDefault(oneOf(["error", "pairwise", "drop"]), "error"),
  chunkBytes: withDefault(integerIn(1, Number.MAX_SAFE_INTEGER), 2 ** 28),
};
