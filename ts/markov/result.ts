/**
 * Results of selections over a chain, from what the native side answers.
 * @module
 */
import { plain, Selection, type NativeSelection } from "../submodular/selection.ts";
import type { Wanted } from "./request.ts";
import type {
  ChainSelectionData,
  ObjectiveName,
  PartsSelection,
  PartsSelectionCurve,
  SelectionCurve,
} from "./types.ts";

interface Coordinates {
  dimension: number;
  names: readonly string[] | undefined;
}

/** The sense in which an objective was optimized. */
export type Sense = "maximize" | "minimize";

/** The chosen coordinates of a chain. */
export class ChainSelection extends Selection implements ChainSelectionData {
  readonly objective: ObjectiveName;
  readonly sense: Sense;
  readonly remaining: Uint32Array;

  /**
   * Not for callers: a selection comes from a chain.
   *
   * @param native What the native side answered.
   * @param wanted What was asked.
   * @param chain The chain.
   */
  constructor(native: NativeSelection, wanted: Wanted, chain: Coordinates) {
    super(native, wanted.checked.seed, chain.names);
    ({ objective: this.objective, sense: this.sense } = asked(wanted));
    const all = Uint32Array.from({ length: chain.dimension }, (_, coordinate) => coordinate);
    this.remaining = all.filter((coordinate) => !this.indices.includes(coordinate));
  }
}

function asked({ objective, request }: Wanted): { objective: ObjectiveName; sense: Sense } {
  return {
    objective: objective.objective as ObjectiveName,
    sense: request.minimize ? "minimize" : "maximize",
  };
}

/** One set. */
export function chainSelection(native: unknown, wanted: Wanted, chain: Coordinates): ChainSelection {
  return new ChainSelection(native as NativeSelection, wanted, chain);
}

/** One set per size. */
export function selectionCurve(
  natives: readonly unknown[],
  sizes: Uint32Array,
  wanted: Wanted,
  chain: Coordinates,
): SelectionCurve {
  return withJson({
    ...asked(wanted),
    sizes,
    selections: natives.map((native) => chainSelection(native, wanted, chain)),
    ...(chain.names && { names: chain.names }),
  });
}

/** What the native side answers for k parts. */
export interface NativeParts extends NativeSelection {
  parts: Uint32Array[];
  /** Part of each index. */
  partOf: Uint32Array;
}

/** k parts. */
export function partsSelection(native: NativeParts, wanted: Wanted, chain: Coordinates): PartsSelection {
  const { parts, partOf, ...chosen } = native;
  const selection = new Selection(chosen, wanted.checked.seed, chain.names);
  const { indices, ...rest } = selection;
  const order = Array.from(indices, (coordinate, step) => ({ part: partOf[step]!, coordinate }));
  return withJson({
    parts,
    ...rest,
    order,
    ...asked(wanted),
  });
}

/** k parts per total size. */
export function partsCurve(
  natives: readonly NativeParts[],
  sizes: Uint32Array,
  wanted: Wanted,
  chain: Coordinates,
): PartsSelectionCurve {
  return withJson({
    ...asked(wanted),
    sizes,
    selections: natives.map((native) => partsSelection(native, wanted, chain)),
    ...(chain.names && { names: chain.names }),
  });
}

/** What the native side answers with the names of the coordinates. */
export function named<T extends { toJSON(): Record<string, unknown> }>(
  native: object,
  chain: Coordinates,
): T {
  return withJson({ ...native, ...(chain.names && { names: chain.names }) }) as T;
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
