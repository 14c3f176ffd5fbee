/**
 * `conditionalEntropy()`: what stays uncertain once another variable is known.
 *
 * @module
 */
import { callOf } from "./call.ts";
import { continuousConditionalEntropy } from "./continuous-measures.ts";
import { discreteEstimators, type Discrete, type Law } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type Estimators, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import type { JointEntropyOptions } from "./joint-entropy.ts";
import { kernelConditionalEntropy } from "./kernel-estimators.ts";

/** Options of {@link conditionalEntropy}. */
export type ConditionalEntropyOptions = JointEntropyOptions;

/** The estimators of conditional entropy. */
const estimators: Estimators<Discrete> = {
  ...continuousConditionalEntropy,
  ...discreteEstimators("conditional-entropy"),
  kde: kernelConditionalEntropy,
};

const call = (verb: string, args: readonly unknown[]): MeasureCall =>
  callOf(verb, { measure: "conditional entropy", estimators, names: ["x", "given"] }, args);

/**
 * Conditional entropy H(X | Y) = −Σ p(x,y) ln p(x|y): what stays uncertain of one variable once another is known, 0 where
 * the other determines it.
 *
 * Estimators of counts other than `'plug-in'` give H(X, Y) − H(Y), each corrected. Cost: O(samples + cells).
 *
 * Of values, `'gaussian'` and `'gaussian-copula'` are exact differences; `'kde'` smooths both with the bandwidths of
 * the joint density, so that it is the entropy of a proper conditional density; `'kozachenko-leonenko'` is a difference of
 * estimates in spaces of different dimension, whose biases do not cancel: too large where x and y depend strongly.
 * `'auto'` gives H(X) − I(X; Y), in which most of the bias does, and counts symbols.
 *
 * @param x The variable.
 * @param given What is known; several columns are known together.
 * @param options `estimator`, `support`, `base`, `local`, `missing`, and see {@link ConditionalEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { conditionalEntropy } from "marginals/information";
 *
 * const size = ["small", "large", "large", "large"];
 * const breed = ["pug", "dane", "pug", "dane"];
 * console.log((await conditionalEntropy(size, breed, { base: 2 })).value); // 0.5
 * ```
 */
export function conditionalEntropy(
  x: VariableInput,
  given: VariableInput,
  options?: ConditionalEntropyOptions,
): Promise<Estimate>;
/**
 * {@link conditionalEntropy} of a law.
 *
 * @param law A probability mass function of two variables x, given, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function conditionalEntropy(law: Law, options?: ConditionalEntropyOptions): Promise<Estimate>;
export async function conditionalEntropy(...args: readonly unknown[]): Promise<Estimate> {
  return measured(call("conditionalEntropy", args));
}

/**
 * {@link conditionalEntropy} on the calling thread.
 *
 * @param x As for {@link conditionalEntropy}.
 * @param given As for {@link conditionalEntropy}.
 * @param options As for {@link conditionalEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link conditionalEntropy}.
 * @throws What {@link conditionalEntropy} rejects with.
 */
export function conditionalEntropySync(
  x: VariableInput,
  given: VariableInput,
  options?: ConditionalEntropyOptions,
): Estimate;
/**
 * {@link conditionalEntropySync} of a law.
 *
 * @param law A probability mass function of two variables x, given, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function conditionalEntropySync(law: Law, options?: ConditionalEntropyOptions): Estimate;
export function conditionalEntropySync(...args: readonly unknown[]): Estimate {
  return measuredSync(call("conditionalEntropySync", args));
}
