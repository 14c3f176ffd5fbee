/**
 * Classes, groups, vertices and positions as callers name them: words or whole numbers, numbered as they come.
 *
 * @module
 */
import { describeName } from "../../describe.ts";
import { fault, wrongKind } from "../../errors.ts";
import { ownEntries } from "../../options.ts";
import { isTypedArray } from "../../typed-array.ts";
import { integerIn, type Check } from "../../validate.ts";

/** Words or whole numbers. */
export type Labels = readonly string[] | readonly number[] | Uint32Array;

/** A number for every class, or one for all. */
export type ByLabel = number | Readonly<Record<string, number>>;

/** A count of elements. */
export const count: Check<number> = integerIn(0, 2 ** 32 - 2);

/** Numbers labels in the order in which they are first met. */
export class Numbering {
  readonly positions: Map<string, number> = new Map();

  /**
   * The number of a label.
   *
   * @param verb The function the caller called.
   * @param name Name of the argument.
   * @param label What the caller gave.
   * @returns Its position among the distinct labels.
   */
  of(verb: string, name: string, label: unknown): number {
    if (typeof label !== "string" && !Number.isSafeInteger(label)) {
      throw wrongKind(verb, name, "a word or a whole number", label);
    }
    const word = String(label);
    const position = this.positions.get(word) ?? this.positions.size;
    this.positions.set(word, position);
    return position;
  }

  /** The labels in the order of their numbers. */
  get words(): string[] {
    return [...this.positions.keys()];
  }

  /** Number of distinct labels. */
  get size(): number {
    return this.positions.size;
  }
}

/**
 * One label per element.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param numbering Where the labels are numbered.
 * @returns The number of the label of every element.
 */
export function labels(verb: string, argument: string, value: unknown, numbering: Numbering): Uint32Array {
  if (!isTypedArray(value, "Uint32Array") && !Array.isArray(value)) {
    throw wrongKind(verb, argument, "an array of words or whole numbers, one per element", value);
  }
  return Uint32Array.from(value as ArrayLike<unknown>, (label, element) =>
    numbering.of(verb, `${argument}[${element}]`, label),
  );
}

/**
 * A number for every label.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param given One number for all, or a number by label.
 * @param numbering The labels.
 * @param otherwise For labels without a number; absent, they are an error.
 * @returns The numbers in the order of the labels.
 */
export function byLabel(
  verb: string,
  argument: string,
  given: unknown,
  numbering: Numbering,
  otherwise?: number,
): Uint32Array {
  const numbers = new Uint32Array(numbering.size).fill(otherwise ?? 0);
  if (given === undefined && otherwise !== undefined) return numbers;
  if (typeof given !== "object" || given === null) return numbers.fill(count(given, argument, verb));
  const named = new Map(ownEntries(verb, argument, given));
  for (const [word, position] of numbering.positions) {
    if (named.has(word)) {
      numbers[position] = count(named.get(word), `${argument}.${word.slice(0, 60)}`, verb);
    } else if (otherwise === undefined) {
      throw fault("ARGUMENT", verb, argument, "a number for every class", `none for ${describeName(word)}`);
    }
    named.delete(word);
  }
  const [unknown] = otherwise === undefined ? [] : named.keys();
  if (unknown !== undefined) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "numbers of groups that exist",
      `one for ${describeName(unknown)}`,
    );
  }
  return numbers;
}
