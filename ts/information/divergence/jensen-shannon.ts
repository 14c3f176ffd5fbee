/**
 * `jensenShannonDivergence()`: how far two laws or more are from their mixture.
 *
 * @module
 */
import { ownFloats } from "../../floats.ts";
import { native } from "../../native.ts";
import type { Schema } from "../../options.ts";
import type { Check } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { estimator, measureCall, measured, measuredSync, type MeasureCall } from "../estimators.ts";
import type { DivergenceOptions } from "./call.ts";
import { probabilities, type Probabilities } from "./distributions.ts";

/** Options of {@link jensenShannonDivergence}. */
export interface JensenShannonDivergenceOptions extends DivergenceOptions {
  /** Weight of each law, at least 0, of sum 1. Default: all equal. */
  weights?: Probabilities | undefined;
}

const weights: Check<Float64Array | undefined> = (value, argument, verb) =>
  value === undefined ? undefined : Float64Array.from(ownFloats(verb, argument, value));

function call(verb: string, args: readonly unknown[]): MeasureCall {
  const [first, second, third] = args;
  const many = Array.isArray(first) && typeof first[0] === "object";
  const laws = many
    ? Array.from(first as readonly unknown[], (law, at) => probabilities(verb, `distributions[${at}]`, law))
    : [probabilities(verb, "p", first), probabilities(verb, "q", second)];
  const exact = estimator<Float64Array[], Schema>({ weights }, (_, input, owned) => {
    const given = owned["weights"] as Float64Array | undefined;
    const shares = given ?? new Float64Array(input.length).fill(1 / input.length);
    return (job) => native().jensenShannonOfMany(input, shares, job);
  });
  return measureCall({
    verb,
    measure: "jensen-shannon divergence",
    estimators: { exact },
    fallback: "exact",
    input: laws,
    options: many ? second : third,
  });
}

/**
 * Jensen–Shannon divergence Σ w KL(pᵢ ‖ m), m = Σ w pᵢ: how much the laws tell which of them a draw came from, at most
 * the entropy of the weights (ln 2 for two), always finite. Its square root is a metric (J. Lin, "Divergence measures
 * based on the Shannon entropy", 1991).
 *
 * Cost: O(laws × symbols).
 *
 * @param p Probabilities.
 * @param q Probabilities of the same symbols.
 * @param options `weights`, `base`, and see {@link JensenShannonDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for laws and weights that make no sense or do not fit together; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { jensenShannonDivergence } from "marginals/information";
 *
 * console.log((await jensenShannonDivergence([1, 0], [0, 1], { base: 2 })).value); // 1
 * ```
 */
export function jensenShannonDivergence(
  p: Probabilities | { probabilities: Probabilities },
  q: Probabilities | { probabilities: Probabilities },
  options?: JensenShannonDivergenceOptions,
): Promise<Estimate>;
/**
 * Jensen–Shannon divergence of any number of laws.
 *
 * @param distributions The laws, of the same symbols.
 * @param options As for the other form.
 * @returns The estimate.
 */
export function jensenShannonDivergence(
  distributions: readonly (Probabilities | { probabilities: Probabilities })[],
  options?: JensenShannonDivergenceOptions,
): Promise<Estimate>;
export async function jensenShannonDivergence(...args: readonly unknown[]): Promise<Estimate> {
  return measured(call("jensenShannonDivergence", args));
}

/**
 * {@link jensenShannonDivergence} on the calling thread.
 *
 * @param p As for {@link jensenShannonDivergence}.
 * @param q As for {@link jensenShannonDivergence}.
 * @param options As for {@link jensenShannonDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link jensenShannonDivergence}.
 * @throws What {@link jensenShannonDivergence} rejects with.
 */
export function jensenShannonDivergenceSync(
  p: Probabilities | { probabilities: Probabilities },
  q: Probabilities | { probabilities: Probabilities },
  options?: JensenShannonDivergenceOptions,
): Estimate;
/**
 * {@link jensenShannonDivergenceSync} of any number of laws.
 *
 * @param distributions The laws, of the same symbols.
 * @param options As for the other form.
 * @returns The estimate.
 */
export function jensenShannonDivergenceSync(
  distributions: readonly (Probabilities | { probabilities: Probabilities })[],
  options?: JensenShannonDivergenceOptions,
): Estimate;
export function jensenShannonDivergenceSync(...args: readonly unknown[]): Estimate {
  return measuredSync(call("jensenShannonDivergenceSync", args));
}
