/**
 * `textFeatures()`: texts as sparse rows.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native } from "../native.ts";
import { jobOptions, ownOptions, type JobOptions } from "../options.ts";
import type { SparseMatrixInput } from "../sparse-matrix.ts";
import { text } from "../validate.ts";

/** Texts as rows. */
export interface TextFeatures {
  /** A row per text, a column per word: what `facilityLocation()` and the others take. */
  matrix: SparseMatrixInput & { data: Float64Array; indices: Uint32Array; indptr: Uint32Array };
  /** The words, by column, in the order of their code points. */
  words: string[];
}

/** What the native side answers. */
type Answer = TextFeatures["matrix"] & { words: string[] };

const apart = ({ words, ...matrix }: Answer): TextFeatures => ({ matrix, words });

const schema = {
  threads: jobOptions.threads,
  signal: jobOptions.signal,
  onProgress: jobOptions.onProgress,
};

function call(verb: string, texts: unknown, options: unknown) {
  if (!Array.isArray(texts)) throw wrongKind(verb, "texts", "an array of texts", texts);
  const owned = Array.from(texts as readonly unknown[], (one, at) => text(one, `texts[${at}]`, verb));
  const job = ownOptions(verb, options, schema);
  return { owned, job: { ...job, seed: 0, onAbort: "reject" as const, transfer: false } };
}

/**
 * Texts as sparse rows of TF-IDF, for any function that takes a matrix: words at the word boundaries of Unicode,
 * lowercased; (1 + ln count) · (1 + ln((1 + texts) / (1 + texts with the word))); rows of Euclidean norm 1, so that the
 * dot product of two rows is their cosine (G. Salton, C. Buckley, 1988).
 *
 * @param texts The texts.
 * @param options The job options.
 * @returns The matrix and its words; a text without words is a row without entries. Costs one pass over the texts and a
 *   sort of the words.
 * @throws MarginalsError `ARGUMENT` for what is no array of texts; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { textFeatures } from "marginals/context";
 *
 * const features = await textFeatures(["red fox", "red hen"]);
 * console.log(features.matrix.rows, features.words); // 2 [ 'fox', 'hen', 'red' ]
 * ```
 */
export async function textFeatures(
  texts: readonly string[],
  options?: Pick<JobOptions, "threads" | "signal" | "onProgress">,
): Promise<TextFeatures> {
  const { owned, job } = call("textFeatures", texts, options);
  return apart(await run<Answer>("textFeatures", job, (handle) => native().textFeatures(owned, handle)));
}

/**
 * {@link textFeatures} on the calling thread.
 *
 * @param texts The texts.
 * @param options The job options; a `signal` is only seen if it aborted before.
 * @returns As {@link textFeatures}.
 * @throws What {@link textFeatures} rejects with.
 */
export function textFeaturesSync(
  texts: readonly string[],
  options?: Pick<JobOptions, "threads" | "signal" | "onProgress">,
): TextFeatures {
  const { owned, job } = call("textFeaturesSync", texts, options);
  return apart(runSync<Answer>("textFeaturesSync", job, (handle) => native().textFeatures(owned, handle)));
}
