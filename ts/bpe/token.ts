/**
 * Texts as letters, tokens as trees, and both as the numbers the native side works with.
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { isTypedArray } from "../typed-array.ts";

/** A letter: a character of a string, or whatever word or whole number the text is made of. */
export type Letter = string | number;
/** A letter, or a pair of tokens. */
export type Token = Letter | readonly [Token, Token];
/** The two tokens that a merge joins. */
export type Merge = readonly [Token, Token];
/** A text: its characters, or an array of words or whole numbers. */
export type Symbols = string | readonly Letter[] | Uint32Array;

/** Deepest token. */
const deepest = 1000;

/** A text and its letters, numbered. */
export class Alphabet {
  /** Letters by number: whole numbers ascending, then words in the order of their code units. */
  readonly letters: readonly Letter[];
  /** The text, by letter. */
  readonly symbols: Uint32Array;
  readonly #numbers: ReadonlyMap<Letter, number>;

  /**
   * @param verb The function the caller called.
   * @param text What the caller gave.
   * @param merges Merges, whose letters count too.
   */
  constructor(verb: string, text: unknown, merges: readonly Merge[] = []) {
    const given = lettersOf(verb, text);
    const found = new Set<Letter>(given);
    const seen = new Set<Token>();
    const collect = (token: Token): void => {
      if (typeof token !== "object") found.add(token);
      else if (!seen.has(token)) {
        seen.add(token);
        token.forEach(collect);
      }
    };
    merges.forEach((pair) => pair.forEach(collect));
    this.letters = [...found].sort(order);
    this.#numbers = new Map(this.letters.map((letter, at) => [letter, at]));
    this.symbols = Uint32Array.from(given, (letter) => this.#numbers.get(letter) ?? 0);
  }

  /** The tokens of numbers: letters first, then what each merge made. */
  trees(merges: Uint32Array): Token[] {
    const tokens: Token[] = [...this.letters];
    for (let at = 0; at < merges.length; at += 2) {
      tokens.push([tokens[merges[at] ?? 0] ?? 0, tokens[merges[at + 1] ?? 0] ?? 0]);
    }
    return tokens;
  }

  /** The merges of numbers. */
  merges(flat: Uint32Array): Merge[] {
    return this.trees(flat).slice(this.letters.length) as Merge[];
  }

  /** The numbers of merges; a side that no merge made before is an error. */
  flat(verb: string, merges: readonly Merge[]): Uint32Array {
    const made = new Map<string, number>();
    const known = new Map<Token, number>();
    const numberOf = (token: Token): number | undefined => {
      if (typeof token !== "object") return this.#numbers.get(token);
      const before = known.get(token);
      if (before !== undefined) return before;
      const number = made.get(token.map(numberOf).join());
      if (number !== undefined) known.set(token, number);
      return number;
    };
    return Uint32Array.from(
      merges.flatMap((pair, at) => {
        const sides = pair.map((side, place) => {
          const number = numberOf(side);
          if (number !== undefined) return number;
          const expected = "a letter or a token that a merge before it made";
          throw fault("ARGUMENT", verb, `merges[${at}][${place}]`, expected, "another token");
        });
        if (!made.has(sides.join())) made.set(sides.join(), this.letters.length + at);
        return sides;
      }),
    );
  }
}

function order(a: Letter, b: Letter): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}

function lettersOf(verb: string, text: unknown): readonly Letter[] {
  if (typeof text === "string") return Array.from(text);
  if (isTypedArray(text, "Uint32Array")) return Array.from(text);
  if (!Array.isArray(text)) throw wrongKind(verb, "symbols", "a string or an array of letters", text);
  return Array.from(text as readonly unknown[], (letter, at) =>
    checkedLetter(verb, `symbols[${at}]`, letter),
  );
}

function checkedLetter(verb: string, argument: string, letter: unknown): Letter {
  if (typeof letter === "string" || (typeof letter === "number" && Number.isSafeInteger(letter)))
    return letter;
  throw fault("ARGUMENT", verb, argument, "a string or a whole number", describe(letter));
}

/**
 * Takes over a sequence of merges.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The merges, as arrays of their own.
 */
export function ownMerges(verb: string, value: unknown): Merge[] {
  if (!Array.isArray(value)) throw wrongKind(verb, "merges", "an array of pairs of tokens", value);
  const known = new Map<unknown, Merge>();
  const pair = (item: unknown, name: string, depth: number): Merge => {
    const before = known.get(item);
    if (before !== undefined) return before;
    if (!Array.isArray(item) || item.length !== 2) throw wrongKind(verb, name, "a pair of tokens", item);
    if (depth > deepest) throw fault("LIMIT", verb, name, `at most ${deepest} pairs deep`, "a deeper one");
    const [left, right] = (item as readonly unknown[]).map((side, at) =>
      Array.isArray(side)
        ? pair(side, `${name}[${at}]`, depth + 1)
        : checkedLetter(verb, `${name}[${at}]`, side),
    );
    const own: Merge = [left ?? 0, right ?? 0];
    known.set(item, own);
    return own;
  };
  return Array.from(value as readonly unknown[], (item, at) => pair(item, `merges[${at}]`, 0));
}
