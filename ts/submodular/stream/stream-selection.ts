/**
 * What a stream answers: a selection, with the chosen items themselves.
 *
 * @module
 */
import { Selection, type NativeSelection } from "../selection.ts";

/** Most memory that a stream held at once. */
export interface StreamMemory {
  /** Items, a batch under way included. */
  elements: number;
  /** Bytes of their rows and of the sets under way. */
  bytes: number;
}

/** What a stream knows beyond its selection. */
export interface StreamFacts<T> {
  items: readonly T[];
  ids: readonly (string | number | undefined)[];
  seen: number;
  memory: StreamMemory;
}

/**
 * The items chosen from a stream. `indices` are places in the stream, 0 the first item shown; `bound` is always null:
 * one pass bounds no optimum from the data.
 */
export class StreamSelection<T> extends Selection {
  /** The chosen items themselves, in the order of `indices`. */
  readonly items: readonly T[];
  /** Their ids, undefined where they had none. */
  readonly ids: readonly (string | number | undefined)[];
  /** Items shown in all. */
  readonly seen: number;
  /** Most memory held at once. */
  readonly memory: StreamMemory;

  /**
   * Not for callers: a selection comes from a stream.
   *
   * @param native What the native side answered, its indices places in the stream.
   * @param seed Seed of the call.
   * @param facts What the stream knows beyond.
   */
  constructor(native: NativeSelection, seed: number | bigint, facts: StreamFacts<T>) {
    super(native, seed);
    this.items = facts.items;
    this.ids = facts.ids;
    this.seen = facts.seen;
    this.memory = facts.memory;
  }
}
