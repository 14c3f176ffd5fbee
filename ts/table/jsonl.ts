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
  /** Pieces of a line whose end has not come; joined once, so that a long line costs no more than its length. */
  #rest: string[] = [];
  #restLength = 0;
  #line = 0;

  constructor(settings: ParserSettings) {
    this.#settings = settings;
    this.#utf8 = new Utf8(settings.verb);
    this.#rows = new RowCollector(settings.verb, settings.kinds);
  }

  push(bytes: Uint8Array): void {
    const [head = "", ...lines] = this.#utf8.decode(bytes).split("\n");
    this.#keep(head);
    const last = lines.pop();
    if (last === undefined) return;
    this.#read(this.#taken());
    for (const line of lines) this.#read(line);
    this.#keep(last);
  }

  *end(): Steps<{ drafts: Draft[]; rowCount: number }> {
    this.#keep(this.#utf8.decode());
    this.#read(this.#taken());
    return { drafts: yield* this.#rows.finish(), rowCount: this.#rows.rowCount };
  }

  #keep(piece: string): void {
    this.#rest.push(piece);
    this.#restLength += piece.length;
    if (this.#restLength > longestLine) {
      const expected = `of at most ${longestLine} characters`;
      throw fault("LIMIT", this.#settings.verb, `line ${this.#line + 1}`, expected, "more");
    }
  }

  #taken(): string {
    const line = this.#rest.join("");
    this.#rest = [];
    this.#restLength = 0;
    return line;
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
