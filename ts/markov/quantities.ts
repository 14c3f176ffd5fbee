/**
 * The quantities of a chain for any subset or partition of its coordinates.
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import { jobOptions, optional, ownOptions, withDefault, type Owned } from "../options.ts";
import { subset, type GroundSet, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import { readingNames, routeNames, type QuantityOptions, type Reading } from "./types.ts";

const quantityOptions = {
  ...jobOptions,
  complement: withDefault(validate.boolean, false),
  route: withDefault(validate.oneOf(routeNames), "auto"),
  reading: withDefault(validate.oneOf(readingNames), "reference"),
  base: optional(validate.base),
};

type Checked = Owned<typeof quantityOptions>;

/** Options of the distance to stationarity. */
export interface StationarityOptions extends QuantityOptions {
  /** Which of the two numbers when the reference is not stationary. Default `'reference'`. */
  reading?: Reading | undefined;
}

/** A call ready to run in either form. */
interface Prepared {
  verb: string;
  options: Checked;
  start: (handle: Native.JobHandle) => unknown;
}

/** What every chain has: coordinates, a native handle, and the quantities of its subsets. */
export abstract class ChainQuantities {
  /** The native chain; not part of the public surface. */
  protected readonly handle: Native.NativeChain;
  /** Number of values of each coordinate. */
  readonly sizes: Uint32Array;
  /** Names of the coordinates, where they have some. */
  readonly names: readonly string[] | undefined;

  protected constructor(handle: Native.NativeChain) {
    this.handle = handle;
    this.sizes = handle.sizes;
    this.names = handle.names ?? undefined;
  }

  /** Number of coordinates d. */
  get dimension(): number {
    return this.sizes.length;
  }

  /** Number of states: the product of the sizes. */
  get stateCount(): number {
    return this.sizes.reduce((product, size) => product * size, 1);
  }

  /** Coordinates, as subsets are taken from. */
  protected get ground(): GroundSet {
    return { size: this.dimension, names: this.names, of: "coordinates of the chain" };
  }

  /** Checks a subset; absent, all coordinates. */
  protected coordinates(verb: string, argument: string, value: Subset | undefined): Uint32Array {
    if (value === undefined) return Uint32Array.from(this.sizes.keys());
    return subset(verb, argument, value, this.ground);
  }

  /**
   * Entropy rate H(P^(S)) of the projected chain, in nats: what one step of it adds when its state is known.
   *
   * @param S The coordinates kept (all by default), by index or name.
   * @param options {@link QuantityOptions}.
   * @returns The entropy rate, ≥ 0. Cost: one pass over the transitions.
   * @example
   * ```ts
   * import { MarkovChain } from "marginals/markov";
   *
   * const chain = MarkovChain.fromMatrix({ sizes: [2], transition: [0.5, 0.5, 0.5, 0.5] });
   * console.log(await chain.entropyRate()); // 0.6931471805599453
   * ```
   */
  async entropyRate(S?: Subset, options?: QuantityOptions): Promise<number> {
    return this.#run(this.#one("entropyRate", "entropy-rate", S, options));
  }

  /** As {@link ChainQuantities.entropyRate}, on the calling thread. */
  entropyRateSync(S?: Subset, options?: QuantityOptions): number {
    return this.#runSync(this.#one("entropyRateSync", "entropy-rate", S, options));
  }

  /**
   * Distance to independence D(P^(S) ‖ ⊗_{i∈S} P^(i)) in nats: 0 when the coordinates of S move independently.
   *
   * @param S The coordinates measured (all by default).
   * @param options {@link QuantityOptions}.
   * @returns The distance, ≥ 0.
   */
  async distanceToIndependence(S?: Subset, options?: QuantityOptions): Promise<number> {
    return this.#run(this.#one("distanceToIndependence", "distance-to-independence", S, options));
  }

  /** As {@link ChainQuantities.distanceToIndependence}, on the calling thread. */
  distanceToIndependenceSync(S?: Subset, options?: QuantityOptions): number {
    return this.#runSync(this.#one("distanceToIndependenceSync", "distance-to-independence", S, options));
  }

  /**
   * Distance to factorizability in nats: D(P ‖ P^(S) ⊗ P^(−S)) for a subset, D(P ‖ ⊗ P^(block) ⊗ P^(rest)) for
   * disjoint blocks, the coordinates in none of them forming the rest.
   *
   * @param S A subset, or an array of disjoint subsets.
   * @param options {@link QuantityOptions}.
   * @returns The distance, ≥ 0; 0 for the empty set and for all coordinates.
   */
  async distanceToFactorizability(S: Subset | readonly Subset[], options?: QuantityOptions): Promise<number> {
    return this.#run(this.#blocks("distanceToFactorizability", S, options));
  }

  /** As `distanceToFactorizability`, on the calling thread. */
  distanceToFactorizabilitySync(S: Subset | readonly Subset[], options?: QuantityOptions): number {
    return this.#runSync(this.#blocks("distanceToFactorizabilitySync", S, options));
  }

