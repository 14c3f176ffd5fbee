/**
 * Records of a file kept as they were written, so that the chosen ones leave in the form they came in.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { MarginalsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { npyHeader } from "../table/npy-header.ts";
import { extensionOf } from "../table/source.ts";

/** Formats that are read and written. */
export const formatNames = ["csv", "tsv", "jsonl", "npy"] as const;

/** Name of a format. */
export type FormatName = (typeof formatNames)[number];

/** Records with named columns. */
export interface Records {
  readonly format: FormatName;
  readonly size: number;
  readonly names: readonly string[];
  /** The values of one column, text as it stands. */
  column(name: string): readonly unknown[];
  /** Some records in the form of the file. */
  write(indices: ArrayLike<number>): string | Uint8Array;
}

/** A fault of the file itself. */
export function unreadable(
  path: string,
  expected: string,
  received: string,
  cause?: unknown,
): MarginalsError {
  return new MarginalsError(`${path} must be ${expected}, received ${received}`, {
    code: "ERR_MARGINALS_LOAD",
    argument: path,
    expected,
    received,
    cause,
  });
}

/** All bytes of a file, or of standard input for `-`. */
export async function bytesOf(path: string): Promise<Buffer> {
  if (path === "-") {
    const blocks: Buffer[] = [];
    for await (const block of process.stdin) blocks.push(Buffer.from(block as Uint8Array));
    return Buffer.concat(blocks);
  }
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw unreadable(path, "a file that can be read", code, error);
  }
}

/** The format of standard input by its first bytes: those of NumPy, a JSON value, or the header of a CSV. */
function formatOfBytes(bytes: Buffer): FormatName {
  if (bytes.subarray(1, 6).toString("latin1") === "NUMPY") return "npy";
  return /^\uFEFF?\s*[[{]/.test(bytes.subarray(0, 1024).toString()) ? "jsonl" : "csv";
}

/** The format of a file by its name. */
function formatOf(path: string): FormatName {
  const extension = extensionOf(path).replace(/^ndjson$|^json$/, "jsonl");
  const found = formatNames.find((name) => name === extension);
  if (found !== undefined) return found;
  throw unreadable(path, "a .csv, .tsv, .jsonl or .npy file (or --format says what it is)", `'${extension}'`);
}

/** A column that is not there. */
export function missingColumn(name: string, names: readonly string[]): MarginalsError {
  const hint = didYouMean(name, names);
  const message = `columns must be among ${names.slice(0, 20).join(", ")}, received '${name.slice(0, 60)}'${hint}`;
  return new MarginalsError(message, { code: "ERR_MARGINALS_ARGUMENT", argument: "columns" });
}

/** Reads records. */
export async function readRecords(path: string, given?: FormatName): Promise<Records> {
  const named = given ?? (path === "-" ? undefined : formatOf(path));
  const bytes = await bytesOf(path);
  const format = named ?? formatOfBytes(bytes);
  if (format === "npy") return npyRecords(path, bytes);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(path, "text in UTF-8", "other bytes", error);
  }
  return format === "jsonl" ? jsonlRecords(path, text) : csvRecords(path, text, format);
}

function csvRecords(path: string, text: string, format: "csv" | "tsv"): Records {
  interface Parsed {
    record: string[];
    raw: string;
  }
  let parsed: Parsed[];
  try {
    const settings = {
      bom: true,
      skip_empty_lines: true,
      raw: true,
      delimiter: format === "csv" ? "," : "\t",
    };
    // What the options return is not in the types of the parser.
    parsed = parse(text, settings) as never;
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : "something else";
    throw unreadable(path, "CSV with a header and records of equal length", reason, error);
  }
  const [header, ...rows] = parsed;
  if (header === undefined) throw unreadable(path, "CSV with a header", "an empty file");
  const names = header.record;
  const lines = [header, ...rows].map(({ raw }) => raw.replace(/^\uFEFF/, "").replace(/[\r\n]+$/, ""));
  return {
    format,
    size: rows.length,
    names,
    column(name) {
      const at = names.indexOf(name);
      if (at < 0) throw missingColumn(name, names);
      return rows.map(({ record }) => record[at]);
    },
    write: (indices) => [lines[0], ...Array.from(indices, (at) => lines[at + 1])].join("\n") + "\n",
  };
}

function jsonlRecords(path: string, text: string): Records {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const names = new Set<string>();
  const rows = lines.map((line, at) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw unreadable(path, "JSON on every line", `something else in record ${at + 1}`, error);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw unreadable(path, "one JSON object a line", `something else in record ${at + 1}`);
    }
    for (const key of Object.keys(value)) names.add(key);
    return value as Readonly<Record<string, unknown>>;
  });
  return {
    format: "jsonl",
    size: rows.length,
    names: [...names],
    column(name) {
      if (!names.has(name)) throw missingColumn(name, [...names]);
      return rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined));
    },
    write: (indices) => Array.from(indices, (at) => `${lines[at]}\n`).join(""),
  };
}

function npyRecords(path: string, bytes: Buffer): Records {
  const header = npyHeader("select", bytes);
  if (header === undefined) throw unreadable(path, "a .npy file", "one that ends within its header");
  const [size = 0, cols = 1] = header.shape;
  const { offset, dtype, fortranOrder } = header;
  if (header.shape.length === 0 || header.shape.length > 2 || fortranOrder) {
    const received = fortranOrder ? "columns after each other" : `${header.shape.length} dimensions`;
    throw unreadable(path, "a .npy file of one or two dimensions, row after row", received);
  }
  const width = cols * dtype.size;
  if (bytes.length < offset + size * width)
    throw unreadable(path, "a whole .npy file", "one that is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = Array.from({ length: cols }, (_, at) => `x${at}`);
  return {
    format: "npy",
    size,
    names,
    column(name) {
      const at = names.indexOf(name);
      if (at < 0) throw missingColumn(name, names);
      const place = (row: number): number => offset + row * width + at * dtype.size;
      return Array.from({ length: size }, (_, row) => dtype.read(view, place(row)));
    },
    write(indices) {
      const rows = Array.from(indices, (at) =>
        bytes.subarray(offset + at * width, offset + (at + 1) * width),
      );
      return Buffer.concat([npyHead(bytes.subarray(0, offset), rows.length), ...rows]);
    },
  };
}

/** The header of a `.npy` file with another number of rows. */
function npyHead(head: Buffer, rows: number): Buffer {
  const start = head[6] === 1 ? 10 : 12;
  const text = head
    .subarray(start)
    .toString("latin1")
    .replace(/('shape':\s*\()\s*\d+/, `$1${rows}`)
    .trimEnd();
  // The data begins at a multiple of 64, as the format asks.
  const length = Math.ceil((start + text.length + 1) / 64) * 64 - start;
  const made = Buffer.from(head.subarray(0, start));
  if (start === 10) made.writeUInt16LE(length, 8);
  else made.writeUInt32LE(length, 8);
  return Buffer.concat([made, Buffer.from(`${text.padEnd(length - 1)}\n`, "latin1")]);
}
