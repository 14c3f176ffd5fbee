/**
 * `pairwiseDependence()`: how much every two columns have to do with each other.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { oneOf } from "../validate.ts";
import { columnBins, type Bins } from "./bins.ts";
import { columnSpec, namedColumns } from "./columns.ts";
import {
  inBase,
  measureJob,
  measureOptions,
  unitOf,
  type CheckedMeasureOptions,
  type MeasureOptions,
  type Unit,
} from "./estimate.ts";
import type { VariablesInput } from "./given.ts";
import { completeRows } from "./missing.ts";

/** What is computed of every two columns. */
export type PairwiseMeasure =
  | "mutual-information"
  | "normalized-mutual-information"
  | "variation-of-information"
  | "xi"
  | "pearson";

/** By what a mutual information is divided to lie in 0 to 1. */
export type Normalization = "arithmetic" | "geometric" | "min" | "max" | "joint";

/** Options of {@link pairwiseDependence}. */
export interface PairwiseDependenceOptions extends Omit<MeasureOptions, "seed"> {
  /**
   * `'mutual-information'` (default), on the diagonal entropies; `'normalized-mutual-information'`;
   * `'variation-of-information'`, a distance; `'xi'`, Chatterjee's ξ, row the column given, which is not symmetric;
   * `'pearson'`, correlations.
   */
  measure?: PairwiseMeasure | undefined;
  /** What normalized information is divided by: a mean of the two entropies or the joint one. Default `'arithmetic'`. */
  normalization?: Normalization | undefined;
  /** Intervals of equal frequency of columns of values. Default √(rows / 5), within 2 and 16. */
  bins?: Bins | undefined;
}

/** A measure of all pairs. */
export interface PairwiseDependence {
  /** Names of the columns. */
  names: readonly string[];
  /** Number of columns. */
  size: number;
  /** `values[i * size + j]` is of columns i and j; NaN where it is not defined. */
  values: Float64Array;
  /** What was computed. */
  measure: PairwiseMeasure;
  /** Unit of the values; null for what has none. */
  unit: Unit | null;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const { seed: _, ...common } = measureOptions;

const schema = {
  ...common,
  measure: withDefault(
    oneOf([
      "mutual-information",
      "normalized-mutual-information",
      "variation-of-information",
      "xi",
      "pearson",
    ]),
    "mutual-information",
  ),
  normalization: withDefault(oneOf(["arithmetic", "geometric", "min", "max", "joint"]), "arithmetic"),
  bins: columnBins,
};

interface Call {
  names: string[];
  measure: PairwiseMeasure;
  options: CheckedMeasureOptions;
  start: (job: Native.JobHandle) => unknown;
}

function call(verb: string, input: unknown, options: unknown): Call {
  const owned = ownOptions(verb, options, schema);
  const { measure, normalization, bins, missing } = owned;
  const columns = namedColumns(verb, "input", input);
  const complete = completeRows(
    verb,
    columns.map(({ column }) => column),
    missing,
  );
  const as = measure === "xi" || measure === "pearson" ? "numbers" : "natural";
  const specs = complete.map((column) => columnSpec(verb, column, as, bins));
  const name = measure === "normalized-mutual-information" ? normalization : measure;
  return {
    names: columns.map((column) => column.name),
    measure,
    options: measureJob({ ...owned, seed: 0 }),
    start: (job) => native().pairwiseColumns(specs, name, 0, job),
  };
}

function answer({ names, measure, options }: Call, values: Float64Array): PairwiseDependence {
  const { base } = options;
  const inNats = measure === "mutual-information" || measure === "variation-of-information";
  const scaled = inNats && base !== undefined ? values.map((value) => inBase(value, base)) : values;
  const unit = inNats ? unitOf(base) : null;
  return withJson({ names, size: names.length, values: scaled, measure, unit });
}

/**
 * A measure of dependence of all pairs of columns, as a matrix. Columns of up to four symbols are compared as planes of
 * bits, others by counting: for 1,000 rows about 0.02 µs a pair of two symbols, 0.4 µs a pair of 16, 1 µs for ξ and
 * correlations. Informations are plug-in estimates: with few rows for many symbols they are too large. Memory: the matrix,
 * 8 bytes a cell. The same bits for any number of threads.
 *
 * Source: T. M. Cover and J. A. Thomas, "Elements of information theory", 2006; M. Meilă, "Comparing clusterings", 2007;
 * N. X. Vinh, J. Epps and J. Bailey, "Information theoretic measures for clusterings comparison", 2010; S. Chatterjee, "A
 * new coefficient of correlation", 2021.
 *
 * @param input A table or matrix in any form. Floats are values, which are cut into intervals where they must be symbols.
 * @param options See {@link PairwiseDependenceOptions}.
 * @returns Names and the matrix.
 * @throws MarginalsError for arguments that make no sense, `MISSING`, `NON_FINITE`, `OUT_OF_MEMORY`; an `AbortError` once
 *   `signal` aborts.
 * @example
 * ```ts
 * import { pairwiseDependence } from "marginals/information";
 *
 * const columns = { a: [0, 0, 1, 1], b: ["x", "x", "y", "y"], c: [0, 1, 0, 1] };
 * const { names, size, values } = await pairwiseDependence({ columns }, { base: 2 });
 * console.log(names[1], values[1]?.toFixed(3), values[2 * size]); // b 1.000 0
 * ```
 */
export async function pairwiseDependence(
  input: VariablesInput,
  options?: PairwiseDependenceOptions,
): Promise<PairwiseDependence> {
  const verb = "pairwiseDependence";
  const own = call(verb, input, options);
  return answer(own, await run<Float64Array>(verb, own.options, own.start));
}

/**
 * {@link pairwiseDependence} on the calling thread.
 *
 * @param input As for {@link pairwiseDependence}.
 * @param options As for {@link pairwiseDependence}; a `signal` is only seen if it aborted before.
 * @returns As {@link pairwiseDependence}.
 * @throws What {@link pairwiseDependence} rejects with.
 * @example
 * ```ts
 * import { pairwiseDependenceSync } from "marginals/information";
 *
 * const columns = { x: Float64Array.of(1, 2, 3.5), y: Float64Array.of(-2, -4, -7) };
 * console.log(pairwiseDependenceSync({ columns }, { measure: "pearson" }).values[1]?.toFixed(3)); // -1.000
 * ```
 */
export function pairwiseDependenceSync(
  input: VariablesInput,
  options?: PairwiseDependenceOptions,
): PairwiseDependence {
  const verb = "pairwiseDependenceSync";
  const own = call(verb, input, options);
  return answer(own, runSync<Float64Array>(verb, own.options, own.start));
}
