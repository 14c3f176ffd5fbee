/**
 * How a text falls into the pieces within which tokens are merged.
 * @module
 */
import { wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { ownValues } from "../options.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";

/** Splits that have a name. */
export const splitNames = ["gpt2", "cl100k", "o200k", "whitespace", "none"] as const;

/**
 * A split: `'gpt2'`, `'cl100k'`, `'o200k'` as in the encodings of these names; `'whitespace'`, runs of white space and
 * of anything else; `'none'`, the whole text is one piece; or the matches of a pattern in the syntax of Rust's
 * regular expressions (with look-around), what lies between matches being pieces too.
 */
export type Split = (typeof splitNames)[number] | { pattern: string };

/** A {@link Split} as the native side takes it. */
export const split: Check<Native.SplitSpec> = (value, argument, verb) => {
  if (typeof value === "string") return { name: validate.oneOf(splitNames)(value, argument, verb) };
  if (typeof value !== "object" || value === null) {
    throw wrongKind(verb, argument, "the name of a split or { pattern }", value);
  }
  return ownValues(verb, argument, value, { pattern: validate.text });
};
