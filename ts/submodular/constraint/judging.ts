/**
 * Asking the oracle of a custom matroid, and holding it to the axioms on what it says.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault } from "../../errors.ts";
import type { Independent } from "./custom-matroid.ts";

/** What a caller's function returned, a promise perhaps. */
export interface Answer {
  answer: unknown;
  /** Name of the function. */
  of: string;
  /** What it should answer. */
  form: string;
}

/** Questions to a caller's function, one at a time: what it returned goes out, what that settled to comes back. */
export type Questions<T> = Generator<Answer, T, unknown>;

/** The oracle of a custom matroid during a call. */
export class MatroidOracle {
  readonly #verb: string;
  readonly #independent: Independent;
  readonly #groundSize: number;
  /** Size of a basis. */
  #rank = 0;

  /**
   * @param verb The function the caller called.
   * @param independent The caller's function.
   * @param groundSize Number of elements.
   */
  constructor(verb: string, independent: Independent, groundSize: number) {
    this.#verb = verb;
    this.#independent = independent;
    this.#groundSize = groundSize;
  }

  /** Builds a basis from either end, by about two questions per element. */
  *examine(): Questions<void> {
    if (!(yield* this.#ask([]))) throw this.#broken("the empty set is independent", "one that refuses it");
    const ascending = yield* this.#basis((step) => step);
    const descending = yield* this.#basis((step) => this.#groundSize - 1 - step);
    if (ascending.length !== descending.length) {
      const sizes = `bases of ${ascending.length} and ${descending.length} elements`;
      throw this.#broken("all bases are equally large", sizes);
    }
    for (const left of ascending) {
      if (yield* this.#ask(ascending.filter((e) => e !== left))) continue;
      throw this.#broken(
        "every subset of an independent set is independent",
        `one that refuses a basis without element ${left}`,
      );
    }
    this.#rank = ascending.length;
  }

  /**
   * Which elements can join a set.
   *
   * @param candidates The elements.
   * @param selected The set.
   * @returns 1 or 0 for each.
   */
  *verdicts(candidates: Uint32Array, selected: Uint32Array): Questions<Float64Array> {
    const verdicts = new Float64Array(candidates.length);
    for (const [at, e] of candidates.entries()) {
      if (yield* this.#ask([...selected, e])) verdicts[at] = 1;
    }
    const size = selected.length;
    const all = candidates.length === this.#groundSize - size;
    if (size >= this.#rank && verdicts.includes(1)) {
      const received = `bases of ${this.#rank} elements and an independent set of ${size + 1}`;
      throw this.#broken("all bases are equally large", received);
    }
    if (size < this.#rank && all && !verdicts.includes(1)) {
      const received = `a set of ${size} that no element of one of ${this.#rank} can join`;
      throw this.#broken(
        "of two independent sets the larger holds an element that can join the smaller",
        received,
      );
    }
    return verdicts;
  }

  *#basis(element: (step: number) => number): Questions<number[]> {
    const basis: number[] = [];
    for (let step = 0; step < this.#groundSize; step++) {
      const e = element(step);
      if (yield* this.#ask([...basis, e])) basis.push(e);
    }
    return basis;
  }

  *#ask(set: readonly number[]): Questions<boolean> {
    const independent = this.#independent;
    const form = "true or false";
    const answer = yield { answer: independent(Uint32Array.from(set)), of: "independent", form };
    if (typeof answer === "boolean") return answer;
    throw fault("CALLBACK", this.#verb, "the answer of independent", form, describe(answer));
  }

  #broken(axiom: string, received: string): Error {
    return fault("CALLBACK", this.#verb, "independent", `the oracle of a matroid: ${axiom}`, received);
  }
}
