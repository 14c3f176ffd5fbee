/**
 * How error messages speak of a value that should not be there: by kind and size, never by content. Numbers,
 * booleans and `null` are said as they are; text is not, since it may be somebody's data.
 *
 * @module
 */
import { typedArrayKind, typedArrayLength } from "./typed-array.ts";

const described = new Set([
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Date",
  "RegExp",
  "Promise",
  "Error",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
]);

/** The article a kind is spoken with. */
const withArticle = (kind: string): string => `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;

/**
 * A short description of any value: `6000`, `null`, `a string`, `an Int32Array of length 3`.
 *
 * @param value Anything, a hostile proxy included.
 * @returns Words for an error message; never the content of text or of an object.
 */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return value > -(10n ** 20n) && value < 10n ** 20n ? `${value}n` : "a long bigint";
    case "boolean":
    case "undefined":
      return String(value);
    case "string":
      return value === "" ? "an empty string" : "a string";
    case "symbol":
      return "a symbol";
    case "function":
      return "a function";
    default:
      return value === null ? "null" : describeObject(value as object);
  }
}

function describeObject(value: object): string {
  const kind = typedArrayKind(value);
  if (kind !== undefined) return `${withArticle(kind)} of length ${typedArrayLength(value)}`;
  try {
    if (Array.isArray(value))
      return value.length === 0 ? "an empty array" : `an array of length ${value.length}`;
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    return described.has(tag) ? withArticle(tag) : "an object";
  } catch {
    return "an object";
  }
}

/**
 * A name the caller wrote (of an option, an algorithm, a column): shown, since that is what has to be
 * corrected, unless it is too long to be a name.
 *
 * @param name The text.
 * @returns The name in quotes, or `a string of 2000 characters`.
 */
export function describeName(name: string): string {
  if (name.length > 60) return `a string of ${name.length} characters`;
  const printable = name.replaceAll(/[\p{C}]/gu, "\u{FFFD}");
  return `'${printable}'`;
}
