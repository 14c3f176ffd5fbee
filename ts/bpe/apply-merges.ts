/**
 * What a given sequence of merges does to a text.
 * @module
 */
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, ownOptions, type JobOptions } from "../options.ts";
import { Alphabet, ownMerges, type Merge, type Symbols, type Token } from "./token.ts";

function prepare(verb: string, symbols: unknown, value: unknown, options: unknown) {
  const given = ownOptions(verb, options, jobOptions);
  const merges = ownMerges(verb, value);
  const alphabet = new Alphabet(verb, symbols, merges);
  const flat = alphabet.flat(verb, merges);
  const start = (job: Native.JobHandle): unknown =>
    native().mergesApply(alphabet.symbols, alphabet.letters.length, flat, job);
  const tokens = (left: Uint32Array): Token[] => {
    const trees = alphabet.trees(flat);
    return Array.from(left, (symbol) => trees[symbol] ?? 0);
  };
  const saved = (left: Uint32Array): number => alphabet.symbols.length - left.length;
  return { given, start, tokens, saved };
}

/**
 * Applies merges in order: every occurrence of a pair is replaced, from left to right without overlap.
 *
 * @param symbols The text.
 * @param merges A valid sequence: each side a letter or what a merge before it made.
 * @param options The job options.
 * @returns The tokens that are left. O(N) a merge.
 * @throws MarginalsError `ARGUMENT` for a side that no merge made before; an `AbortError`.
 * @example
 * ```ts
 * import { applyMerges } from "marginals/bpe";
 *
 * console.log(JSON.stringify(await applyMerges("aaab", [["a", "a"]]))); // [["a","a"],"a","b"]
 * ```
 */
export async function applyMerges(
  symbols: Symbols,
  merges: readonly Merge[],
  options?: JobOptions,
): Promise<Token[]> {
  const { given, start, tokens } = prepare("applyMerges", symbols, merges, options);
  return tokens(await run<Uint32Array>("applyMerges", given, start));
}

/** {@link applyMerges} on the calling thread. */
export function applyMergesSync(symbols: Symbols, merges: readonly Merge[], options?: JobOptions): Token[] {
  const { given, start, tokens } = prepare("applyMergesSync", symbols, merges, options);
  return tokens(runSync<Uint32Array>("applyMergesSync", given, start));
}

/**
 * The utility κ of a sequence of merges: how many symbols applying it saves.
 *
 * @param symbols The text.
 * @param merges As for {@link applyMerges}.
 * @param options The job options.
 * @returns The number of symbols saved.
 * @throws What {@link applyMerges} rejects with.
 * @example
 * ```ts
 * import { utility } from "marginals/bpe";
 *
 * console.log(await utility("aaab", [["a", "a"]])); // 1
 * ```
 */
export async function utility(
  symbols: Symbols,
  merges: readonly Merge[],
  options?: JobOptions,
): Promise<number> {
  const { given, start, saved } = prepare("utility", symbols, merges, options);
  return saved(await run<Uint32Array>("utility", given, start));
}

/** {@link utility} on the calling thread. */
export function utilitySync(symbols: Symbols, merges: readonly Merge[], options?: JobOptions): number {
  const { given, start, saved } = prepare("utilitySync", symbols, merges, options);
  return saved(runSync<Uint32Array>("utilitySync", given, start));
}
