/**
 * One call over prepared passages, in both forms.
 *
 * @module
 */
import { abortError, fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { unprepared } from "./aborted.ts";
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
  const { counter } = parts;
  const { signal, onAbort } = options;
  if (signal?.aborted) throw abortError(signal);
  const planning = planned(planOf(parts, verb, request));
  const keepsOn = onAbort === "best-so-far";
  let rounds = 0;
  let step = planning.next();
  while (step.done !== true) {
    const asked = step.value;
    // With the best so far wanted, only the first choice can be stopped: what follows takes little, and a packing is
    // never answered uncounted.
    const watched = keepsOn && ("count" in asked || rounds > 0) ? undefined : signal;
    let answer: unknown;
    if ("count" in asked) [answer] = await countInTurns(verb, counter, [asked.count], watched);
    else {
      rounds++;
      const job = { ...jobOf(options), signal: watched };
      try {
        answer = await run<NativePacked>(verb, job, (handle) => parts.handle.pack(asked.choose, handle));
      } catch (error) {
        if (!keepsOn || !(error instanceof Error && error.name === "AbortError")) throw error;
        // The job was stopped before it began.
        return unprepared(verb, parts.passages, request, counter, parts.separator);
      }
    }
    step = planning.next(answer);
  }
  return step.value;
}
