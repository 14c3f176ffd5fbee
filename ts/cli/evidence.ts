/**
 * How far the numbers of a chain from data can be trusted: intervals, the choice judged on data it has not seen, and
 * what the projected chains ignore.
 *
 * @module
 */
import type { Estimate, MarkovChain, MemoryDefects, SelectionCurve } from "../markov/index.ts";
import type { Progress } from "./progress.ts";

/** Largest subsets that are looked at: beyond, few data leave little to say. */
const LARGEST = 5;

/** The subset that a curve chose for one size, looked at closely. */
export interface SubsetEvidence {
  readonly indices: Uint32Array;
  /** Its entropy rate, corrected for bias, with an interval. */
  readonly estimate: Estimate;
  /** What its projected chain ignores. */
  readonly memory: MemoryDefects;
  /** Its entropy rate in the half of the data that had no part in choosing. */
  readonly heldOut: HeldOut;
}

/** Chosen on one half, measured on the other. */
export interface HeldOut {
  /** What the first half chooses. */
  readonly chosen: Uint32Array;
  /** Its entropy rate in that half. */
  readonly seen: number;
  /** Its entropy rate in the other half. */
  readonly unseen: number;
  /** The largest entropy rate of that size in the other half. */
  readonly unseenBest: number;
}

/** Looks at the subsets of a curve of entropy rates. */
export async function gatherEvidence(
  chain: MarkovChain,
  curve: SelectionCurve,
  run: { readonly signal: AbortSignal; readonly progress: Progress; readonly threads: number | undefined },
): Promise<SubsetEvidence[]> {
  const job = { signal: run.signal, threads: run.threads };
  const [first, second] = await chain.split(job);
  const found: SubsetEvidence[] = [];
  for (const selection of curve.selections.slice(0, LARGEST)) {
    const { indices } = selection;
    const size = indices.length;
    const estimate = await chain.estimate("entropy-rate", {
      subset: indices,
      correction: "miller-madow",
      interval: true,
      ...job,
    });
    const memory = await chain.memoryDefects(indices, job);
    const search = { size, exactSize: true, algorithm: "greedy", ...job } as const;
    const [own, other] = [
      await first.select("entropy-rate", search),
      await second.select("entropy-rate", search),
    ];
    const unseen = await second.entropyRate(own.indices, job);
    const heldOut = {
      chosen: own.indices,
      seen: own.value,
      unseen,
      unseenBest: Math.max(unseen, other.value),
    };
    found.push({ indices, estimate, memory, heldOut });
  }
  return found;
}
