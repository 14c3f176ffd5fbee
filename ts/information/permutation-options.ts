/**
 * Options of `permutationTest()`, checked.
 *
 * @module
 */
import { optional, withDefault } from "../options.ts";
import { integerIn, oneOf, type Check } from "../validate.ts";
import type { ContinuousConditionalEstimator, ContinuousInformationEstimator } from "./continuous.ts";
import { conditionalNames, informationNames } from "./continuous-measures.ts";
import type { Resampling } from "./screen-options.ts";
import { testedOptions, type TestedOptions } from "./tested.ts";

/** Which permutations count against the value. */
export type Alternative = "greater" | "less" | "two-sided";

/** Options of `permutationTest()`. */
export interface PermutationTestOptions extends TestedOptions {
  /** Permutations, 1 to 10⁷. Default 999. */
  permutations?: number | undefined;
  /**
   * How rows of `x` are reordered. `'shuffle'`: any order, the default without a condition. `'within'`: among rows of
   * equal condition, the default with one and for transfer entropy, because shuffling all rows would test another
   * hypothesis. For series `'blocks'` of `blockLength` rows, or `'circular-shift'`, which takes every shift once where
   * there are no more than `permutations`. `'local'`: a row takes the place of
   * one of the `neighbors` rows whose conditions are nearest, for conditions that are values and do not repeat; the
   * default where an `estimator` takes a condition of values.
   */
  resampling?: Resampling | "within" | "local" | undefined;
  /** `'local'`: how many rows are near, the row itself among them, 2 to all rows. Default 5. */
  neighbors?: number | undefined;
  /**
   * Estimator of values of the mutual information or the transfer entropy, in place of counting: any of
   * `mutualInformation()`, or of `conditionalMutualInformation()` where there is a condition or a past. What `'auto'`
   * chooses for the data is used for every permutation. Neighbors cost a search for each. Default: counted.
   */
  estimator?: ContinuousInformationEstimator | ContinuousConditionalEstimator | undefined;
  /** Rows of a block, for `'blocks'`: at most half of the rows. Default √rows. */
  blockLength?: number | undefined;
  /** `'greater'` (default), `'less'`, or `'two-sided'`: as far from the mean of the permutations. */
  alternative?: Alternative | undefined;
}

/** The name of an estimator of values. */
export type TestEstimator = ContinuousInformationEstimator | ContinuousConditionalEstimator;

/** The schema of the options. */
export const permutationOptions: typeof testedOptions & {
  readonly permutations: Check<number>;
  readonly resampling: Check<Resampling | "within" | "local" | undefined>;
  readonly neighbors: Check<number>;
  readonly estimator: Check<TestEstimator | undefined>;
  readonly blockLength: Check<number | undefined>;
  readonly alternative: Check<Alternative>;
} = {
  ...testedOptions,
  permutations: withDefault(integerIn(1, 10_000_000), 999),
  resampling: optional(oneOf(["shuffle", "blocks", "circular-shift", "within", "local"])),
  neighbors: withDefault(integerIn(2, 2 ** 32 - 1), 5),
  estimator: optional(oneOf([...new Set([...informationNames, ...conditionalNames])])),
  blockLength: optional(integerIn(1, 2 ** 32 - 1)),
  alternative: withDefault(oneOf(["greater", "less", "two-sided"]), "greater"),
};
