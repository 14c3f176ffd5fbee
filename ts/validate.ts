/**
 * Checkers of single values. Each takes the value, the name of the argument and the verb, and returns the value
 * in the form the library works with, or throws the error that names them.
 *
 * @module
 */
import { describe, describeName } from "./describe.ts";
import { fault, wrongKind } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

/**
 * Checks one value.
 *
 * @param value What the caller gave.
 * @param argument Its name.
 * @param verb The function the caller called.
 * @returns The checked value.
 */
export type Check<T> = (value: unknown, argument: string, verb: string) => T;

/**
 * A whole number in a range.
 *
 * @param least Smallest value allowed.
 * @param most Largest value allowed.
 * @param of What the range comes from: `rows of the matrix`.
 * @returns The checker: `ARGUMENT` when it is no number, `RANGE` when it is not in `least..=most`.
 */
export function integerIn(least: number, most: number, of?: string): Check<number> {
  const expected = `an integer in ${least}..=${most}${of === undefined ? "" : ` (${of})`}`;
  return (value, argument, verb) => {
    if (typeof value !== "number") throw wrongKind(verb, argument, expected, value);
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw fault("RANGE", verb, argument, expected, describe(value));
    }
    return value + 0;
  };
}

/** Bounds of a real number; an absent bound is none. */
export interface Bounds {
  /** Not below this. */
  least?: number;
  /** Above this. */
  above?: number;
  /** Not above this. */
  most?: number;
  /** Below this. */
  below?: number;
}

const boundsText = ({ least, above, most, below }: Bounds): string => {
  const parts = [
    least === undefined ? "" : `at least ${least}`,
    above === undefined ? "" : `above ${above}`,
    most === undefined ? "" : `at most ${most}`,
    below === undefined ? "" : `below ${below}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "a finite number" : `a finite number ${parts.join(" and ")}`;
};

/**
 * A finite number.
 *
 * @param bounds Where it must lie.
 * @returns The checker: `NON_FINITE` for NaN and infinities, `RANGE` outside the bounds. −0 becomes 0.
 */
export function finiteNumber(bounds: Bounds = {}): Check<number> {
  const expected = boundsText(bounds);
  const { least = -Infinity, above = -Infinity, most = Infinity, below = Infinity } = bounds;
  return (value, argument, verb) => {
    if (typeof value !== "number") throw wrongKind(verb, argument, expected, value);
    if (!Number.isFinite(value)) throw fault("NON_FINITE", verb, argument, expected, describe(value));
    if (value < least || value <= above || value > most || value >= below) {
      throw fault("RANGE", verb, argument, expected, describe(value));
    }
    return value + 0;
  };
}

/**
 * One of several names.
 *
 * @param names The names that exist.
 * @returns The checker; an unknown name is an error that names the nearest.
 */
export function oneOf<const Name extends string>(names: readonly Name[]): Check<Name> {
  const quoted = names.map((name) => `'${name}'`);
  const expected = quoted.length === 1 ? `${quoted[0]}` : `one of ${quoted.join(", ")}`;
  return (value, argument, verb) => {
    if (typeof value !== "string") throw wrongKind(verb, argument, expected, value);
    const name = names.find((known) => known === value);
    if (name !== undefined) return name;
    throw fault("ARGUMENT", verb, argument, expected, describeName(value) + didYouMean(value, names));
  };
}

/** `true` or `false`. */
export const boolean: Check<boolean> = (value, argument, verb) => {
  if (typeof value !== "boolean") throw wrongKind(verb, argument, "true or false", value);
  return value;
};

/** Any value: what depends on other arguments is checked once they are known. */
export const anything: Check<unknown> = (value) => value;

/** Any text. */
export const text: Check<string> = (value, argument, verb) => {
  if (typeof value !== "string") throw wrongKind(verb, argument, "a string", value);
  return value;
};

/**
 * A function.
 *
 * @param form How it is called, for the message: `a function ({ stage, done, total })`.
 * @returns The checker.
 */
export function callback<F extends (...values: never[]) => unknown>(form: string): Check<F> {
  return (value, argument, verb) => {
    if (typeof value !== "function") throw wrongKind(verb, argument, form, value);
    return value as F;
  };
}

const seedExpected = "an integer in 0..=9007199254740991 or a bigint in 0n..2n**64n";

/** A seed: a safe integer ≥ 0, or a bigint below 2⁶⁴. */
export const seed: Check<number | bigint> = (value, argument, verb) => {
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw wrongKind(verb, argument, seedExpected, value);
  }
  const inRange =
    typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : value >= 0n && value < 1n << 64n;
  if (!inRange) throw fault("RANGE", verb, argument, seedExpected, describe(value));
  return typeof value === "number" ? value + 0 : value;
};

/** Threads a job may use: 1 to 1024; absent, all of the pool. */
export const threads: Check<number> = integerIn(1, 1024);

/** An `AbortSignal`, of any realm or library that keeps to its form. */
export const signal: Check<AbortSignal> = (value, argument, verb) => {
  if (typeof value === "object" && value !== null) {
    try {
      const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>;
      if (
        typeof aborted === "boolean" &&
        typeof addEventListener === "function" &&
        typeof removeEventListener === "function"
      ) {
        return value as AbortSignal;
      }
    } catch {
      // An object whose properties throw is no signal.
    }
  }
  throw wrongKind(verb, argument, "an AbortSignal", value);
};

/** Base of the logarithm: above 0 and not 1. Absent, e (nats). */
export const base: Check<number> = (value, argument, verb) => {
  const checked = finiteNumber({ above: 0 })(value, argument, verb);
  if (checked === 1) throw fault("RANGE", verb, argument, "a finite number above 0 other than 1", "1");
  return checked;
};
