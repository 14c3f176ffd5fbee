/**
 * Quantities of a chain as set functions, for every optimizer.
 * @module
 */
import { unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import { nativeSetFunction, type SetFunction } from "../submodular/set-function.ts";
import { ChainQuantities } from "./quantities.ts";
import * as request from "./request.ts";
import type { EntropyOptions, ObjectiveName, ObjectiveOptions } from "./types.ts";

/** A chain whose quantities are set functions of its coordinates. */
export abstract class ChainObjectives extends ChainQuantities {
  /**
   * An objective of this chain as a set function, for `maximize()`, `minimize()` and every other optimizer.
   *
   * @param name What is measured; see {@link ObjectiveName}.
   * @param options {@link ObjectiveOptions}.
   * @returns The set function over the coordinates; nothing is computed yet.
   * @example
   * ```ts
   * import { MarkovChain } from "marginals/markov";
   * import { maximize } from "marginals/submodular";
   *
   * const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
   * const selection = await maximize(chain.objective("entropy-rate"), { size: 2 });
   * console.log(selection.value.toFixed(6)); // 0.664427
   * ```
   */
  objective(name: ObjectiveName, options?: ObjectiveOptions): SetFunction {
    const spec = request.objective("objective", name, options, this.ground);
    return nativeSetFunction(unwrap("objective", native().chainObjective(this.handle, spec)), this.names);
  }

  /**
   * The two entropies whose difference is the entropy rate, H(P^(S)) = H(X_S, Y_S) − H(X_S), each submodular for
   * every chain: what the majorize–minimize procedure of `minimizeDifference()` takes.
   *
   * @param options `complement` and `route`, as in {@link ObjectiveOptions}.
   * @returns `pair`, H(X_S, Y_S), and `state`, H(X_S), in nats; nothing is computed yet.
   * @example
   * ```ts
   * import { MarkovChain } from "marginals/markov";
   * import { minimizeDifference } from "marginals/submodular";
   *
   * const chain = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.1, field: 1 });
   * const { pair, state } = chain.entropies();
   * // The largest entropy rate is the smallest of its negative.
   * const { indices } = await minimizeDifference(state, pair, { size: 6 });
   * console.log(indices.length); // 6
   * ```
   */
  entropies(options?: EntropyOptions): { pair: SetFunction; state: SetFunction } {
    const specs = request.entropies("entropies", options);
    const made = (spec: Native.ObjectiveSpec): SetFunction =>
      nativeSetFunction(unwrap("entropies", native().chainObjective(this.handle, spec)), this.names);
    return { pair: made(specs.pair), state: made(specs.state) };
  }
}
