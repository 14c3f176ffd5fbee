/**
 * `prepareCorpus()`: passages counted and compared once, for many queries.
 *
 * @module
 */
import { abortError } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, ownOptions, type CheckedJobOptions, type JobOptions } from "../options.ts";
import type { Check } from "../validate.ts";
import type { CorpusParts } from "./call.ts";
import { corpusOf, type ContextCorpus } from "./corpus.ts";
import { ownPassages, type MatrixInput, type Passages, type PassagesInput } from "./passages.ts";
import { tokenSchema, type CheckedTokenOptions, type TokenOptions } from "./request.ts";
import { countAtOnce, countInTurns, oneCounter } from "./token-counter.ts";

/** Options of {@link prepareCorpus}. */
export interface PrepareCorpusOptions
  extends TokenOptions, Omit<JobOptions, "transfer" | "onAbort" | "seed"> {
  /** Embeddings of all passages, one row each, in place of those in the passages. */
  embeddings?: MatrixInput | undefined;
}

const raw: Check<unknown> = (value) => value;

/** {@link PrepareCorpusOptions} after a check of each by itself. */
interface Prepare extends CheckedTokenOptions, Pick<CheckedJobOptions, "threads" | "signal" | "onProgress"> {
  embeddings: unknown;
}

const prepareSchema: { readonly [Key in keyof Prepare]: Check<Prepare[Key]> } = {
  threads: jobOptions.threads,
  signal: jobOptions.signal,
  onProgress: jobOptions.onProgress,
  ...tokenSchema,
  embeddings: raw,
};

/** Texts whose tokens are wanted: the separator, and every passage that does not say. */
function uncounted({ texts, tokens }: Passages, separator: string): string[] {
  return [separator, ...texts.filter((_, at) => tokens[at] === undefined)];
}

function specOf(passages: Passages, counts: readonly number[], withWords: boolean): Native.CorpusSpec {
  let next = 1;
  const tokens = passages.tokens.map((known) => known ?? counts[next++] ?? 0);
  const { embeddings, dimensions, texts } = passages;
  return {
    ...((withWords || embeddings === undefined) && { texts }),
    ...(embeddings && { embeddings }),
    dimensions,
    tokens: Float64Array.from(tokens),
  };
}

function partsOf(
  handle: Native.NativeCorpus,
  passages: Passages,
  spec: Native.CorpusSpec,
  counts: readonly number[],
  { counter, separator }: Pick<CorpusParts, "counter" | "separator">,
): CorpusParts {
  const tokens = Array.from(spec.tokens);
  // The native side holds them from here on.
  const kept = { ...passages, embeddings: passages.embeddings && new Float64Array() };
  return { handle, passages: kept, tokens, counter, separator, separatorTokens: counts[0] ?? 0 };
}

/** Counts and compares passages. */
export async function prepared(
  verb: string,
  passages: Passages,
  options: CheckedTokenOptions,
  job: CheckedJobOptions,
  withWords: boolean,
): Promise<CorpusParts> {
  const counter = oneCounter(verb, options);
  const { separator } = options;
  const counts = await countInTurns(verb, counter, uncounted(passages, separator), job.signal);
  const spec = specOf(passages, counts, withWords);
  const handle = await run<Native.NativeCorpus>(verb, job, (handle) => native().prepareCorpus(spec, handle));
  return partsOf(handle, passages, spec, counts, { counter, separator });
}

/** {@link prepared} on the calling thread. */
export function preparedAtOnce(
  verb: string,
  passages: Passages,
  options: CheckedTokenOptions,
  job: CheckedJobOptions,
  withWords: boolean,
): CorpusParts {
  const counter = oneCounter(verb, options);
  const { separator } = options;
  if (job.signal?.aborted) throw abortError(job.signal);
  const counts = countAtOnce(verb, counter, uncounted(passages, separator));
  const spec = specOf(passages, counts, withWords);
  const handle = runSync<Native.NativeCorpus>(verb, job, (handle) => native().prepareCorpus(spec, handle));
  return partsOf(handle, passages, spec, counts, { counter, separator });
}

/** What `prepareCorpus()` fills in of the job options it does not take. */
function jobOfPrepare(options: Prepare): CheckedJobOptions {
  return { ...options, seed: 0, onAbort: "reject", transfer: false };
}

/**
 * Prepares passages for many queries: counts their tokens and compares them with each other, once.
 *
 * @param passages Texts, or objects with a `text` and, where known, `id`, `embedding`, `source`, `tokens`.
 * @param options See {@link PrepareCorpusOptions}; `countTokens` or `tokenizer` is needed.
 * @returns The corpus. Costs n²·d/2 multiplications for up to 4,096 passages (beyond, each query compares its own
 *   candidates); with texts, one pass over them.
 * @throws As {@link packContext}.
 * @example
 * ```ts
 * import { prepareCorpus } from "marginals/context";
 *
 * const countTokens = (text: string) => text.split(" ").length;
 * const corpus = await prepareCorpus(["a red fox", "a blue whale", "a red rose"], { countTokens });
 * const [animal, flower] = await Promise.all([
 *   corpus.pack({ query: "whale", budget: 3 }),
 *   corpus.pack({ query: "rose", budget: 3 }),
 * ]);
 * console.log(animal.text, "|", flower.text); // a blue whale | a red rose
 * ```
 */
export async function prepareCorpus(
  passages: PassagesInput,
  options: PrepareCorpusOptions,
): Promise<ContextCorpus> {
  const verb = "prepareCorpus";
  const owned = ownOptions(verb, options, prepareSchema);
  const taken = ownPassages(verb, passages, owned.embeddings);
  return corpusOf(await prepared(verb, taken, owned, jobOfPrepare(owned), true));
}

/**
 * {@link prepareCorpus} on the calling thread.
 *
 * @param passages As for {@link prepareCorpus}.
 * @param options See {@link PrepareCorpusOptions}; the token counter must not answer promises.
 * @returns As {@link prepareCorpus}.
 * @throws What {@link prepareCorpus} rejects with.
 */
export function prepareCorpusSync(passages: PassagesInput, options: PrepareCorpusOptions): ContextCorpus {
  const verb = "prepareCorpusSync";
  const owned = ownOptions(verb, options, prepareSchema);
  const taken = ownPassages(verb, passages, owned.embeddings);
  return corpusOf(preparedAtOnce(verb, taken, owned, jobOfPrepare(owned), true));
}
