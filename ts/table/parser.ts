/**
 * What a reader of one file format is to the reading of a file.
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";
import { MarginalsError, failure } from "../errors.ts";
import type { ColumnKind } from "./cell-column.ts";
import type { Draft, Missing } from "./column.ts";

/** Reads a format from blocks of bytes, in order. */
export interface TableParser {
  /** Takes the next bytes; they are not kept. */
  push(bytes: Uint8Array): void;
  /** Says that there are no more: steps that hand the columns over. */
  end(): Steps<{ drafts: Draft[]; rowCount: number }>;
}

/** Settings that readers share. */
export interface ParserSettings {
  /** The function the caller called. */
  verb: string;
  /** Columns to keep, in this order, with their kinds; absent, all. */
  kinds: ReadonlyMap<string, ColumnKind> | undefined;
  missing: Missing;
  /** What stands between two cells of a CSV row. */
  delimiter: string;
  /** Whether the first row of a CSV holds the names. */
  header: boolean;
  /** Texts that are missing values in a CSV. */
  missingLabels: ReadonlySet<string>;
}

/** Bytes as UTF-8 text, strictly, across block borders. */
export class Utf8 {
  readonly #verb: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #bytes = 0;

  constructor(verb: string) {
    this.#verb = verb;
  }

  /** The text of the next bytes; characters cut by the border come with the next block. */
  decode(bytes?: Uint8Array): string {
    try {
      const text =
        bytes === undefined ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true });
      this.#bytes += bytes?.length ?? 0;
      return text;
    } catch (cause) {
      const after = `after byte ${this.#bytes}`;
      throw failure("LOAD", this.#verb, `the input must be UTF-8 text, received other bytes ${after}`, cause);
    }
  }
}

/** Whether an error is one of ours already. */
export function isOurs(error: unknown): error is MarginalsError {
  return error instanceof MarginalsError;
}
