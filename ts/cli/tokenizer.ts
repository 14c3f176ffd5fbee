/**
 * The tokenizer a command names: a file, or a published encoding that a package brings.
 *
 * @module
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import type { RankObject, Tokenizer } from "../bpe/index.ts";

const PUBLISHED = ["gpt2", "r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base"];

/** The help of the option. */
export const TOKENIZER_HELP: string = `a file (saved by marginals, tokenizer.json, tekken.json, .tiktoken) or the name of an encoding of js-tiktoken: ${PUBLISHED.join(", ")}`;

/** Loads it. */
export async function tokenizerOf(name: string | undefined, signal: AbortSignal): Promise<Tokenizer> {
  if (name === undefined) throw new InvalidArgumentError("--tokenizer is missing.");
  const { Tokenizer: Loader } = await import("../bpe/index.ts");
  if (!PUBLISHED.includes(name)) return Loader.load(name, { signal });
  // First the user's own copy, then one beside this package.
  for (const from of [join(process.cwd(), "x.js"), import.meta.url]) {
    try {
      const ranks = createRequire(from)(`js-tiktoken/ranks/${name}`) as RankObject & { default?: RankObject };
      return await Loader.fromTiktoken(ranks.default ?? ranks, { signal });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "MODULE_NOT_FOUND" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    }
  }
  throw new InvalidArgumentError(`--tokenizer ${name} needs a package: npm install js-tiktoken.`);
}
