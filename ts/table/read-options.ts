/**
 * Options of `readTable()`, checked.
 *
 * @module
 */
import type { Watch } from "../cooperative.ts";
import { fault, wrongKind } from "../errors.ts";
import { jobOptions, optional, ownEntries, ownOptions, withDefault, type JobOptions } from "../options.ts";
import { boolean, oneOf, text, type Check } from "../validate.ts";
import { missingPolicy } from "./build-table.ts";
import type { ColumnKind } from "./cell-column.ts";
import type { Missing } from "./column.ts";
import type { ParserSettings } from "./parser.ts";

/** Options of `readTable()`. */
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
   * The format. Default: from the file's extension (`.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.npy`, `.parquet`); `'csv'` for streams
   * and other extensions.
   */
  format?: Format | undefined;
}

/** Formats `readTable()` knows. */
export type Format = "csv" | "jsonl" | "npy" | "parquet";

const formats: Readonly<Record<string, Format>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  npy: "npy",
  parquet: "parquet",
};
const refused = new Set(["arrow", "feather", "npz", "xlsx", "gz", "zst", "zip"]);

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

/** Checked options, the format decided. */
export interface ReadSettings {
  format: Format;
  settings: ParserSettings;
  watch: Watch;
}

/**
 * Checks the options of a reading.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave.
 * @param extension Extension of the file, empty for a stream.
 * @returns The settings of the reading.
 */
export function readSettings(verb: string, options: unknown, extension: string): ReadSettings {
  const { signal, onProgress, columns, ...given } = ownOptions(verb, options, {
    signal: jobOptions.signal,
    onProgress: jobOptions.onProgress,
    columns: optional(columnKinds),
    missing: missingPolicy,
    missingLabels: withDefault(labelSet, new Set(["", "NA", "NaN", "null"])),
    delimiter: optional(delimiterText),
    header: withDefault(boolean, true),
    format: optional(oneOf(["csv", "jsonl", "npy", "parquet"])),
  });
  if (given.format === undefined && refused.has(extension)) {
    throw fault(
      "UNSUPPORTED",
      verb,
      "source",
      "a CSV, JSON Lines, .npy or Parquet file",
      `a .${extension} file`,
    );
  }
  const settings: ParserSettings = {
    verb,
    kinds: columns,
    missing: given.missing,
    delimiter: given.delimiter ?? (extension === "tsv" ? "\t" : ","),
    header: given.header,
    missingLabels: given.missingLabels,
  };
  return { format: given.format ?? formats[extension] ?? "csv", settings, watch: { signal, onProgress } };
}
