/**
 * `train()`: a tokenizer from a corpus.
 * @module
 */
import { run, runSync, unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { fed, fedSync } from "./feed.ts";
import { loaded } from "./files.ts";
import { tokenizerOf, type Tokenizer } from "./tokenizer.ts";
import { corpus, type Corpus, type TrainingInput } from "./train-input.ts";
import { trainOptions, type TrainingProgress, type TrainOptions } from "./train-options.ts";

interface Call {
  job: CheckedJobOptions;
  corpus: Corpus;
  /** Begun when the first job needs it. */
  training: Native.NativeTraining;
  finish: (job: Native.JobHandle) => unknown;
}

function prepare(verb: string, input: unknown, options: unknown): Call {
  const { job, counting, spec, resume } = trainOptions(verb, options);
  const given = corpus(verb, input);
  const training = unwrap<Native.NativeTraining>(verb, native().training(counting, resume));
  const onProgress: ((report: TrainingProgress) => void) | undefined = job.onProgress;
  const report = (reading: TrainingProgress): void => {
    const [left, right] = reading.stage === "merge" ? (training.lastMerge() ?? []) : [];
    onProgress?.(
      left === undefined || right === undefined
        ? reading
        : { ...reading, lastMerge: [Uint8Array.from(left), Uint8Array.from(right)] },
    );
  };
  return {
    job: onProgress === undefined ? job : { ...job, onProgress: report },
    corpus: given,
    training,
    finish: (handle) => training.finish(spec, handle),
  };
}

/**
 * Trains a byte-pair encoding: the pair of neighbouring tokens that occurs most often in the corpus becomes a token,
 * again and again. With the defaults the merges are exactly those of Hugging Face `tokenizers` 0.23; with
 * `tieBreak: 'bytes'` those of `rustbpe`. They depend on the corpus and the options alone, not on threads or on how the
 * corpus comes in. The text is never kept: memory goes with its distinct pieces.
 *
 * One scan of the corpus, then O(N log M) for N bytes of distinct pieces and M merges; some seconds for 40 MB and 32,000
 * tokens. Training ends early when no pair occurs `minFrequency` times. Source: R. Sennrich, B. Haddow & A. Birch, 2016,
 * "Neural Machine Translation of Rare Words with Subword Units"; for the algorithm V. Zouhar et al., 2023, "A Formal
 * Perspective on Byte-Pair Encoding".
 *
 * @param input The corpus: see {@link TrainingInput}.
 * @param options `vocabSize` or `merges`, and see {@link TrainOptions}.
 * @returns The tokenizer. Its `encode` is what applying its merges in their order gives on every piece.
 * @throws MarginalsError `ARGUMENT` for what is no corpus, special tokens twice, a pattern that does not compile, other
 *   bytes than UTF-8 under `invalid: 'error'`; `RANGE` for a vocabulary smaller than alphabet and special tokens; `LOAD`
 *   for a file that cannot be read; `LIMIT` for a pattern that runs away; an `AbortError` once `signal` aborts; an error
 *   of the iterable itself as it is.
 * @example
 * ```ts
 * import { train } from "marginals/bpe";
 *
 * const tokenizer = await train(["low lower lowest", "new newer newest"], { merges: 6, specialTokens: ["<end>"] });
 * console.log(tokenizer.merges.map((pair) => pair.map((side) => Buffer.from(side).toString()).join("|")).join(" "));
 * // e|w l|o n|ew lo|w e|r ew|e
 * console.log(tokenizer.encode("newer").length); // 3
 * ```
 */
export async function train(input: TrainingInput, options: TrainOptions): Promise<Tokenizer> {
  const call = prepare("train", input, options);
  await fed("train", call.job, call.corpus, call.training);
  return tokenizerOf(loaded("train", await run("train", call.job, call.finish)));
}

/**
 * {@link train} on the calling thread.
 *
 * @param input As for {@link train}, without what comes with time: streams and async iterables.
 * @param options As for {@link train}.
 * @returns As {@link train}.
 * @throws What {@link train} rejects with.
 * @example
 * ```ts
 * import { trainSync } from "marginals/bpe";
 *
 * const tokenizer = trainSync(new Map([["aaab", 3], ["ab", 2]]), { merges: 2 });
 * console.log(tokenizer.vocabSize, tokenizer.encode("aaab").length); // 258 2
 * ```
 */
export function trainSync(
  input: Exclude<TrainingInput, AsyncIterable<unknown>>,
  options: TrainOptions,
): Tokenizer {
  const call = prepare("trainSync", input, options);
  fedSync("trainSync", call.job, call.corpus, call.training);
  return tokenizerOf(loaded("trainSync", runSync("trainSync", call.job, call.finish)));
}
