/**
 * `.npy` arrays of one or two dimensions, read in blocks: a vector is one column, a matrix has its columns named
 * `column0`, `column1`, …
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";
import { describeName } from "../describe.ts";
import { failure, fault } from "../errors.ts";
import { missingValue } from "./assemble.ts";
import type { ColumnKind } from "./cell-column.ts";
import { mostRows, type Draft } from "./column.ts";
import { integerCategories } from "./labels.ts";
import { npyHeader, type NpyHeader } from "./npy-header.ts";
import type { ParserSettings, TableParser } from "./parser.ts";

/** Most columns of a matrix that are taken as columns of a table. */
const mostColumns = 1_000_000;

/** Reads `.npy`. */
export class NpyParser implements TableParser {
  readonly #settings: ParserSettings;
  #header: NpyHeader | undefined;
  /** Bytes of a header or an element cut by the border of a block. */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #rows = 0;
  #cols = 0;
  /** Elements read. */
  #read = 0;
  /** Numbers of the columns that are wanted, by place. */
  #numbers: (Float64Array | undefined)[] = [];

  constructor(settings: ParserSettings) {
    this.#settings = settings;
  }

  /** Names of all columns, once the header is read. */
  get names(): readonly string[] | undefined {
    return this.#header && Array.from({ length: this.#cols }, (_, index) => `column${index}`);
  }

  push(bytes: Uint8Array): void {
    let block: Uint8Array = bytes;
    if (this.#rest.length > 0) {
      const joined = new Uint8Array(this.#rest.length + bytes.length);
      joined.set(this.#rest);
      joined.set(bytes, this.#rest.length);
      block = joined;
      this.#rest = new Uint8Array(0);
    }
    if (this.#header === undefined) {
      const header = npyHeader(this.#settings.verb, block);
      if (header === undefined) {
        this.#rest = new Uint8Array(block);
        return;
      }
      this.#start(header);
      block = block.subarray(header.offset);
    }
    this.#elements(block);
  }

  *end(): Steps<{ drafts: Draft[]; rowCount: number }> {
    const header = this.#header;
    const elements = this.#rows * this.#cols;
    if (header === undefined || this.#read < elements) {
      const expected =
        header === undefined ? "a whole header" : `${elements * header.dtype.size} bytes of data`;
      throw failure(
        "LOAD",
        this.#settings.verb,
        `the .npy file must hold ${expected}, received a file cut short`,
      );
    }
    const drafts: Draft[] = [];
    for (const [index, numbers] of this.#numbers.entries()) {
      if (numbers !== undefined) drafts.push(yield* this.#column(`column${index}`, numbers, header));
    }
    return { drafts: this.#chosen(drafts), rowCount: this.#rows };
  }

  #start(header: NpyHeader): void {
    const { verb } = this.#settings;
    const [rows, cols = 1] = header.shape;
    if (rows === undefined || header.shape.length > 2) {
      throw fault("SHAPE", verb, "the .npy file", "an array of 1 or 2 dimensions", `${header.shape.length}`);
    }
    if (rows > mostRows)
      throw fault("LIMIT", verb, "the .npy file", `of at most ${mostRows} rows`, `${rows}`);
    if (cols > mostColumns)
      throw fault("LIMIT", verb, "the .npy file", `of at most ${mostColumns} columns`, `${cols}`);
    this.#header = header;
    this.#rows = rows;
    this.#cols = cols;
  }

  #elements(block: Uint8Array): void {
    const header = this.#header;
    if (header === undefined) return;
    const { size, read } = header.dtype;
    const count = Math.floor(block.length / size);
    const total = this.#rows * this.#cols;
    if (this.#read + count > total || (this.#read + count === total && block.length > count * size)) {
      const expected = `exactly ${total * size} bytes of data`;
      throw failure("LOAD", this.#settings.verb, `the .npy file must hold ${expected}, received more`);
    }
    // Taken as data comes, not as the header promises: a forged header reserves nothing.
    if (count > 0 && this.#numbers.length === 0) this.#reserve();
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    let row = header.fortranOrder ? this.#read % this.#rows : Math.floor(this.#read / this.#cols);
    let col = header.fortranOrder ? Math.floor(this.#read / this.#rows) : this.#read % this.#cols;
    for (let i = 0; i < count; i++) {
      const numbers = this.#numbers[col];
      if (numbers !== undefined) numbers[row] = read(view, i * size) + 0;
      if (header.fortranOrder) {
        if (++row === this.#rows) {
          row = 0;
          col++;
        }
      } else if (++col === this.#cols) {
        col = 0;
        row++;
      }
    }
    this.#read += count;
    this.#rest = new Uint8Array(block.subarray(count * size));
  }

  #reserve(): void {
    try {
      const { kinds } = this.#settings;
      this.#numbers = Array.from({ length: this.#cols }, (_, index) =>
        kinds === undefined || kinds.has(`column${index}`) ? new Float64Array(this.#rows) : undefined,
      );
    } catch (cause) {
      const bytes = this.#rows * this.#cols * 8;
      throw failure(
        "OUT_OF_MEMORY",
        this.#settings.verb,
        `the table needs ${bytes} bytes, more than can be had`,
        cause,
      );
    }
  }

  *#column(name: string, numbers: Float64Array, header: NpyHeader): Steps<Draft> {
    const { verb, missing } = this.#settings;
    const kind: ColumnKind = this.#settings.kinds?.get(name) ?? "auto";
    numbers.forEach((number, row) => {
      if (Number.isNaN(number) && missing === "error") throw missingValue(verb, name, `row ${row}`);
      if (number === Infinity || number === -Infinity) {
        throw fault("NON_FINITE", verb, `column ${name} at row ${row}`, "finite or missing", `${number}`);
      }
    });
    const asValues = kind === "values" || (kind === "auto" && header.dtype.kind === "float");
    if (asValues) return { name, kind: "values", values: numbers };
    const draft = yield* integerCategories(name, numbers);
    if (header.dtype.kind !== "boolean" || draft.kind !== "categories") return draft;
    return { ...draft, labels: draft.labels.map((label) => (label === "0" ? "false" : "true")) };
  }

  #chosen(drafts: Draft[]): Draft[] {
    const { kinds, verb } = this.#settings;
    // A file without rows has its columns all the same.
    const all = this.#rows > 0 ? drafts : this.#emptyColumns();
    if (kinds === undefined) return all;
    const byName = new Map(all.map((draft) => [draft.name, draft]));
    return Array.from(kinds.keys(), (name) => {
      const draft = byName.get(name);
      if (draft !== undefined) return draft;
      throw fault(
        "ARGUMENT",
        verb,
        "columns",
        `among column0 to column${this.#cols - 1}`,
        describeName(name),
      );
    });
  }

  #emptyColumns(): Draft[] {
    return Array.from({ length: this.#cols }, (_, index) => ({
      name: `column${index}`,
      kind: "values",
      values: new Float64Array(0),
    }));
  }
}
