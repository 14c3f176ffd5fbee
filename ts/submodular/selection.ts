/**
 * What every optimizer answers.
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { plain, withJson } from "../json.ts";
import { typedArrayKind } from "../typed-array.ts";

/** A worst-case promise of an algorithm. */
export interface Guarantee {
  /** Fraction of the optimum reached at least. */
  ratio: number;
  /** When it holds, and whether that was proved, tested or declared. */
  condition: string;
  /** Who proved it. */
  source: string;
}

/** Why an optimizer stopped. */
export type Stopped = "size" | "budget" | "target" | "no-gain" | "exhausted" | "aborted";

/** The data of a {@link Selection}. */
export interface SelectionData {
  /** Elements in the order they were chosen. */
  indices: Uint32Array;
  /** What each added to the value when it was chosen. */
  gains: Float64Array;
  /** Value of the chosen set. */
  value: number;
  /** Bound on the optimum: from above when maximizing, from below when minimizing; null where none holds. */
  bound: number | null;
  /** The condition under which `bound` holds. */
  boundCondition: string | null;
  /** Fraction of the optimum that is certain for this answer, in [0, 1]; null where nothing is. */
  ratio: number | null;
  /** Worst-case promise of the algorithm on this function; null where none holds. */
  guarantee: Guarantee | null;
  /** Gains computed. */
  evaluations: number;
  /** Optimizer that ran. */
  algorithm: string;
  /** Why this optimizer ran, where the call left the choice to `'auto'`. */
  reason?: string;
  /** The form in which the function computed, where it has several: `'dense'`, `'sparse'`, `'on-the-fly'`, … */
  method?: string;
  /** Seed of its random choices. */
  seed: number | bigint;
  /** Why it stopped. */
  stopped: Stopped;
  /** What the caller should know: entries clamped, a condition that failed, a cost that was clipped. */
  warnings: readonly string[];
  /** Names of the ground set, where it has some. */
  names?: readonly string[];
}

/** What the native side answers. */
export type NativeSelection = Omit<
  SelectionData,
  "seed" | "names" | "bound" | "ratio" | "guarantee" | "boundCondition"
> & {
  bound?: number | null;
  boundCondition?: string | null;
  ratio?: number | null;
  guarantee?: Guarantee | null;
};

/** The chosen elements, with a statement of how good the choice is. A structured clone keeps all data. */
export class Selection implements SelectionData {
  readonly indices: Uint32Array;
  readonly gains: Float64Array;
  readonly value: number;
  readonly bound: number | null;
  readonly boundCondition: string | null;
  readonly ratio: number | null;
  readonly guarantee: Guarantee | null;
  readonly evaluations: number;
  readonly algorithm: string;
  readonly seed: number | bigint;
  readonly stopped: Stopped;
  readonly warnings: readonly string[];
  declare readonly reason?: string;
  declare readonly method?: string;
  declare readonly names?: readonly string[];

  /**
   * Not for callers: a selection comes from an optimizer.
   *
   * @param native What the native side answered.
   * @param seed Seed of the call.
   * @param names Names of the ground set.
   */
  constructor(native: NativeSelection, seed: number | bigint, names?: readonly string[]) {
    this.indices = native.indices;
    this.gains = native.gains;
    this.value = native.value;
    this.bound = native.bound ?? null;
    this.boundCondition = native.boundCondition ?? null;
    this.ratio = native.ratio ?? null;
    this.guarantee = native.guarantee ?? null;
    this.evaluations = native.evaluations;
    this.algorithm = native.algorithm;
    this.seed = seed;
    this.stopped = native.stopped;
    this.warnings = native.warnings;
    if (native.reason !== undefined) this.reason = native.reason;
    if (native.method !== undefined) this.method = native.method;
    if (names) this.names = names;
  }

  /**
   * The caller's own objects behind the chosen indices.
   *
   * @param items One item per element of the ground set.
   * @returns The chosen items themselves, in the order they were chosen.
   * @throws MarginalsError `ARGUMENT` for what is no list, `SHAPE` for one too short to hold the chosen indices.
   */
  take<T>(items: ArrayLike<T>): T[] {
    if (!Array.isArray(items) && typedArrayKind(items) === undefined) {
      throw wrongKind("take", "items", "an array, one item per element of the ground set", items);
    }
    const largest = this.indices.reduce((most, index) => Math.max(most, index), -1);
    if (items.length <= largest) {
      const expected = `of length ${largest + 1} at least (element ${largest} was chosen)`;
      throw fault("SHAPE", "take", "items", expected, `${items.length}`);
    }
    return Array.from(this.indices, (index) => items[index] as T);
  }

  /** What `JSON.stringify` writes: plain arrays in place of typed ones, a bigint seed as text. */
  toJSON(): Record<string, unknown> {
    return plain(this);
  }
}

export { plain, withJson };
