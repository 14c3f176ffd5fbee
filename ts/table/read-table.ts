/**
 * `readTable()`: a table from a file or a stream.
 *
 * @module
 */
import { atOnce, runCooperatively, Turns, type Steps, type Watch } from "../cooperative.ts";
import { fault, wrongKind } from "../errors.ts";
import { jobOptions, optional, ownEntries, ownOptions, withDefault, type JobOptions } from "../options.ts";
import { boolean, oneOf, text, type Check } from "../validate.ts";
import { assemble } from "./assemble.ts";
import { missingPolicy } from "./build-table.ts";
import type { ColumnKind } from "./cell-column.ts";
import type { Missing } from "./column.ts";
import { CsvParser } from "./csv.ts";
import { JsonLinesParser } from "./jsonl.ts";
import { NpyParser } from "./npy.ts";
import type { ParserSettings, TableParser } from "./parser.ts";
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

/** Options of {@link readTable}. */
export interface ReadTableOptions extends Pick<JobOptions, "signal" | "onProgress"> {
  /**
   * Columns to read, in this order: names, or names with what each is to be (`'auto'`, `'categories'`, `'values'`).
   * Default: all columns, `'auto'`.
   */
  columns?: readonly string[] | Readonly<Record<string, ColumnKind>> | undefined;
  /**
   * What becomes of missing values: `'error'` (default), `'drop'` leaves the row out, `'category'` keeps it, as one
   * more label of a category column and as NaN in a column of values.
   */
  missing?: Missing | undefined;
  /** Texts that are missing values in a CSV. Default `['', 'NA', 'NaN', 'null']`. JSON has `null`, `.npy` NaN. */
  missingLabels?: readonly string[] | undefined;
  /** What stands between the cells of a CSV row. Default `','`, or a tab for `.tsv`. */
  delimiter?: string | undefined;
  /** Whether the first row of a CSV holds names; without, columns are `column0`, `column1`, … Default true. */
  header?: boolean | undefined;
  /**
   * The format. Default: from the file's extension (`.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.npy`); `'csv'` for streams
   * and other extensions.
   */
  format?: Format | undefined;
}

/** Formats {@link readTable} knows. */
export type Format = "csv" | "jsonl" | "npy";

/** What a table can be read from: a path, a `file:` URL, a stream of bytes or text. */
export type TableSource = string | URL | ByteStream;

const formats: Readonly<Record<string, Format>> = { jsonl: "jsonl", ndjson: "jsonl", npy: "npy" };
const refused = new Set(["parquet", "arrow", "feather", "npz", "xlsx", "gz", "zst", "zip"]);

const kindOf = oneOf(["auto", "categories", "values"]);

const columnKinds: Check<Map<string, ColumnKind>> = (value, argument, verb) => {
  if (!Array.isArray(value)) {
    if (typeof value !== "object" || value === null)
      throw wrongKind(verb, argument, "names of columns", value);
    const entries = ownEntries(verb, argument, value);
    return new Map(entries.map(([name, kind]) => [name, kindOf(kind, `${argument}.${name}`, verb)]));
  }
  const kinds = new Map<string, ColumnKind>();
  for (const [index, name] of value.entries()) {
    const checked = text(name, `${argument}[${index}]`, verb);
    if (kinds.has(checked)) throw fault("ARGUMENT", verb, argument, "distinct", "a name twice");
    kinds.set(checked, "auto");
  }
  return kinds;
};

const labelSet: Check<ReadonlySet<string>> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of strings", value);
  return new Set(value.map((label, index) => text(label, `${argument}[${index}]`, verb)));
};

const delimiterText: Check<string> = (value, argument, verb) => {
  const delimiter = text(value, argument, verb);
  if (delimiter.length !== 1 || /["\r\n\u{FEFF}]/u.test(delimiter)) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "one character other than a quote or a line end",
      `${delimiter.length} characters`,
    );
  }
  return delimiter;
};

interface Reading {
  settings: ParserSettings;
  parser: TableParser;
  path: string | undefined;
  watch: Watch;
}

function prepare(verb: string, source: unknown, options: unknown): Reading {
  const path = pathOf(verb, source);
  const { signal, onProgress, columns, ...given } = ownOptions(verb, options, {
    signal: jobOptions.signal,
    onProgress: jobOptions.onProgress,
    columns: optional(columnKinds),
    missing: missingPolicy,
    missingLabels: withDefault(labelSet, new Set(["", "NA", "NaN", "null"])),
    delimiter: optional(delimiterText),
    header: withDefault(boolean, true),
    format: optional(oneOf(["csv", "jsonl", "npy"])),
  });
  const extension = path === undefined ? "" : extensionOf(path);
  if (given.format === undefined && refused.has(extension)) {
    throw fault("UNSUPPORTED", verb, "source", "a CSV, JSON Lines or .npy file", `a .${extension} file`);
  }
  const format = given.format ?? formats[extension] ?? "csv";
  const settings: ParserSettings = {
    verb,
    kinds: columns,
    missing: given.missing,
    delimiter: given.delimiter ?? (extension === "tsv" ? "\t" : ","),
    header: given.header,
    missingLabels: given.missingLabels,
  };
  return { settings, parser: parserOf(format, settings), path, watch: { signal, onProgress } };
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

function* tableOf({ settings: { verb, missing }, parser }: Reading): Steps<Table> {
  return yield* assemble({ verb, ...(yield* parser.end()), weights: null, missing });
}

/**
 * Reads a table from a CSV (or TSV), JSON Lines or `.npy` file, or from a stream. Read and parsed in blocks of 32 KiB,
 * a few milliseconds of work at a time, so that files larger than what the event loop could bear are fine; about
 * half a second per million cells of CSV.
 *
 * In a CSV a column of whole numbers (written so) or of text becomes categories, one of other numbers becomes values;
 * numbers with leading zeros are text. In JSON Lines and `.npy` the types are those of the file, as in `table()`.
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
  const verb = "readTable";
  const reading = prepare(verb, source, options);
  const { path, parser, watch } = reading;
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
  const verb = "readTableSync";
  const reading = prepare(verb, source, options);
  const { path, parser, watch } = reading;
  if (path === undefined) throw wrongKind(verb, "source", "a path or a file: URL", source);
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
