/**
 * `jointEntropy()`: how uncertain several variables are together.
 *
 * @module
 */
import { fallback } from "./call.ts";
import type { ContinuousEntropyEstimator, ContinuousEntropyOptions } from "./continuous.ts";
import { continuousJointEntropy } from "./continuous-measures.ts";
import {
  discreteEstimators,
  isLaw,
  law,
  type Discrete,
  type DiscreteOptions,
  type EntropyEstimator,
  type Law,
} from "./discrete.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import { measureCall, measured, measuredSync, type Estimators, type MeasureCall } from "./estimators.ts";
import { variables, type VariablesInput } from "./given.ts";
import type { KernelEntropyOptions } from "./kernel.ts";
import { kernelJointEntropy } from "./kernel-estimators.ts";

/** Options of {@link jointEntropy}. */
export interface JointEntropyOptions
  extends
    MeasureOptions,
    DiscreteOptions,
    Omit<KernelEntropyOptions, "weights">,
    Omit<ContinuousEntropyOptions, "order"> {
  /** Default `'plug-in'` for symbols and laws, `'auto'` where there are values. */
  estimator?: EntropyEstimator | ContinuousEntropyEstimator | "kde" | undefined;
}

/** The estimators of a joint entropy. */
const estimators: Estimators<Discrete> = {
  ...continuousJointEntropy,
  ...discreteEstimators("entropy"),
  kde: kernelJointEntropy,
};

/** Several variables, or their law. */
export function severalVariables(verb: string, given: unknown): Discrete {
  return isLaw(given)
    ? { law: law(verb, "variables", given) }
    : { variables: variables(verb, "variables", given) };
}

function call(verb: string, given: unknown, options: unknown): MeasureCall {
  const input = severalVariables(verb, given);
  return measureCall({
    verb,
    measure: "joint entropy",
    estimators,
    fallback: fallback(input),
    input,
    options,
  });
}

/**
 * Joint entropy H(X, Y, …): how uncertain several variables are together, at most the sum of their entropies.
 *
 * Symbols are counted: O(samples × variables), whatever the number of combinations that could occur. Values have a
 * differential entropy, which may be negative: `'kozachenko-leonenko'` by neighbors in all columns, `'kde'` by a kernel
 * density, `'gaussian'`, `'gaussian-copula'` (each column by neighbors, their dependence as Gaussian); `'auto'` takes
 * neighbors, and where symbols stand among values counts those: H(symbols) + H(values) − their information.
 *
 * @param given A table in any form (`Table`, `{ columns }`, row objects, Arrow), a matrix or an array of rows with a
 *   variable in each column, or a law `{ probabilities, shape }`. An array of arrays is rows: give columns as
 *   `{ columns: [x, y] }`.
 * @param options `estimator`, `support`, `base`, `local`, `missing`, and see {@link JointEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { jointEntropy } from "marginals/information";
 *
 * const coins = { columns: { first: [0, 0, 1, 1], second: [0, 1, 0, 1] } };
 * console.log((await jointEntropy(coins, { base: 2 })).value); // 2
 *
 * const sizes = { columns: { width: [1.5, 2.5, 3.75, 4.25, 5.5], height: [2.5, 3.25, 3.5, 5.75, 5.25] } };
 * console.log((await jointEntropy(sizes, { estimator: "gaussian" })).value.toFixed(2)); // 3.38
 * ```
 */
export async function jointEntropy(
  given: VariablesInput | Law,
  options?: JointEntropyOptions,
): Promise<Estimate> {
  return measured(call("jointEntropy", given, options));
}

/**
 * {@link jointEntropy} on the calling thread.
 *
 * @param given As for {@link jointEntropy}.
 * @param options As for {@link jointEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link jointEntropy}.
 * @throws What {@link jointEntropy} rejects with.
 */
export function jointEntropySync(given: VariablesInput | Law, options?: JointEntropyOptions): Estimate {
  return measuredSync(call("jointEntropySync", given, options));
}
