/**
 * A Markov chain on a product of finite coordinates.
 * @module
 */
import { wrongKind } from "../errors.ts";
import { run, runSync, unwrap } from "../job.ts";
import { jobOptions, ownOptions, type JobOptions } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import type { TableInput } from "../table/build-table.ts";
import * as build from "./build.ts";
import type * as input from "./input.ts";
import { observe, observeSync, type TableChainOptions, type TrajectoryOptions } from "./observe.ts";
import { ChainMoves } from "./moves.ts";

/**
 * A Markov chain (X, Y) ~ μ(x) P(x, y) on a product space, coordinate 0 the slowest digit of a state's number.
 * Immutable. Builders answer at once; the stationary law and the tables of a model are made by the first job
 * that needs them, or by {@link MarkovChain.prepare}.
 *
 * @example
 * ```ts
 * import { MarkovChain } from "marginals/markov";
 *
 * const chain = MarkovChain.curieWeiss({ spins: 10, inverseTemperature: 0.1, field: 1 });
 * const { indices, value } = await chain.select("entropy-rate", { size: 3 });
 * console.log(indices, value.toFixed(6)); // Uint32Array(3) [ 0, 9, 1 ] 0.839331
 * ```
 */
export class MarkovChain extends ChainMoves {
  /**
   * From a row-stochastic matrix, row-major.
   *
   * @param input `sizes`, `transition` (n × n numbers, n the product of the sizes), `reference` (default: the
   *   stationary law), `names`.
   * @returns The chain. Throws for rows that do not sum to 1 within 1e-9 (the worst row is named), negative or
   *   non-finite entries, lengths that do not fit.
   */
  static fromMatrix(input: input.MatrixChainInput): MarkovChain {
    return new MarkovChain(build.fromMatrix("fromMatrix", input));
  }

  /** From sparse rows or a list of edges; otherwise as {@link MarkovChain.fromMatrix}. */
  static fromSparse(input: input.SparseChainInput): MarkovChain {
    return new MarkovChain(build.fromSparse("fromSparse", input));
  }

  /**
   * The Curie–Weiss model: spins ±1 with energy −Σᵢⱼ J(i, j) xᵢ xⱼ − h Σ xᵢ (the full double sum, the diagonal
   * and both orders of a pair included), one random spin updated per step.
   *
   * @param input {@link input.CurieWeissInput}; value 0 of a coordinate is −1, value 1 is +1.
   * @returns The chain, reversible for the Boltzmann law.
   */
  static curieWeiss(input: input.CurieWeissInput): MarkovChain {
    return new MarkovChain(build.curieWeiss("curieWeiss", input));
  }

  /**
   * The Bernoulli–Laplace level model: two urns that exchange `swaps` random balls a step; a coordinate counts
   * the balls of one color in the left urn, the last color following from the others.
   *
   * @param input {@link input.BernoulliLaplaceInput}.
   * @returns The chain, reversible for the multivariate hypergeometric law.
   */
  static bernoulliLaplace(input: input.BernoulliLaplaceInput): MarkovChain {
    return new MarkovChain(build.bernoulliLaplace("bernoulliLaplace", input));
  }

  /**
   * Independent chains side by side.
   *
   * @param chains The chains, in the order of their coordinates.
   * @param options `names` of all coordinates.
   * @returns The product chain.
   */
  static product(
    chains: readonly MarkovChain[],
    options?: { names?: readonly string[] | undefined },
  ): MarkovChain {
    const expected = "an array of at least one MarkovChain";
    if (!Array.isArray(chains) || chains.length === 0) throw wrongKind("product", "chains", expected, chains);
    const handles = (chains as readonly MarkovChain[]).map((chain, at) => {
      if (chain instanceof MarkovChain) return chain.handle;
      throw wrongKind("product", `chains[${at}]`, "a MarkovChain", chain);
    });
    return new MarkovChain(build.product("product", handles, options));
  }

  /**
   * A random chain: rows uniform on the simplex, or a chain whose stationary law is a product.
   *
   * @param input {@link input.RandomChainInput}.
   * @returns The chain; the same for the same seed.
   */
  static random(input: input.RandomChainInput): MarkovChain {
    return new MarkovChain(build.random("random", input));
  }

  /** Any chain that changes at most one coordinate a step; see {@link input.SingleFlipInput}. */
  static singleFlip(input: input.SingleFlipInput): MarkovChain {
    return new MarkovChain(build.singleFlip("singleFlip", input));
  }

  /**
   * From observed trajectories: transitions are counted, one trajectory never leading into the next.
   *
   * @param trajectories One or several: arrays of rows, a row holding the value of every coordinate (strings,
   *   booleans or integers), or arrays of single values for one coordinate.
   * @param options {@link TrajectoryOptions}: `sizes`, `names`, `smoothing`, `lag`, and the job options.
   * @returns The chain of the relative frequencies.
   */
  static async fromTrajectories(trajectories: unknown, options?: TrajectoryOptions): Promise<MarkovChain> {
    return new MarkovChain(await observe("fromTrajectories", "trajectories", trajectories, options));
  }

  /** As {@link MarkovChain.fromTrajectories}, on the calling thread. */
  static fromTrajectoriesSync(trajectories: unknown, options?: TrajectoryOptions): MarkovChain {
    return new MarkovChain(observeSync("fromTrajectoriesSync", "trajectories", trajectories, options));
  }

  /**
   * From consecutive rows of a table; numeric columns are discretized.
   *
   * @param table A table, or anything `table()` takes.
   * @param options {@link TableChainOptions}: `columns`, `bins`, `method`, `smoothing`, `lag`, and the job options.
   * @returns The chain, its coordinates named after the columns.
   */
  static async fromTable(table: TableInput, options?: TableChainOptions): Promise<MarkovChain> {
    return new MarkovChain(await observe("fromTable", "table", table, options));
  }

  /** As {@link MarkovChain.fromTable}, on the calling thread. */
  static fromTableSync(table: TableInput, options?: TableChainOptions): MarkovChain {
    return new MarkovChain(observeSync("fromTableSync", "table", table, options));
  }

  /**
   * The chain P^(S) of a subset: the conditional law of Y_S given X_S. It is the one-step law of the projected
   * process, which in general is not Markov itself.
   *
   * @param S Coordinates kept, by index or name, in the order they are to have.
   * @returns The projected chain.
   */
  project(S: Subset): MarkovChain {
    const kept = subset("project", "S", S, this.ground);
    return new MarkovChain(unwrap("project", this.handle.project(kept)));
  }

  /**
   * Two chains from halves of the data: choose on one, judge on the other.
   *
   * @param options `block`: steps of the blocks that go to each half in turn (default: the first and the second
   *   half), and the job options.
   * @returns The two chains. Throws for a chain that was not made from data.
   */
  async split(options?: JobOptions & { block?: number | undefined }): Promise<[MarkovChain, MarkovChain]> {
    const [first, second] = await this.halves("split", options);
    return [new MarkovChain(first!), new MarkovChain(second!)];
  }

  /** Computes the stationary law and the tables of a model now instead of at the first quantity. */
  async prepare(options?: JobOptions): Promise<this> {
    await run("prepare", ownOptions("prepare", options, jobOptions), (job) => this.handle.prepare(job));
    return this;
  }

  /** As {@link MarkovChain.prepare}, on the calling thread. */
  prepareSync(options?: JobOptions): this {
    runSync("prepareSync", ownOptions("prepareSync", options, jobOptions), (job) => this.handle.prepare(job));
    return this;
  }

  /** Lets go of the chain's memory; using it afterwards is an error. */
  dispose(): void {
    this.handle.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
