/**
 * CSV as RFC 4180 has it, read in blocks: quotes, quoted line ends, CRLF, a byte order mark; blank lines are skipped.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { Parser } from "csv-parse";
import type { Steps } from "../cooperative.ts";
import { describeName } from "../describe.ts";
import { failure, fault } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { missingValue } from "./assemble.ts";
import { mostRows, type Draft } from "./column.ts";
import { isOurs, Utf8, type ParserSettings, type TableParser } from "./parser.ts";
import { TextColumn } from "./text-column.ts";

/** A longer record is taken to be an unclosed quote. */
const longestRecord = 1 << 24;

/** The library's parser, its records handed over as they are found instead of being queued for reading. */
class RecordParser extends Parser {
  readonly #take: (record: readonly string[], line: number) => void;

  constructor(delimiter: string, take: (record: readonly string[], line: number) => void) {
    super({ bom: true, delimiter, skip_empty_lines: true, max_record_size: longestRecord });
    this.#take = take;
  }

  /** Called by the parser for each record, and with null at the end. */
  override push(record: unknown): boolean {
    if (record === null) return super.push(null);
    this.#take(record as readonly string[], this.info.lines);
    return true;
  }
}

/** Reads CSV. */
export class CsvParser implements TableParser {
  readonly #settings: ParserSettings;
  readonly #utf8: Utf8;
  readonly #parser: RecordParser;
  #columns: TextColumn[] | undefined;
  /** Place in the record of each column. */
  #places: number[] = [];
  #rows = 0;
  /** Where the last whole record ended. */
  #line = 0;
  #fault: unknown;
  #names: readonly string[] | undefined;

  constructor(settings: ParserSettings) {
    this.#settings = settings;
    this.#utf8 = new Utf8(settings.verb);
    this.#parser = new RecordParser(settings.delimiter, (record, line) => this.#record(record, line));
    this.#parser.on("error", (error: unknown) => (this.#fault ??= error));
  }

  /** Names of all columns, once the first record is read. */
  get names(): readonly string[] | undefined {
    return this.#names;
  }

  push(bytes: Uint8Array): void {
    this.#utf8.decode(bytes);
    // The parser keeps what it has not used of a block; the block is not ours to keep.
    this.#parser.write(Buffer.from(bytes));
    this.#check();
  }

  *end(): Steps<{ drafts: Draft[]; rowCount: number }> {
    this.#utf8.decode();
    this.#parser.end();
    this.#check();
    if (this.#columns === undefined) {
      throw failure(
        "LOAD",
        this.#settings.verb,
        "the input must be CSV with a header, received no line of text",
      );
    }
    const drafts: Draft[] = [];
    for (const column of this.#columns) drafts.push(yield* column.finish());
    return { drafts, rowCount: this.#rows };
  }

  #record(record: readonly string[], line: number): void {
    this.#line = line;
    if (this.#columns === undefined) {
      this.#columns = this.#start(record);
      if (this.#settings.header) return;
    }
    const { verb, missing, missingLabels } = this.#settings;
    if (this.#rows >= mostRows)
      throw fault("LIMIT", verb, "the input", `of at most ${mostRows} rows`, "more");
    const where = (): string => `line ${line}`;
    for (const [index, column] of this.#columns.entries()) {
      const cell = record[this.#places[index] ?? 0] ?? "";
      if (!missingLabels.has(cell)) column.add(cell, where);
      else if (missing === "error") throw missingValue(verb, column.name, where());
      else column.addMissing();
    }
    this.#rows++;
  }

  #start(record: readonly string[]): TextColumn[] {
    const { verb, header, kinds } = this.#settings;
    const names = record.map((cell, index) => (header && cell !== "" ? cell : `column${index}`));
    this.#names = names;
    const places = new Map<string, number>();
    for (const [index, name] of names.entries()) {
      if (places.has(name)) {
        throw fault("ARGUMENT", verb, "the names of the columns", "distinct", `${describeName(name)} twice`);
      }
      places.set(name, index);
    }
    const wanted = kinds ?? new Map(names.map((name) => [name, "auto"] as const));
    return Array.from(wanted, ([name, kind]) => {
      const place = places.get(name);
      if (place === undefined) {
        const received = describeName(name) + didYouMean(name, names);
        throw fault("ARGUMENT", verb, "columns", `among the ${names.length} columns of the input`, received);
      }
      this.#places.push(place);
      return new TextColumn(verb, name, kind);
    });
  }

  #check(): void {
    const error = this.#parser.errored ?? this.#fault;
    if (error === null || error === undefined) return;
    throw isOurs(error) ? error : this.#translate(error as Error & { code?: string; lines?: number });
  }

  #translate(error: Error & { code?: string; lines?: number; column?: unknown; record?: unknown }): Error {
    const { verb } = this.#settings;
    const line = `line ${error.lines ?? 0}`;
    switch (error.code) {
      case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH": {
        const [, expected = "", received = ""] = /expect (\d+), got (\d+)/.exec(error.message) ?? [];
        return fault("SHAPE", verb, line, `a row of ${expected} cells (as the first)`, received);
      }
      case "CSV_QUOTE_NOT_CLOSED":
        return fault(
          "LOAD",
          verb,
          `line ${this.#line + 1}`,
          "properly quoted",
          "a quote that is never closed",
        );
      case "INVALID_OPENING_QUOTE":
        return fault(
          "LOAD",
          verb,
          line,
          "properly quoted",
          "a quote inside a cell that does not begin with one",
        );
      case "CSV_INVALID_CLOSING_QUOTE":
        return fault("LOAD", verb, line, "properly quoted", "text after a closing quote");
      case "CSV_MAX_RECORD_SIZE":
        return fault(
          "LIMIT",
          verb,
          line,
          `of at most ${longestRecord} bytes`,
          "more (a quote never closed?)",
        );
      default:
        return failure("LOAD", verb, "the input could not be read as CSV", error);
    }
  }
}
