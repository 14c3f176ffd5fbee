/**
 * The table of a command: a file, or `-` for standard input.
 *
 * @module
 */
import { addAbortSignal } from "node:stream";
import type { ReadTableOptions, Table } from "../table/index.ts";

/** How the argument of a command that reads a table is described. */
export const TABLE_ARGUMENT = "the table; - for CSV or JSON Lines from standard input";

/** Standard input, whose first letter tells its format: a JSON object or the header of a CSV. */
async function standardInput(signal: AbortSignal | undefined) {
  const stream = signal === undefined ? process.stdin : addAbortSignal(signal, process.stdin);
  const blocks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  const first = await blocks.next();
  const head = first.done === true ? "" : String(first.value.subarray(0, 1024)).replace(/^\uFEFF/, "");
  const source = (async function* () {
    if (first.done !== true) yield first.value;
    yield* { [Symbol.asyncIterator]: () => blocks };
  })();
  return { source, format: head.trimStart().startsWith("{") ? ("jsonl" as const) : ("csv" as const) };
}

/** Reads the table at `path`. */
export async function tableAt(path: string, options: ReadTableOptions): Promise<Table> {
  const { readTable } = await import("../table/index.ts");
  if (path !== "-") return readTable(path, options);
  const { source, format } = await standardInput(options.signal);
  return readTable(source, { ...options, format });
}
