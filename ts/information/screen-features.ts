/**
 * `screenFeatures()`: one target against tens of thousands of columns.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { MatrixInput } from "../matrix.ts";
import { native, type Native } from "../native.ts";
import { ownOptions } from "../options.ts";
import type { TableInput } from "../table/build-table.ts";
import { columnSpec, type NamedColumn } from "./columns.ts";
import { measureJob } from "./estimate.ts";
import { completeRows } from "./missing.ts";
import { screeningOptions, type CheckedScreening, type ScreenFeaturesOptions } from "./screen-options.ts";
import { chunksOf, chunksOfSync, isOneTable, ScreeningTarget, type Chunk } from "./screen-source.ts";
import { joined, ranked, type ScreenedColumns, type Screening } from "./screening.ts";
import type { Variable } from "./variable.ts";

/** What `screenFeatures()` screens. */
export type ScreeningInput =
  | TableInput
  | MatrixInput
  | string
  | URL
  | Iterable<TableInput>
  | AsyncIterable<TableInput>;

/** A call of the native side and the columns that it answers for. */
interface Part {
  names: string[];
  start: (job: Native.JobHandle) => unknown;
}

function partsOf(verb: string, { target, columns }: Chunk, options: CheckedScreening): Part[] {
  const { missing, estimator } = options;
  const as = estimator === "pearson" || estimator === "xi" ? "numbers" : "natural";
  // ξ asks of columns only that they have an order.
  const settings = (rows: number): Native.ScreeningSpec => ({
    estimator: estimator === "mixed" ? "kde" : estimator,
    bins: 0,
    ...(options.bandwidth && { bandwidth: options.bandwidth }),
    permutations: options.permutations,
    ...(options.stopAfter !== undefined && { stopAfter: options.stopAfter }),
    surrogate: options.resampling,
    blockLength: options.blockLength ?? Math.max(1, Math.floor(Math.sqrt(rows))),
  });
  const part = (own: Variable, list: readonly NamedColumn[]): Part => {
    const cut = estimator === "binned" ? options.bins : undefined;
    const spec = columnSpec(verb, own, as, cut);
    const specs = list.map(({ column }) => columnSpec(verb, column, as, cut));
    const how = settings(own.rows);
    return {
      names: list.map(({ name }) => name),
      start: (job) => native().screenColumns(spec, specs, how, job),
    };
  };
  if (missing !== "pairwise") {
    const [own, ...others] = completeRows(verb, [target, ...columns.map(({ column }) => column)], missing);
    if (own === undefined) return [];
    return [
      part(
        own,
        columns.map(({ name }, at) => ({ name, column: others[at] ?? target })),
      ),
    ];
  }
  const whole: NamedColumn[] = [];
  const parts: Part[] = [];
  for (const { name, column } of columns) {
    const [own, other] = completeRows(verb, [target, column], "drop");
    if (own === target && other === column) whole.push({ name, column });
    else if (own !== undefined && other !== undefined) parts.push(part(own, [{ name, column: other }]));
  }
  return whole.length > 0 ? [part(target, whole), ...parts] : parts;
}

function checked(verb: string, options: unknown): CheckedScreening {
  const owned = ownOptions(verb, options, screeningOptions);
  if (owned.fdr !== undefined && owned.permutations === 0) {
    throw fault("ARGUMENT", verb, "fdr", "absent without permutations, which p-values are made of", "given");
  }
  return owned;
}

