/**
 * What else is asked of a chain: its laws, its mixing, its eigenvalues, what a projection forgets, and, when it
 * came from data, estimates with corrections and intervals.
 * @module
 */
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, optional, ownOptions, type CheckedJobOptions, type JobOptions } from "../options.ts";
import { ownFloats } from "../floats.ts";
import { ownIndices } from "../sparse-matrix.ts";
import type { Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { estimateRequest, estimateResult, type Estimate, type EstimateOptions } from "./estimate.ts";
import { ChainSelections } from "./selections.ts";
import type { ObjectiveName } from "./types.ts";

/** The reference law of a chain and what should be known of it. */
export interface ChainFacts {
  /** Where the reference law comes from. */
  reference: string;
  /** max |πP − π| over the states. */
  residual: number;
  /** Whether the reference is stationary up to rounding. */
  stationary: boolean;
  /** Whether the law does not change when coordinates change places. */
  exchangeable: boolean;
  /** Positive entries of the transition matrix. */
  transitionCount: number;
  /** What the caller should know: transient states, periodicity, states never left. */
  warnings: readonly string[];
}

/** Total variation distance to a law, step by step. */
export interface MixingCurve {
  /** max over starting states, after 0, 1, … steps. */
  worst: Float64Array;
  /** The state it is reached from. */
  start: Uint32Array;
  /** Mean over starting states drawn from the target law. */
  mean: Float64Array;
}

/** Options of {@link ChainDiagnostics.mixingCurve}. */
export interface MixingOptions extends JobOptions {
  /** Law the distance is taken to. Default: the reference law. */
  target?: Float64Array | readonly number[] | undefined;
  /** Starting states. Default: all. */
  starts?: Uint32Array | readonly number[] | undefined;
}

/** Eigenvalues of the transition matrix, by decreasing modulus. */
export interface Spectrum {
  real: Float64Array;
  imaginary: Float64Array;
  reversible: boolean;
  /** 1 − max Re λ over the eigenvalues but the first. */
  gap: number;
  /** 1 − max |λ| over the eigenvalues but the first. */
  absoluteGap: number;
  /** 1 / absoluteGap, in steps. */
  relaxationTime: number;
}

/** What the projected chain P^(S) ignores, in nats. */
export interface MemoryDefects {
  /** H(P^(S)). */
  entropyRate: number;
  /** I(Y_S; X_{−S} | X_S): 0 exactly when the projected process is Markov with kernel P^(S) from the start law. */
  lumpability: number;
  /** I(Z_S; X_S | Y_S): what one more step of the past tells. */
  secondOrder: number;
}

/** How states reach each other, and how far the chain is from its reverse. */
export interface Connections {
  classes: number;
  closedClasses: number;
  transientStates: number;
  periods: Uint32Array;
  irreducible: boolean;
  aperiodic: boolean;
  reversible: boolean;
  /** Total variation between the pair law and its reverse. */
  reversibilityDefect: number;
}

type Start = (handle: Native.JobHandle) => unknown;

const indices: Check<Uint32Array> = (value, argument, verb) => ownIndices(verb, argument, value);
const law: Check<Float64Array> = (value, argument, verb) =>
  Float64Array.from(ownFloats(verb, argument, value));
const steps = validate.integerIn(0, 1_000_000);

/** A chain that can be examined. */
export abstract class ChainDiagnostics extends ChainSelections {
  /** Where the reference law comes from, how stationary it is, and warnings. */
  async facts(options?: JobOptions): Promise<ChainFacts> {
    return this.#examine("facts", options, (handle) => native().chainFacts(this.handle, handle));
  }

  /** The reference law: one probability per state. */
  async referenceLaw(options?: JobOptions): Promise<Float64Array> {
    return this.#examine("referenceLaw", options, (handle) => native().chainReference(this.handle, handle));
  }

  /** The transition matrix, row-major; refused when it does not fit the memory limit. */
  async transitionMatrix(options?: JobOptions): Promise<Float64Array> {
    return this.#examine("transitionMatrix", options, (handle) =>
      native().chainTransitionMatrix(this.handle, handle),
    );
  }

  /**
   * Total variation distance between the law after n steps and the target, from the worst start.
   *
   * @param stepCount Last number of steps.
   * @param options {@link MixingOptions}.
   * @returns The curve for 0 to `stepCount` steps. Cost: states × transitions × steps.
   */
  async mixingCurve(stepCount: number, options?: MixingOptions): Promise<MixingCurve> {
    const owned = ownOptions("mixingCurve", options, {
      ...jobOptions,
      target: optional(law),
      starts: optional(indices),
    });
    const count = steps(stepCount, "stepCount", "mixingCurve");
    return run("mixingCurve", owned, (handle) =>
      native().chainMixingCurve(this.handle, count, owned.target, owned.starts, handle),
    );
  }

  /** Eigenvalues and spectral gaps; up to 2,048 states. */
  async spectrum(options?: JobOptions): Promise<Spectrum> {
    return this.#examine("spectrum", options, (handle) => native().chainSpectrum(this.handle, handle));
  }

  /**
   * What the projected chain of a subset ignores: the process X_S is in general not Markov.
   *
   * @param S The coordinates kept.
   * @param options The job options.
   * @returns {@link MemoryDefects}.
   */
  async memoryDefects(S: Subset, options?: JobOptions): Promise<MemoryDefects> {
    const kept = this.coordinates("memoryDefects", "S", S);
    return this.#examine("memoryDefects", options, (handle) =>
      native().chainMemoryDefects(this.handle, kept, handle),
    );
  }

  /** Communicating classes, periods, reversibility. */
  async connections(options?: JobOptions): Promise<Connections> {
    return this.#examine("connections", options, (handle) => native().chainConnections(this.handle, handle));
  }

  /**
   * A quantity estimated from the data behind the chain, with a bias correction and a block-bootstrap interval.
   *
   * @param quantity Name of the quantity.
   * @param options {@link EstimateOptions}: `subset` (or `blocks`, or `fixed` and `subset`), `correction`,
   *   `interval`.
   * @returns {@link Estimate}. A corrected distance may come out negative: corrected entropies belong to no law.
   */
  async estimate(quantity: ObjectiveName, options?: EstimateOptions): Promise<Estimate> {
    const { spec, checked } = estimateRequest("estimate", quantity, options, this.ground);
    const raw = await run<Estimate>("estimate", checked, this.#estimating(spec));
    return estimateResult(raw, checked.base, checked.level);
  }

  /** As {@link ChainDiagnostics.estimate}, on the calling thread. */
  estimateSync(quantity: ObjectiveName, options?: EstimateOptions): Estimate {
    const { spec, checked } = estimateRequest("estimateSync", quantity, options, this.ground);
    return estimateResult(
      runSync<Estimate>("estimateSync", checked, this.#estimating(spec)),
      checked.base,
      checked.level,
    );
  }

  /** The native chains of two halves of the data. */
  protected async halves(verb: string, options: unknown): Promise<Native.NativeChain[]> {
    const owned = ownOptions(verb, options, {
      ...jobOptions,
      block: optional(validate.integerIn(2, 2 ** 31)),
    });
    return run(verb, owned, (handle) => native().chainSplit(this.handle, owned.block, handle));
  }

  #estimating(spec: Native.EstimateSpec): Start {
    return (handle) => native().chainEstimate(this.handle, spec, handle);
  }

  async #examine<T>(verb: string, options: unknown, start: Start): Promise<T> {
    const checked: CheckedJobOptions = ownOptions(verb, options, jobOptions);
    return run<T>(verb, checked, start);
  }
}
