/**
 * How good a tokenizer is for texts: how evenly its tokens are used, how many of them a word takes.
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { fed, fedSync } from "./feed.ts";
import {
  efficiencyOptions,
  fertilityOptions,
  use,
  type Fertility,
  type FertilityOptions,
  type RenyiEfficiency,
  type RenyiEfficiencyOptions,
  type TokenCounts,
  type PresentTokenizerUse,
  type TokenizerUse,
} from "./usage.ts";

interface Call<Result> {
  now: () => Result;
  later: () => Promise<Result>;
}

/** Feeds a counter, asks it, makes the answer. */
function asked<Answer, Result>(
  verb: string,
  given: CheckedJobOptions,
  counter: Native.NativeUsage | undefined,
  corpus: Parameters<typeof fed>[2] | undefined,
  ask: (job: Native.JobHandle) => unknown,
  finish: (answer: Answer) => Result,
): Call<Result> {
  return {
    now: () => {
      if (counter && corpus) fedSync(verb, given, corpus, counter);
      return finish(runSync<Answer>(verb, given, ask));
    },
    later: async () => {
      if (counter && corpus) await fed(verb, given, corpus, counter);
      return finish(await run<Answer>(verb, given, ask));
    },
  };
}

function efficiencyCall(verb: string, usage: unknown, options: unknown): Call<RenyiEfficiency> {
  const given = efficiencyOptions(verb, options);
  const used = use(verb, usage, true);
  const { order } = given;
  const finish = (answer: Omit<RenyiEfficiency, "order">): RenyiEfficiency => ({
    efficiency: answer.efficiency,
    entropy: answer.entropy,
    order,
    vocabularySize: answer.vocabularySize,
    distinct: answer.distinct,
    tokens: answer.tokens,
  });
  const size = (all: number): number | undefined => (given.over === "vocabulary" ? all : undefined);
  const { counts } = used;
  if (counts !== undefined) {
    const ask = (job: Native.JobHandle): unknown =>
      native().countsEfficiency(counts, size(counts.length), order, job);
    return asked(verb, given, undefined, undefined, ask, finish);
  }
  const counter = native().usage(used.tokenizer, given.special, false);
  const ask = (job: Native.JobHandle): unknown =>
    counter.efficiency(size(used.tokenizer.vocabSize), order, job);
  return asked(verb, given, counter, used.corpus, ask, finish);
}

function fertilityCall(verb: string, usage: unknown, options: unknown): Call<Fertility> {
  const given = fertilityOptions(verb, options);
  const used = use(verb, usage, false);
  if (used.counts !== undefined) throw fault("INTERNAL", verb, "input", "of a tokenizer", "counts");
  const counter = native().usage(used.tokenizer, given.special, given.words === "unicode");
  const finish = ([tokens = 0, words = 0]: number[]): Fertility => {
    if (words === 0) throw fault("ARGUMENT", verb, "input", "of at least one word", "none");
    return { fertility: tokens / words, tokens, words };
  };
  return asked(verb, given, counter, used.corpus, (job) => counter.totals(job), finish);
}

/**
 * The Rényi efficiency of a tokenizer on texts: how evenly its tokens are used. Of the shares p of the tokens in all
 * tokens of the texts it takes the Rényi entropy ln(Σ p^α) / (1 − α) and divides it by ln n for n tokens of the
 * vocabulary. 1 when all tokens are used alike; more is better, and at α = 2.5 agreed best with how well translation
 * worked. One encoding of the texts, which are not kept.
 *
 * Source: V. Zouhar et al., 2023, "Tokenization and the Noiseless Channel".
 *
 * @param usage A `tokenizer` with its `input`, anything that `train()` takes; or the `counts` of all tokens.
 * @param options {@link RenyiEfficiencyOptions}: `order`, `over`, `special`, and the job options.
 * @returns The efficiency, the entropy in nats, and what they are of.
 * @throws MarginalsError `ARGUMENT` when no token occurs or there is but one, `RANGE` for negative counts or order,
 *   `NON_FINITE`; what `encode` throws; `LOAD` for a file that cannot be read; an `AbortError`.
 * @example
 * ```ts
 * import { renyiEfficiency, train } from "marginals/bpe";
 *
 * const tokenizer = await train("the cat and the hat and the bat", { merges: 8 });
 * const { efficiency, distinct } = await renyiEfficiency({ tokenizer, input: "the cat, the hat" });
 * console.log(efficiency.toFixed(3), distinct); // 0.323 7
 * console.log((await renyiEfficiency({ counts: [5, 5, 5, 5] })).efficiency); // 1
 * ```
 */
export async function renyiEfficiency(
  usage: TokenizerUse | TokenCounts,
  options?: RenyiEfficiencyOptions,
): Promise<RenyiEfficiency> {
  return efficiencyCall("renyiEfficiency", usage, options).later();
}

/** {@link renyiEfficiency} on the calling thread, of an input that is there at once. */
export function renyiEfficiencySync(
  usage: PresentTokenizerUse | TokenCounts,
  options?: RenyiEfficiencyOptions,
): RenyiEfficiency {
  return efficiencyCall("renyiEfficiencySync", usage, options).now();
}

/**
 * The fertility of a tokenizer on texts: tokens a word. 1 for a vocabulary of whole words; less is better, and what a
 * language costs more than another. Texts are encoded as they are, so white space and punctuation count among the
 * tokens; the words of a `Map` are encoded one by one. One encoding of the texts, which are not kept.
 *
 * Source: P. Rust, J. Pfeiffer, I. Vulić, S. Ruder & I. Gurevych, 2021, "How Good is Your Tokenizer? On the Monolingual
 * Performance of Multilingual Language Models".
 *
 * @param usage A `tokenizer` with its `input`, anything that `train()` takes.
 * @param options {@link FertilityOptions}: `words`, `special`, and the job options.
 * @returns Tokens a word, with the numbers of both.
 * @throws MarginalsError `ARGUMENT` when there is no word; what `encode` throws; `LOAD` for a file that cannot be read;
 *   an `AbortError`.
 * @example
 * ```ts
 * import { fertility, train } from "marginals/bpe";
 *
 * const tokenizer = await train("the cat and the hat and the bat", { merges: 8 });
 * console.log(await fertility({ tokenizer, input: ["the cat", "a bat"] }));
 * // { fertility: 1.75, tokens: 7, words: 4 }
 * ```
 */
export async function fertility(usage: TokenizerUse, options?: FertilityOptions): Promise<Fertility> {
  return fertilityCall("fertility", usage, options).later();
}

/** {@link fertility} on the calling thread, of an input that is there at once. */
export function fertilitySync(usage: PresentTokenizerUse, options?: FertilityOptions): Fertility {
  return fertilityCall("fertilitySync", usage, options).now();
}
