/**
 * One call over prepared passages, in both forms.
 *
 * @module
 */
import { abortError, fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import type { Packing } from "./packing.ts";
import type { Passages } from "./passages.ts";
import { planned, type NativePacked, type Plan } from "./plan.ts";
import { ownInclude, ownQuery, ownSourceLimits, type CheckedPackOptions, type Query } from "./request.ts";
import { countAtOnce, countInTurns, type Counter } from "./token-counter.ts";

/** What a corpus is made of. */
export interface CorpusParts {
  handle: Native.NativeCorpus;
  passages: Passages;
  tokens: number[];
  counter: Counter;
  separator: string;
  separatorTokens: number;
}

/** The job options of a pack, those it does not take filled in. */
export function jobOf(options: CheckedPackOptions): CheckedJobOptions {
  return { ...options, transfer: false };
}

/** Everything of a request but the budget's details. */
export interface Wanted {
  options: CheckedPackOptions;
  query: Query;
  include: Uint32Array;
  limits: ReturnType<typeof ownSourceLimits>;
}

/**
 * Checks what is asked of passages.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave, already checked one by one.
 * @param passages The passages.
 * @returns The request.
 */
export function wanted(verb: string, options: CheckedPackOptions, passages: Passages): Wanted {
  const query = ownQuery(verb, options.query);
  if (query.text === undefined && passages.embeddings === undefined && passages.texts.length > 0) {
    const expected = "a text, since the passages have no embeddings";
    throw fault("ARGUMENT", verb, "query", expected, "an embedding");
  }
  return {
    options,
    query,
    include: ownInclude(verb, options.include, passages.ids),
    limits: ownSourceLimits(verb, options.perSource, passages.sources),
  };
}

function planOf(parts: CorpusParts, verb: string, { options, query, include, limits }: Wanted): Plan {
  const { passages, tokens, separator, separatorTokens } = parts;
  const useEmbedding = query.embedding !== undefined && passages.embeddings !== undefined;
  return {
    verb,
    passages,
    tokens,
    separator,
    order: options.order,
    seed: options.seed,
    spec: {
      ...(useEmbedding ? { queryEmbedding: query.embedding } : { queryText: query.text ?? "" }),
      budget: options.budget,
      separator: separatorTokens,
      include,
      ...limits,
      minRelevance: options.minRelevance,
      candidates: options.candidates,
      algorithm: options.algorithm === "auto" ? "cost-benefit-greedy" : options.algorithm,
      lambda: options.lambda,
      bestSoFar: options.onAbort === "best-so-far",
    },
  };
}

/**
 * Runs a checked request on the calling thread.
 *
 * @param parts The passages.
 * @param verb The function the caller called.
 * @param request What is asked.
 * @returns The packing.
 */
export function packedAtOnce(parts: CorpusParts, verb: string, request: Wanted): Packing {
  const { options } = request;
  const { counter, handle } = parts;
  if (options.signal?.aborted) throw abortError(options.signal);
  const planning = planned(planOf(parts, verb, request));
  let step = planning.next();
  while (step.done !== true) {
    const asked = step.value;
    step = planning.next(
      "count" in asked
        ? countAtOnce(verb, counter, [asked.count])[0]
        : runSync<NativePacked>(verb, jobOf(options), (job) => handle.pack(asked.choose, job)),
    );
  }
  return step.value;
}

/**
 * Runs a checked request.
 *
 * @param parts The passages.
 * @param verb The function the caller called.
 * @param request What is asked.
 * @returns The packing.
 */
export async function packed(parts: CorpusParts, verb: string, request: Wanted): Promise<Packing> {
  const { options } = request;
  const { counter, handle } = parts;
  const { signal, onAbort } = options;
  if (signal?.aborted) throw abortError(signal);
  const planning = planned(planOf(parts, verb, request));
  const keepsOn = onAbort === "best-so-far";
  let step = planning.next();
  while (step.done !== true) {
    const asked = step.value;
    // After an abort the best so far is still counted, since a packing is never answered uncounted, and a further
    // round, which takes little, is not refused before it begins.
    const watched = keepsOn && ("count" in asked || signal?.aborted === true) ? undefined : signal;
    step = planning.next(
      "count" in asked
        ? (await countInTurns(verb, counter, [asked.count], watched))[0]
        : await run<NativePacked>(verb, { ...jobOf(options), signal: watched }, (job) =>
            handle.pack(asked.choose, job),
          ),
    );
  }
  return step.value;
}
