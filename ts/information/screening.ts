/**
 * Rows of a screening.
 *
 * @module
 */
import { inBase, unitOf, type Unit } from "./estimate.ts";
import type { CheckedScreening } from "./screen-options.ts";

/** What a screening says of one column. */
export interface ScreenedFeature {
  /** Name of the column. */
  name: string;
  /** The score: nats (or the unit of `base`), a correlation, or ξ; NaN where it is not defined. */
  value: number;
  /** (1 + permutations that reached the score) / (1 + permutations); null without permutations. */
  pValue: number | null;
  /** Least share of false discoveries among which the column is one; null without permutations. */
  qValue: number | null;
  /** Whether the q-value is at most `fdr`; only where that was given. */
  significant?: boolean;
}

/** Rows of a screening, best first, and how they were made. */
export type Screening = ScreenedFeature[] & {
  /** What was computed. */
  readonly estimator: string;
  /** Unit of the values; null for correlations and ξ. */
  readonly unit: Unit | null;
  /** Most permutations of a column. */
  readonly permutations: number;
};

/** What the native side says of columns, a number each. */
export interface ScreenedColumns {
  values: Float64Array;
  pValues: Float64Array;
  permutations: Uint32Array;
}

/**
 * Rows of all columns, sorted.
 *
 * @param names Names of the columns.
 * @param columns What is known of them.
 * @param qValues Their q-values.
 * @param options Checked options.
 * @returns The screening.
 */
export function ranked(
  names: readonly string[],
  { values, pValues, permutations }: ScreenedColumns,
  qValues: Float64Array,
  options: CheckedScreening,
): Screening {
  const { estimator, base, fdr } = options;
  const inNats = estimator !== "pearson" && estimator !== "xi";
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const rows = names.map((name, at): ScreenedFeature => {
    const value = values[at] ?? Number.NaN;
    const qValue = known(qValues[at]);
    return {
      name,
      value: inNats ? inBase(value, base) : value,
      pValue: known(pValues[at]),
      qValue,
      ...(fdr !== undefined && { significant: qValue !== null && qValue <= fdr }),
    };
  });
  const size = ({ value }: ScreenedFeature): number =>
    Number.isNaN(value) ? -Infinity : estimator === "pearson" ? Math.abs(value) : value;
  rows.sort((a, b) => size(b) - size(a) || 0);
  const most = permutations.reduce((largest, count) => Math.max(largest, count), 0);
  const extra = { estimator, unit: inNats ? unitOf(base) : null, permutations: most };
  // Beside the rows and not among them: tables and files show the rows.
  for (const [key, value] of Object.entries(extra)) Object.defineProperty(rows, key, { value });
  return rows as Screening;
}

/**
 * The columns of several calls.
 *
 * @param answers What each said.
 * @returns All, in order.
 */
export function joined(answers: readonly ScreenedColumns[]): ScreenedColumns {
  const concat = (lists: readonly Float64Array[]): Float64Array =>
    Float64Array.from(lists.flatMap((list) => [...list]));
  return {
    values: concat(answers.map(({ values }) => values)),
    pValues: concat(answers.map(({ pValues }) => pValues)),
    permutations: Uint32Array.from(answers.flatMap(({ permutations }) => [...permutations])),
  };
}
