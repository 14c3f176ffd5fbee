/**
 * What a caller declares of a set function.
 *
 * @module
 */
import { ownValues, withDefault } from "../options.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";

/** What the caller knows of a function; optimizers rely on it, and results say that it was declared. */
export interface StructureInput {
  /**
   * `'submodular'`: an element adds no more to a larger set; `'supermodular'`: no less; `'modular'`: the same;
   * `'unknown'` (default): nothing is known, and no bound is given.
   */
  shape?: "submodular" | "supermodular" | "modular" | "unknown" | undefined;
  /** Whether f never falls (`'increasing'`) or never rises (`'decreasing'`) as the set grows. Default `'no'`. */
  monotone?: "increasing" | "decreasing" | "no" | undefined;
  /** f of the empty set. Default 0. */
  emptyValue?: number | undefined;
  /** Whether f ≥ 0 for every set. Default false. */
  nonNegative?: boolean | undefined;
  /** Whether a set and its complement have the same value. Default false. */
  symmetric?: boolean | undefined;
}

const structureSchema = {
  shape: withDefault(validate.oneOf(["submodular", "supermodular", "modular", "unknown"]), "unknown"),
  monotone: withDefault(validate.oneOf(["increasing", "decreasing", "no"]), "no"),
  emptyValue: withDefault(validate.finiteNumber(), 0),
  nonNegative: withDefault(validate.boolean, false),
  symmetric: withDefault(validate.boolean, false),
};

/** A declared structure, every property present. */
export type DeclaredStructure = { [Key in keyof StructureInput]-?: Exclude<StructureInput[Key], undefined> };

/** An optional {@link StructureInput}. */
export const structure: Check<DeclaredStructure> = (value, argument, verb) =>
  ownValues(verb, argument, value === undefined ? {} : value, structureSchema);
