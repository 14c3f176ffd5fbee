/**
 * Concave functions of a sum, as callers name them.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { ownValues } from "../options.ts";
import { finiteNumber, oneOf, type Check } from "../validate.ts";

/**
 * How a sum x ≥ 0 counts: `'sqrt'` √x, `'log1p'` ln(1 + x), `'saturating'` x / (1 + x), `'min'` min(x, `cap`),
 * `{ power: p }` x^p with p above 0 and at most 1. All rise ever more slowly, but for p = 1.
 */
export type ConcaveName = "sqrt" | "log1p" | "saturating" | "min";

/** A concave function by name, or a power in (0, 1]. */
export type ConcaveInput = ConcaveName | { power: number };

const name = oneOf(["sqrt", "log1p", "saturating", "min"]);
const power = finiteNumber({ above: 0, most: 1 });

/** One of the names, or `{ power }`. */
export const concave: Check<Native.ConcaveSpec> = (value, argument, verb) => {
  if (typeof value === "string") return { name: name(value, argument, verb) };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongKind(verb, argument, "'sqrt', 'log1p', 'saturating', 'min' or { power }", value);
  }
  return { name: "power", parameter: ownValues(verb, argument, value, { power }).power };
};

/**
 * The concave function with its cap.
 *
 * @param verb The function the caller called.
 * @param chosen The checked function.
 * @param cap The checked cap, where there is one.
 * @returns Both as the native side takes them; the cap of `'min'` is 1 by default.
 */
export function capped(
  verb: string,
  chosen: Native.ConcaveSpec,
  cap: number | undefined,
): Native.ConcaveSpec {
  if (chosen.name === "min") return { name: "min", parameter: cap ?? 1 };
  if (cap !== undefined)
    throw fault("ARGUMENT", verb, "cap", "left out (only concave: 'min' has one)", "a cap");
  return chosen;
}
