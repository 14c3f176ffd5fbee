/**
 * JSON Lines: one object a line, UTF-8; blank lines are skipped.
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";
import { fault } from "../errors.ts";
import { missingValue } from "./assemble.ts";
import type { Draft } from "./column.ts";
import { Utf8, type ParserSettings, type TableParser } from "./parser.ts";
import { RowCollector } from "./rows.ts";

/** A longer line is taken not to be JSON Lines. */
const longestLine = 1 << 24;

/** Reads JSON Lines. */
export class JsonLinesParser implements TableParser {
  readonly #settings: ParserSettings;
  readonly #utf8: Utf8;
  readonly #rows: RowCollector;
  #rest = "";
  #line = 0;

  constructor(settings: ParserSettings) {
    this.#settings = settings;
    this.#utf8 = new Utf8(settings.verb);
    this.#rows = new RowCollector(settings.verb, settings.kinds);
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#utf8.decode(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#read(line);
    if (this.#rest.length > longestLine) {
      const expected = `of at most ${longestLine} characters`;
      throw fault("LIMIT", this.#settings.verb, `line ${this.#line + 1}`, expected, "more");
    }
  }

  *end(): Steps<{ drafts: Draft[]; rowCount: number }> {
    this.#read(this.#rest + this.#utf8.decode());
    this.#rest = "";
    return { drafts: yield* this.#rows.finish(), rowCount: this.#rows.rowCount };
  }

  #read(line: string): void {
    this.#line++;
    if (line.trim() === "") return;
    const { verb, missing } = this.#settings;
    const where = (): string => `line ${this.#line}`;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      // The engine's message repeats the line; the caller's data stays out of ours.
      throw fault("LOAD", verb, where(), "a JSON object", "text that is no JSON");
    }
    const gap = this.#rows.add(row, where);
    if (gap !== undefined && missing === "error") throw missingValue(verb, gap, where());
  }
}
