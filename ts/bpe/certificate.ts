/**
 * How good greedy merges are: a bound on the optimum that needs no optimum, and the curvature of a text.
 * @module
 */
import { native } from "../native.ts";
import {
  curvatureOptions,
  greedyOptions,
  prepare,
  type CurvatureOptions,
  type GreedyMergesOptions,
} from "./merge-call.ts";
import type { Certificate, Curvature } from "./merge-results.ts";
import { greedyResult, type NativeGreedy } from "./optimal-merges.ts";
import type { Symbols } from "./token.ts";

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
