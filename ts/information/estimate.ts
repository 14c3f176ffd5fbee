/**
 * What estimated measures resolve to, and their units.
 *
 * @module
 */
import { withJson } from "../json.ts";
import { jobOptions, optional, type CheckedJobOptions, type JobOptions } from "../options.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { missingRows, type MissingRows } from "./missing.ts";

/** Unit of an information: of the natural logarithm, or of the base asked for; of what is none, `'dimensionless'`. */
export type Unit = "nats" | "bits" | "bans" | `base ${number}` | "dimensionless";

/** An estimated measure. */
export interface Estimate {
  /** The estimate, in `unit`. */
  value: number;
  /** `'nats'`, `'bits'` (base 2), `'bans'` (base 10) or `'base b'`; `'dimensionless'` where no logarithm is taken. */
  unit: Unit;
  /** Name of the estimator that gave it. */
  estimator: string;
  /** What the caller should know: few samples, ties, a value that cannot be. */
  warnings: readonly string[];
  /** Why this estimator, where `'auto'` chose it. */
  reason?: string;
  /** Contribution of each sample, whose mean is the value, where `local: true` asked for it. */
  local?: Float64Array;
  /** Standard deviation of the value, where the estimator has one. */
  standardDeviation?: number;
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

/** Options of every estimated measure. */
export interface MeasureOptions extends Omit<JobOptions, "onAbort" | "transfer"> {
  /** Base of the logarithm: 2 for bits. Default e: nats. */
  base?: number | undefined;
  /** What becomes of rows with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

/** {@link MeasureOptions} after they were checked. */
export interface CheckedMeasureOptions extends CheckedJobOptions {
  base: number | undefined;
  missing: MissingRows;
}

const { onAbort: _, transfer: __, ...job } = jobOptions;

/** The common options of every measure, to be spread into a schema; see {@link measureJob}. */
export const measureOptions: Omit<typeof jobOptions, "onAbort" | "transfer"> & {
  readonly base: Check<number | undefined>;
  readonly missing: Check<MissingRows>;
} = { ...job, base: optional(validate.base), missing: missingRows };

/**
 * The options of the job under a measure.
 *
 * @param owned Checked options of a measure, on an object of its own.
 * @returns The same object with what a job takes besides.
 */
export function measureJob<Owned extends object>(owned: Owned): Owned & typeof always {
  return Object.assign(owned, always);
}

const always = { onAbort: "reject", transfer: false } as const;

/**
 * Name of the unit of a base.
 *
 * @param base Base of the logarithm; absent, e.
 * @returns The unit.
 */
export function unitOf(base: number | undefined): Unit {
  if (base === undefined || base === Math.E) return "nats";
  if (base === 2) return "bits";
  return base === 10 ? "bans" : `base ${base}`;
}

/**
 * A number of nats in another base.
 *
 * @param nats The number.
 * @param base Base of the logarithm; absent, e.
 * @returns The number in that base.
 */
export function inBase(nats: number, base: number | undefined): number {
  return base === undefined ? nats : nats / Math.log(base);
}

/** What the native side answers: an estimate in nats. */
export type NativeEstimate = Omit<Estimate, "unit" | "toJSON">;

/**
 * The answer of the native side in the unit asked for.
 *
 * @param native The estimate in nats.
 * @param base Base of the logarithm; absent, e.
 * @param unit Its unit, where no logarithm was taken.
 * @returns The estimate; fields of it that are no information stay as they are.
 */
export function estimate<E extends NativeEstimate>(
  native: E,
  base: number | undefined,
  unit: Unit = unitOf(base),
): E & { unit: Unit; toJSON(): Record<string, unknown> } {
  const { value, local, standardDeviation } = native;
  return withJson({
    ...native,
    value: inBase(value, base),
    unit,
    ...(local !== undefined && { local: local.map((nats) => inBase(nats, base)) }),
    ...(standardDeviation !== undefined && { standardDeviation: Math.abs(inBase(standardDeviation, base)) }),
  });
}
