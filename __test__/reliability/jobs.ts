/** Jobs of known cost and known answer, on which the measures run. */
import { MarkovChain } from "marginals/markov";
import type { ChainSelection } from "marginals/markov";

/** The job options these jobs are called with. */
export interface Tail {
  readonly seed?: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onAbort?: "reject" | "best-so-far";
  readonly onProgress?: () => void;
}

const curieWeiss = (spins: number) =>
  MarkovChain.curieWeiss({
    spins,
    inverseTemperature: 0.1,
    field: 1,
    couplings: "decaying",
    dynamics: "metropolis",
  });

const small = curieWeiss(6);
const medium = curieWeiss(10);

/** Under a millisecond: the entropy rate of two coordinates. */
export const short = (tail: Tail = {}): Promise<number> => small.entropyRate([0, 2], { ...tail });

/** Some milliseconds: a greedy selection, pair-law route. */
export const middling = (tail: Tail = {}): Promise<ChainSelection> =>
  medium.select("distance-to-factorizability", { size: 3, algorithm: "greedy", route: "pair-law", ...tail });

/** Seconds unless stopped: the first job over a chain of 18 spins, whose law must be made as well. */
export const long = (tail: Tail = {}): Promise<ChainSelection> =>
  curieWeiss(18).select("distance-to-factorizability", {
    size: 9,
    algorithm: "greedy",
    route: "pair-law",
    ...tail,
  });

/** The bits of a selection as text. */
export const bitsOf = (selection: ChainSelection): string =>
  JSON.stringify([
    [...selection.indices],
    [...new BigUint64Array(Float64Array.from(selection.gains).buffer)].map(String),
    new BigUint64Array(Float64Array.of(selection.value, selection.bound ?? 0).buffer).join(),
  ]);
