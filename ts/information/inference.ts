/**
 * What permutation tests and bootstrap intervals have in common: a measure of the data and of their replicates, counted by
 * the library or computed by the caller, and what is made of those values.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import type { CheckedMeasureOptions } from "./estimate.ts";
import { replicates, replicatesSync, type Replicates, type Replication } from "./replicates.ts";

/** Starts the native side; it answers what was found. */
type Start = (job: Native.JobHandle) => unknown;

/** A test or an interval about to be computed. */
export interface Inference<Found, Answer> {
  verb: string;
  options: CheckedMeasureOptions;
  /** The whole on the native side; or the replicates of a measure of the caller's, and what is made of them. */
  how: Start | { replication: Replication; judged: (found: Replicates) => Start };
  /** The answer in the unit asked for. */
  answer: (found: Found) => Answer;
}

/**
 * Computes a test or an interval off the event loop.
 *
 * @param inference What to compute.
 * @returns The answer.
 */
export async function inferred<Found, Answer>(inference: Inference<Found, Answer>): Promise<Answer> {
  const { verb, options, how, answer } = inference;
  if (typeof how === "function") return answer(await run<Found>(verb, options, how));
  const found = await replicates(how.replication);
  return answer(await run<Found>(verb, { ...options, onProgress: undefined }, how.judged(found)));
}

/**
 * Computes a test or an interval on the calling thread.
 *
 * @param inference What to compute.
 * @returns The answer.
 */
export function inferredSync<Found, Answer>(inference: Inference<Found, Answer>): Answer {
  const { verb, options, how, answer } = inference;
  if (typeof how === "function") return answer(runSync<Found>(verb, options, how));
  return answer(runSync<Found>(verb, options, how.judged(replicatesSync(how.replication))));
}
