/**
 * A measure of the caller's, taken again and again of rows in another order.
 *
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { abortError } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedMeasureOptions } from "./estimate.ts";
import { inOrder, numberOf, type MeasureFunction } from "./tested.ts";

/** What is taken, of what, how often. */
export interface Replication {
  verb: string;
  options: CheckedMeasureOptions;
  measure: MeasureFunction;
  /** What the measure is called with: x, y and perhaps the condition. */
  inputs: readonly unknown[];
  /** How many of them follow the order, from the first on. */
  following: number;
  scheme: Native.SurrogateSpec;
  /** The condition whose near rows change places, for `'local'`. */
  nearest?: Native.ValuesSpec | undefined;
  /** Whether every circular shift is taken once. */
  every: boolean;
  count: number;
  /** Stage of the progress. */
  stage: string;
}

/** The measure of the data and of every replicate. */
export interface Replicates {
  value: number;
  values: Float64Array;
}

const names = ["x", "y", "given"];

/** Calls of the loop between two turns of the event loop. */
const callsPerTurn = 64;

function moved({ verb, inputs, following }: Replication, order: Uint32Array): Parameters<MeasureFunction> {
  const rows: unknown[] = inputs.map((input, at) =>
    at < following ? inOrder(verb, names[at] ?? "x", input, order) : input,
  );
  return rows as Parameters<MeasureFunction>;
}

/** How the near rows of every row are found, where orders are among them. */
function nearRows({ nearest, scheme }: Replication): ((job: Native.JobHandle) => unknown) | undefined {
  return nearest && ((job) => native().nearestRows(nearest, scheme.blockLength, job));
}

/**
 * Takes the measure of the data and of every replicate, one after the other.
 *
 * @param replication What is taken.
 * @returns Its values. What the measure throws is thrown as it is.
 */
export async function replicates(replication: Replication): Promise<Replicates> {
  const { verb, options, measure, every, count, stage } = replication;
  const quiet = { ...options, onProgress: undefined };
  const near = nearRows(replication);
  const groups = near && (await run<Uint32Array>(verb, quiet, near));
  const scheme = { ...replication.scheme, ...(groups && { groups }) };
  const value = numberOf(verb, await measure(...(replication.inputs as Parameters<MeasureFunction>)));
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const order = await run<Uint32Array>(verb, quiet, (job) =>
      native().surrogateOrder(scheme, index, every, job),
    );
    values[index] = numberOf(verb, await measure(...moved(replication, order)));
    options.onProgress?.({ stage, done: index + 1, total: count });
    if (options.signal?.aborted === true) throw abortError(options.signal);
    if (index % callsPerTurn === callsPerTurn - 1) await nextTurn();
  }
  return { value, values };
}

/**
 * {@link replicates} on the calling thread; the measure must answer at once.
 *
 * @param replication What is taken.
 * @returns Its values.
 */
export function replicatesSync(replication: Replication): Replicates {
  const { verb, options, measure, every, count } = replication;
  const near = nearRows(replication);
  const groups = near && runSync<Uint32Array>(verb, options, near);
  const scheme = { ...replication.scheme, ...(groups && { groups }) };
  const value = numberOf(verb, measure(...(replication.inputs as Parameters<MeasureFunction>)));
  const values = Float64Array.from({ length: count }, (_, index) => {
    const order = runSync<Uint32Array>(verb, options, (job) =>
      native().surrogateOrder(scheme, index, every, job),
    );
    return numberOf(verb, measure(...moved(replication, order)));
  });
  return { value, values };
}
