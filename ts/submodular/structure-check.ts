/**
 * `checkStructure()`: what kind of function an instance is, found out by looking.
 *
 * @module
 */
import { run, runSync } from "../job.ts";
import { jobOptions, ownOptions, withDefault, type CheckedJobOptions, type JobOptions } from "../options.ts";
import { integerIn } from "../validate.ts";
import { withJson } from "./selection.ts";
import { checkNative, nativeHandle, type SetFunction } from "./set-function.ts";

/** Options of {@link checkStructure}. */
export interface CheckStructureOptions extends JobOptions {
  /** Triples to draw when there are too many to look at all. Default 2000. */
  samples?: number | undefined;
}

/** Two elements and a set whose values decide: f(S+d) + f(S+e) − f(S+d+e) − f(S). */
export interface StructureWitness {
  /** S, rising. */
  set: Uint32Array;
  /** d and e, d < e. */
  pair: Uint32Array;
  /** The difference: below 0 speaks against submodular, above 0 against supermodular. */
  slack: number;
}

/** Whether a property holds of all that was looked at, and the triple nearest to violating it, or doing so most. */
export interface StructureFinding {
  /** Whether it does. */
  holds: boolean;
  /** Absent with fewer than two elements. */
  witness?: StructureWitness;
}

/** What {@link checkStructure} found. */
export interface StructureCheck {
  /** What all that was looked at agrees with. */
  shape: "submodular" | "supermodular" | "modular" | "unknown";
  monotone: "increasing" | "decreasing" | "no";
  submodular: StructureFinding;
  supermodular: StructureFinding;
  /** Least gain met. */
  leastGain: number;
  /** Largest gain met. */
  largestGain: number;
  /** No value below 0 was met. */
  nonNegative: boolean;
  /** Whether every triple was looked at; else what holds was only not refuted. */
  exact: boolean;
  /** Triples looked at. */
  triples: number;
  /** How far the finding may be trusted, in a sentence. */
  confidence: string;
  /** Plain values for `JSON.stringify`. */
  toJSON(): Record<string, unknown>;
}

const samples = withDefault(integerIn(1, 2 ** 32 - 1), 2000);

interface Call {
  verb: string;
  options: CheckedJobOptions;
  start: Parameters<typeof run>[2];
}

function structureCall(verb: string, f: unknown, options: unknown): Call {
  const checked = checkNative(verb, f);
  const owned = ownOptions(verb, options, { ...jobOptions, samples });
  return { verb, options: owned, start: (job) => nativeHandle(checked).structure(owned.samples, job) };
}

/**
 * Whether this instance is submodular, supermodular, monotone. Up to 14 elements every triple is looked at and the
 * answer is exact (2ⁿ values); beyond, random triples are, which can refute but not prove.
 *
 * @param f A set function computed natively.
 * @param options See {@link CheckStructureOptions}.
 * @returns What holds, with the triple that comes nearest to violating it.
 * @throws MarginalsError `ARGUMENT` for other functions; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { checkStructure, modular } from "marginals/submodular";
 *
 * const found = await checkStructure(modular([3, 1, 4]));
 * console.log(found.shape, found.monotone, found.exact); // modular increasing true
 * ```
 */
export async function checkStructure(
  f: SetFunction,
  options?: CheckStructureOptions,
): Promise<StructureCheck> {
  const call = structureCall("checkStructure", f, options);
  return withJson(await run<object>(call.verb, call.options, call.start));
}

/**
 * {@link checkStructure} on the calling thread.
 *
 * @param f A set function computed natively.
 * @param options See {@link CheckStructureOptions}.
 * @returns As {@link checkStructure}.
 * @throws What {@link checkStructure} rejects with.
 */
export function checkStructureSync(f: SetFunction, options?: CheckStructureOptions): StructureCheck {
  const call = structureCall("checkStructureSync", f, options);
  return withJson(runSync<object>(call.verb, call.options, call.start));
}
