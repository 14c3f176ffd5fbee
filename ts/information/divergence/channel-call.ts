/**
 * Calls of the measures of channels.
 *
 * @module
 */
import { run, runSync } from "../../job.ts";
import { withJson } from "../../json.ts";
import { native, type Native } from "../../native.ts";
import { ownOptions, withDefault } from "../../options.ts";
import { oneOf } from "../../validate.ts";
import { law } from "../discrete.ts";
import {
  estimate,
  inBase,
  measureJob,
  measureOptions,
  unitOf,
  type CheckedMeasureOptions,
  type NativeEstimate,
  type Unit,
} from "../estimate.ts";
import { orderOf } from "../order-call.ts";
import { byDivergence, channelSpec, chosenDivergence } from "./channel-options.ts";
import { probabilities } from "./distributions.ts";

/** A measure of a channel about to be computed. */
export interface Call<T> {
  verb: string;
  options: CheckedMeasureOptions;
  start: (job: Native.JobHandle) => unknown;
  result: (answer: T) => Answer<T>;
}

const { missing: _, seed: __, ...common } = measureOptions;

const job = (owned: { base: number | undefined; threads: number | undefined }): CheckedMeasureOptions =>
  measureJob({ seed: 0, missing: "error", signal: undefined, onProgress: undefined, ...owned });

function unitFor(isLogarithmic: boolean, base: number | undefined): Unit {
  return isLogarithmic ? unitOf(base) : "dimensionless";
}

/** An estimate at the input where it is largest. */
export type Worst = NativeEstimate & { input: number };
/** An answer with its unit. */
export type Answer<T> = T & { unit: Unit; toJSON(): Record<string, unknown> };

/** Arguments of the verb of that name, taken over. */
export function entropyCall(verb: string, channel: unknown, options: unknown): Call<Worst> {
  const families = ["renyi", "tsallis", "gini-simpson"] as const;
  const schema = { ...common, family: withDefault(oneOf(families), "renyi"), order: withDefault(orderOf, 1) };
  const owned = ownOptions(verb, options, schema);
  const isGini = owned.family === "gini-simpson";
  const family = isGini ? "tsallis" : owned.family;
  const order = isGini ? 2 : owned.order;
  const spec = channelSpec(verb, channel);
  const base = family === "renyi" ? owned.base : undefined;
  return {
    verb,
    options: job(owned),
    start: (handle) => native().channelEntropy(spec, family, order, undefined, handle),
    result: (answer) => estimate(answer, base, unitFor(family === "renyi", base)),
  };
}

/** Arguments of the verb of that name, taken over. */
export function determinismCall(verb: string, channel: unknown, options: unknown): Call<Worst> {
  const owned = ownOptions(verb, options, { ...common, ...byDivergence });
  const { name, parameter, isLogarithmic } = chosenDivergence(verb, owned);
  const spec = channelSpec(verb, channel);
  return {
    verb,
    options: job(owned),
    start: (handle) => native().channelEntropy(spec, "", parameter, name, handle),
    result: (answer) => estimate(answer, owned.base, unitFor(isLogarithmic, owned.base)),
  };
}

/** Arguments of the verb of that name, taken over. */
export function independenceCall(verb: string, given: unknown, options: unknown): Call<NativeEstimate> {
  const joint = law(verb, "law", given, 2);
  const owned = ownOptions(verb, options, { ...common, ...byDivergence });
  const { name, parameter, isLogarithmic } = chosenDivergence(verb, owned);
  const masses = Float64Array.from(joint.probabilities);
  return {
    verb,
    options: job(owned),
    start: (handle) => native().independenceDivergence(masses, joint.shape[1] ?? 0, name, parameter, handle),
    result: (answer) => estimate(answer, owned.base, unitFor(isLogarithmic, owned.base)),
  };
}

/** Arguments of the verb of that name, taken over. */
export function processingCall(
  verb: string,
  channel: unknown,
  p: unknown,
  q: unknown,
  options: unknown,
): Call<{ before: number; after: number; holds: boolean }> {
  const owned = ownOptions(verb, options, { ...common, ...byDivergence });
  const { name, parameter, isLogarithmic } = chosenDivergence(verb, owned);
  const spec = channelSpec(verb, channel);
  const [of, against] = [probabilities(verb, "p", p), probabilities(verb, "q", q)];
  const { base } = owned;
  return {
    verb,
    options: job(owned),
    start: (handle) => native().processedDivergence(spec, of, against, name, parameter, handle),
    result: ({ before, after }) =>
      withJson({
        before: inBase(before, base),
        after: inBase(after, base),
        holds: after <= before * (1 + 1e-12) + 1e-15,
        unit: unitFor(isLogarithmic, base),
      }),
  };
}

/** Computes off the event loop. */
export async function later<T>({
  verb,
  options,
  start,
  result,
}: Call<T>): Promise<ReturnType<Call<T>["result"]>> {
  return result(await run<T>(verb, options, start));
}

/** Computes on the calling thread. */
export function now<T>({ verb, options, start, result }: Call<T>): ReturnType<Call<T>["result"]> {
  return result(runSync<T>(verb, options, start));
}
