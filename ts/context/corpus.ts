/**
 * Prepared passages: compared with each other once, asked by any number of queries.
 *
 * @module
 */
import { failure } from "../errors.ts";
import { packed, packedAtOnce, wanted, type CorpusParts } from "./call.ts";
import type { Packing } from "./packing.ts";
import { ownPackOptions, type PackOptions } from "./request.ts";

/** Proof that a corpus is made by this package. */
const madeHere: unique symbol = Symbol("made by marginals");

/** Passages ready for queries. It holds no state of a query: any number of calls may run at the same time. */
export class ContextCorpus {
  readonly #parts: CorpusParts;
  /** Number of passages. */
  readonly size: number;

  /**
   * Not for callers: use `prepareCorpus()`.
   *
   * @param proof Known to the builders.
   * @param parts What it is made of.
   */
  constructor(proof: symbol, parts: CorpusParts) {
    if (proof !== madeHere)
      throw failure("ARGUMENT", "ContextCorpus", "a corpus is made by prepareCorpus(), not by new");
    this.#parts = parts;
    this.size = parts.passages.texts.length;
    Object.freeze(this);
  }

  /**
   * Chooses passages for a query; see `packContext()`, whose options these are.
   *
   * @param options See {@link PackOptions}.
   * @returns The packing. Costs the comparison of the query with all passages and a greedy choice: some hundred
   *   microseconds for 200 passages of 384 dimensions, besides counting the joined text.
   * @throws What `packContext()` rejects with; `ARGUMENT` once the corpus was disposed of.
   * @example
   * ```ts
   * import { prepareCorpus } from "marginals/context";
   *
   * const countTokens = (text: string) => text.split(" ").length;
   * const corpus = await prepareCorpus(["red fox runs", "blue whale swims"], { countTokens });
   * console.log((await corpus.pack({ query: "which fox?", budget: 10 })).text); // red fox runs
   * ```
   */
  async pack(options: PackOptions): Promise<Packing> {
    const owned = ownPackOptions("pack", options);
    return packed(this.#parts, "pack", wanted("pack", owned, this.#parts.passages));
  }

  /**
   * {@link ContextCorpus.pack} on the calling thread; the token counter must not answer promises.
   *
   * @param options See {@link PackOptions}; a `signal` is only seen if it aborted before.
   * @returns As {@link ContextCorpus.pack}.
   * @throws What {@link ContextCorpus.pack} rejects with.
   */
  packSync(options: PackOptions): Packing {
    const verb = "packSync";
    const owned = ownPackOptions(verb, options);
    return packedAtOnce(this.#parts, verb, wanted(verb, owned, this.#parts.passages));
  }

  /** Lets go of the memory at once instead of at the next collection; calls under way end as they would. */
  dispose(): void {
    this.#parts.handle.dispose();
  }

  /** {@link ContextCorpus.dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Makes a corpus; for this room. */
export function corpusOf(parts: CorpusParts): ContextCorpus {
  return new ContextCorpus(madeHere, parts);
}
