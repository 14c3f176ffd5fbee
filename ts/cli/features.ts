/**
 * Columns of records as the matrix that a set function takes.
 *
 * Columns of numbers are brought to mean 0 and standard deviation 1 (unless they come from a `.npy` file or
 * `--no-standardize` says otherwise), so that no unit outweighs another; a column of texts becomes TF-IDF; a column of
 * arrays, such as embeddings, is taken as it is.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import type { TextFeatures } from "../context/index.ts";
import { missingColumn, unreadable, type Records } from "./records.ts";

/** Options that say what records are compared by. */
export interface FeatureOptions {
  readonly columns?: string[];
  readonly text?: string;
  readonly embedding?: string;
  /** Commander's form of `--no-standardize`. */
  readonly standardize?: boolean;
}

/** Rows of floats. */
export interface Dense {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

/** What records are compared by, and how that is told. */
export interface Features {
  readonly matrix: Dense | TextFeatures["matrix"];
  readonly metric: "cosine" | "euclidean";
  readonly told: string;
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** The numbers of a column, or where it has none. */
export function numbersOf(path: string, records: Records, name: string): Float64Array {
  return Float64Array.from(records.column(name), (value, at) => {
    const number = numberOf(value);
    if (Number.isFinite(number)) return number;
    throw unreadable(
      path,
      `a file whose column '${name}' holds numbers`,
      `something else in record ${at + 1}`,
    );
  });
}

/** Mean 0, standard deviation 1; a constant column becomes 0. */
function standardized(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  const deviation = Math.sqrt(variance);
  return column.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

function numericNames(records: Records, left: readonly (string | undefined)[]): string[] {
  return records.names.filter(
    (name) => !left.includes(name) && records.column(name).every((value) => Number.isFinite(numberOf(value))),
  );
}

function numbers(
  path: string,
  records: Records,
  options: FeatureOptions,
  left: readonly (string | undefined)[],
): Features {
  const names = options.columns ?? numericNames(records, left);
  if (names.length === 0) {
    throw new InvalidArgumentError(`${path} has no column of numbers; --text names a column of texts.`);
  }
  const scaled = options.standardize ?? records.format !== "npy";
  const columns = names.map((name) => {
    const column = numbersOf(path, records, name);
    return scaled ? standardized(column) : column;
  });
  const data = new Float64Array(records.size * columns.length);
  for (const [at, column] of columns.entries()) {
    for (const [row, value] of column.entries()) data[row * columns.length + at] = value;
  }
  const few = names.length <= 8 ? names.join(", ") : `${names.length} columns`;
  return {
    matrix: { data, rows: records.size, cols: columns.length },
    metric: "euclidean",
    told: `${few}${scaled ? ", standardized" : ""}`,
  };
}

function embeddings(path: string, records: Records, name: string): Features {
  const rows = records.column(name);
  const cols = Array.isArray(rows[0]) ? rows[0].length : 0;
  const data = new Float64Array(rows.length * cols);
  for (const [at, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== cols || !row.every(Number.isFinite)) {
      const expected = `a file whose column '${name}' holds arrays of ${cols || "some"} numbers`;
      throw unreadable(path, expected, `something else in record ${at + 1}`);
    }
    data.set(row as number[], at * cols);
  }
  return { matrix: { data, rows: rows.length, cols }, metric: "cosine", told: `the embeddings in ${name}` };
}

/** Texts of a column; what is missing is an empty text. */
export function textsOf(records: Records, name: string): string[] {
  return records.column(name).map((value) => {
    if (typeof value === "string") return value;
    return value === undefined || value === null ? "" : JSON.stringify(value);
  });
}

/** What records are compared by. */
export async function featuresOf(
  path: string,
  records: Records,
  options: FeatureOptions,
  left: readonly (string | undefined)[],
): Promise<Features> {
  const kinds = [options.columns, options.text, options.embedding].filter((kind) => kind !== undefined);
  if (kinds.length > 1) {
    throw new InvalidArgumentError("--columns, --text and --embedding do not go together.");
  }
  for (const name of [options.text, options.embedding, ...(options.columns ?? [])]) {
    if (name !== undefined && !records.names.includes(name)) throw missingColumn(name, records.names);
  }
  if (options.embedding !== undefined) return embeddings(path, records, options.embedding);
  if (options.text === undefined) return numbers(path, records, options, left);
  const { textFeatures } = await import("../context/index.ts");
  const { matrix } = await textFeatures(textsOf(records, options.text));
  return { matrix, metric: "cosine", told: `the words of ${options.text} (TF-IDF)` };
}
