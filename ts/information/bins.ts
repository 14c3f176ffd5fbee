/**
 * The option `bins`: values become symbols by the interval they lie in.
 *
 * @module
 */
import { optional, ownValues } from "../options.ts";
import { binningMethods, type BinningMethod } from "../table/intervals.ts";
import { integerIn, oneOf, type Check } from "../validate.ts";
import type { Binning } from "./variable.ts";

/** A binning that finds its number of intervals. */
export type BinningRule = Exclude<BinningMethod, "mdlp" | `equal-${string}`>;

/**
 * How values are cut into intervals: a number of intervals of equal frequency, a rule that finds the number, or a
 * method with its number. For `'mdlp'`, which looks at a target, `discretize()` the table first.
 */
export type Bins =
  | number
  | BinningRule
  | { method: "equal-width" | "equal-frequency" | "equal-distinct"; bins: number };

const count = integerIn(1, 2 ** 24);
const isEqual = (name: BinningMethod): boolean => name.startsWith("equal-");
const rule = oneOf(binningMethods.filter((name) => name !== "mdlp" && !isEqual(name)));
const equal = oneOf(binningMethods.filter(isEqual));

const bins: Check<Binning> = (value, argument, verb) => {
  if (typeof value === "string") return { binning: rule(value, argument, verb), bins: 1 };
  if (typeof value !== "object") {
    return { binning: "equal-frequency", bins: count(value, argument, verb) };
  }
  const owned = ownValues(verb, argument, value, { method: equal, bins: count });
  return { binning: owned.method, bins: owned.bins };
};

/** The option, checked. */
export const binsOption: Check<Binning | undefined> = optional(bins);

const intervals = integerIn(2, 65_536, "intervals");

/** The option of measures of columns that are cut by default, where a number is 2 to 65,536. */
export const columnBins: Check<Binning | undefined> = optional((value, argument, verb) => {
  if (typeof value === "number") {
    return { binning: "equal-frequency", bins: intervals(value, argument, verb) };
  }
  return bins(value, argument, verb);
});
