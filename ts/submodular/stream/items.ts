/**
 * Items of a stream as callers give them: their vector, their id.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault, wrongKind } from "../../errors.ts";
import { fill, floats } from "../../floats.ts";
import { typedArrayKind, typedArrayLength } from "../../typed-array.ts";

/** The numbers of an item, all items of a stream as many. */
export type StreamVector = Float64Array | Float32Array | readonly number[];

/** An item: its numbers alone, or any object that has them under `vector`, and an `id` if it has one. */
export type StreamItem = StreamVector | { readonly id?: string | number; readonly vector: StreamVector };

/** What to do with an id that was there before: an error, the item left out, or nothing. */
export type RepeatedIds = "refuse" | "ignore" | "keep";

/** Items taken over: one row each. */
export interface Batch<T> {
  items: T[];
  ids: (string | number | undefined)[];
  data: Float64Array;
  columns: number;
}

/** Vector and id of an item, each read once. */
function parts(verb: string, name: string, item: unknown): { vector: unknown; id: unknown } {
  if (typedArrayKind(item) !== undefined || Array.isArray(item)) return { vector: item, id: undefined };
  if (typeof item !== "object" || item === null) {
    throw wrongKind(verb, name, "an array of numbers or an object { vector, id? }", item);
  }
  try {
    const { vector, id } = item as { vector?: unknown; id?: unknown };
    return { vector, id };
  } catch (error) {
    throw fault("ARGUMENT", verb, name, "an object whose properties can be read", "one that throws", error);
  }
}

/** Takes items over, and remembers ids: all of a stream, for a repeated one may come at any distance. */
export class ItemReader<T> {
  readonly #repeated: RepeatedIds;
  readonly #seen: Set<string | number> = new Set();
  #columns: number | undefined;

  /**
   * @param repeated What to do with repeated ids.
   * @param columns Numbers of an item, where that is known beforehand.
   */
  constructor(repeated: RepeatedIds, columns: number | undefined) {
    this.#repeated = repeated;
    this.#columns = columns;
  }

  /**
   * Takes over items; nothing is remembered of a batch with a bad one.
   *
   * @param verb The function the caller called.
   * @param given The items.
   * @param first Place of the first in the stream, for messages.
   * @returns The rows, those of ignored items left out.
   */
  read(verb: string, given: Iterable<T>, first: number): Batch<T> {
    const items: T[] = [];
    const ids: (string | number | undefined)[] = [];
    const rows: (Float64Array | Float32Array | readonly number[])[] = [];
    const fresh = new Set<string | number>();
    let columns = this.#columns;
    let at = first;
    for (const item of given) {
      const name = `items[${at++}]`;
      const { vector, id } = parts(verb, name, item);
      if (id !== undefined && typeof id !== "string" && !Number.isFinite(id)) {
        throw wrongKind(verb, `${name}.id`, "a string or a finite number", id);
      }
      if (id !== undefined && this.#repeated !== "keep") {
        if (this.#seen.has(id as string | number) || fresh.has(id as string | number)) {
          if (this.#repeated === "ignore") continue;
          const received = `${describe(id)}, an id of an item before`;
          throw fault("ARGUMENT", verb, `${name}.id`, "new in the stream", received);
        }
        fresh.add(id as string | number);
      }
      const row = floats(vector, name, verb);
      const length = typedArrayKind(row) === undefined ? row.length : typedArrayLength(row);
      columns ??= length;
      if (length !== columns || length === 0) {
        const expected =
          columns === 0 ? "of length 1 at least" : `of length ${columns} (as the items before)`;
        throw fault("SHAPE", verb, name, expected, `${length}`);
      }
      items.push(item);
      ids.push(id as string | number | undefined);
      rows.push(row);
    }
    const width = columns ?? 0;
    const data = new Float64Array(rows.length * width);
    for (const [index, row] of rows.entries()) {
      if (typedArrayKind(row) === undefined) {
        fill(verb, `items[${first + index}]`, row as readonly number[], data, index * width);
      } else {
        data.set(row, index * width);
      }
    }
    this.#columns = columns;
    for (const id of fresh) this.#seen.add(id);
    return { items, ids, data, columns: width };
  }

  /**
   * Forgets the ids of items that were not shown after all.
   *
   * @param ids Their ids.
   */
  forget(ids: readonly (string | number | undefined)[]): void {
    for (const id of ids) if (id !== undefined) this.#seen.delete(id);
  }
}
