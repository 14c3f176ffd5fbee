/**
 * `readTable()`: a table from a file or a stream.
 *
 * @module
 */
import { atOnce, runCooperatively, Turns, type Steps, type Watch } from "../cooperative.ts";
import { fault, wrongKind } from "../errors.ts";
import { assemble } from "./assemble.ts";
import { CsvParser } from "./csv.ts";
import { JsonLinesParser } from "./jsonl.ts";
import { NpyParser } from "./npy.ts";
import { ParquetFile } from "./parquet.ts";
import type { ParserSettings, TableParser } from "./parser.ts";
import { readSettings, type Format, type ReadTableOptions } from "./read-options.ts";
import {
  extensionOf,
  fileBlocks,
  fileBlocksSync,
  isByteStream,
  pathOf,
  streamBlocks,
  type ByteStream,
} from "./source.ts";
import type { Table } from "./table.ts";

/** What a table can be read from: a path, a `file:` URL, a stream of bytes or text. */
export type TableSource = string | URL | ByteStream;

interface Reading {
  format: Format;
  settings: ParserSettings;
  parser: TableParser;
  path: string | undefined;
  watch: Watch;
}

function prepare(verb: string, source: unknown, options: unknown): Reading {
  const path = pathOf(verb, source);
  const { format, settings, watch } = readSettings(
    verb,
    options,
    path === undefined ? "" : extensionOf(path),
  );
  return { format, settings, parser: parserOf(format, settings), path, watch };
}

function parserOf(format: Format, settings: ParserSettings): TableParser {
  switch (format) {
    case "csv":
      return new CsvParser(settings);
    case "jsonl":
      return new JsonLinesParser(settings);
    default:
      return new NpyParser(settings);
  }
}

async function parquetTable(verb: string, { settings, path, watch }: Reading): Promise<Table> {
  if (path === undefined) throw fault("UNSUPPORTED", verb, "source", "a path for Parquet", "a stream");
  const file = await ParquetFile.open(verb, path, watch.signal);
  try {
    const steps = await file.table(settings, watch);
    return await runCooperatively(steps, { signal: watch.signal, onProgress: undefined });
  } finally {
    await file.close();
  }
}

function* tableOf({ settings: { verb, missing }, parser }: Reading): Steps<Table> {
  return yield* assemble({ verb, ...(yield* parser.end()), weights: null, missing });
}

/**
 * Reads a table from a CSV (or TSV), JSON Lines, `.npy` or Parquet file, or from a stream. Read and parsed in blocks of 32 KiB,
 * a few milliseconds of work at a time, so that files larger than what the event loop could bear are fine; about
 * half a second per million cells of CSV.
 *
 * In a CSV a column of whole numbers (written so) or of text becomes categories, one of other numbers becomes values;
 * numbers with leading zeros are text. In JSON Lines and `.npy` the types are those of the file, as in `table()`.
 *
 * Parquet is read by the optional package `hyparquet` (`npm install hyparquet`) in a thread of its own, a group of rows of
 * one column at a time, compressed by Snappy, gzip, Brotli or (where Node has it) Zstandard; flat columns of numbers, text,
 * dates (as text) and booleans. There is no blocking form, and no stream: it needs the end of the file first.
 *
 * @param source Path, `file:` URL or stream of bytes or text.
 * @param options See {@link ReadTableOptions}. Progress has stage `'read'` and counts bytes.
 * @returns The table.
 * @throws MarginalsError `LOAD` for files that cannot be read, are not UTF-8, are cut short or are not what they should
 *   be; `SHAPE` for ragged rows; `MISSING` for gaps, each with its line; `UNSUPPORTED` for other formats. An
 *   `AbortError` once `signal` aborts; an error of the stream itself as it is.
 * @example
 * ```ts
 * import { Readable } from "node:stream";
 * import { readTable } from "marginals/table";
 *
 * const weather = await readTable(Readable.from(["weather,wind\n", "rain,4.7\n", "sun,2.3\n"]));
 * console.log(weather.column("wind").kind); // values
 * ```
 */
export async function readTable(source: TableSource, options?: ReadTableOptions): Promise<Table> {
  return readTableFor("readTable", source, options);
}

/**
 * {@link readTable} within another function, which errors name.
 *
 * @param verb The function the caller called.
 * @param source Path, `file:` URL or stream.
 * @param options See {@link ReadTableOptions}.
 * @returns The table.
 */
export async function readTableFor(
  verb: string,
  source: TableSource,
  options?: ReadTableOptions,
): Promise<Table> {
  const reading = prepare(verb, source, options);
  const { path, parser, watch } = reading;
  if (reading.format === "parquet") return parquetTable(verb, reading);
  const turns = new Turns(watch);
  const progress = { stage: "read", done: 0, total: 0 };
  let blocks: AsyncIterable<Uint8Array>;
  if (path !== undefined) blocks = fileBlocks(verb, path, (bytes) => (progress.total = bytes));
  else if (isByteStream(source)) blocks = streamBlocks(verb, source, watch.signal);
  else throw wrongKind(verb, "source", "a path, a file: URL or a stream", source);
  for await (const block of blocks) {
    parser.push(block);
    progress.done += block.length;
    await turns.pause(() => ({ ...progress }));
  }
  const { signal } = watch;
  const table = await runCooperatively(tableOf(reading), { signal, onProgress: undefined });
  turns.finish(progress);
  return table;
}

/**
 * {@link readTable} on the calling thread, for files only.
 *
 * @param source Path or `file:` URL.
 * @param options See {@link ReadTableOptions}; a `signal` is only seen if it aborted before.
 * @returns The table.
 * @throws What {@link readTable} rejects with.
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readTableSync } from "marginals/table";
 *
 * const path = join(tmpdir(), `marginals-example-${process.pid}.csv`);
 * writeFileSync(path, "weather,wind\nrain,4.7\nsun,\n");
 * console.log(readTableSync(path, { missing: "drop" }).rowCount); // 1
 * ```
 */
export function readTableSync(source: string | URL, options?: ReadTableOptions): Table {
  return readTableSyncFor("readTableSync", source, options);
}

/**
 * {@link readTableSync} within another function, which errors name.
 *
 * @param verb The function the caller called.
 * @param source Path or `file:` URL.
 * @param options See {@link ReadTableOptions}.
 * @returns The table.
 */
export function readTableSyncFor(verb: string, source: string | URL, options?: ReadTableOptions): Table {
  const reading = prepare(verb, source, options);
  const { path, parser, watch } = reading;
  if (path === undefined) throw wrongKind(verb, "source", "a path or a file: URL", source);
  if (reading.format === "parquet") {
    throw fault(
      "UNSUPPORTED",
      verb,
      "source",
      "a CSV, JSON Lines or .npy file (readTable() reads Parquet)",
      "Parquet",
    );
  }
  const turns = new Turns(watch);
  const progress = { stage: "read", done: 0, total: 0 };
  for (const block of fileBlocksSync(verb, path, (bytes) => (progress.total = bytes))) {
    parser.push(block);
    progress.done += block.length;
  }
  const table = atOnce(tableOf(reading));
  turns.finish(progress);
  return table;
}
