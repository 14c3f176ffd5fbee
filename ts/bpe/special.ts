/**
 * Special tokens in a text: meant, or merely written.
 * @module
 */
import { ownOptions, withDefault } from "../options.ts";
import * as validate from "../validate.ts";

/** What special tokens in a text mean. */
export interface SpecialOptions {
  /**
   * `'text'` (default): nothing, they are text like any other, so that what a user writes cannot act as one;
   * `'encode'`: each becomes its token; `'refuse'`: they are an error.
   */
  special?: "text" | "encode" | "refuse" | undefined;
}

/** The checker of {@link SpecialOptions.special}. */
export const special: validate.Check<"text" | "encode" | "refuse"> = withDefault(
  validate.oneOf(["text", "encode", "refuse"]),
  "text",
);

/**
 * The option of a call of one text; a number, as `map` passes it, is no option.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave.
 * @returns The word the native side takes.
 */
export function mode(verb: string, options: unknown): string {
  return ownOptions(verb, typeof options === "number" ? undefined : options, { special }).special;
}
