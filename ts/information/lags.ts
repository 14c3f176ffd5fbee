/**
 * Measures of a series at several lags or lengths: lists of them, and answers with a number for each.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { integerIn, type Check } from "../validate.ts";
import { inBase, unitOf, type Unit } from "./estimate.ts";
import type { MeasureCall } from "./estimators.ts";

/** A number for each lag or length. */
export interface Profile {
  /** In `unit`, in the order asked for. */
  values: Float64Array;
  /** Unit of the values. */
  unit: Unit;
  /** Name of the estimator that gave them. */
  estimator: string;
  /** What the caller should know. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

/**
 * A list of whole numbers, not empty.
 *
 * @param least Smallest of them allowed.
 * @returns The checker; a single number is a list of one.
 */
export function wholeNumbers(least: number): Check<Float64Array> {
  const number = integerIn(least, 2 ** 31);
  return (value, argument, verb) => {
    if (typeof value === "number") return Float64Array.of(number(value, argument, verb));
    const expected = `a whole number or an array of them, each at least ${least}`;
    if (!Array.isArray(value)) throw wrongKind(verb, argument, expected, value);
    if (value.length === 0) throw fault("SHAPE", verb, argument, expected, "none");
    return Float64Array.from(value as unknown[], (entry, at) => number(entry, `${argument}[${at}]`, verb));
  };
}

function profile(found: Profile, base: number | undefined): Profile {
  const { values, estimator, warnings } = found;
  const scaled = values.map((nats) => inBase(nats, base));
  return withJson({ values: scaled, unit: unitOf(base), estimator, warnings });
}

/**
 * Computes a number for each lag off the event loop.
 *
 * @param call What to compute.
 * @returns The numbers.
 */
export async function profiled(call: MeasureCall): Promise<Profile> {
  return profile(await run<Profile>(call.verb, call.options, call.start), call.options.base);
}

/**
 * Computes a number for each lag on the calling thread.
 *
 * @param call What to compute.
 * @returns The numbers.
 */
export function profiledSync(call: MeasureCall): Profile {
  return profile(runSync<Profile>(call.verb, call.options, call.start), call.options.base);
}
