/**
 * A column built from cells that have a type of their own: values of row objects, of JSON, of arrays.
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { missingCode, type Draft } from "./column.ts";
import { GrowingFloat64, GrowingUint32 } from "./growing.ts";
import { integerCategories } from "./labels.ts";

/** What kind a column is asked to be; `auto` lets its cells decide. */
export type ColumnKind = "auto" | "categories" | "values";

type CellType = "string" | "boolean" | "number";

const plural: Record<CellType, string> = { string: "text", boolean: "booleans", number: "numbers" };

/** Collects cells; all that are not missing must be text, or booleans, or numbers. */
export class CellColumn {
  readonly name: string;
  readonly #verb: string;
  readonly #kind: ColumnKind;
  #type: CellType | undefined;
  /** Cells before the first that is not missing. */
  #leading = 0;
  #whole = true;
  readonly #numbers = new GrowingFloat64();
  readonly #codes = new GrowingUint32();
  readonly #labels = new Map<string, number>();

  constructor(verb: string, name: string, kind: ColumnKind) {
    this.#verb = verb;
    this.name = name;
    this.#kind = kind;
  }

  /** Number of cells so far. */
  get length(): number {
    if (this.#type === undefined) return this.#leading;
    return this.#type === "number" ? this.#numbers.length : this.#codes.length;
  }

  /**
   * Appends a cell.
   *
   * @param cell What the caller gave.
   * @param where Where it stands, for messages: `row 3`, `line 4`.
   * @returns False when the value is missing.
   */
  add(cell: unknown, where: () => string): boolean {
    if (cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell))) {
      this.addMissing();
      return false;
    }
    const value = typeof cell === "bigint" ? this.#safe(cell, where) : cell;
    const type = typeof value;
    if (type !== "string" && type !== "boolean" && type !== "number") {
      throw wrongKind(this.#verb, this.#argument(where), "text, a boolean, a number or missing", value);
    }
    if (this.#type === undefined) this.#start(type, where);
    if (type !== this.#type) {
      const expected = `of one kind (${plural[this.#type ?? "string"]}, as the first)`;
      throw wrongKind(this.#verb, this.#argument(where), expected, value);
    }
    if (typeof value === "number") this.#addNumber(value, where);
    else this.#addLabel(String(value));
    return true;
  }

  /** Appends a missing value. */
  addMissing(): void {
    if (this.#type === undefined) this.#leading++;
    else if (this.#type === "number") this.#numbers.push(Number.NaN);
    else this.#codes.push(missingCode);
  }

  /** Steps to the column so far. One of missing values only is a column of values. */
  *finish(): Steps<Draft> {
    const { name } = this;
    if (this.#type === undefined) {
      if (this.#kind !== "categories") {
        return { name, kind: "values", values: new Float64Array(this.#leading).fill(Number.NaN) };
      }
      return {
        name,
        kind: "categories",
        codes: new Uint32Array(this.#leading).fill(missingCode),
        labels: [],
        edges: null,
      };
    }
    if (this.#type === "number") {
      const values = this.#numbers.finish();
      const asValues = this.#kind === "values" || (this.#kind === "auto" && !this.#whole);
      return asValues ? { name, kind: "values", values } : yield* integerCategories(name, values);
    }
    const codes = this.#codes.finish();
    const labels = [...this.#labels.keys()];
    if (this.#type === "boolean" && labels.length === 2 && labels[0] === "true") {
      labels.reverse();
      codes.forEach((code, row) => {
        if (code !== missingCode) codes[row] = 1 - code;
      });
    }
    return { name, kind: "categories", codes, labels, edges: null };
  }

  #start(type: CellType, where: () => string): void {
    if (this.#kind === "values" && type !== "number") {
      throw fault(
        "ARGUMENT",
        this.#verb,
        this.#argument(where),
        "a number (a column of values)",
        plural[type],
      );
    }
    this.#type = type;
    const missing = this.#leading;
    for (let row = 0; row < missing; row++) this.addMissing();
  }

  #addNumber(value: number, where: () => string): void {
    if (!Number.isFinite(value)) {
      throw fault("NON_FINITE", this.#verb, this.#argument(where), "finite or missing", describe(value));
    }
    this.#whole &&= Number.isSafeInteger(value);
    this.#numbers.push(value);
  }

  #addLabel(label: string): void {
    let code = this.#labels.get(label);
    if (code === undefined) {
      code = this.#labels.size;
      this.#labels.set(label, code);
    }
    this.#codes.push(code);
  }

  #safe(cell: bigint, where: () => string): number {
    const value = Number(cell);
    if (Number.isSafeInteger(value)) return value;
    throw fault("RANGE", this.#verb, this.#argument(where), "a bigint below 2n**53n in size", describe(cell));
  }

  #argument(where: () => string): string {
    return `column ${this.name} at ${where()}`;
  }
}
