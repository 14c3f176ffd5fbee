/**
 * Channels seen through a divergence: entropy, determinism, independence, data processing.
 *
 * @module
 */
import type { Law } from "../discrete.ts";
import type { Estimate, Unit } from "../estimate.ts";
import type { DivergenceOptions } from "./call.ts";
import {
  determinismCall,
  entropyCall,
  independenceCall,
  later,
  now,
  processingCall,
} from "./channel-call.ts";
import type { ByDivergenceOptions, ChannelInput } from "./channel-options.ts";
import type { Probabilities } from "./distributions.ts";

/** Options of {@link channelEntropy}. */
export interface ChannelEntropyOptions extends DivergenceOptions {
  /** `'renyi'` (default), `'tsallis'`, or `'gini-simpson'`, which is Tsallis' of order 2. */
  family?: "renyi" | "tsallis" | "gini-simpson" | undefined;
  /** The order: at least 0. Default 1, Shannon's. */
  order?: number | undefined;
}

/** A value at the input of a channel where it is largest. */
export interface WorstInput extends Estimate {
  /** The lowest input that attains the value. */
  input: number;
}

/** What a channel leaves of a divergence. */
export interface ProcessedDivergence {
  /** Divergence of the inputs. */
  before: number;
  /** Divergence of the outputs. */
  after: number;
  /** Whether `after` is not above `before`, up to rounding: true for every channel and every divergence listed. */
  holds: boolean;
  /** Unit of both. */
  unit: Unit;
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/**
 * Entropy of a channel: that of the output of its most uncertain input, 0 only for deterministic channels (P. Perrone,
 * "Markov categories and entropy", 2023).
 *
 * Cost: O(entries).
 *
 * @param channel A stochastic matrix: a row of output probabilities for each input.
 * @param options `family`, `order`, `base`, and see {@link ChannelEntropyOptions}.
 * @returns The entropy and the input that attains it; in nats unless `base` says otherwise, dimensionless but for Rényi.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { channelEntropy } from "marginals/information";
 *
 * const noisy = [[1, 0], [0.5, 0.5]];
 * const { value, input } = await channelEntropy(noisy, { base: 2 });
 * console.log(value, input); // 1 1
 * ```
 */
export async function channelEntropy(
  channel: ChannelInput,
  options?: ChannelEntropyOptions,
): Promise<WorstInput> {
  return later(entropyCall("channelEntropy", channel, options));
}

/**
 * {@link channelEntropy} on the calling thread.
 *
 * @param channel As for {@link channelEntropy}.
 * @param options As for {@link channelEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link channelEntropy}.
 * @throws What {@link channelEntropy} rejects with.
 */
export function channelEntropySync(channel: ChannelInput, options?: ChannelEntropyOptions): WorstInput {
  return now(entropyCall("channelEntropySync", channel, options));
}

/**
 * How far a channel is from deterministic, by any divergence: that of copying its output from running it twice, at the
 * worst input. Kullback–Leibler gives its Shannon entropy, total variation Gini–Simpson, Rényi's and Tsallis' of order a
 * the entropies of order 2 − a (P. Perrone, "Markov categories and entropy", 2023).
 *
 * Cost: O(entries).
 *
 * @param channel A stochastic matrix: a row of output probabilities for each input.
 * @param options `divergence`, `order`, `alpha`, `base`, and see {@link ByDivergenceOptions}.
 * @returns The divergence and the input that attains it.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { determinismDivergence } from "marginals/information";
 *
 * const noisy = [[1, 0], [0.5, 0.5]];
 * console.log((await determinismDivergence(noisy, { divergence: "total-variation" })).value); // 0.5
 * ```
 */
export async function determinismDivergence(
  channel: ChannelInput,
  options?: ByDivergenceOptions,
): Promise<WorstInput> {
  return later(determinismCall("determinismDivergence", channel, options));
}

/**
 * {@link determinismDivergence} on the calling thread.
 *
 * @param channel As for {@link determinismDivergence}.
 * @param options As for {@link determinismDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link determinismDivergence}.
 * @throws What {@link determinismDivergence} rejects with.
 */
export function determinismDivergenceSync(channel: ChannelInput, options?: ByDivergenceOptions): WorstInput {
  return now(determinismCall("determinismDivergenceSync", channel, options));
}

/**
 * How far two variables are from independent, by any divergence: that of their law from the product of its margins, 0
 * only where they are independent. Kullback–Leibler gives their mutual information.
 *
 * Cost: O(cells).
 *
 * @param law Law of two variables, `{ probabilities, shape }`.
 * @param options `divergence`, `order`, `alpha`, `base`, and see {@link ByDivergenceOptions}.
 * @returns The divergence.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { independenceDivergence } from "marginals/information";
 *
 * const copied = { probabilities: [0.5, 0, 0, 0.5], shape: [2, 2] };
 * console.log((await independenceDivergence(copied, { base: 2 })).value); // 1
 * ```
 */
export async function independenceDivergence(law: Law, options?: ByDivergenceOptions): Promise<Estimate> {
  return later(independenceCall("independenceDivergence", law, options));
}

/**
 * {@link independenceDivergence} on the calling thread.
 *
 * @param law As for {@link independenceDivergence}.
 * @param options As for {@link independenceDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link independenceDivergence}.
 * @throws What {@link independenceDivergence} rejects with.
 */
export function independenceDivergenceSync(law: Law, options?: ByDivergenceOptions): Estimate {
  return now(independenceCall("independenceDivergenceSync", law, options));
}

/**
 * What a channel leaves of the divergence between two inputs. No channel makes it larger: data cannot be told apart
 * better after processing (the data-processing inequality; I. Csiszár, 1967).
 *
 * Cost: O(entries).
 *
 * @param channel A stochastic matrix: a row of output probabilities for each input.
 * @param p Probabilities of the inputs.
 * @param q Other probabilities of the inputs.
 * @param options `divergence`, `order`, `alpha`, `base`, and see {@link ByDivergenceOptions}.
 * @returns The divergence before and after, and whether the inequality holds.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { dataProcessingCheck } from "marginals/information";
 *
 * const noisy = [[0.75, 0.25], [0.25, 0.75]];
 * const { before, after } = await dataProcessingCheck(noisy, [1, 0], [0, 1], { divergence: "total-variation" });
 * console.log(before, after); // 1 0.5
 * ```
 */
export async function dataProcessingCheck(
  channel: ChannelInput,
  p: Probabilities,
  q: Probabilities,
  options?: ByDivergenceOptions,
): Promise<ProcessedDivergence> {
  return later(processingCall("dataProcessingCheck", channel, p, q, options));
}

/**
 * {@link dataProcessingCheck} on the calling thread.
 *
 * @param channel As for {@link dataProcessingCheck}.
 * @param p As for {@link dataProcessingCheck}.
 * @param q As for {@link dataProcessingCheck}.
 * @param options As for {@link dataProcessingCheck}; a `signal` is only seen if it aborted before.
 * @returns As {@link dataProcessingCheck}.
 * @throws What {@link dataProcessingCheck} rejects with.
 */
export function dataProcessingCheckSync(
  channel: ChannelInput,
  p: Probabilities,
  q: Probabilities,
  options?: ByDivergenceOptions,
): ProcessedDivergence {
  return now(processingCall("dataProcessingCheckSync", channel, p, q, options));
}
