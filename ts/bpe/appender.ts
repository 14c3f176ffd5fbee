/**
 * Counting a text that grows.
 * @module
 */
import { unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import { text } from "./input.ts";
import { mode, type SpecialOptions } from "./special.ts";

/** Units of text after which what is final is let go of. */
const KEPT = 2048;

/**
 * Counts the tokens of a text that grows at its end: made by {@link Tokenizer.appender}. What can no longer change is
 * counted once; of the text only its end is kept.
 *
 * @example
 * ```ts
 * import { Tokenizer } from "marginals/bpe";
 * import ranks from "js-tiktoken/ranks/o200k_base";
 *
 * const tokenizer = await Tokenizer.fromTiktoken(ranks);
 * const appender = tokenizer.appender();
 * console.log(["hello ", "wor", "ld"].map((part) => appender.append(part))); // [ 2, 2, 2 ]
 * ```
 */
export class Appender {
  readonly #handle: Native.NativeTokenizer;
  readonly #mode: string;
  #final = 0;
  #tail = "";
  #count = 0;

  /** @internal */
  constructor(handle: Native.NativeTokenizer, options: SpecialOptions | undefined) {
    this.#handle = handle;
    this.#mode = mode("appender", options);
  }

  /** Tokens of the text so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds text at the end.
   *
   * @param part The text. A character may be cut in two.
   * @returns Tokens of the whole text: what `count` of the tokenizer says of all parts joined.
   */
  append(part: string): number {
    const tail = this.#tail + text("append", part, "part");
    const count = unwrap("append", this.#handle.count(tail, this.#mode) as number);
    this.#count = this.#final + count;
    this.#tail = tail;
    if (tail.length > KEPT) {
      const [end = 0, tokens = 0] = unwrap("append", this.#handle.stable(tail, this.#mode) as Uint32Array);
      this.#tail = tail.slice(end);
      this.#final += tokens;
    }
    return this.#count;
  }
}
