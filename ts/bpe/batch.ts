/**
 * Many texts at once, as a job or on the calling thread.
 * @module
 */
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import { jobOptions, ownOptions } from "../options.ts";
import { batch } from "./input.ts";
import { special } from "./special.ts";

/** Starts the native side on texts. */
export type StartBatch = (texts: string[], special: string, job: Native.JobHandle) => unknown;

/**
 * Runs a batch as a job.
 *
 * @param verb The function the caller called.
 * @param texts What the caller gave.
 * @param options Job options and `special`.
 * @param start The native call.
 * @returns What the native call answers.
 */
export async function inJob<T>(
  verb: string,
  texts: unknown,
  options: unknown,
  start: StartBatch,
): Promise<T> {
  const given = ownOptions(verb, options, { ...jobOptions, special });
  const list = batch(verb, texts);
  return run<T>(verb, given, (job) => start(list, given.special, job));
}

/** As {@link inJob}, on the calling thread. */
export function blocking<T>(verb: string, texts: unknown, options: unknown, start: StartBatch): T {
  const given = ownOptions(verb, options, { ...jobOptions, special });
  const list = batch(verb, texts);
  return runSync<T>(verb, given, (job) => start(list, given.special, job));
}
