/**
 * `deduplicate()`: one of each group of near-duplicates, the first step of curating data.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, ownOptions, type CheckedJobOptions, type JobOptions } from "../options.ts";
import * as validate from "../validate.ts";
import { withJson } from "./selection.ts";
import { similarity, similarityOptions, type SimilarityMetric } from "./similarity.ts";

/** Options of {@link deduplicate}. */
export interface DeduplicateOptions extends Omit<JobOptions, "onAbort" | "seed"> {
  /** Similarity from which a row is a duplicate, of the metric's own scale: 0.95 is common for cosine. */
  threshold: number;
  /** How alike rows are. Default `'cosine'`. */
  metric?: SimilarityMetric | undefined;
  /** γ of `'rbf'` and `'laplacian'`, above 0. Default 1 / columns. */
  gamma?: number | undefined;
}

/** What {@link deduplicate} keeps and drops. */
export interface Deduplication {
  /** Rows kept, ascending. */
  kept: Uint32Array;
  /** Rows dropped, ascending. */
  dropped: Uint32Array;
  /** For every dropped row the most similar kept row before it. */
  representatives: Uint32Array;
  /** How similar that is. */
  similarities: Float64Array;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

interface Call {
  verb: string;
  spec: Native.SimilaritySpec;
  threshold: number;
  options: CheckedJobOptions;
}

const start =
  ({ spec, threshold }: Call) =>
  (job: Native.JobHandle): unknown =>
    native().deduplicateRows(spec, threshold, job);

function call(verb: string, matrix: unknown, options: unknown): Call {
  const { represented: _, negative: __, ...own } = similarityOptions;
  const { onAbort: ___, seed: ____, ...job } = jobOptions;
  const owned = ownOptions(verb, options, { ...job, ...own, threshold: validate.finiteNumber() });
  const input = { ...owned, represented: undefined, negative: undefined };
  return {
    verb,
    spec: similarity(verb, matrix, input),
    threshold: owned.threshold,
    options: { ...owned, onAbort: "reject", seed: 0 },
  };
}

/**
 * Keeps one row of each group of near-duplicates: rows are taken in order, and a row is dropped when a row kept before
 * it is at least as similar as the threshold. So no two kept rows are that similar, and every dropped row is that similar
 * to one that is kept (which groups made by chaining do not promise). Exact; costs rows × kept rows × columns / 2 in
 * blocks, nothing of size rows × rows is stored.
 *
 * @param matrix Feature rows, dense or sparse; with metric `'precomputed'`, a symmetric matrix of similarities.
 * @param options `threshold`, and see {@link DeduplicateOptions}.
 * @returns Kept rows, and for each dropped row its representative. The same for any number of threads.
 * @throws MarginalsError for arguments that make no sense, rows of zeros under cosine; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { deduplicate } from "marginals/submodular";
 *
 * const rows = [[1, 0], [0.99, 0.01], [0, 1], [1, 0.001]];
 * const { kept, representatives } = await deduplicate(rows, { threshold: 0.95 });
 * console.log(kept, representatives); // Uint32Array(2) [ 0, 2 ] Uint32Array(2) [ 0, 0 ]
 * ```
 */
export async function deduplicate(
  matrix: AnyMatrixInput,
  options: DeduplicateOptions,
): Promise<Deduplication> {
  const own = call("deduplicate", matrix, options);
  return withJson(await run<Deduplication>(own.verb, own.options, start(own)));
}

/**
 * {@link deduplicate} on the calling thread.
 *
 * @param matrix As for {@link deduplicate}.
 * @param options As for {@link deduplicate}.
 * @returns As {@link deduplicate}.
 * @throws What {@link deduplicate} rejects with.
 * @example
 * ```ts
 * import { deduplicateSync } from "marginals/submodular";
 *
 * console.log(deduplicateSync([[1], [1.001], [5]], { threshold: 0.9, metric: "euclidean" }).dropped); // Uint32Array(1) [ 1 ]
 * ```
 */
export function deduplicateSync(matrix: AnyMatrixInput, options: DeduplicateOptions): Deduplication {
  const own = call("deduplicateSync", matrix, options);
  return withJson(runSync<Deduplication>(own.verb, own.options, start(own)));
}
