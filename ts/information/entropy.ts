/**
 * `entropy()`: how uncertain one variable is.
 *
 * @module
 */
import { native } from "../native.ts";
import { ownEntries } from "../options.ts";
import { fallback } from "./call.ts";
import { entropyInput, ofSamples, type EntropyInput, type EntropyMaterial } from "./entropy-input.ts";
import type { ContinuousEntropyEstimator, ContinuousEntropyOptions } from "./continuous.ts";
import { continuousEntropy } from "./continuous-measures.ts";
import {
  discreteEstimators,
  entropyEstimators,
  mannerSpec,
  optionsOf,
  type DiscreteOptions,
  type EntropyEstimator,
} from "./discrete.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import {
  estimator,
  measureCall,
  measured,
  measuredSync,
  type Estimators,
  type MeasureCall,
} from "./estimators.ts";
import { orderCallOf } from "./order-call.ts";
import type { KernelEntropyOptions } from "./kernel.ts";
import { kernelEntropy } from "./kernel-estimators.ts";

/** Options of {@link entropy}. */
export interface EntropyOptions
  extends MeasureOptions, DiscreteOptions, KernelEntropyOptions, ContinuousEntropyOptions {
  /** Order of a Rényi entropy in place of Shannon's, by `'plug-in'`, `'unbiased'` or `'kozachenko-leonenko'`. Default 1. */
  order?: number | undefined;
  /** Default `'plug-in'` for symbols, counts and probabilities, `'auto'` for values. */
  estimator?: EntropyEstimator | ContinuousEntropyEstimator | "kde" | "unbiased" | undefined;
}

const ofSymbols = discreteEstimators("entropy");

/** The estimators of an entropy. */
const estimators: Estimators<EntropyMaterial> = {
  ...Object.fromEntries(Object.entries(continuousEntropy).map(ofSamples)),
  ...Object.fromEntries(
    entropyEstimators.map((name) => [
      name,
      estimator<EntropyMaterial, ReturnType<typeof optionsOf>>(optionsOf(name), (verb, input, options) => {
        if (!("counts" in input)) return ofSymbols[name].prepare(verb, input, options);
        const manner = mannerSpec(name, options, 1);
        return (job) => native().entropyOfCounts(input.counts, manner, job);
      }),
    ]),
  ),
  ...Object.fromEntries([ofSamples(["kde", kernelEntropy])]),
};

function call(verb: string, given: unknown, options: unknown): MeasureCall {
  const input = entropyInput(verb, given);
  const asked = options === undefined ? [] : ownEntries(verb, "options", options);
  const { estimator: chosen, order } = Object.fromEntries(asked);
  const usual = "counts" in input ? "plug-in" : fallback(input);
  // Of the estimators of values, only this one has orders.
  const choice = usual === "auto" && order !== undefined && order !== 1 ? "kozachenko-leonenko" : usual;
  const name = chosen ?? choice;
  const byPowers = name === "unbiased" || (name === "plug-in" && order !== undefined && order !== 1);
  if (byPowers) return orderCallOf(verb, { measure: "Rényi entropy", family: "renyi" }, input, options);
  // The estimators of values have an order of their own; Shannon's entropy is of order 1.
  const rest = order === 1 ? Object.fromEntries(asked.filter(([key]) => key !== "order")) : options;
  return measureCall({ verb, measure: "entropy", estimators, fallback: choice, input, options: rest });
}

/**
 * Entropy H(X) = −Σ p ln p: how uncertain a variable is, how many nats (or bits) its outcome is worth.
 *
 * Samples of several columns are one variable whose symbol is the row. Few samples make the plug-in entropy too small,
 * by about (K − 1)/2N for K symbols; the other estimators correct that. Cost: O(samples), plus what the estimator takes
 * for each distinct count.
 *
 * @param input `{ samples }`, `{ counts }` of each symbol (a count of 0 is a symbol that can occur), or
 *   `{ probabilities }`, of sum 1 within 10⁻⁹.
 * @param options `estimator`, `support`, `base`, `local`, and see {@link EntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, probabilities that do not sum to 1, an estimator that does not
 *   exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { entropy } from "marginals/information";
 *
 * const { value, unit } = await entropy({ samples: ["a", "b", "a", "c"] }, { base: 2 });
 * console.log(value, unit); // 1.5 bits
 * ```
 */
export async function entropy(input: EntropyInput, options?: EntropyOptions): Promise<Estimate> {
  return measured(call("entropy", input, options));
}

/**
 * {@link entropy} on the calling thread.
 *
 * @param input As for {@link entropy}.
 * @param options As for {@link entropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link entropy}.
 * @throws What {@link entropy} rejects with.
 * @example
 * ```ts
 * import { entropySync } from "marginals/information";
 *
 * console.log(entropySync({ probabilities: [0.5, 0.25, 0.25] }, { base: 2 }).value); // 1.5
 * ```
 */
export function entropySync(input: EntropyInput, options?: EntropyOptions): Estimate {
  return measuredSync(call("entropySync", input, options));
}
