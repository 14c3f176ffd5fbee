/**
 * Calls of entropies of the patterns of a series of numbers.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { native, type Native } from "../native.ts";
import { withDefault, type Owned } from "../options.ts";
import { integerIn, oneOf, type Check } from "../validate.ts";
import { entropyEstimators, type EntropyEstimator } from "./discrete.ts";
import { measureJob, measureOptions, type MeasureOptions } from "./estimate.ts";
import type { MeasureCall } from "./estimators.ts";
import { variable } from "./given.ts";
import { samplesSpec } from "./kernel.ts";

/** Options of every entropy of patterns. */
export interface PatternOptions extends Omit<MeasureOptions, "missing"> {
  /** Steps between the values of a window. Default 1. */
  delay?: number | undefined;
}

/** Options of entropies that count patterns. */
export interface CountedPatternOptions extends PatternOptions {
  /** Estimator of the entropy from the counts of patterns. Default `'plug-in'`. */
  estimator?: EntropyEstimator | undefined;
}

/** The estimator of counts of patterns, checked. */
export const countedBy: { readonly estimator: Check<EntropyEstimator> } = {
  estimator: withDefault(oneOf(entropyEstimators), "plug-in"),
};

const { missing: _, ...timed } = measureOptions;

/** Options of every entropy of patterns, to be spread into a schema. */
export const patternOptions: Omit<typeof measureOptions, "missing"> & { readonly delay: Check<number> } = {
  ...timed,
  delay: withDefault(integerIn(1, 2 ** 31), 1),
};

/** Settings where a measure has no use for them. */
const unused = { estimator: "plug-in", weighted: false, classes: 2 };

/**
 * Takes a series of numbers over.
 *
 * @param verb The function the caller called.
 * @param series The series as the caller gave it.
 * @param owned Checked options.
 * @param spec What the native side is told of them.
 * @returns The call.
 */
export function patternCall(
  verb: string,
  series: unknown,
  owned: Owned<typeof patternOptions>,
  spec: Partial<Native.PatternSpec> & { measure: string; order: number },
): MeasureCall {
  const given = variable(verb, "series", series);
  const cols = given.columns.length;
  if (cols !== 1) throw fault("SHAPE", verb, "series", "one column of numbers", `${cols} columns`);
  const samples = samplesSpec(verb, given, undefined);
  const settings = { ...unused, delay: owned.delay, ...spec };
  return {
    verb,
    start: (job) => native().patternEntropy(settings, samples, job),
    options: measureJob({ ...owned, missing: "error" }),
  };
}
