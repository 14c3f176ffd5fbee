/**
 * How columns of values are cut into intervals, and the words for the intervals.
 *
 * Intervals are closed on the left and open on the right, the last one closed on both sides.
 *
 * @module
 */

/** Names of {@link BinningMethod}. */
export const binningMethods = [
  "equal-frequency",
  "equal-width",
  "equal-distinct",
  "freedman-diaconis",
  "scott",
  "sturges",
  "doane",
  "rice",
  "birge-rozenholc",
  "bayesian-blocks",
  "mdlp",
] as const;

/**
 * How the borders are chosen.
 *
 * `'equal-frequency'`: of as nearly the same number of rows as ties allow, no value being split; `'equal-width'`: of the
 * same length; `'equal-distinct'`: of the same number of distinct values (the maximum-entropy states of a layer's
 * activations). Of equal width, as many as a rule says: `'freedman-diaconis'`, `'scott'`, `'sturges'`, `'doane'`, `'rice'`
 * (the numbers NumPy has), `'birge-rozenholc'` (penalized likelihood, 2006). `'bayesian-blocks'` (Scargle, 2013): where the
 * density changes, false positives in 1 of 20; `'mdlp'` (Fayyad and Irani, 1993): where the classes of `target` part.
 */
export type BinningMethod = (typeof binningMethods)[number];

/**
 * Labels with as few digits as keep the borders apart.
 *
 * @param edges Borders, the ends among them.
 * @returns A label for each interval.
 */
export function intervalLabels(edges: Float64Array): string[] {
  let words: string[] = [];
  for (let digits = 4; digits <= 17; digits++) {
    words = Array.from(edges, (edge) => String(Number(edge.toPrecision(digits))));
    if (new Set(words).size === new Set(edges).size) break;
  }
  const last = words.length - 2;
  return words.slice(0, -1).map((from, j) => `[${from}, ${words[j + 1]}${j === last ? "]" : ")"}`);
}
