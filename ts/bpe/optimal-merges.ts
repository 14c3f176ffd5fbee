/**
 * Merges as a choice: optimal and greedy sequences, curvature, certificates.
 * @module
 */
import { native } from "../native.ts";
import {
  curvatureOptions,
  exactOptions,
  greedyOptions,
  prepare,
  type CurvatureOptions,
  type GreedyMergesOptions,
  type OptimalMergesOptions,
} from "./merge-call.ts";
import type { Certificate, Curvature, GreedyMerges, OptimalMerges } from "./merge-results.ts";
import type { Alphabet, Symbols } from "./token.ts";

interface NativeGreedy {
  utility: number;
  merges: Uint32Array;
  gains: Float64Array;
  symbols: Uint32Array;
}

const greedyResult = (
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

const greedyCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    greedyOptions(verb, options),
    (wanted, job) => native().mergesGreedy(wanted, job),
    greedyResult,
  );

const certificateCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    greedyOptions(verb, options),
    (wanted, job) => native().mergesCertificate(wanted, job),
    (
      answer: NativeGreedy & { bound: number; ratio?: number | null; guarantee?: number | null },
      alphabet,
    ): Certificate => ({
      ...greedyResult(answer, alphabet),
      bound: answer.bound,
      ratio: answer.ratio ?? null,
      guarantee:
        typeof answer.guarantee === "number"
          ? {
              ratio: answer.guarantee,
              condition: "greedy by disjoint occurrences, any text",
              source: "L. Kozma, J. Voderholzer, 2024",
            }
          : null,
    }),
  );

const curvatureCall = (verb: string, symbols: unknown, options: unknown) =>
  prepare(
    verb,
    symbols,
    curvatureOptions(verb, options),
    (wanted, job) => native().mergesCurvature(wanted, job),
    (answer: Curvature): Curvature => ({ ...answer }),
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

/**
 * Greedy merges with a bound on the optimum that needs no optimum: no sequence of M merges saves more than
 * min(M c, n − ⌈n / 2^M⌉) of n symbols whose most frequent pair has c disjoint occurrences.
 *
 * @param symbols The text.
 * @param options {@link GreedyMergesOptions}.
 * @returns What {@link greedyMerges} answers, with `bound`, the share of the optimum that is certain for this text
 *   (`ratio`), and the share certain for every text where the theorem's counting is used (`guarantee`).
 * @throws What {@link greedyMerges} rejects with.
 * @example
 * ```ts
 * import { certificate } from "marginals/bpe";
 *
 * const { utility, bound, ratio } = await certificate("abababab", { merges: 2 });
 * console.log(utility, bound, ratio); // 6 6 1
 * ```
 */
export async function certificate(symbols: Symbols, options: GreedyMergesOptions): Promise<Certificate> {
  return certificateCall("certificate", symbols, options).later();
}

/** {@link certificate} on the calling thread. */
export function certificateSync(symbols: Symbols, options: GreedyMergesOptions): Certificate {
  return certificateCall("certificateSync", symbols, options).now();
}

/**
 * The total backward curvature σ of a text: how much of an optimal sequence another one spoils when it comes first,
 * max 1 − (κ(μ then μ*) − κ(μ*)) / κ(μ). Greedy saves at least (1 − e^{−σ}) / σ of the optimum. All sequences are
 * enumerated: for short texts.
 *
 * @param symbols The text.
 * @param options {@link CurvatureOptions}: `merges`, `over`, `maxStates`, and the job options.
 * @returns The least and the largest σ over the optimal sequences, what these save, how many there are.
 * @throws MarginalsError `LIMIT` beyond `maxStates` sequences, `ARGUMENT` for a text of which nothing can be saved;
 *   an `AbortError`.
 * @example
 * ```ts
 * import { curvature } from "marginals/bpe";
 *
 * const { max } = await curvature("abab", { merges: 2, over: "up-to" });
 * console.log(max); // 3
 * ```
 */
export async function curvature(symbols: Symbols, options: CurvatureOptions): Promise<Curvature> {
  return curvatureCall("curvature", symbols, options).later();
}

/** {@link curvature} on the calling thread. */
export function curvatureSync(symbols: Symbols, options: CurvatureOptions): Curvature {
  return curvatureCall("curvatureSync", symbols, options).now();
}
