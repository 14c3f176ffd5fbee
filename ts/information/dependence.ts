/**
 * What measures of dependence have in common: their options, and taking two variables of values over.
 *
 * @module
 */
import type { Native } from "../native.ts";
import type { JobOptions } from "../options.ts";
import { valuesSpec } from "./continuous.ts";
import { measureJob, measureOptions, type CheckedMeasureOptions } from "./estimate.ts";
import { variable } from "./given.ts";
import { completeRows, type MissingRows } from "./missing.ts";
import type { Variable } from "./variable.ts";

/** Options of measures of dependence. */
export interface DependenceOptions extends Omit<JobOptions, "onAbort" | "transfer"> {
  /** What becomes of rows with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

const { base: _, ...tail } = measureOptions;

/** The options of these measures, to be spread into a schema. */
export const dependenceOptions: Omit<typeof measureOptions, "base"> = tail;

/**
 * The options of the job under a measure of dependence.
 *
 * @param owned Checked options.
 * @returns Options as a job takes them.
 */
export function dependenceJob(
  owned: Omit<CheckedMeasureOptions, "onAbort" | "transfer" | "base">,
): CheckedMeasureOptions {
  return measureJob({ ...owned, base: undefined });
}

/**
 * Takes two variables of values over.
 *
 * @param verb The function the caller called.
 * @param x One variable.
 * @param y The other.
 * @param missing What becomes of rows with missing values.
 * @returns Both by columns, with the same rows.
 */
export function pairOf(
  verb: string,
  x: unknown,
  y: unknown,
  missing: MissingRows,
): readonly [Native.ValuesSpec, Native.ValuesSpec] {
  const given: readonly [Variable, Variable] = [variable(verb, "x", x), variable(verb, "y", y)];
  const [first, second] = completeRows(verb, given, missing);
  return [valuesSpec(verb, first, false), valuesSpec(verb, second, false)];
}
