/**
 * Results of selections over a chain, from what the native side answers.
 * @module
 */
import type { Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { plain, Selection, type NativeSelection } from "../submodular/selection.ts";
import type { ChainSelectionData, ObjectiveName, PartitionResult, PartsSelection } from "./types.ts";

interface Coordinates {
  dimension: number;
  names: readonly string[] | undefined;
}

type Sense = "maximize" | "minimize";

/** The chosen coordinates of a chain. */
export class ChainSelection extends Selection implements ChainSelectionData {
  readonly objective: ObjectiveName;
  readonly sense: Sense;
  readonly remaining: Uint32Array;

  /**
   * Not for callers: a selection comes from a chain.
   *
   * @param native What the native side answered.
   * @param spec What was asked.
   * @param seed Seed of the call.
   * @param chain The chain.
   */
  constructor(native: NativeSelection, spec: Native.SelectionSpec, seed: number | bigint, chain: Coordinates) {
    super(native, seed, chain.names);
    this.objective = spec.objective as ObjectiveName;
    this.sense = spec.minimize ? "minimize" : "maximize";
    const all = Uint32Array.from({ length: chain.dimension }, (_, coordinate) => coordinate);
    this.remaining = all.filter((coordinate) => !this.indices.includes(coordinate));
  }
}

/** One set. */
export function chainSelection(
  native: unknown,
  spec: Native.SelectionSpec,
  { seed }: CheckedJobOptions,
  chain: Coordinates,
): ChainSelection {
  return new ChainSelection(native as NativeSelection, spec, seed, chain);
}

/** What the native side answers for k parts. */
export interface NativeParts extends NativeSelection {
  parts: Uint32Array[];
  /** Part of each index. */
  partOf: Uint32Array;
}

/** k parts. */
export function partsSelection(
  native: NativeParts,
  spec: Native.PartsSpec,
  { seed }: CheckedJobOptions,
  chain: Coordinates,
): PartsSelection {
  const { parts, partOf, ...chosen } = native;
  const selection = new Selection(chosen, seed, chain.names);
  const { indices, ...rest } = selection;
  const order = Array.from(indices, (coordinate, step) => ({ part: partOf[step]!, coordinate }));
  return withJson({
    parts,
    ...rest,
    order,
    objective: spec.objective as ObjectiveName,
    sense: spec.minimize ? "minimize" : "maximize",
  });
}

/** A partition of all coordinates. */
export function partitionResult(native: Omit<PartitionResult, "names" | "toJSON">, chain: Coordinates): PartitionResult {
  return withJson({ ...native, ...(chain.names && { names: chain.names }) });
}

/** Gives a plain result a `toJSON` that does not stand in the way of a structured clone. */
export function withJson<T extends object>(result: T): T & { toJSON(): Record<string, unknown> } {
  return Object.assign(Object.create(jsonPrototype) as { toJSON(): Record<string, unknown> }, result);
}

const jsonPrototype = {
  toJSON(this: object): Record<string, unknown> {
    return plain(this);
  },
};