/**
 * Scores every column by what it tells of a target, with p-values by permutation and q-values that bound the share of
 * false discoveries; for tens of thousands of columns.
 *
 * A permutation reorders the target once for all columns, and what can be computed once per column is. The same bits for
 * any number of threads, chunks, and order of columns. For n = 1,000 rows a column costs about 1 µs a permutation
 * counted or correlated, 0.3 ms by kernels. Values are plug-in or kernel estimates; their bias does not touch the
 * p-values, which hold for rows that are independent of each other; for series see `resampling`.
 *
 * Files are read in chunks of columns: `.npy` and CSV larger than `chunkBytes` are read once per chunk and never held
 * whole; of Parquet (by the optional package `hyparquet`, not on the calling thread) every column is read once. Chunks of
 * your own (tables of some columns each, with the same rows) come as an iterable.
 *
 * Source: B. Phipson and G. K. Smyth, "Permutation p-values should never be zero", 2010; Y. Benjamini and Y. Hochberg,
 * "Controlling the false discovery rate", 1995; J. Besag and P. Clifford, "Sequential Monte Carlo p-values", 1991, for
 * `stopAfter`.
 *
 * @param input A table or matrix in any form, a path, or chunks. Floats are values, all else are symbols.
 * @param options `target`, and see {@link ScreenFeaturesOptions}. Progress counts columns, then permutations.
 * @returns Rows `{ name, value, pValue, qValue }`, largest value first (for correlations, of either sign), ties in the
 *   order of the columns; ready for `console.table`.
 * @throws MarginalsError `ARGUMENT` for unknown columns and options, texts where numbers are needed; `SHAPE` for chunks
 *   of other lengths; `MISSING`, `NON_FINITE`; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { screenFeatures } from "marginals/information";
 *
 * const columns = {
 *   ill: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
 *   fever: ["yes", "yes", "yes", "yes", "yes", "no", "no", "no", "no", "no"],
 *   left: [1, 0, 1, 0, 1, 0, 1, 0, 1, 0],
 * };
 * const rows = await screenFeatures({ columns }, { target: "ill", permutations: 199 });
 * console.log(rows.map(({ name, value }) => `${name} ${value.toFixed(2)}`)); // [ 'fever 0.69', 'left 0.02' ]
 * ```
 */
export async function screenFeatures(
  input: ScreeningInput,
  options: ScreenFeaturesOptions,
): Promise<Screening> {
  const verb = "screenFeatures";
  const owned = checked(verb, options);
  const job = { ...measureJob({ ...owned, missing: "error" }) };
  const target = new ScreeningTarget(verb, owned.target);
  const names: string[] = [];
  const answers: ScreenedColumns[] = [];
  const screened = async (parts: readonly Part[]): Promise<void> => {
    for (const part of parts) {
      answers.push(await run<ScreenedColumns>(verb, job, part.start));
      names.push(...part.names);
    }
  };
  const parts = (chunk: unknown): Part[] => {
    const taken = target.take(chunk);
    return taken === undefined ? [] : partsOf(verb, taken, owned);
  };
  // A table is read before the first wait: what the caller does to it then changes nothing.
  if (isOneTable(input)) await screened(parts(input));
  else for await (const chunk of chunksOf(verb, input, owned)) await screened(parts(chunk));
  target.finish();
  const all = joined(answers);
  const quiet = { ...job, onProgress: undefined };
  const qValues = await run<Float64Array>(verb, quiet, (handle) =>
    native().falseDiscoveryRates(all.pValues, handle),
  );
  return ranked(names, all, qValues, owned);
}

/**
 * {@link screenFeatures} on the calling thread, for tables, files and iterables that are not asynchronous.
 *
 * @param input As for {@link screenFeatures}.
 * @param options As for {@link screenFeatures}; a `signal` is only seen if it aborted before.
 * @returns As {@link screenFeatures}.
 * @throws What {@link screenFeatures} rejects with.
 * @example
 * ```ts
 * import { screenFeaturesSync } from "marginals/information";
 *
 * const columns = { y: Float64Array.of(1, 2, 3, 4.5), x: Float64Array.of(2, 4, 6, 9) };
 * console.log(screenFeaturesSync({ columns }, { target: "y", estimator: "pearson" })[0]?.value.toFixed(3)); // 1.000
 * ```
 */
export function screenFeaturesSync(
  input: Exclude<ScreeningInput, AsyncIterable<TableInput>>,
  options: ScreenFeaturesOptions,
): Screening {
  const verb = "screenFeaturesSync";
  const owned = checked(verb, options);
  const job = { ...measureJob({ ...owned, missing: "error" }) };
  const target = new ScreeningTarget(verb, owned.target);
  const names: string[] = [];
  const answers: ScreenedColumns[] = [];
  for (const chunk of chunksOfSync(verb, input, owned)) {
    const taken = target.take(chunk);
    for (const part of taken === undefined ? [] : partsOf(verb, taken, owned)) {
      answers.push(runSync<ScreenedColumns>(verb, job, part.start));
      names.push(...part.names);
    }
  }
  target.finish();
  const all = joined(answers);
  const qValues = runSync<Float64Array>(verb, job, (handle) =>
    native().falseDiscoveryRates(all.pValues, handle),
  );
  return ranked(names, all, qValues, owned);
}
