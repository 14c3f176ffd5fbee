/**
 * A column built from text, as files hold it: what its cells are is found out as they come.
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";
import { fault } from "../errors.ts";
import type { ColumnKind } from "./cell-column.ts";
import { missingCode, type Draft } from "./column.ts";
import { GrowingFloat64, GrowingUint32 } from "./growing.ts";
import { integerCategories } from "./labels.ts";

/** A decimal number. Leading zeros make a code of it (`01234`), not a number. */
const decimal = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const whole = /^[+-]?\d+$/;

/** Distinct texts kept while all of them are numbers; past it a column is taken to be numeric for good. */
const mostUndecided = 65_536;

/**
 * Collects text. A column whose cells are all whole numbers is one of categories, one whose cells are all numbers
 * is one of values, any other is one of categories.
 */
export class TextColumn {
  readonly name: string;
  readonly #verb: string;
  readonly #kind: ColumnKind;
  #numeric: boolean;
  #whole = true;
  #labelled: boolean;
  readonly #numbers = new GrowingFloat64();
  readonly #codes = new GrowingUint32();
  readonly #labels = new Map<string, number>();
  /** Number of each label, NaN for one that is none. */
  readonly #numberOf: number[] = [];

  constructor(verb: string, name: string, kind: ColumnKind) {
    this.#verb = verb;
    this.name = name;
    this.#kind = kind;
    this.#numeric = kind !== "categories";
    this.#labelled = kind !== "values";
  }

  /** Appends a missing value. */
  addMissing(): void {
    if (this.#numeric) this.#numbers.push(Number.NaN);
    if (this.#labelled) this.#codes.push(missingCode);
  }

  /**
   * Appends a cell.
   *
   * @param text The cell, not missing.
   * @param where Where it stands, for messages: `line 4`.
   */
  add(text: string, where: () => string): void {
    if (!this.#labelled) {
      this.#addNumber(this.#parse(text), where);
      return;
    }
    let code = this.#labels.get(text);
    if (code === undefined) {
      code = this.#labels.size;
      this.#labels.set(text, code);
      if (this.#numeric) this.#numberOf.push(this.#parse(text));
    }
    this.#codes.push(code);
    if (this.#numeric) this.#addNumber(this.#numberOf[code] ?? Number.NaN, where);
    if (this.#numeric && this.#kind === "auto" && this.#labels.size > mostUndecided) this.#labelled = false;
  }

  /** Steps to the column so far. */
  *finish(): Steps<Draft> {
    const { name } = this;
    if (this.#numeric) {
      const values = this.#numbers.finish();
      const someNumber = this.#labels.size > 0 || !this.#labelled;
      const asValues = this.#kind === "values" || !this.#whole || !someNumber;
      return asValues ? { name, kind: "values", values } : yield* integerCategories(name, values);
    }
    return {
      name,
      kind: "categories",
      codes: this.#codes.finish(),
      labels: [...this.#labels.keys()],
      edges: null,
    };
  }

  #parse(text: string): number {
    const trimmed = text.trim();
    if (!decimal.test(trimmed)) return Number.NaN;
    if (this.#whole && !whole.test(trimmed)) this.#whole = false;
    const number = Number(trimmed);
    if (this.#whole && !Number.isSafeInteger(number)) this.#whole = false;
    return number;
  }

  #addNumber(number: number, where: () => string): void {
    if (Number.isFinite(number)) {
      this.#numbers.push(number);
      return;
    }
    const argument = `column ${this.name} at ${where()}`;
    if (number === Infinity || number === -Infinity) {
      throw fault(
        "NON_FINITE",
        this.#verb,
        argument,
        "a number that a double can hold",
        "one that is too large",
      );
    }
    if (this.#kind === "values") throw fault("ARGUMENT", this.#verb, argument, "a number", "text");
    if (!this.#labelled) {
      const expected = `a number, as the ${mostUndecided} different ones before (declare the column as 'categories')`;
      throw fault("ARGUMENT", this.#verb, argument, expected, "text");
    }
    this.#numeric = false;
  }
}
