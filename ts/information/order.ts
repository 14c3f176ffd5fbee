/**
 * Entropies of an order: Rényi, Tsallis, Hill numbers, Gini–Simpson.
 *
 * @module
 */
import type { EntropyInput } from "./entropy-input.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import { measured, measuredSync } from "./estimators.ts";
import { orderCall, type OrderForm, type OrderOptions } from "./order-call.ts";

/** Options of {@link renyiEntropy}. */
export type RenyiEntropyOptions = MeasureOptions & OrderOptions;

/** Options of {@link tsallisEntropy} and {@link hillNumber}. */
export type TsallisEntropyOptions = Omit<MeasureOptions, "base"> & OrderOptions;

/** Options of {@link giniSimpson}. */
export type GiniSimpsonOptions = Omit<MeasureOptions, "base"> & Omit<OrderOptions, "order">;

const renyi: OrderForm = { measure: "Rényi entropy", family: "renyi" };
const tsallis: OrderForm = { measure: "Tsallis entropy", family: "tsallis", unit: "dimensionless" };
const hill: OrderForm = { measure: "Hill number", family: "hill", unit: "dimensionless" };
const giniForm: OrderForm = {
  measure: "Gini–Simpson index",
  family: "tsallis",
  order: 2,
  unit: "dimensionless",
};

/**
 * Rényi entropy ln Σ pᵅ / (1 − α): Shannon's at order 1, ln K at 0, −ln of the largest p at `Infinity`; never rises with the
 * order (A. Rényi, "On measures of entropy and information", 1961).
 *
 * Cost: O(samples + symbols). `'unbiased'` takes the logarithm of an unbiased Σ pᵅ.
 *
 * @param input `{ samples }`, `{ counts }` or `{ probabilities }`, as for `entropy()`.
 * @param options `order`, `estimator`, `base`, and see {@link RenyiEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input and orders that make no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { renyiEntropy } from "marginals/information";
 *
 * console.log((await renyiEntropy({ probabilities: [0.5, 0.25, 0.25] }, { order: 0, base: 4 })).value); // 0.7924812503605781
 * ```
 */
export async function renyiEntropy(input: EntropyInput, options: RenyiEntropyOptions): Promise<Estimate> {
  return measured(orderCall("renyiEntropy", renyi, input, options));
}

/**
 * {@link renyiEntropy} on the calling thread.
 *
 * @param input As for {@link renyiEntropy}.
 * @param options As for {@link renyiEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link renyiEntropy}.
 * @throws What {@link renyiEntropy} rejects with.
 */
export function renyiEntropySync(input: EntropyInput, options: RenyiEntropyOptions): Estimate {
  return measuredSync(orderCall("renyiEntropySync", renyi, input, options));
}

/**
 * Tsallis entropy (1 − Σ p^q)/(q − 1): Shannon's (in nats) at order 1, K − 1 at 0, Gini–Simpson at 2 (C. Tsallis,
 * "Possible generalization of Boltzmann–Gibbs statistics", 1988).
 *
 * Cost: O(samples + symbols). `'unbiased'` has the exact value as its mean.
 *
 * @param input `{ samples }`, `{ counts }` or `{ probabilities }`, as for `entropy()`.
 * @param options `order` (finite), `estimator`, and see {@link TsallisEntropyOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for input and orders that make no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { tsallisEntropy } from "marginals/information";
 *
 * console.log((await tsallisEntropy({ probabilities: [0.5, 0.25, 0.25] }, { order: 2 })).value); // 0.625
 * ```
 */
export async function tsallisEntropy(input: EntropyInput, options: TsallisEntropyOptions): Promise<Estimate> {
  return measured(orderCall("tsallisEntropy", tsallis, input, options));
}

/**
 * {@link tsallisEntropy} on the calling thread.
 *
 * @param input As for {@link tsallisEntropy}.
 * @param options As for {@link tsallisEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link tsallisEntropy}.
 * @throws What {@link tsallisEntropy} rejects with.
 */
export function tsallisEntropySync(input: EntropyInput, options: TsallisEntropyOptions): Estimate {
  return measuredSync(orderCall("tsallisEntropySync", tsallis, input, options));
}

/**
 * Hill number: how many equally likely symbols are as diverse as these, the exponential of the Rényi entropy (M. O. Hill,
 * "Diversity and evenness", 1973).
 *
 * Order 0 counts symbols, 1 is e to the entropy, 2 is 1/Σ p², `Infinity` is 1 over the largest p. Cost: O(samples +
 * symbols).
 *
 * @param input `{ samples }`, `{ counts }` or `{ probabilities }`, as for `entropy()`.
 * @param options `order`, `estimator`, and see {@link TsallisEntropyOptions}.
 * @returns The estimate, a number of symbols.
 * @throws MarginalsError for input and orders that make no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { hillNumber } from "marginals/information";
 *
 * console.log((await hillNumber({ probabilities: [0.5, 0.25, 0.25] }, { order: 0 })).value.toFixed(4)); // 3.0000
 * ```
 */
export async function hillNumber(input: EntropyInput, options: TsallisEntropyOptions): Promise<Estimate> {
  return measured(orderCall("hillNumber", hill, input, options));
}

/**
 * {@link hillNumber} on the calling thread.
 *
 * @param input As for {@link hillNumber}.
 * @param options As for {@link hillNumber}; a `signal` is only seen if it aborted before.
 * @returns As {@link hillNumber}.
 * @throws What {@link hillNumber} rejects with.
 */
export function hillNumberSync(input: EntropyInput, options: TsallisEntropyOptions): Estimate {
  return measuredSync(orderCall("hillNumberSync", hill, input, options));
}

/**
 * Gini–Simpson index 1 − Σ p²: the chance that two draws differ (E. H. Simpson, "Measurement of diversity", 1949).
 *
 * `'unbiased'` is 1 − Σ n(n − 1)/N(N − 1), for samples and counts. Cost: O(samples + symbols).
 *
 * @param input `{ samples }`, `{ counts }` or `{ probabilities }`, as for `entropy()`.
 * @param options `estimator`, and see {@link GiniSimpsonOptions}.
 * @returns The estimate, a probability.
 * @throws MarginalsError for input and orders that make no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { giniSimpson } from "marginals/information";
 *
 * console.log((await giniSimpson({ probabilities: [0.5, 0.25, 0.25] }, {})).value); // 0.625
 * ```
 */
export async function giniSimpson(input: EntropyInput, options?: GiniSimpsonOptions): Promise<Estimate> {
  return measured(orderCall("giniSimpson", giniForm, input, options));
}

/**
 * {@link giniSimpson} on the calling thread.
 *
 * @param input As for {@link giniSimpson}.
 * @param options As for {@link giniSimpson}; a `signal` is only seen if it aborted before.
 * @returns As {@link giniSimpson}.
 * @throws What {@link giniSimpson} rejects with.
 */
export function giniSimpsonSync(input: EntropyInput, options?: GiniSimpsonOptions): Estimate {
  return measuredSync(orderCall("giniSimpsonSync", giniForm, input, options));
}
