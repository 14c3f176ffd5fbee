/**
 * `customFunction()`: a set function written in JavaScript.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, ownInput, ownOptions, type JobOptions } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { askedAtOnce, askedInTurns } from "./session.ts";
import { madeHere, SetFunction } from "./set-function.ts";
import { structure, type StructureInput } from "./structure.ts";

/**
 * What each candidate would add to a set: f(S + e) − f(S), one finite number per candidate, in the order of
 * `candidates`. Both arrays are copies of the callee's own.
 */
export type Gains = (
  candidates: Uint32Array,
  selected: Uint32Array,
) => Float64Array | readonly number[] | PromiseLike<Float64Array | readonly number[]>;

/** A function to build. */
export interface CustomFunctionInput {
  /** Number of elements, 1 to 4294967294. */
  groundSize: number;
  /** The marginal gains; may be asynchronous, except in a call that ends in `Sync`. */
  gains: Gains;
  /** What is known of the function. */
  structure?: StructureInput | undefined;
  /** Names of the elements, as many as there are, distinct. */
  names?: readonly string[] | undefined;
}

/** An evaluation under way, and the one it was called from. */
interface Evaluation {
  of: CustomFunction;
  active: boolean;
  from: Evaluation | undefined;
}

/** Follows evaluations through callbacks and promises: calls that merely run at the same time are no re-entry. */
const evaluations = new AsyncLocalStorage<Evaluation>();

/** A set function whose gains are computed by the caller. */
export class CustomFunction extends SetFunction {
  readonly #gains: Gains;
  readonly #structure: Native.StructureSpec;

  /**
   * Not for callers: use {@link customFunction}.
   *
   * @param proof Known to the builders.
   * @param input Checked input.
   * @param structure Checked structure.
   */
  constructor(proof: symbol, input: CustomFunctionInput, structure: Native.StructureSpec) {
    super(proof, input.groundSize, input.names);
    this.#gains = input.gains;
    this.#structure = structure;
    Object.freeze(this);
  }

  /** What the caller declared. */
  get structure(): Readonly<Required<StructureInput>> {
    return { ...this.#structure } as Required<StructureInput>;
  }

  override async value(set: Subset, options?: JobOptions): Promise<number> {
    const indices = subset("value", "set", set, this.ground);
    const checked = ownOptions("value", options, jobOptions);
    if (indices.length === 0) return this.#structure.emptyValue;
    return (await askedInTurns({ verb: "value", f: this, spec: valueOf(indices), options: checked })).value;
  }

  override valueSync(set: Subset, options?: JobOptions): number {
    const indices = subset("valueSync", "set", set, this.ground);
    const checked = ownOptions("valueSync", options, jobOptions);
    if (indices.length === 0) return this.#structure.emptyValue;
    return askedAtOnce({ verb: "valueSync", f: this, spec: valueOf(indices), options: checked }).value;
  }

  /**
   * Starts an optimizer; for the verbs of this room.
   *
   * @param verb The function the caller called.
   * @param spec What is asked.
   * @param job The handle of the call.
   * @returns The session.
   */
  session(verb: string, spec: Native.RequestSpec, job: Native.JobHandle): Native.SelectionSession {
    this.refuseReentry(verb);
    return unwrap(verb, native().startSession(this.groundSize, this.#structure, spec, job));
  }

  /**
   * Calls the caller's function; what it throws is left as it is.
   *
   * @param verb The function the caller called.
   * @param candidates Elements whose gains are wanted.
   * @param selected The set they would join.
   * @returns What the caller's function returned, and how to say that it is done with.
   */
  ask(verb: string, candidates: Uint32Array, selected: Uint32Array): { answer: unknown; done: () => void } {
    this.refuseReentry(verb);
    const evaluation: Evaluation = { of: this, active: true, from: evaluations.getStore() };
    const done = (): void => {
      evaluation.active = false;
    };
    const gains = this.#gains;
    try {
      return { answer: evaluations.run(evaluation, () => gains(candidates, selected)), done };
    } catch (error) {
      done();
      throw error;
    }
  }

  /**
   * Throws when the function is being evaluated by the code that is calling.
   *
   * @param verb The function the caller called.
   */
  refuseReentry(verb: string): void {
    for (let from = evaluations.getStore(); from !== undefined; from = from.from) {
      if (from.of === this && from.active) {
        const expected = "free of calls that evaluate the same function";
        throw fault("REENTRANT", verb, "gains", expected, "a call from within its own evaluation");
      }
    }
  }
}

/** The value of a set is what remains after all of it was given as chosen. */
function valueOf(indices: Uint32Array): Native.RequestSpec {
  return {
    minimize: false,
    size: indices.length,
    exactSize: false,
    algorithm: "greedy",
    rawCosts: false,
    initial: indices,
    bestSoFar: false,
  };
}

/**
 * A set function from marginal gains written in JavaScript. Optimizers ask for many candidates at a time; between two
 * questions an asynchronous call leaves the event loop free.
 *
 * @param input Size of the ground set, the gains, what is known of the function.
 * @returns The set function, for every optimizer.
 * @throws MarginalsError `ARGUMENT` or `RANGE` for input that makes no sense. Calls over the function fail with
 *   `CALLBACK` for an answer of the wrong length or with a number that is not finite, with `REENTRANT` when it calls
 *   itself through an optimizer, and with whatever it throws, unchanged.
 * @example
 * ```ts
 * import { customFunction, maximizeSync } from "marginals/submodular";
 *
 * const topics = [["a", "b"], ["b"], ["c"], ["a", "c", "d"]];
 * const covered = customFunction({
 *   groundSize: topics.length,
 *   structure: { shape: "submodular", monotone: "increasing" },
 *   gains(candidates, selected) {
 *     const known = new Set([...selected].flatMap((index) => topics[index] ?? []));
 *     return Array.from(candidates, (index) => (topics[index] ?? []).filter((topic) => !known.has(topic)).length);
 *   },
 * });
 * console.log(maximizeSync(covered, { size: 2 }).indices); // Uint32Array(2) [ 3, 0 ]
 * ```
 */
export function customFunction(input: CustomFunctionInput): CustomFunction {
  const verb = "customFunction";
  const given = ownInput(verb, input, {
    groundSize: validate.integerIn(1, 2 ** 32 - 2),
    gains: validate.callback<Gains>("a function (candidates, selected) => numbers"),
    structure,
    names: validate.anything,
  });
  const names = elementNames(verb, given.names, given.groundSize);
  return new CustomFunction(
    madeHere,
    { groundSize: given.groundSize, gains: given.gains, names },
    { ...given.structure },
  );
}
