/**
 * A wide file as tables of some of its columns each, so that it need not fit in memory: the file is read once for
 * every chunk of columns.
 *
 * @module
 */
import { statSync } from "node:fs";
import { CsvParser } from "./csv.ts";
import { runCooperatively } from "../cooperative.ts";
import { NpyParser } from "./npy.ts";
import { ParquetFile } from "./parquet.ts";
import type { ParserSettings } from "./parser.ts";
import { readSettings, type ReadTableOptions } from "./read-options.ts";
import { readTableFor, readTableSyncFor } from "./read-table.ts";
import { extensionOf, fileBlocks, fileBlocksSync } from "./source.ts";
import type { Table } from "./table.ts";

/** How a file is read in chunks. */
export interface ChunkOptions extends Pick<ReadTableOptions, "missing" | "signal" | "format" | "delimiter"> {
  /** Bytes of the file that a chunk may stand for. */
  chunkBytes: number;
}

interface Plan {
  parser: CsvParser | NpyParser | undefined;
  options: ReadTableOptions;
  /** Settings of a Parquet file. */
  parquet?: ParserSettings;
}

function plan(verb: string, path: string, given: ChunkOptions): Plan {
  const { missing, signal, delimiter } = given;
  const options = { missing, signal, format: given.format, delimiter };
  const { format, settings } = readSettings(verb, options, extensionOf(path));
  const naming = { ...settings, kinds: new Map() };
  if (format === "parquet") return { parser: undefined, options, parquet: settings };
  if (format === "jsonl") return { parser: undefined, options };
  return { parser: format === "csv" ? new CsvParser(naming) : new NpyParser(naming), options };
}

/** The names, in as many chunks as the size of the file asks for. */
function chunked(path: string, names: readonly string[] | undefined, chunkBytes: number): string[][] {
  if (names === undefined || names.length === 0) return [];
  const passes = Math.max(1, Math.ceil(statSync(path).size / chunkBytes));
  const width = Math.max(1, Math.ceil(names.length / passes));
  return Array.from({ length: Math.ceil(names.length / width) }, (_, at) =>
    names.slice(at * width, (at + 1) * width),
  );
}

/** The columns of a Parquet file, as many at a time as the bytes of their cells allow; each is read once. */
async function* parquetChunks(
  verb: string,
  path: string,
  settings: ParserSettings,
  { chunkBytes, signal }: ChunkOptions,
): AsyncGenerator<Table> {
  const file = await ParquetFile.open(verb, path, signal);
  try {
    const width = Math.max(1, Math.floor(chunkBytes / (8 * Math.max(1, file.rowCount))));
    const { names } = file;
    for (let at = 0; at === 0 || at < names.length; at += width) {
      const kinds = new Map(names.slice(at, at + width).map((name) => [name, "auto" as const]));
      const watch = { signal, onProgress: undefined };
      yield await runCooperatively(await file.table({ ...settings, kinds }, watch), watch);
    }
  } finally {
    await file.close();
  }
}

/**
 * The columns of a file, a chunk at a time.
 *
 * @param verb The function the caller called.
 * @param path The file.
 * @param options How to read; `chunkBytes` bounds the share of the file that is held at once.
 */
export async function* columnChunks(
  verb: string,
  path: string,
  options: ChunkOptions,
): AsyncGenerator<Table> {
  const { parser, options: reading, parquet } = plan(verb, path, options);
  if (parquet !== undefined) return yield* parquetChunks(verb, path, parquet, options);
  if (parser !== undefined) {
    for await (const block of fileBlocks(verb, path, () => {})) {
      parser.push(block);
      if (parser.names !== undefined) break;
    }
  }
  const chunks = chunked(path, parser?.names, options.chunkBytes);
  if (chunks.length <= 1) yield await readTableFor(verb, path, reading);
  else for (const columns of chunks) yield await readTableFor(verb, path, { ...reading, columns });
}

/**
 * {@link columnChunks} on the calling thread.
 *
 * @param verb The function the caller called.
 * @param path The file.
 * @param options How to read.
 */
export function* columnChunksSync(verb: string, path: string, options: ChunkOptions): Generator<Table> {
  const { parser, options: reading } = plan(verb, path, options);
  if (parser !== undefined) {
    for (const block of fileBlocksSync(verb, path, () => {})) {
      parser.push(block);
      if (parser.names !== undefined) break;
    }
  }
  const chunks = chunked(path, parser?.names, options.chunkBytes);
  if (chunks.length <= 1) yield readTableSyncFor(verb, path, reading);
  else for (const columns of chunks) yield readTableSyncFor(verb, path, { ...reading, columns });
}
