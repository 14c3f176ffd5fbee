/**
 * Counting the parts of a text.
 * @module
 */
import { unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import * as validate from "../validate.ts";

/**
 * Counts the tokens of any part of a text: made by {@link Tokenizer.intervalCounter}. A part is counted as if it stood
 * alone: about its ends anew, in between from what is known, so the time does not grow with its length. (With a split
 * that is the caller's own pattern or `'none'`, a part is counted afresh.)
 *
 * @example
 * ```ts
 * import { Tokenizer } from "marginals/bpe";
 * import ranks from "js-tiktoken/ranks/o200k_base";
 *
 * const tokenizer = await Tokenizer.fromTiktoken(ranks);
 * const text = "one two three four";
 * const counter = tokenizer.intervalCounter(text);
 * console.log(counter.count(4, 13), tokenizer.count(text.slice(4, 13))); // 2 2
 * ```
 */
export class IntervalCounter {
  readonly #native: Native.NativeIntervals;
  /** Length of the text in UTF-16 units. */
  readonly length: number;

  /** @internal */
  constructor(handle: Native.NativeTokenizer, input: string) {
    this.length = input.length;
    this.#native = unwrap("intervalCounter", handle.intervals(input) as Native.NativeIntervals);
  }

  /**
   * The tokens of a part.
   *
   * @param start Where it starts, in UTF-16 units. Default 0.
   * @param end Where it ends. Default: the end of the text.
   * @returns What `count` of the tokenizer says of `text.slice(start, end)`.
   */
  count(start = 0, end: number = this.length): number {
    const from = validate.integerIn(0, this.length)(start, "start", "count");
    const to = validate.integerIn(from, this.length)(end, "end", "count");
    return unwrap("count", this.#native.count(from, to) as number);
  }
}
