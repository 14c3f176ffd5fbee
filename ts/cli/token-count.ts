/**
 * How the command line counts what a budget is in.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidArgumentError } from "commander";
import type { CountTokens } from "../context/index.ts";

/** Counters that need no tokenizer. A model's own tokens are counted by a module. */
const COUNTERS: Readonly<Record<string, CountTokens>> = {
  words: (text) => (text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []).length,
  characters: (text) => Array.from(text).length,
  bytes: (text) => Buffer.byteLength(text),
};

/** The help of the option. */
export const COUNT_HELP =
  "what the budget counts: words (and marks between them), characters, bytes, or the path of a module whose default export is (text) => number, such as a model's tokenizer (words)";

/** The counter an option names. */
export async function counterOf(name: string): Promise<CountTokens> {
  const known = Object.hasOwn(COUNTERS, name) ? COUNTERS[name] : undefined;
  if (known !== undefined) return known;
  if (!/[./\\]/.test(name)) {
    throw new InvalidArgumentError(
      `--count must be one of ${Object.keys(COUNTERS).join(", ")} or the path of a module, received '${name}'.`,
    );
  }
  let loaded: unknown;
  try {
    loaded = ((await import(pathToFileURL(resolve(name)).href)) as { default?: unknown }).default;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new InvalidArgumentError(`--count '${name}' cannot be loaded: ${reason}.`);
  }
  if (typeof loaded !== "function") {
    throw new InvalidArgumentError(`--count '${name}' must export a function (text) => number by default.`);
  }
  return loaded as CountTokens;
}
