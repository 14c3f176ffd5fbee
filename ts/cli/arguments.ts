/**
 * Words of a command line as values.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

/** A number, in any notation JavaScript reads. */
export function number(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** A whole number. */
export function integer(word: string): number {
  const value = number(word);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

/** Names between commas. */
export function names(word: string): string[] {
  const list = word.split(",").map((name) => name.trim());
  if (list.some((name) => name === "")) throw new InvalidArgumentError("It must be names between commas.");
  return list;
}

/** Whole numbers between commas. */
export function integers(word: string): number[] {
  return names(word).map(integer);
}

/** Sets between semicolons, their elements between commas. */
export function sets(word: string): string[][] {
  return word.split(";").map(names);
}

/** A subset as the library takes it: names where the chain has names, else indices. */
export function subsetOf(list: readonly string[], known: readonly string[] | undefined): string[] | number[] {
  if (known !== undefined && !list.every((name) => /^\d+$/.test(name) && !known.includes(name)))
    return [...list];
  return list.map((name) => {
    if (!/^\d+$/.test(name))
      throw new InvalidArgumentError(`'${name}' is no index, and the coordinates have no names.`);
    return Number(name);
  });
}

/** Pseudo-counts as the library takes them. */
export function smoothing(word: string): "none" | "krichevsky-trofimov" | { add: number } {
  if (word === "none" || word === "krichevsky-trofimov") return word;
  return { add: number(word) };
}
