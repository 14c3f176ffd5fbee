/**
 * The caller's token counter, of whatever form, as one that counts many texts; every answer is checked.
 *
 * @module
 */
import { Turns } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { failure, fault, wrongKind } from "../errors.ts";
import type { Check } from "../validate.ts";

/** Tokens of a text; may be asynchronous, except in a call that ends in `Sync`. */
export type CountTokens = (text: string) => number | PromiseLike<number>;

/** A tokenizer: whatever counts, or else encodes. */
export interface TokenizerLike {
  /** Tokens of a text. */
  count?(text: string): number | PromiseLike<number>;
  /** The tokens themselves; their number is taken. */
  encode?(text: string): { readonly length: number };
}

/** A counter in one form. */
export interface Counter {
  /** Name of the argument it came from. */
  argument: string;
  /** Asks the caller. */
  ask(text: string): unknown;
}

const form = "a function (text) => number";

/** An optional {@link CountTokens}. */
export const countTokens: Check<Counter | undefined> = (value, argument, verb) => {
  if (value === undefined) return undefined;
  if (typeof value !== "function") throw wrongKind(verb, argument, form, value);
  return { argument, ask: (text) => (value as CountTokens)(text) };
};

/** An optional {@link TokenizerLike}. */
export const tokenizer: Check<Counter | undefined> = (value, argument, verb) => {
  if (value === undefined) return undefined;
  const expected = "an object with a method count(text) or encode(text)";
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    throw wrongKind(verb, argument, expected, value);
  let given: TokenizerLike;
  let [count, encode]: [unknown, unknown] = [undefined, undefined];
  try {
    given = value as TokenizerLike;
    [count, encode] = [given.count, given.encode];
  } catch (error) {
    throw failure("ARGUMENT", verb, `${argument} must be ${expected} that can be read`, error);
  }
  if (typeof count === "function")
    return { argument: `${argument}.count`, ask: (text) => Reflect.apply(count, given, [text]) as unknown };
  if (typeof encode !== "function") throw wrongKind(verb, argument, expected, value);
  return {
    argument: `${argument}.encode`,
    ask: (text) => {
      const tokens = Reflect.apply(encode, given, [text]) as { readonly length?: unknown } | null | undefined;
      return typeof tokens === "object" && tokens !== null ? tokens.length : tokens;
    },
  };
};

/**
 * The one counter of a call.
 *
 * @param verb The function the caller called.
 * @param given What the options say.
 * @returns The counter; throws `ARGUMENT` where there is none, or two.
 */
export function oneCounter(
  verb: string,
  given: { countTokens: Counter | undefined; tokenizer: Counter | undefined },
): Counter {
  if (given.countTokens !== undefined && given.tokenizer !== undefined) {
    throw fault("ARGUMENT", verb, "countTokens", "absent where a tokenizer is given", "both");
  }
  const counter = given.countTokens ?? given.tokenizer;
  if (counter !== undefined) return counter;
  const expected =
    "given, such as (text) => encoding.encode(text).length: what a token is only the model's own tokenizer knows";
  throw fault("ARGUMENT", verb, "countTokens", expected, "undefined");
}

function checked(verb: string, { argument }: Counter, answer: unknown): number {
  if (typeof answer === "number" && Number.isSafeInteger(answer) && answer >= 0) return answer + 0;
  const expected = "a whole number of at least 0";
  throw fault("CALLBACK", verb, `the answer of ${argument}`, expected, describe(answer));
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function"
  );
}

/**
 * Counts on the calling thread.
 *
 * @param verb The function the caller called.
 * @param counter Its counter.
 * @param texts What to count.
 * @returns The tokens of each text.
 */
export function countAtOnce(verb: string, counter: Counter, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const answer = counter.ask(text);
    if (!isThenable(answer)) return checked(verb, counter, answer);
    // Its failure, if it comes to that, is nobody's any more.
    Promise.resolve(answer).catch(() => {});
    const expected = `a number in ${verb}() (a promise is for the call without Sync)`;
    throw fault("CALLBACK", verb, `the answer of ${counter.argument}`, expected, "a promise");
  });
}

/** Promises of the caller's that are under way at a time. */
const AT_A_TIME = 32;

/**
 * Counts with the event loop free every few milliseconds; promises are awaited 32 at a time.
 *
 * @param verb The function the caller called.
 * @param counter Its counter.
 * @param texts What to count.
 * @param signal Stops the counting; rejects with an `AbortError` then.
 * @returns The tokens of each text.
 */
export async function countInTurns(
  verb: string,
  counter: Counter,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const turns = new Turns({ signal, onProgress: undefined });
  const counts: number[] = [];
  let waiting: unknown[] = [];
  const settle = async (): Promise<void> => {
    const answers = await abortable(Promise.all(waiting), turns, signal);
    for (const answer of answers) counts.push(checked(verb, counter, answer));
    waiting = [];
  };
  for (const text of texts) {
    const answer = counter.ask(text);
    if (isThenable(answer)) {
      const promise = Promise.resolve(answer);
      // It may fail after another answer has ended the call.
      promise.catch(() => {});
      waiting.push(promise);
    } else if (waiting.length > 0) waiting.push(answer);
    else counts.push(checked(verb, counter, answer));
    if (waiting.length >= AT_A_TIME) await settle();
    await turns.pause(() => ({ stage: "counting tokens", done: counts.length, total: texts.length }));
  }
  if (waiting.length > 0) await settle();
  return counts;
}

/** Waits no longer than the signal lets. */
async function abortable<T>(work: Promise<T>, turns: Turns, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop: () => void = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  // What fails after the abort is nobody's any more.
  work.catch(() => {});
  try {
    const settled = await Promise.race([work.then((value) => ({ value })), aborted]);
    turns.check();
    return settled === undefined ? work : settled.value;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
