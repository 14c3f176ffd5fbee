/**
 * `jensenShannonDivergence()`: how far two laws or more are from their mixture.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault } from "../../errors.ts";
import { ownFloats } from "../../floats.ts";
import { native } from "../../native.ts";
import type { Schema } from "../../options.ts";
import type { Check } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { estimator, measureCall, measured, measuredSync, type MeasureCall } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type DivergenceOptions } from "./call.ts";
import { probabilities, type Probabilities } from "./distributions.ts";
import type { SampleOptions } from "./from-samples.ts";
import type { VariableInput } from "../given.ts";

/** Options of {@link jensenShannonDivergence}. */
export interface JensenShannonDivergenceOptions extends DivergenceOptions, SampleOptions<"ross"> {
  /** Weight of each law, at least 0, of sum 1. Default: all equal. */
  weights?: Probabilities | undefined;
}

const weights: Check<Float64Array | undefined> = (value, argument, verb) =>
  value === undefined ? undefined : Float64Array.from(ownFloats(verb, argument, value));

/** The share of the second sample in the mixture. */
function shareOfSecond(options: Readonly<Record<string, unknown>>, verb: string): number {
  const given = options["weights"] as Float64Array | undefined;
  if (given === undefined) return 0.5;
  const [first = Number.NaN, second = Number.NaN] = given;
  if (given.length === 2 && first >= 0 && second >= 0 && Math.abs(first + second - 1) <= 1e-9) return second;
  throw fault("ARGUMENT", verb, "weights", "two, at least 0, of sum 1, for two samples", describe(given));
}

const ofTwo: DivergenceForm = {
  measure: "jensen-shannon divergence",
  name: "jensen-shannon",
  options: { weights },
  parameter: shareOfSecond,
  neighbors: "ross",
};

function isSamples(value: unknown): boolean {
  try {
    return typeof value === "object" && value !== null && Object.hasOwn(value, "samples");
  } catch {
    // What cannot be looked at is refused by whatever takes it for probabilities.
    return false;
  }
}

function call(verb: string, args: readonly unknown[]): MeasureCall {
  const [first, second, third] = args;
  if (isSamples(first) || isSamples(second)) return divergenceCall(verb, ofTwo, first, second, third);
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
 * Cost: O(laws × symbols). Of two `{ samples }`, by kernel densities or (in more than two dimensions, for samples of equal
 * size) by `'ross'`: as the information between a draw and the sample it is in.
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
 *
 * const before = { samples: [3.1, 2.9, 3.4, 3, 2.8, 3.2] };
 * const after = { samples: [13.2, 12.7, 13.1, 13.5, 12.9, 13.3] };
 * console.log((await jensenShannonDivergence(before, after, { base: 2 })).value.toFixed(3)); // 1.000
 * ```
 */
export function jensenShannonDivergence(
  p: Probabilities | { probabilities: Probabilities },
  q: Probabilities | { probabilities: Probabilities },
  options?: JensenShannonDivergenceOptions,
): Promise<Estimate>;
/**
 * Jensen–Shannon divergence of the laws of two samples of values.
 *
 * @param p Samples of one law.
 * @param q Samples of the other, of as many columns.
 * @param options `estimator`, `weights`, and as for the other forms.
 * @returns The estimate; scatters around 0 for equal laws and may fall below.
 */
export function jensenShannonDivergence(
  p: { samples: VariableInput },
  q: { samples: VariableInput },
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
 * {@link jensenShannonDivergenceSync} of two samples.
 *
 * @param p Samples of one law.
 * @param q Samples of the other, of as many columns.
 * @param options As for the other forms.
 * @returns The estimate.
 */
export function jensenShannonDivergenceSync(
  p: { samples: VariableInput },
  q: { samples: VariableInput },
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
