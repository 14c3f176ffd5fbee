/**
 * How alike two clusterings of the same items are.
 *
 * @module
 */
import { native } from "../native.ts";
import { withDefault, type Schema } from "../options.ts";
import { oneOf } from "../validate.ts";
import { variablesSpec, type Discrete } from "./discrete.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import { estimator, measureCall, measured, measuredSync, type MeasureCall } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import type { Normalization } from "./pairwise-dependence.ts";

/** Options of {@link variationOfInformation}. */
export type VariationOfInformationOptions = MeasureOptions;

/** Options of {@link normalizedMutualInformation}. */
export interface NormalizedMutualInformationOptions extends Omit<MeasureOptions, "base"> {
  /** Default `'arithmetic'`. */
  normalization?: Normalization | undefined;
}

/** Options of {@link adjustedMutualInformation}. */
export interface AdjustedMutualInformationOptions extends Omit<MeasureOptions, "base"> {
  /** Default `'arithmetic'`. */
  normalization?: Exclude<Normalization, "joint"> | undefined;
}

interface Form {
  measure: string;
  comparison: "variation" | "normalized" | "adjusted";
  options: Schema;
}

const means = ["arithmetic", "geometric", "min", "max"] as const;
const variation: Form = { measure: "variation of information", comparison: "variation", options: {} };
const normalized: Form = {
  measure: "normalized mutual information",
  comparison: "normalized",
  options: { normalization: withDefault(oneOf([...means, "joint"]), "arithmetic") },
};
const adjusted: Form = {
  measure: "adjusted mutual information",
  comparison: "adjusted",
  options: { normalization: withDefault(oneOf(means), "arithmetic") },
};

function call(verb: string, form: Form, x: unknown, y: unknown, options: unknown): MeasureCall {
  const { measure, comparison } = form;
  const only = estimator<Discrete, Schema>(form.options, (own, given, checked) => {
    const spec = variablesSpec(own, given, checked.missing);
    const by = String(checked["normalization"] ?? "arithmetic");
    return (job) => native().compareClusterings(comparison, by, spec, job);
  });
  const input = { variables: [variable(verb, "x", x), variable(verb, "y", y)] };
  const unit = comparison === "variation" ? {} : ({ unit: "dimensionless" } as const);
  const estimators = { "plug-in": only };
  return measureCall<Discrete>({ verb, measure, estimators, fallback: "plug-in", input, options, ...unit });
}

/**
 * Variation of information H(X|Y) + H(Y|X): what two clusterings do not share, a metric: 0 for equal ones, at most ln of the
 * number of items (M. Meilă, "Comparing clusterings: an information based distance", 2007).
 *
 * Cost: O(items + cells).
 *
 * @param x Cluster of each item: labels of any kind, which only tell clusters apart.
 * @param y Another clustering of the same items.
 * @param options `base`, `missing`, and see {@link VariationOfInformationOptions}.
 * @returns The distance, in nats unless `base` says otherwise.
 * @throws MarginalsError for clusterings of different lengths and input that makes no sense; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { variationOfInformation } from "marginals/information";
 *
 * console.log((await variationOfInformation([0, 0, 1, 1], ["a", "a", "b", "c"], { base: 2 })).value); // 0.5
 * ```
 */
export async function variationOfInformation(
  x: VariableInput,
  y: VariableInput,
  options?: VariationOfInformationOptions,
): Promise<Estimate> {
  return measured(call("variationOfInformation", variation, x, y, options));
}

/**
 * {@link variationOfInformation} on the calling thread.
 *
 * @param x As for {@link variationOfInformation}.
 * @param y As for {@link variationOfInformation}.
 * @param options As for {@link variationOfInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link variationOfInformation}.
 * @throws What {@link variationOfInformation} rejects with.
 */
export function variationOfInformationSync(
  x: VariableInput,
  y: VariableInput,
  options?: VariationOfInformationOptions,
): Estimate {
  return measuredSync(call("variationOfInformationSync", variation, x, y, options));
}

