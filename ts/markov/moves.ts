/**
 * Trajectories of a chain: drawn from it, and what those it was made from say of independent blocks.
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, optional, ownOptions, type CheckedJobOptions, type JobOptions } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import { ChainDiagnostics } from "./diagnostics.ts";
import { disjoint } from "./quantities.ts";

/** Options of `simulate()`. */
export interface SimulationOptions extends JobOptions {
  /** Number of the first state. Default: drawn from the reference law. */
  start?: number | undefined;
}

/** Whether blocks of coordinates move independently of each other. */
export interface FactorizationTest {
  /** Plug-in distance D(P ‖ ⊗ P^(block)) in nats. */
  distance: number;
  /** 2 · transitions · distance. */
  statistic: number;
  /** Degrees of freedom of its chi-square law under independence. */
  degrees: number;
  /** Probability of a statistic as large when the blocks are independent. */
  pValue: number;
  /** What the caller should know: too few transitions for the chi-square law. */
  warnings: readonly string[];
}

interface Prepared {
  options: CheckedJobOptions;
  start: (handle: Native.JobHandle) => unknown;
}

const steps = validate.integerIn(0, 100_000_000);

/** A chain that moves. */
export abstract class ChainMoves extends ChainDiagnostics {
  /**
   * A trajectory drawn from the chain.
   *
   * @param stepCount Number of steps, at most 100,000,000.
   * @param options {@link SimulationOptions}: `start`, and the job options; the same `seed` gives the same states.
   * @returns The numbers of the `stepCount` + 1 states, coordinate 0 the slowest digit.
   * @example
   * ```ts
   * import { MarkovChain } from "marginals/markov";
   *
   * const turn = MarkovChain.fromMatrix({ sizes: [3], transition: [0, 1, 0, 0, 0, 1, 1, 0, 0] });
   * console.log(await turn.simulate(4, { start: 1 })); // Uint32Array(5) [ 1, 2, 0, 1, 2 ]
   * ```
   */
  async simulate(stepCount: number, options?: SimulationOptions): Promise<Uint32Array> {
    const call = this.#simulation("simulate", stepCount, options);
    return run<Uint32Array>("simulate", call.options, call.start);
  }

  /** As `simulate()`, on the calling thread. */
  simulateSync(stepCount: number, options?: SimulationOptions): Uint32Array {
    const call = this.#simulation("simulateSync", stepCount, options);
    return runSync<Uint32Array>("simulateSync", call.options, call.start);
  }

  /**
   * Tests on the data behind the chain whether blocks of coordinates move independently of each other.
   *
   * @param blocks At least two disjoint subsets.
   * @param options The job options.
   * @returns {@link FactorizationTest}: under independence 2 · transitions · distance is asymptotically chi-square.
   *   Rejects with `UNSUPPORTED` for a chain that was not made from data.
   */
  async factorizationTest(blocks: readonly Subset[], options?: JobOptions): Promise<FactorizationTest> {
    const call = this.#test("factorizationTest", blocks, options);
    return run<FactorizationTest>("factorizationTest", call.options, call.start);
  }

  /** As `factorizationTest()`, on the calling thread. */
  factorizationTestSync(blocks: readonly Subset[], options?: JobOptions): FactorizationTest {
    const call = this.#test("factorizationTestSync", blocks, options);
    return runSync<FactorizationTest>("factorizationTestSync", call.options, call.start);
  }

  #simulation(verb: string, stepCount: unknown, given: unknown): Prepared {
    const options = ownOptions(verb, given, {
      ...jobOptions,
      start: optional(validate.integerIn(0, 2 ** 32 - 1)),
    });
    const count = steps(stepCount, "stepCount", verb);
    return { options, start: (job) => native().chainSimulate(this.handle, count, options.start, job) };
  }

  #test(verb: string, given: unknown, options: unknown): Prepared {
    const owned = ownOptions(verb, options, jobOptions);
    if (!Array.isArray(given)) throw wrongKind(verb, "blocks", "an array of subsets", given);
    if (given.length < 2) throw fault("SHAPE", verb, "blocks", "at least two subsets", `${given.length}`);
    const blocks = given.map((block, at) => subset(verb, `blocks[${at}]`, block, this.ground));
    disjoint(verb, "blocks", blocks);
    return { options: owned, start: (job) => native().chainFactorizationTest(this.handle, blocks, job) };
  }
}
