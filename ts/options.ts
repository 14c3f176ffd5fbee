/**
 * Options as the caller gave them, taken over: own and known keys only, each checked, into an object without a
 * prototype, so that neither a polluted `Object.prototype` nor a later change by the caller is seen.
 *
 * @module
 */
import { describeName } from "./describe.ts";
import { failure, fault, MarginalsError, wrongKind } from "./errors.ts";
import { didYouMean } from "./nearest.ts";
import * as validate from "./validate.ts";
import type { Check } from "./validate.ts";

/** What a job reports while it runs: absolute numbers, never differences. */
export interface ProgressReport {
  /** What is being done. */
  stage: string;
  /** Units finished. */
  done: number;
  /** Units in all; 0 while unknown. */
  total: number;
  /** Value of the objective so far, where there is one. */
  value?: number;
}

/** Options of everything that runs as a job. */
export interface JobOptions {
  /** Seed of random choices: a safe integer ≥ 0 or a bigint below 2⁶⁴. Default 0. */
  seed?: number | bigint | undefined;
  /** Threads to use, 1 to 1024. Default: all of the pool. The result has the same bits for any number. */
  threads?: number | undefined;
  /** Cancels the job. An aborted call rejects with Node's `AbortError`, unless `onAbort` says otherwise. */
  signal?: AbortSignal | undefined;
  /** What an abort does: `'reject'` (default), or `'best-so-far'` to resolve with what there is. */
  onAbort?: "reject" | "best-so-far" | undefined;
  /** Called with a {@link ProgressReport} at most every 50 ms, and once at the end. */
  onProgress?: ((report: ProgressReport) => void) | undefined;
  /** Hand typed arrays over instead of copying them: the caller's arrays are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

/** {@link JobOptions} after {@link ownOptions}. */
export interface CheckedJobOptions {
  seed: number | bigint;
  threads: number | undefined;
  signal: AbortSignal | undefined;
  onAbort: "reject" | "best-so-far";
  onProgress: ((report: ProgressReport) => void) | undefined;
  transfer: boolean;
}

/** A checker per key. A checker sees `undefined` for an absent key; see {@link optional}. */
export type Schema = Readonly<Record<string, Check<unknown>>>;

/** What {@link ownOptions} returns for a schema. */
export type Owned<S extends Schema> = { -readonly [Key in keyof S]: ReturnType<S[Key]> };

/**
 * A checker that also accepts an absent value.
 *
 * @param check Checker of a present value.
 * @returns A checker that keeps `undefined`.
 */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, argument, verb) => (value === undefined ? undefined : check(value, argument, verb));
}

/**
 * A checker with a value for an absent key.
 *
 * @param check Checker of a present value.
 * @param value What an absent value becomes.
 * @returns The checker.
 */
export function withDefault<T>(check: Check<T>, value: T): Check<T> {
  return (given, argument, verb) => (given === undefined ? value : check(given, argument, verb));
}

/** The common tail of options, to be spread into a schema. */
export const jobOptions: {
  readonly [Key in keyof CheckedJobOptions]: Check<CheckedJobOptions[Key]>;
} = {
  seed: withDefault(validate.seed, 0),
  threads: optional(validate.threads),
  signal: optional(validate.signal),
  onAbort: withDefault(validate.oneOf(["reject", "best-so-far"]), "reject"),
  onProgress: optional(validate.callback("a function ({ stage, done, total, value? }) => void")),
  transfer: withDefault(validate.boolean, false),
};

/**
 * The own enumerable entries of an object of named settings.
 *
 * @param verb The function the caller called.
 * @param argument Name of the object.
 * @param value What the caller gave.
 * @returns Its entries, each property read once.
 */
export function ownEntries(verb: string, argument: string, value: unknown): [string, unknown][] {
  const expected = "an object of named values";
  if (typeof value !== "object" || value === null) throw wrongKind(verb, argument, expected, value);
  let entries: [string, unknown][];
  try {
    // Arrays, maps, promises and the like carry another tag.
    if (Object.prototype.toString.call(value) !== "[object Object]")
      throw wrongKind(verb, argument, expected, value);
    entries = Object.entries(value);
  } catch (error) {
    if (error instanceof MarginalsError) throw error;
    throw failure("ARGUMENT", verb, `${argument} must be an object whose properties can be read`, error);
  }
  return entries;
}

/**
 * Takes over an object of named values that is an argument of its own; messages name `argument.key`.
 *
 * @param verb The function the caller called.
 * @param argument Name of the object.
 * @param value What the caller gave.
 * @param schema The keys that exist, with their checkers.
 * @returns The checked values under every key of the schema, on an object without a prototype.
 */
export function ownValues<S extends Schema>(
  verb: string,
  argument: string,
  value: unknown,
  schema: S,
): Owned<S> {
  return own(verb, argument, value, schema, `${argument}.`);
}

/**
 * Takes over the options of a call; absent options are all defaults; messages name the option alone.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave, or undefined.
 * @param schema The options that exist, with their checkers.
 * @returns The checked options.
 */
export function ownOptions<S extends Schema>(verb: string, value: unknown, schema: S): Owned<S> {
  return own(verb, "options", value === undefined ? {} : value, schema, "");
}

/**
 * Takes over an object that describes what to build, the single argument of a builder; messages name the property
 * alone.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param schema The properties that exist, with their checkers.
 * @returns The checked properties.
 */
export function ownInput<S extends Schema>(verb: string, value: unknown, schema: S): Owned<S> {
  return own(verb, "input", value, schema, "");
}

function own<S extends Schema>(
  verb: string,
  argument: string,
  value: unknown,
  schema: S,
  prefix: string,
): Owned<S> {
  const given = new Map<string, unknown>();
  const known = Object.keys(schema);
  for (const [key, entry] of ownEntries(verb, argument, value)) {
    if (!Object.hasOwn(schema, key)) {
      const expected = `an object of ${known.join(", ")}`;
      const received = `the unknown ${describeName(key)}${didYouMean(key, known)}`;
      throw fault("ARGUMENT", verb, argument, expected, received);
    }
    given.set(key, entry);
  }
  const owned = Object.create(null) as Record<string, unknown>;
  for (const [key, check] of Object.entries(schema)) owned[key] = check(given.get(key), prefix + key, verb);
  return owned as Owned<S>;
}
