/**
 * `mutualInformation()`: how much two variables tell about each other.
 *
 * @module
 */
import { callOf } from "./call.ts";
import type { ContinuousInformationEstimator, ContinuousOptions } from "./continuous.ts";
import { continuousInformation } from "./continuous-measures.ts";
import {
  discreteEstimators,
  type Discrete,
  type DiscreteOptions,
  type EntropyEstimator,
  type Law,
} from "./discrete.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import { measured, measuredSync, type Estimators, type MeasureCall } from "./estimators.ts";
import type { VariableInput } from "./given.ts";
import type { KernelInformationOptions } from "./kernel.ts";
import { kernelMutualInformation } from "./kernel-estimators.ts";

/** Options of {@link mutualInformation}. */
export interface MutualInformationOptions
  extends MeasureOptions, DiscreteOptions, KernelInformationOptions, ContinuousOptions {
  /**
   * Default `'plug-in'` for symbols and laws, `'auto'` where there are values. `'auto'` takes Ross or Mesner–Shalizi where
   * there are symbols or repeated values; else the closed form of the best Gaussian or Student copula, if in at most 12
   * columns neighbors see the same dependence on samples drawn from it; else KSG extrapolated from two numbers of
   * neighbors. Its `reason` says which and why.
   */
  estimator?: EntropyEstimator | ContinuousInformationEstimator | "kde" | undefined;
}

/** The estimators of mutual information. */
const estimators: Estimators<Discrete> = {
  ...continuousInformation,
  ...discreteEstimators("mutual-information"),
  kde: kernelMutualInformation,
};

const call = (verb: string, args: readonly unknown[]): MeasureCall =>
  callOf(verb, { measure: "mutual information", estimators, names: ["x", "y"] }, args);

/**
 * Mutual information I(X; Y) = Σ p(x,y) ln p(x,y) / p(x)p(y): how much knowing one variable tells about the other, 0
 * exactly where they are independent.
 *
 * Strings, booleans and whole numbers are symbols and are counted; several columns are one variable whose symbol is the
 * row. The plug-in estimate is never negative and too large by about (Kx − 1)(Ky − 1)/2N; corrected estimates may fall
 * below 0. Cost: O(samples + cells).
 *
 * @param x One variable.
 * @param y The other, with as many rows.
 * @param options `estimator`, `support`, `base`, `local`, `missing`, and see {@link MutualInformationOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { mutualInformation } from "marginals/information";
 *
 * const sky = ["rain", "sun", "rain", "sun"];
 * const ground = ["wet", "dry", "wet", "dry"];
 * console.log((await mutualInformation(sky, ground, { base: 2 })).value); // 1
 * ```
 */
export function mutualInformation(
  x: VariableInput,
  y: VariableInput,
  options?: MutualInformationOptions,
): Promise<Estimate>;
/**
 * {@link mutualInformation} of a law.
 *
 * @param law A probability mass function of two variables, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function mutualInformation(law: Law, options?: MutualInformationOptions): Promise<Estimate>;
export async function mutualInformation(...given: readonly unknown[]): Promise<Estimate> {
  return measured(call("mutualInformation", given));
}

/**
 * {@link mutualInformation} on the calling thread.
 *
 * @param x As for {@link mutualInformation}.
 * @param y As for {@link mutualInformation}.
 * @param options As for {@link mutualInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link mutualInformation}.
 * @throws What {@link mutualInformation} rejects with.
 */
export function mutualInformationSync(
  x: VariableInput,
  y: VariableInput,
  options?: MutualInformationOptions,
): Estimate;
/**
 * {@link mutualInformationSync} of a law.
 *
 * @param law A probability mass function of two variables, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function mutualInformationSync(law: Law, options?: MutualInformationOptions): Estimate;
export function mutualInformationSync(...given: readonly unknown[]): Estimate {
  return measuredSync(call("mutualInformationSync", given));
}
