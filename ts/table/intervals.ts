/**
 * Borders of the intervals that a column of values is cut into, and the words for them.
 *
 * Intervals are closed on the left and open on the right, the last one closed on both sides. A column with no more
 * distinct values than intervals keeps each value as an interval of its own.
 *
 * @module
 */
import { rowsPerStep, type Steps } from "../cooperative.ts";
import { sorted } from "./sorted.ts";

/** How the borders are chosen. */
export type BinningMethod = "equal-width" | "equal-frequency";

/** Intervals [edges[j], edges[j + 1]), the last closed, with a label each. */
export interface Intervals {
  edges: Float64Array;
  labels: string[];
}

/**
 * The intervals of a column.
 *
 * @param values Finite values, at least one.
 * @param bins Most intervals.
 * @param method `equal-width`: of the same length between the least and the largest value; `equal-frequency`: of as
 *   nearly the same number of rows as ties allow, no value being split.
 * @returns Steps that return the intervals.
 */
export function* intervals(values: Float64Array, bins: number, method: BinningMethod): Steps<Intervals> {
  const few = yield* fewDistinct(values, bins);
  if (few !== undefined) {
    const last = few.at(-1) ?? 0;
    return { edges: Float64Array.of(...few, last), labels: few.map(String) };
  }
  const edges =
    method === "equal-width" ? yield* equalWidth(values, bins) : equalFrequency(yield* sorted(values), bins);
  return { edges, labels: intervalLabels(edges) };
}

/** The distinct values in rising order, or undefined when there are more than `most`. */
function* fewDistinct(values: Float64Array, most: number): Steps<number[] | undefined> {
  const distinct = new Set<number>();
  for (let row = 0; row < values.length; row++) {
    distinct.add(values[row] ?? 0);
    if (distinct.size > most) return undefined;
    if (row % rowsPerStep === rowsPerStep - 1) yield { stage: "scan", done: row, total: values.length };
  }
  return [...distinct].sort((a, b) => a - b);
}

function* equalWidth(values: Float64Array, bins: number): Steps<Float64Array> {
  let least = Infinity;
  let largest = -Infinity;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    if (value < least) least = value;
    if (value > largest) largest = value;
    if (row % rowsPerStep === rowsPerStep - 1) yield { stage: "scan", done: row, total: values.length };
  }
  const edges = [least];
  const width = largest - least;
  for (let j = 1; j < bins; j++) {
    const share = j / bins;
    // A range wider than the largest double is divided before it is added.
    const edge = Number.isFinite(width) ? least + width * share : least * (1 - share) + largest * share;
    // Where the range is a few units in the last place wide, borders may fall together.
    if (edge > (edges.at(-1) ?? 0) && edge < largest) edges.push(edge);
  }
  return Float64Array.of(...edges, largest);
}

/**
 * Cuts sorted values where a group of equal values ends nearest to the share of the rows that is left for each
 * remaining interval.
 */
function equalFrequency(values: Float64Array, bins: number): Float64Array {
  const { length } = values;
  const edges = [values[0] ?? 0];
  let start = 0;
  while (edges.length < bins) {
    const target = start + (length - start) / (bins - edges.length + 1);
    const tie = values[Math.min(length - 1, Math.ceil(target) - 1)] ?? 0;
    const groupStart = lowerBound(values, tie);
    const groupEnd = upperBound(values, tie);
    const cut = groupStart > start && target - groupStart <= groupEnd - target ? groupStart : groupEnd;
    if (cut >= length) break;
    edges.push(values[cut] ?? 0);
    start = cut;
  }
  return Float64Array.of(...edges, values[length - 1] ?? 0);
}

/** First position whose value is not below `value`. */
function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * First position whose value is above `value`.
 *
 * @param values Sorted values.
 * @param value The value.
 * @returns The position, `values.length` when there is none.
 */
export function upperBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Labels with as few digits as keep the borders apart. */
function intervalLabels(edges: Float64Array): string[] {
  let words: string[] = [];
  for (let digits = 4; digits <= 17; digits++) {
    words = Array.from(edges, (edge) => String(Number(edge.toPrecision(digits))));
    if (new Set(words).size === new Set(edges).size) break;
  }
  const last = words.length - 2;
  return words.slice(0, -1).map((from, j) => `[${from}, ${words[j + 1]}${j === last ? "]" : ")"}`);
}
