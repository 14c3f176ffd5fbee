/**
 * `transferEntropy()`: what the past of one series tells of the next step of another.
 *
 * @module
 */
import { optional, withDefault, type Owned, type Schema } from "../options.ts";
import { anything, integerIn } from "../validate.ts";
import type { ContinuousConditionalEstimator, ContinuousOptions } from "./continuous.ts";
import type { Discrete, EntropyEstimator } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { measured, measuredSync, type Estimators, type MeasureCall } from "./estimators.ts";
import { variable, variables, type VariableInput, type VariablesInput } from "./given.ts";
import { ownEntries } from "../options.ts";
import { scaled } from "./shared.ts";
import {
  local,
  seriesCall,
  seriesEstimators,
  seriesOfValues,
  steps,
  wordLength,
  type LocalSeriesOptions,
  type SeriesSettings,
} from "./series.ts";
import type { Variable } from "./variable.ts";

/** Options of {@link transferEntropy}. */
export interface TransferEntropyOptions
  extends Omit<LocalSeriesOptions, "estimator">, Omit<ContinuousOptions, "alpha"> {
  /**
   * Default `'plug-in'` for symbols, `'auto'` where there are values: `'gaussian-copula'` where ranks are those of a
   * Gaussian (half the Granger causality), else `'frenzel-pompe'`; `'mesner-shalizi'` where values repeat.
   */
  estimator?: EntropyEstimator | ContinuousConditionalEstimator | undefined;
  /** Symbols of the target's own past, k. Default 1. */
  history?: number | undefined;
  /** Symbols of the source's past, l. Default 1. */
  sourceHistory?: number | undefined;
  /** Steps from the last symbol of the source's past to now, u. Default 1. */
  delay?: number | undefined;
  /** Series whose pasts are known too: a table in any form, a column each. Default none. */
  conditions?: VariablesInput | undefined;
  /** Symbols of each condition's past. Default 1. */
  conditionHistory?: number | undefined;
  /** Random permutations of the source to estimate the bias with, 0 to 100,000. Default 0: none. */
  shuffles?: number | undefined;
}

/** A transfer entropy. */
export interface TransferEntropyEstimate extends Estimate {
  /** Times that count: those with a whole past. */
  samples: number;
  /** The value minus the mean over shuffles, where `shuffles` asked for them. */
  effective?: number;
  /** Transfer entropy after each shuffle of the source. */
  shuffled?: Float64Array;
}

const schema = {
  local,
  history: withDefault(steps, 1),
  sourceHistory: withDefault(wordLength, 1),
  delay: withDefault(steps, 1),
  conditions: optional(anything),
  conditionHistory: withDefault(wordLength, 1),
  shuffles: withDefault(integerIn(0, 100_000), 0),
};

const { local: _, ...ofValues } = schema;

function settingsOf(owned: Owned<typeof schema>): SeriesSettings {
  const { history, sourceHistory: other, delay, conditionHistory, shuffles, local: wanted } = owned;
  return { history, other, delay, conditionHistory, shuffles, local: wanted };
}

/** The estimators of transfer entropy. */
export const transferEstimators: Estimators<Discrete> = {
  ...seriesEstimators<typeof schema & Schema>("transfer-entropy", schema, settingsOf),
  ...seriesOfValues("transfer-entropy", true, ofValues, (owned) => settingsOf({ ...owned, local: false })),
};

function call(verb: string, source: unknown, target: unknown, options: unknown): MeasureCall {
  const series: Variable[] = [variable(verb, "source", source), variable(verb, "target", target)];
  if (options !== undefined) {
    const conditions = new Map(ownEntries(verb, "options", options)).get("conditions");
    if (conditions !== undefined) series.push(...variables(verb, "conditions", conditions));
  }
  return seriesCall({
    verb,
    measure: "transfer entropy",
    estimators: transferEstimators,
    series,
    options,
  });
}

const inUnit = (found: TransferEntropyEstimate, { options }: MeasureCall): TransferEntropyEstimate =>
  scaled(found, options.base, ["effective", "shuffled"]);

/**
 * Transfer entropy I(yₜ; xₜ₋ᵤ … xₜ₋ᵤ₋ₗ₊₁ | yₜ₋₁ … yₜ₋ₖ): what the past of the source x tells of the next symbol of the
 * target y beyond the target's own past, and beyond the pasts of `conditions`.
 *
 * The plug-in estimate is never negative and too large for long pasts or short series. `shuffles` permutes the source
 * against everything else and gives the excess over the mean, the effective transfer entropy (R. Marschinski and H. Kantz,
 * 2002), which may be negative; the same for any number of threads. Cost: O(n (k + l)), and O(n) for each shuffle.
 * Source: T. Schreiber, "Measuring information transfer", 2000; delay: M. Wibral et al., 2013.
 *
 * Of values, pasts become columns: `'frenzel-pompe'` by neighbors, `'gaussian'` and `'gaussian-copula'` from a covariance.
 *
 * @param source Symbols or values in time; several columns are one series of tuples.
 * @param target Symbols or values at the same times.
 * @param options `history`, `sourceHistory`, `delay`, `conditions`, `shuffles`, `local`, `base`, and see
 *   {@link TransferEntropyOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `SHAPE` for a series too short, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { transferEntropy } from "marginals/information";
 *
 * const x = [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
 * const y = [0, ...x.slice(0, -1)]; // x, a step later
 * const [there, back] = [await transferEntropy(x, y, { base: 2 }), await transferEntropy(y, x, { base: 2 })];
 * console.log(there.value > back.value); // true
 *
 * const push = Array.from({ length: 60 }, (_, at) => Math.sin(at * at));
 * const pushed = push.map((_, at) => 0.8 * (push[at - 1] ?? 0) + 0.1 * Math.cos(3 * at * at));
 * const { value, samples } = await transferEntropy(push, pushed, { estimator: "frenzel-pompe" });
 * console.log(value > 0.5, samples); // true 59
 * ```
 */
export async function transferEntropy(
  source: VariableInput,
  target: VariableInput,
  options?: TransferEntropyOptions,
): Promise<TransferEntropyEstimate> {
  const own = call("transferEntropy", source, target, options);
  return inUnit(await measured<TransferEntropyEstimate>(own), own);
}

/**
 * {@link transferEntropy} on the calling thread.
 *
 * @param source As for {@link transferEntropy}.
 * @param target As for {@link transferEntropy}.
 * @param options As for {@link transferEntropy}; a `signal` is only seen if it aborted before.
 * @returns As {@link transferEntropy}.
 * @throws What {@link transferEntropy} rejects with.
 */
export function transferEntropySync(
  source: VariableInput,
  target: VariableInput,
  options?: TransferEntropyOptions,
): TransferEntropyEstimate {
  const own = call("transferEntropySync", source, target, options);
  return inUnit(measuredSync<TransferEntropyEstimate>(own), own);
}
