/**
 * The estimators of a measure: one table per measure, from a name to what takes the variables over and computes.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { didYouMean } from "../nearest.ts";
import { ownEntries, ownOptions, type Owned, type Schema } from "../options.ts";
import {
  estimate,
  measureJob,
  measureOptions,
  type CheckedMeasureOptions,
  type NativeEstimate,
} from "./estimate.ts";
import { run, runSync } from "../job.ts";

/** Starts the native side; it answers a {@link NativeEstimate}. */
export type Start = (job: Native.JobHandle) => unknown;

/** One estimator of a measure that takes `Input`. */
export interface Estimator<Input, S extends Schema = Schema> {
  /** Options of its own, beyond those of every measure. */
  readonly options: S;
  /** Takes the input over, with every fault an error of `verb`, and says how to compute. */
  readonly prepare: (verb: string, input: Input, options: Owned<S> & CheckedMeasureOptions) => Start;
}

/**
 * An estimator, so that the compiler knows its options.
 *
 * @param options Options of its own.
 * @param prepare Takes the input over and says how to compute.
 * @returns The estimator.
 */
export function estimator<Input, S extends Schema>(
  options: S,
  prepare: Estimator<Input, S>["prepare"],
): Estimator<Input> {
  // Options reach `prepare` only through the schema beside it.
  return { options, prepare: prepare as Estimator<Input>["prepare"] };
}

/** Estimators of a measure by name. */
export type Estimators<Input> = Readonly<Record<string, Estimator<Input>>>;

/** A measure about to be computed. */
export interface MeasureCall {
  verb: string;
  start: Start;
  options: CheckedMeasureOptions;
  /** Where no logarithm is taken. */
  unit?: "dimensionless" | undefined;
}

/** What {@link measureCall} makes a call of. */
export interface MeasureRequest<Input> {
  verb: string;
  /** The measure in words, for messages: `mutual information`. */
  measure: string;
  estimators: Estimators<Input>;
  /** Estimator where the caller names none. */
  fallback: string;
  input: Input;
  /** Options as the caller gave them. */
  options: unknown;
  /** Where no logarithm is taken: then there is no option `base`. */
  unit?: "dimensionless";
}

/**
 * Chooses the estimator and takes options and input over.
 *
 * @param request The measure.
 * @returns The call. An unknown estimator is an error that lists those that exist and names the nearest; so is an
 *   option that the estimator does not have.
 */
export function measureCall<Input>(request: MeasureRequest<Input>): MeasureCall {
  const { verb, measure, estimators, fallback, input, options, unit } = request;
  const name = nameOf(verb, measure, options, Object.keys(estimators)) ?? fallback;
  const chosen = estimators[name];
  if (chosen === undefined || !Object.hasOwn(estimators, name)) {
    throw unknownEstimator(verb, measure, name, Object.keys(estimators));
  }
  const checked = measureJob(ownOptions(verb, options, schemaOf(chosen, unit)));
  return { verb, start: chosen.prepare(verb, input, checked), options: checked, unit };
}

const keep = (value: unknown): unknown => value;

type CallSchema = typeof measureOptions & { readonly estimator: typeof keep };
type Schemas = WeakMap<Estimator<never>, CallSchema>;
const [schemas, withoutBase]: [Schemas, Schemas] = [new WeakMap(), new WeakMap()];

/** All options of an estimator, put together once. */
function schemaOf(chosen: Estimator<never>, unit: MeasureCall["unit"]): CallSchema {
  const known = (unit === undefined ? schemas : withoutBase).get(chosen);
  if (known !== undefined) return known;
  const { base, ...common } = measureOptions;
  const schema = { ...common, ...(unit === undefined && { base }), ...chosen.options, estimator: keep };
  // Where there is no option `base`, the checked options hold none, which reads as undefined.
  (unit === undefined ? schemas : withoutBase).set(chosen, schema as CallSchema);
  return schema as CallSchema;
}

function nameOf(
  verb: string,
  measure: string,
  options: unknown,
  known: readonly string[],
): string | undefined {
  if (options === undefined) return undefined;
  const given = new Map(ownEntries(verb, "options", options)).get("estimator");
  if (given === undefined || typeof given === "string") return given;
  throw wrongKind(verb, "estimator", `the name of an estimator of ${measure}: ${known.join(", ")}`, given);
}

function unknownEstimator(verb: string, measure: string, name: string, known: readonly string[]): Error {
  const expected = `an estimator of ${measure}: ${known.map((one) => `'${one}'`).join(", ")}`;
  return fault("ARGUMENT", verb, "estimator", expected, describeName(name) + didYouMean(name, known));
}

/**
 * Computes a measure off the event loop.
 *
 * @param call What to compute.
 * @returns The estimate in the unit asked for.
 */
export async function measured<E extends NativeEstimate>(
  call: MeasureCall,
): Promise<ReturnType<typeof estimate<E>>> {
  return estimate(await run<E>(call.verb, call.options, call.start), call.options.base, call.unit);
}

/**
 * Computes a measure on the calling thread.
 *
 * @param call What to compute.
 * @returns The estimate in the unit asked for.
 */
export function measuredSync<E extends NativeEstimate>(call: MeasureCall): ReturnType<typeof estimate<E>> {
  return estimate(runSync<E>(call.verb, call.options, call.start), call.options.base, call.unit);
}
