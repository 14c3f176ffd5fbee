/**
 * Searches for merges: the optimal sequence, the best of a beam, the greedy one.
 * @module
 */
import { native } from "../native.ts";
import {
  beamOptions,
  exactOptions,
  greedyOptions,
  prepare,
  type BeamMergesOptions,
  type GreedyMergesOptions,
  type OptimalMergesOptions,
} from "./merge-call.ts";
import type { BeamMerges, GreedyMerges, OptimalMerges } from "./merge-results.ts";
import type { Alphabet, Symbols } from "./token.ts";

/** Greedy merges as the native side tells them. */
export interface NativeGreedy {
  utility: number;
  merges: Uint32Array;
  gains: Float64Array;
  symbols: Uint32Array;
}

/** Greedy merges as pairs of trees. */
export const greedyResult = (
  { utility, merges, gains, symbols }: NativeGreedy,
  alphabet: Alphabet,
): GreedyMerges => {
  const trees = alphabet.trees(merges);
  return {
    utility,
    merges: alphabet.merges(merges),
    gains: Uint32Array.from(gains),
    tokens: Array.from(symbols, (symbol) => trees[symbol] ?? 0),
  };
};

const optimalCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    exactOptions(verb, options),
    (wanted, job) => native().mergesOptimal(wanted, job),
    (answer: Omit<OptimalMerges, "merges"> & { merges: Uint32Array }, alphabet): OptimalMerges => ({
      utility: answer.utility,
      merges: alphabet.merges(answer.merges),
      proven: answer.proven,
      states: answer.states,
    }),
  );

const beamCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    beamOptions(verb, options),
    (wanted, job) => native().mergesBeam(wanted, job),
    (answer: NativeGreedy & Omit<BeamMerges, keyof GreedyMerges>, alphabet): BeamMerges => ({
      ...greedyResult(answer, alphabet),
      bound: answer.bound,
      proven: answer.proven,
      states: answer.states,
    }),
  );

const greedyCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    greedyOptions(verb, options),
    (wanted, job) => native().mergesGreedy(wanted, job),
    greedyResult,
  );

/**
 * The merges that save the most symbols of a text, by exact search: exponential in `merges` in the worst case, for
 * some hundred symbols and a handful of merges, or a few dozen symbols and more.
 *
 * @param symbols The text.
 * @param options {@link OptimalMergesOptions}: `merges`, `maxStates`, and the job options.
 * @returns The symbols saved, the merges as pairs of trees, and whether nothing saves more.
 * @throws MarginalsError `RANGE` for `merges` below 1, `LIMIT` above 256, `OUT_OF_MEMORY`; an `AbortError`.
 * @example
 * ```ts
 * import { optimalMerges } from "marginals/bpe";
 *
 * const { utility, merges, proven } = await optimalMerges("abcabcab", { merges: 2 });
 * console.log(utility, proven, JSON.stringify(merges)); // 5 true [["a","b"],[["a","b"],"c"]]
 * ```
 */
export async function optimalMerges(symbols: Symbols, options: OptimalMergesOptions): Promise<OptimalMerges> {
  return optimalCall("optimalMerges", symbols, options).later();
}

/** {@link optimalMerges} on the calling thread. */
export function optimalMergesSync(symbols: Symbols, options: OptimalMergesOptions): OptimalMerges {
  return optimalCall("optimalMergesSync", symbols, options).now();
}

/**
 * The best merges that a beam search meets: after every merge the `width` sequences that leave the fewest symbols go
 * on, the greedy one among them. For texts too long for {@link optimalMerges}. O(width N) a merge.
 *
 * Never saves less than {@link greedyMerges} with its default options, hence at least a third of the optimum
 * (L. Kozma, J. Voderholzer, 2024, "Theoretical Analysis of Byte-Pair Encoding"). What the sequences let go of could
 * have saved at most bounds the optimum; where the best found reaches it, it is optimal.
 *
 * @param symbols The text.
 * @param options {@link BeamMergesOptions}: `merges`, `width`, and the job options; with `onAbort: 'best-so-far'` an
 *   abort resolves with the merges found until then.
 * @returns What {@link greedyMerges} answers, with the `bound` on the optimum, whether it is reached, and the number of
 *   sequences examined.
 * @throws MarginalsError `RANGE` for `merges` or `width` below 1, `OUT_OF_MEMORY`; an `AbortError`.
 * @example
 * ```ts
 * import { beamMerges, greedyMerges } from "marginals/bpe";
 *
 * const greedy = await greedyMerges("aabaaaaaba", { merges: 3 });
 * const { utility, bound, proven } = await beamMerges("aabaaaaaba", { merges: 3, width: 4 });
 * console.log(greedy.utility, utility, bound, proven); // 5 7 7 true
 * ```
 */
export async function beamMerges(symbols: Symbols, options: BeamMergesOptions): Promise<BeamMerges> {
  return beamCall("beamMerges", symbols, options).later();
}

/** {@link beamMerges} on the calling thread. */
export function beamMergesSync(symbols: Symbols, options: BeamMergesOptions): BeamMerges {
  return beamCall("beamMergesSync", symbols, options).now();
}

/**
 * Greedy merges of a text: the most frequent pair, again and again. O(N) a merge.
 *
 * @param symbols The text.
 * @param options {@link GreedyMergesOptions}: `merges`, `pairCounting`, `tieBreak`, and the job options.
 * @returns The symbols saved, the merges with what each saved, the tokens that are left.
 * @throws MarginalsError `RANGE` for `merges` below 1; an `AbortError`.
 * @example
 * ```ts
 * import { greedyMerges } from "marginals/bpe";
 *
 * const { utility, gains } = await greedyMerges("aabaaaaaba", { merges: 2 });
 * console.log(utility, gains); // 4 Uint32Array(2) [ 3, 1 ]
 * ```
 */
export async function greedyMerges(symbols: Symbols, options: GreedyMergesOptions): Promise<GreedyMerges> {
  return greedyCall("greedyMerges", symbols, options).later();
}

/** {@link greedyMerges} on the calling thread. */
export function greedyMergesSync(symbols: Symbols, options: GreedyMergesOptions): GreedyMerges {
  return greedyCall("greedyMergesSync", symbols, options).now();
}
