/**
 * How the searches for merges are asked: their options, checked, and the call itself.
 * @module
 */
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import { jobOptions, ownOptions, withDefault, type CheckedJobOptions, type JobOptions } from "../options.ts";
import * as validate from "../validate.ts";
import { Alphabet } from "./token.ts";

/** Options of all searches for merges. */
export interface MergeOptions extends JobOptions {
  /** Most merges, from 1; at most 256 for an exact search. */
  merges: number;
}

/** Options of {@link optimalMerges}. */
export interface OptimalMergesOptions extends MergeOptions {
  /** Most sequences of tokens to examine before the best found is returned unproven. Default 1,000,000. */
  maxStates?: number | undefined;
}

/** Options of {@link beamMerges}. */
export interface BeamMergesOptions extends MergeOptions {
  /** Sequences kept after every merge, from 1, which is greedy. Default 16. */
  width?: number | undefined;
}

/** Options of {@link greedyMerges} and {@link certificate}. */
export interface GreedyMergesOptions extends MergeOptions {
  /**
   * What the frequency of a pair is: `'disjoint'` occurrences, which is what merging it saves (default), or the
   * `'positions'` where it stands, as trainers count.
   */
  pairCounting?: "disjoint" | "positions" | undefined;
  /**
   * Which of equally frequent pairs is taken: the `'first-seen'` in the text as it is then (default), that of the
   * `'lowest-tokens'` (in the order they were made, letters first), or the first in `'lexicographic'` order.
   */
  tieBreak?: "first-seen" | "lowest-tokens" | "lexicographic" | undefined;
}

/** Options of {@link curvature}. */
export interface CurvatureOptions extends OptimalMergesOptions {
  /**
   * Which sequences come before an optimal one: the prefixes of the greedy sequence, all that the bound needs
   * (`'greedy-prefixes'`, default), sequences of exactly `merges` merges (`'exact'`; a shorter one
   * after which nothing is left to merge counts too), or of 1 to `merges` (`'up-to'`).
   */
  over?: "exact" | "up-to" | "greedy-prefixes" | undefined;
}

const states = withDefault(validate.integerIn(1, 2 ** 32), 1_000_000);
const schema = { ...jobOptions, merges: validate.integerIn(1, 2 ** 32 - 1) };
const exactSchema = { ...schema, maxStates: states };
const beamSchema = { ...schema, width: withDefault(validate.integerIn(1, 1_000_000), 16) };
const greedySchema = {
  ...schema,
  pairCounting: withDefault(validate.oneOf(["disjoint", "positions"]), "disjoint"),
  tieBreak: withDefault(validate.oneOf(["first-seen", "lowest-tokens", "lexicographic"]), "first-seen"),
};
const curvatureSchema = {
  ...exactSchema,
  over: withDefault(validate.oneOf(["exact", "up-to", "greedy-prefixes"]), "greedy-prefixes"),
};

/** Options of any of the searches, checked. */
export interface Given extends CheckedJobOptions {
  merges: number;
  maxStates?: number;
  width?: number;
  pairCounting?: string;
  tieBreak?: string;
  over?: string;
}

/** {@link OptimalMergesOptions}, checked. */
export const exactOptions = (verb: string, options: unknown): Given => ownOptions(verb, options, exactSchema);

/** {@link BeamMergesOptions}, checked. */
export const beamOptions = (verb: string, options: unknown): Given => ownOptions(verb, options, beamSchema);

/** {@link GreedyMergesOptions}, checked. */
export const greedyOptions = (verb: string, options: unknown): Given =>
  ownOptions(verb, options, greedySchema);

/** {@link CurvatureOptions}, checked. */
export const curvatureOptions = (verb: string, options: unknown): Given =>
  ownOptions(verb, options, curvatureSchema);

const spec = ({ symbols, letters }: Alphabet, given: Given): Native.MergeSpec => ({
  symbols,
  letters: letters.length,
  merges: given.merges,
  counting: given.pairCounting ?? "disjoint",
  ties: given.tieBreak ?? "first-seen",
  over: given.over ?? "exact",
  maxStates: given.maxStates ?? 1,
  width: given.width ?? 1,
});

/** A call: its options, its text, the native function, what becomes of the answer; now or as a job. */
export function prepare<Answer, Result>(
  verb: string,
  symbols: unknown,
  given: Given,
  ask: (spec: Native.MergeSpec, job: Native.JobHandle) => unknown,
  finish: (answer: Answer, alphabet: Alphabet) => Result,
): { now: () => Result; later: () => Promise<Result> } {
  const alphabet = new Alphabet(verb, symbols);
  const wanted = spec(alphabet, given);
  const start = (job: Native.JobHandle): unknown => ask(wanted, job);
  return {
    now: () => finish(runSync<Answer>(verb, given, start), alphabet),
    later: async () => finish(await run<Answer>(verb, given, start), alphabet),
  };
}
