/**
 * Points, grids and intervals of kernel densities.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { integerIn, type Check } from "../validate.ts";
import { variable } from "./given.ts";

/** An interval, for one dimension or each of several; `null` where there is no end. */
export type Intervals = readonly (number | null)[] | readonly (readonly (number | null)[])[];

const nodes = integerIn(2, 2 ** 27);

/** Nodes of each dimension. */
export const gridSizes: Check<number | number[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) return nodes(value, argument, verb);
  return Array.from(value, (entry, at) => nodes(entry, `${argument}[${at}]`, verb));
};

/** Ends of intervals, one pair after the other. */
export const intervals: Check<(number | null)[][]> = (value, argument, verb) => {
  const expected = "[from, to], or one such pair per dimension";
  if (!Array.isArray(value)) throw wrongKind(verb, argument, expected, value);
  const several = value.some((entry) => Array.isArray(entry));
  const list: readonly unknown[] = several ? value : [value];
  return Array.from(list, (pair, at) => {
    const name = several ? `${argument}[${at}]` : argument;
    if (!Array.isArray(pair)) throw wrongKind(verb, name, expected, pair);
    if (pair.length !== 2) throw fault("SHAPE", verb, name, expected, describe(pair));
    return Array.from(pair as unknown[], (end, side) => {
      if (end === null || typeof end === "number") return end;
      throw wrongKind(verb, `${name}[${side}]`, "a number or null", end);
    });
  });
};

/**
 * Where a density is wanted: points or a grid.
 *
 * @param verb The function the caller called.
 * @param owned Checked options.
 * @param cols Dimensions of the samples.
 * @returns What the native side takes.
 */
export function place(
  verb: string,
  owned: { at: unknown; grid: number | number[] | undefined; range: (number | null)[][] | undefined },
  cols: number,
): Pick<Native.DensitySpec, "points" | "nodes" | "range"> {
  const { at, grid, range } = owned;
  if (at !== undefined) {
    const other = grid === undefined ? range && "range" : "grid";
    if (other !== undefined) {
      throw fault("ARGUMENT", verb, other, "absent where points are given with at", "both");
    }
    const points = variable(verb, "at", at);
    if (points.columns.length !== cols) {
      const expected = `of ${cols} columns (as the samples)`;
      throw fault("SHAPE", verb, "at", expected, `${points.columns.length}`);
    }
    return { points: points.values(verb).data };
  }
  if (cols > 2 && grid === undefined) {
    throw fault("ARGUMENT", verb, "at", "points: samples have more than 2 dimensions", "none");
  }
  const each =
    typeof grid === "object" ? grid : Array.from({ length: cols }, () => grid ?? (cols === 1 ? 256 : 64));
  return {
    nodes: Float64Array.from(each),
    ...(range && { range: ends(verb, "range", range, cols) }),
  };
}

/**
 * One pair of ends per dimension.
 *
 * @param verb The function the caller called.
 * @param argument Name of the option.
 * @param given One pair for all dimensions, or one for each.
 * @param cols Dimensions of the samples.
 * @returns The ends, one pair after the other, infinite where there is none.
 */
export function ends(verb: string, argument: string, given: (number | null)[][], cols: number): Float64Array {
  if (given.length !== cols && given.length !== 1) {
    throw fault("SHAPE", verb, argument, `one pair, or ${cols} (dimensions)`, `${given.length}`);
  }
  const pairs = given.length === cols ? given : Array.from({ length: cols }, () => given[0] ?? []);
  return Float64Array.from(pairs.flatMap(([from, to]) => [from ?? -Infinity, to ?? Infinity]));
}
