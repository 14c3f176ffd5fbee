/**
 * Where the columns of a screening come from: a table, a file, chunks; and which of them is the target.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { columnChunks, columnChunksSync } from "../table/column-chunks.ts";
import { pathOf } from "../table/source.ts";
import { typedArrayKind } from "../typed-array.ts";
import { isData, namedColumns, targeted, type NamedColumn } from "./columns.ts";
import type { CheckedScreening } from "./screen-options.ts";
import type { Variable } from "./variable.ts";

/** Columns that can be screened. */
export interface Chunk {
  target: Variable;
  columns: NamedColumn[];
}

const reading = ({ chunkBytes, missing, signal }: CheckedScreening): Parameters<typeof columnChunks>[2] => ({
  chunkBytes,
  missing: missing === "error" ? "error" : "category",
  signal,
});

function isIterable(value: unknown, key: symbol): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    // An Arrow table goes over its rows; it is a chunk itself.
    return key in value && !("schema" in value) && typedArrayKind(value) === undefined;
  } catch {
    // What cannot be looked at is refused as a table.
    return false;
  }
}

/**
 * Whether the input is one table, all there: it is read before the call returns to the caller.
 *
 * @param input What the caller gave.
 * @returns False for a path and for chunks.
 */
export function isOneTable(input: unknown): boolean {
  if (typeof input === "string" || input instanceof URL) return false;
  return !isIterable(input, Symbol.asyncIterator) && !isIterable(input, Symbol.iterator);
}

/**
 * What is screened, a chunk after the other.
 *
 * @param verb The function the caller called.
 * @param input What the caller gave.
 * @param options Checked options.
 */
export async function* chunksOf(
  verb: string,
  input: unknown,
  options: CheckedScreening,
): AsyncGenerator<unknown> {
  const path = typeof input === "string" || input instanceof URL ? pathOf(verb, input) : undefined;
  if (path !== undefined) yield* columnChunks(verb, path, reading(options));
  else if (isIterable(input, Symbol.asyncIterator)) yield* input as AsyncIterable<unknown>;
  else if (isIterable(input, Symbol.iterator)) yield* input as Iterable<unknown>;
  else yield input;
}

/**
 * {@link chunksOf} on the calling thread.
 *
 * @param verb The function the caller called.
 * @param input What the caller gave.
 * @param options Checked options.
 */
export function* chunksOfSync(verb: string, input: unknown, options: CheckedScreening): Generator<unknown> {
  const path = typeof input === "string" || input instanceof URL ? pathOf(verb, input) : undefined;
  if (path !== undefined) yield* columnChunksSync(verb, path, reading(options));
  else if (isIterable(input, Symbol.asyncIterator))
    throw wrongKind(verb, "input", "a table, a path or an iterable of tables", input);
  else if (isIterable(input, Symbol.iterator)) yield* input as Iterable<unknown>;
  else yield input;
}

/** Chunks come with time, and what is kept of them stays what it was. */
function snapshot(column: Variable): Variable {
  return column.take(Uint32Array.from({ length: column.rows }, (_, row) => row));
}

/** Parts the target from a chunk; a named one is in the first chunk that has it. */
export class ScreeningTarget {
  readonly #verb: string;
  readonly #given: unknown;
  #target: Variable | undefined;
  /** Columns that came before the target was seen. */
  #waiting: NamedColumn[] = [];
  #seen = new Set<string>();

  /**
   * @param verb The function the caller called.
   * @param given Name, index or data.
   */
  constructor(verb: string, given: unknown) {
    this.#verb = verb;
    this.#given = given;
    if (isData(given)) this.#target = snapshot(targeted(verb, [], given).target);
    else if (typeof given !== "string" && typeof given !== "number") {
      throw wrongKind(verb, "target", "the name or index of a column, or a column", given);
    }
  }

  /**
   * The columns that can be screened now.
   *
   * @param chunk A table or matrix in any form.
   * @returns The columns of this chunk and of those before the target was seen; undefined while it was not.
   */
  take(chunk: unknown): Chunk | undefined {
    let columns = namedColumns(this.#verb, "input", chunk);
    for (const { name } of columns) {
      if (this.#seen.has(name))
        throw fault("ARGUMENT", this.#verb, "input", "columns of distinct names", "a name twice");
      this.#seen.add(name);
    }
    if (this.#target === undefined) {
      const before = this.#waiting.length;
      const at =
        typeof this.#given === "number"
          ? (this.#given as number) - before
          : columns.findIndex(({ name }) => name === this.#given);
      if (!(at >= 0 && at < columns.length && Number.isSafeInteger(at))) {
        for (const { name, column } of columns) this.#waiting.push({ name, column: snapshot(column) });
        return undefined;
      }
      const own = columns[at]?.column;
      this.#target = own && snapshot(own);
      columns = [...this.#waiting, ...columns.filter((_, other) => other !== at)];
      this.#waiting = [];
    }
    return this.#target && { target: this.#target, columns };
  }

  /** After the last chunk: a target that no chunk had. */
  finish(): void {
    if (this.#target === undefined) targeted(this.#verb, this.#waiting, this.#given);
  }
}
