/**
 * Set functions: a value for every subset of a ground set, known to optimizers by what an element adds.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { failure, fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import { jobOptions, ownOptions, type JobOptions } from "../options.ts";
import { subset, type GroundSet, type Subset } from "../subset.ts";

/** Proof that a set function is made by this package. */
export const madeHere: unique symbol = Symbol("made by marginals");

/**
 * A function of the subsets of a ground set of `groundSize` elements. Made by a builder (`customFunction()`,
 * `modular()`, `chain.objective()`), taken by every optimizer. It holds no state: one function may serve any number
 * of calls at the same time.
 */
export abstract class SetFunction {
  /** Number of elements. */
  readonly groundSize: number;
  /** Names of the elements, where they have any. */
  readonly names: readonly string[] | undefined;

  /**
   * Not for callers: a set function comes from a builder.
   *
   * @param proof Known to the builders.
   * @param groundSize Number of elements.
   * @param names Names of the elements.
   */
  constructor(proof: symbol, groundSize: number, names: readonly string[] | undefined) {
    if (proof !== madeHere)
      throw failure("ARGUMENT", "SetFunction", "a set function is made by a builder, not by new");
    this.groundSize = groundSize;
    this.names = names === undefined ? undefined : Object.freeze([...names]);
  }

  /** The ground set in the words of messages. */
  get ground(): GroundSet {
    return { size: this.groundSize, names: this.names, of: "elements of the ground set" };
  }

  /**
   * The value of a subset.
   *
   * @param set Indices or names, none twice; the empty set is allowed.
   * @param options The job options.
   * @returns f(S), the empty set's value and all gains included. Costs as many gains as S has elements.
   * @throws MarginalsError `RANGE` or `ARGUMENT` for what is no subset; what the function itself throws.
   */
  abstract value(set: Subset, options?: JobOptions): Promise<number>;

  /**
   * As {@link SetFunction.value}, on the calling thread.
   *
   * @param set Indices or names.
   * @param options The job options.
   * @returns f(S).
   * @throws What {@link SetFunction.value} rejects with.
   */
  abstract valueSync(set: Subset, options?: JobOptions): number;
}

let handleOf: (f: NativeSetFunction) => Native.NativeFunction;

/** A set function computed natively. */
export class NativeSetFunction extends SetFunction {
  /** The native side. */
  readonly #handle: Native.NativeFunction;

  static {
    // The verbs of this package reach the native side by `nativeHandle()`, callers do not.
    handleOf = (f) => f.#handle;
  }

  /**
   * Not for callers: a set function comes from a builder.
   *
   * @param proof Known to the builders.
   * @param handle The native side.
   * @param names Names of the elements.
   */
  constructor(proof: symbol, handle: Native.NativeFunction, names: readonly string[] | undefined) {
    super(proof, handle.groundSize, names);
    this.#handle = handle;
    Object.freeze(this);
  }

  override async value(set: Subset, options?: JobOptions): Promise<number> {
    const indices = subset("value", "set", set, this.ground);
    return run("value", ownOptions("value", options, jobOptions), (job) => this.#handle.value(indices, job));
  }

  override valueSync(set: Subset, options?: JobOptions): number {
    const indices = subset("valueSync", "set", set, this.ground);
    return runSync("valueSync", ownOptions("valueSync", options, jobOptions), (job) =>
      this.#handle.value(indices, job),
    );
  }

  /**
   * Makes now what the first job would make: kernels, neighbors, row totals. Calls that come meanwhile wait for it.
   *
   * @param options The job options.
   * @returns This function.
   * @throws MarginalsError what making it throws (`OUT_OF_MEMORY`, …); a failure is not kept.
   */
  async prepare(options?: JobOptions): Promise<this> {
    await run("prepare", ownOptions("prepare", options, jobOptions), (job) => this.#handle.prepare(job));
    return this;
  }

  /**
   * As {@link NativeSetFunction.prepare}, on the calling thread.
   *
   * @param options The job options.
   * @returns This function.
   * @throws What {@link NativeSetFunction.prepare} rejects with.
   */
  prepareSync(options?: JobOptions): this {
    runSync("prepareSync", ownOptions("prepareSync", options, jobOptions), (job) =>
      this.#handle.prepare(job),
    );
    return this;
  }

  /** Lets go of the function's memory; calls under way keep theirs, later ones are an error. */
  dispose(): void {
    this.#handle.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * A set function over a native handle; for the rooms that build them.
 *
 * @param handle The native side.
 * @param names Names of the elements.
 * @returns The set function.
 */
export function nativeSetFunction(
  handle: Native.NativeFunction,
  names?: readonly string[],
): NativeSetFunction {
  return new NativeSetFunction(madeHere, handle, names);
}

/**
 * The native side of a set function; for the verbs and builders of this package.
 *
 * @param f The function.
 * @returns Its handle.
 */
export function nativeHandle(f: NativeSetFunction): Native.NativeFunction {
  return handleOf(f);
}

/**
 * A set function given to a verb that needs it computed natively.
 *
 * @param verb The function the caller called.
 * @param f What the caller gave.
 * @param argument Name of the argument.
 * @returns The function.
 */
export function checkNative(verb: string, f: unknown, argument = "f"): NativeSetFunction {
  if (f instanceof NativeSetFunction) return f;
  throw fault(
    "ARGUMENT",
    verb,
    argument,
    "a set function computed natively (of modular(), chain.objective())",
    describe(f),
  );
}
