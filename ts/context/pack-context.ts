/**
 * `packContext()`: passages for a language model.
 *
 * @module
 */
import { abortError } from "../errors.ts";
import { ownOptions, type CheckedJobOptions } from "../options.ts";
import type { Check } from "../validate.ts";
import { unprepared } from "./aborted.ts";
import { jobOf, packed, packedAtOnce, wanted, type CorpusParts } from "./call.ts";
import type { Packing } from "./packing.ts";
import { ownPassages, type MatrixInput, type PassagesInput } from "./passages.ts";
import { prepared, preparedAtOnce } from "./prepare-corpus.ts";
import { packSchema, tokenSchema, type PackOptions, type TokenOptions } from "./request.ts";
import { oneCounter } from "./token-counter.ts";

/** Options of {@link packContext}. */
export interface PackContextOptions extends PackOptions, TokenOptions {
  /** Embeddings of all passages, one row each, in place of those in the passages. */
  embeddings?: MatrixInput | undefined;
}

const raw: Check<unknown> = (value) => value;
const contextSchema = { ...packSchema, ...tokenSchema, embeddings: raw };

/**
 * Chooses passages for a language model under a budget of tokens: relevant to a query, and not the same thing twice.
 *
 * With rᵢ the cosine of passage i and the query, sᵢⱼ that of two passages (both at least 0) and tᵢ its tokens, a set S
 * is worth Σᵢ rᵢ² · max_{j∈S} min(tᵢ, tⱼ) sᵢⱼ², the relevant tokens that are said in S, the sum over the
 * passages that must be included or are not irrelevant (see `minRelevance` and `candidates`): what repeats a chosen
 * passage adds little, a copy exactly nothing. The function is monotone and submodular; `'auto'` takes the
 * better of greedy by gain per token and greedy by gain. `'mmr'` is maximal marginal relevance (J. Carbonell,
 * J. Goldstein, 1998), the usual baseline. Cosines are those of embeddings where passages and query have some, else
 * of the words of the texts (TF-IDF). Nothing that adds nothing is packed: a context may stay below its budget.
 *
 * The tokens of the answer are those of the joined text, counted as a whole by your counter.
 *
 * @param passages Texts, or objects with a `text` and, where known, `id`, `embedding`, `source`, `tokens`.
 * @param options See {@link PackContextOptions}; `query`, `budget` and `countTokens` (or `tokenizer`) are needed.
 * @returns The chosen passages and their joined text, why each other one was left out, what more budget would buy.
 *   With `onAbort: 'best-so-far'` an abort answers what was chosen by then, at the least what had to be included.
 * @throws MarginalsError `ARGUMENT` for passages without text, an id twice, no token counter, a query that is an
 *   embedding where passages have none; `SHAPE` for embeddings of different lengths or of some passages only;
 *   `NON_FINITE` and `RANGE` for embeddings without a direction; `RANGE` when `include` passes the budget; `CALLBACK`
 *   for a count that is no whole number; what the counter throws, unchanged; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { packContext } from "marginals/context";
 *
 * const passages = [
 *   { id: "care", text: "Water the fern twice a week." },
 *   { id: "copy", text: "Water the fern twice a week!" },
 *   { id: "light", text: "A fern wants shade, never noon sun." },
 *   { id: "cat", text: "The cat sleeps." },
 * ];
 * const packing = await packContext(passages, {
 *   query: "How do I look after a fern?",
 *   budget: 20,
 *   countTokens: (text) => text.split(/\s+/).length, // in earnest: the tokenizer of your model
 * });
 * console.log(packing.passages.map(({ id }) => id)); // [ 'care', 'light' ]
 * console.log(packing.omitted.map(({ id, reason }) => `${id}: ${reason}`)); // [ 'copy: redundant', 'cat: irrelevant' ]
 * ```
 */
export async function packContext(passages: PassagesInput, options: PackContextOptions): Promise<Packing> {
  const verb = "packContext";
  const owned = ownOptions(verb, options, contextSchema);
  const taken = ownPassages(verb, passages, owned.embeddings);
  const request = wanted(verb, owned, taken);
  const counter = oneCounter(verb, owned);
  const { signal, onAbort } = owned;
  if (signal?.aborted) throw abortError(signal);
  // Preparing has no best so far of its own.
  const job: CheckedJobOptions = { ...jobOf(owned), onAbort: "reject" };
  let corpus: CorpusParts;
  try {
    corpus = await prepared(verb, taken, owned, job, request.query.embedding === undefined);
  } catch (error) {
    if (onAbort !== "best-so-far" || !(error instanceof Error && error.name === "AbortError")) throw error;
    return unprepared(verb, taken, request, counter, owned.separator);
  }
  try {
    return await packed(corpus, verb, request);
  } finally {
    corpus.handle.dispose();
  }
}

/**
 * {@link packContext} on the calling thread.
 *
 * @param passages As for {@link packContext}.
 * @param options See {@link PackContextOptions}; the token counter must not answer promises, and a `signal` is only
 *   seen if it aborted before.
 * @returns As {@link packContext}.
 * @throws What {@link packContext} rejects with.
 * @example
 * ```ts
 * import { packContextSync } from "marginals/context";
 *
 * const countTokens = (text: string) => text.split(" ").length;
 * const { tokens, nextTokenGain } = packContextSync(["red fox", "red hen"], { query: "red", budget: 2, countTokens });
 * console.log(tokens, nextTokenGain > 0); // 2 true
 * ```
 */
export function packContextSync(passages: PassagesInput, options: PackContextOptions): Packing {
  const verb = "packContextSync";
  const owned = ownOptions(verb, options, contextSchema);
  const taken = ownPassages(verb, passages, owned.embeddings);
  const request = wanted(verb, owned, taken);
  const corpus = preparedAtOnce(verb, taken, owned, jobOf(owned), request.query.embedding === undefined);
  try {
    return packedAtOnce(corpus, verb, request);
  } finally {
    corpus.handle.dispose();
  }
}