  /**
   * Distance to stationarity D(P^(S) ‖ Π^(S)) in nats, Π^(S) drawing from the reference law at every step. For a
   * stationary reference it is the one-step mutual information I(X_S; Y_S).
   *
   * @param S The coordinates measured (all by default).
   * @param options {@link StationarityOptions}.
   * @returns The distance, ≥ 0, +∞ where the reference has no mass on a state that the chain reaches.
   */
  async distanceToStationarity(S?: Subset, options?: StationarityOptions): Promise<number> {
    return this.#run(this.#one("distanceToStationarity", "distance-to-stationarity", S, options));
  }

  /** As {@link ChainQuantities.distanceToStationarity}, on the calling thread. */
  distanceToStationaritySync(S?: Subset, options?: StationarityOptions): number {
    return this.#runSync(this.#one("distanceToStationaritySync", "distance-to-stationarity", S, options));
  }

  /**
   * Distance D(P^(W∪S) ‖ P^(W) ⊗ P^(S)) in nats of a subset to a fixed one.
   *
   * @param W The fixed coordinates.
   * @param S Coordinates outside W.
   * @param options {@link QuantityOptions}.
   * @returns The distance, ≥ 0.
   */
  async distanceToFixedSet(W: Subset, S: Subset, options?: QuantityOptions): Promise<number> {
    return this.#run(this.#fixed("distanceToFixedSet", W, S, options));
  }

  /** As {@link ChainQuantities.distanceToFixedSet}, on the calling thread. */
  distanceToFixedSetSync(W: Subset, S: Subset, options?: QuantityOptions): number {
    return this.#runSync(this.#fixed("distanceToFixedSetSync", W, S, options));
  }

  /**
   * Mutual information I(X_S; Y_S) across one step, in nats, for any reference.
   *
   * @param S The coordinates measured (all by default).
   * @param options {@link QuantityOptions}.
   * @returns The mutual information, ≥ 0.
   */
  async mutualInformation(S?: Subset, options?: QuantityOptions): Promise<number> {
    return this.#run(this.#information("mutualInformation", S, options));
  }

  /** As {@link ChainQuantities.mutualInformation}, on the calling thread. */
  mutualInformationSync(S?: Subset, options?: QuantityOptions): number {
    return this.#runSync(this.#information("mutualInformationSync", S, options));
  }

  #one(verb: string, quantity: string, S: Subset | undefined, options: unknown): Prepared {
    const checked = ownOptions(verb, options, quantityOptions);
    return this.#prepared(verb, quantity, [this.coordinates(verb, "S", S)], checked);
  }

  #information(verb: string, S: Subset | undefined, options: unknown): Prepared {
    const { reading: _, ...schema } = quantityOptions;
    const checked: Checked = { ...ownOptions(verb, options, schema), reading: "mutual-information" };
    return this.#prepared(verb, "distance-to-stationarity", [this.coordinates(verb, "S", S)], checked);
  }

  #blocks(verb: string, S: unknown, options: unknown): Prepared {
    const checked = ownOptions(verb, options, quantityOptions);
    const first: unknown = Array.isArray(S) ? S[0] : undefined;
    const isBlocks = typeof first === "object" && first !== null;
    const sets = isBlocks
      ? (S as Subset[]).map((block, at) => this.coordinates(verb, `S[${at}]`, block))
      : [subset(verb, "S", S, this.ground)];
    disjoint(verb, "S", sets);
    return this.#prepared(verb, "distance-to-factorizability", sets, checked);
  }

  #fixed(verb: string, W: Subset, S: Subset, options: unknown): Prepared {
    const checked = ownOptions(verb, options, quantityOptions);
    const sets = [subset(verb, "W", W, this.ground), subset(verb, "S", S, this.ground)];
    const shared = sets[1]!.find((coordinate) => sets[0]!.includes(coordinate));
    if (shared !== undefined)
      throw fault("ARGUMENT", verb, "S", "disjoint from W", `coordinate ${shared} in both`);
    return this.#prepared(verb, "distance-to-fixed-set", sets, checked);
  }

  #prepared(verb: string, quantity: string, sets: Uint32Array[], options: Checked): Prepared {
    const { complement, route, reading } = options;
    return {
      verb,
      options,
      start: (handle) =>
        native().chainQuantity(this.handle, quantity, sets, { complement, route, reading }, handle),
    };
  }

  async #run({ verb, options, start }: Prepared): Promise<number> {
    return inBase(await run<number>(verb, options, start), options);
  }

  #runSync({ verb, options, start }: Prepared): number {
    return inBase(runSync<number>(verb, options, start), options);
  }
}

function inBase(nats: number, { base }: { base: number | undefined }): number {
  return base === undefined ? nats : nats / Math.log(base);
}

/** Refuses blocks that share a coordinate. */
export function disjoint(verb: string, argument: string, sets: readonly Uint32Array[]): void {
  const seen = new Map<number, number>();
  for (const [block, set] of sets.entries()) {
    for (const coordinate of set) {
      const earlier = seen.get(coordinate);
      if (earlier !== undefined) {
        const received = `coordinate ${coordinate} in blocks ${earlier} and ${block}`;
        throw fault("ARGUMENT", verb, argument, "disjoint blocks", received);
      }
      seen.set(coordinate, block);
    }
  }
}
