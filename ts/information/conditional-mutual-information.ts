/**
 * `conditionalMutualInformation()`: what two variables share beyond a third.
 *
 * @module
 */
import { callOf } from "./call.ts";
import type { ContinuousConditionalEstimator, ContinuousOptions } from "./continuous.ts";
import { continuousConditional } from "./continuous-measures.ts";
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

/** Options of {@link conditionalMutualInformation}. */
export interface ConditionalMutualInformationOptions
  extends MeasureOptions, DiscreteOptions, Omit<ContinuousOptions, "alpha"> {
  /** Default `'plug-in'` for symbols and laws, `'auto'` where there are values. */
  estimator?: EntropyEstimator | ContinuousConditionalEstimator | undefined;
}

/** The estimators of conditional mutual information. */
const estimators: Estimators<Discrete> = {
  ...discreteEstimators("conditional-mutual-information"),
  ...continuousConditional,
};

const call = (verb: string, args: readonly unknown[]): MeasureCall =>
  callOf(verb, { measure: "conditional mutual information", estimators, names: ["x", "y", "z"] }, args);

/**
 * Conditional mutual information I(X; Y | Z) = Σ p(x,y,z) ln p(x,y|z) / p(x|z)p(y|z): what two variables still share once
 * a third is known, 0 exactly where they are independent given it. It may be more than I(X; Y): for z = x xor y of fair
 * bits, I(X; Y) = 0 and I(X; Y | Z) is a whole bit.
 *
 * The plug-in estimate is never negative and too large by about Kz (Kx − 1)(Ky − 1)/2N. Cost: O(samples + cells).
 *
 * @param x One variable.
 * @param y The other.
 * @param z What is known; several columns are known together.
 * @param options `estimator`, `support`, `base`, `local`, `missing`, and see
 *   {@link ConditionalMutualInformationOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense and for an estimator that does not exist; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { conditionalMutualInformation } from "marginals/information";
 *
 * const [x, y, xor] = [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]];
 * console.log((await conditionalMutualInformation(x, y, xor, { base: 2 })).value); // 1
 * ```
 */
export function conditionalMutualInformation(
  x: VariableInput,
  y: VariableInput,
  z: VariableInput,
  options?: ConditionalMutualInformationOptions,
): Promise<Estimate>;
/**
 * {@link conditionalMutualInformation} of a law.
 *
 * @param law A probability mass function of three variables x, y, z, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function conditionalMutualInformation(
  law: Law,
  options?: ConditionalMutualInformationOptions,
): Promise<Estimate>;
export async function conditionalMutualInformation(...given: readonly unknown[]): Promise<Estimate> {
  return measured(call("conditionalMutualInformation", given));
}

/**
 * {@link conditionalMutualInformation} on the calling thread.
 *
 * @param x As for {@link conditionalMutualInformation}.
 * @param y As for {@link conditionalMutualInformation}.
 * @param z As for {@link conditionalMutualInformation}.
 * @param options As for {@link conditionalMutualInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link conditionalMutualInformation}.
 * @throws What {@link conditionalMutualInformation} rejects with.
 */
export function conditionalMutualInformationSync(
  x: VariableInput,
  y: VariableInput,
  z: VariableInput,
  options?: ConditionalMutualInformationOptions,
): Estimate;
/**
 * {@link conditionalMutualInformationSync} of a law.
 *
 * @param law A probability mass function of three variables x, y, z, `{ probabilities, shape }`.
 * @param options As for the other form.
 * @returns The exact value.
 */
export function conditionalMutualInformationSync(
  law: Law,
  options?: ConditionalMutualInformationOptions,
): Estimate;
export function conditionalMutualInformationSync(...given: readonly unknown[]): Estimate {
  return measuredSync(call("conditionalMutualInformationSync", given));
}