/**
 * Normalized mutual information: I(X; Y) over a mean of H(X) and H(Y), from 0 to 1 (N. X. Vinh, J. Epps and J. Bailey,
 * "Information theoretic measures for clusterings comparison", 2010).
 *
 * 1 for two constant clusterings, 0 where only one is constant. Many small clusters make it large by chance alone:
 * {@link adjustedMutualInformation} corrects that. Cost: O(items + cells).
 *
 * @param x Cluster of each item: labels of any kind, which only tell clusters apart.
 * @param y Another clustering of the same items.
 * @param options `normalization`, `missing`, and see {@link NormalizedMutualInformationOptions}.
 * @returns The share, dimensionless.
 * @throws MarginalsError for clusterings of different lengths and input that makes no sense; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { normalizedMutualInformation } from "marginals/information";
 *
 * console.log((await normalizedMutualInformation([0, 0, 1, 1], ["a", "a", "b", "c"], { normalization: "max" })).value.toFixed(4)); // 0.6667
 * ```
 */
export async function normalizedMutualInformation(
  x: VariableInput,
  y: VariableInput,
  options?: NormalizedMutualInformationOptions,
): Promise<Estimate> {
  return measured(call("normalizedMutualInformation", normalized, x, y, options));
}

/**
 * {@link normalizedMutualInformation} on the calling thread.
 *
 * @param x As for {@link normalizedMutualInformation}.
 * @param y As for {@link normalizedMutualInformation}.
 * @param options As for {@link normalizedMutualInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link normalizedMutualInformation}.
 * @throws What {@link normalizedMutualInformation} rejects with.
 */
export function normalizedMutualInformationSync(
  x: VariableInput,
  y: VariableInput,
  options?: NormalizedMutualInformationOptions,
): Estimate {
  return measuredSync(call("normalizedMutualInformationSync", normalized, x, y, options));
}

/**
 * Adjusted mutual information (I − E)/(mean − E), E the mean of I over all clusterings with the same cluster sizes: 1 for
 * equal clusterings, 0 on average for random ones, at times below 0 (N. X. Vinh, J. Epps and J. Bailey, "Information
 * theoretic measures for clusterings comparison", 2010).
 *
 * E is exact; clusters of equal size are taken together. Cost: O(items + cells), plus distinct sizes of x × distinct sizes
 * of y × the width of a hypergeometric law.
 *
 * @param x Cluster of each item: labels of any kind, which only tell clusters apart.
 * @param y Another clustering of the same items.
 * @param options `normalization`, `missing`, and see {@link AdjustedMutualInformationOptions}.
 * @returns The index, dimensionless.
 * @throws MarginalsError for clusterings of different lengths and input that makes no sense; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { adjustedMutualInformation } from "marginals/information";
 *
 * console.log((await adjustedMutualInformation([0, 0, 1, 1], ["a", "a", "b", "c"])).value.toFixed(4)); // 0.5714
 * ```
 */
export async function adjustedMutualInformation(
  x: VariableInput,
  y: VariableInput,
  options?: AdjustedMutualInformationOptions,
): Promise<Estimate> {
  return measured(call("adjustedMutualInformation", adjusted, x, y, options));
}

/**
 * {@link adjustedMutualInformation} on the calling thread.
 *
 * @param x As for {@link adjustedMutualInformation}.
 * @param y As for {@link adjustedMutualInformation}.
 * @param options As for {@link adjustedMutualInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link adjustedMutualInformation}.
 * @throws What {@link adjustedMutualInformation} rejects with.
 */
export function adjustedMutualInformationSync(
  x: VariableInput,
  y: VariableInput,
  options?: AdjustedMutualInformationOptions,
): Estimate {
  return measuredSync(call("adjustedMutualInformationSync", adjusted, x, y, options));
}
