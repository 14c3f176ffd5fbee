/**
 * Everything a chain is asked when nothing in particular is asked: what every coordinate, pair and subset is worth,
 * the best subset of every size under every objective beside the exhaustive optimum, the best partitions.
 *
 * @module
 */
import type { MarkovChain, PartitionResult, SelectionCurve, StructureReport } from "../markov/index.ts";
import type { SubsetsResult } from "../report/index.ts";
import { gatherEvidence } from "./evidence.ts";
import type { SubsetEvidence } from "./evidence.ts";
import type { Progress } from "./progress.ts";
import { FREE_OBJECTIVES, WORDINGS } from "./wording.ts";

/** Coordinates up to which every subset is listed. */
const LISTED = 6;

/** Coordinates up to which the optimum is searched exhaustively. */
const EXHAUSTIBLE = 12;

/** Most blocks of the partitions shown. */
const BLOCKS = 4;

/** What an analysis finds; what was interrupted is missing. */
export interface Analysis {
  readonly structure: StructureReport | null;
  /** Greedy curves and, where feasible, exhaustive ones. */
  readonly curves: readonly SelectionCurve[];
  readonly subsets: SubsetsResult | null;
  readonly partitions: readonly PartitionResult[];
  /** How far the entropy rates can be trusted; only for chains from data. */
  readonly evidence: readonly SubsetEvidence[];
  readonly interrupted: boolean;
}

/** The chosen set of one size beside the optimum, where that was searched. */
export interface Compared {
  readonly greedy: SelectionCurve["selections"][number];
  readonly best: SelectionCurve["selections"][number] | null;
  /** Share of the optimum that greedy is certain to reach; null where nothing is. */
  readonly ratio: number | null;
  readonly optimal: boolean;
}

/** What an analysis says of one objective and one size. */
export function compared(analysis: Analysis, objective: string, size: number): Compared | null {
  const [greedy, best = null] = analysis.curves
    .filter((curve) => curve.objective === objective)
    .map((curve) => curve.selections.find((selection) => selection.indices.length === size));
  if (greedy === undefined) return null;
  if (best === null) return { greedy, best, ratio: greedy.ratio, optimal: false };
  const optimal = Math.abs(best.value - greedy.value) <= 1e-9 * Math.max(1, Math.abs(best.value));
  const ratio = greedy.sense === "minimize" ? best.value / greedy.value : greedy.value / best.value;
  return { greedy, best, ratio: optimal ? 1 : ratio, optimal };
}

/** How an analysis runs. */
export interface AnalysisOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly threads: number | undefined;
  /** Whether the chain came from data. */
  readonly observed: boolean;
}

function allSubsets(dimension: number): number[][] {
  const sets: number[][] = [];
  for (let mask = 1; mask < 2 ** dimension; mask++) {
    sets.push(Array.from({ length: dimension }, (_, index) => index).filter((index) => (mask >> index) & 1));
  }
  return sets.sort((a, b) => a.length - b.length);
}

async function listSubsets(chain: MarkovChain, signal: AbortSignal): Promise<SubsetsResult> {
  const options = { signal };
  const subsets: { indices: number[]; values: number[] }[] = [];
  for (const indices of allSubsets(chain.dimension)) {
    const values = await Promise.all([
      chain.entropyRate(indices, options),
      chain.distanceToStationarity(indices, options),
      chain.distanceToIndependence(indices, options),
      chain.distanceToFactorizability(indices, options),
    ]);
    subsets.push({ indices, values });
  }
  return { objectives: FREE_OBJECTIVES, subsets, unit: "nats", ...(chain.names && { names: chain.names }) };
}

/** Runs the whole analysis, or as much of it as the signal lets. */
export async function analyze(chain: MarkovChain, options: AnalysisOptions): Promise<Analysis> {
  const { signal, progress, threads } = options;
  const job = { signal, threads, onProgress: progress.report };
  const { dimension } = chain;
  const curves: SelectionCurve[] = [];
  const partitions: PartitionResult[] = [];
  let evidence: SubsetEvidence[] = [];
  let structure: StructureReport | null = null;
  let subsets: SubsetsResult | null = null;
  const stages: [string, () => Promise<unknown>][] = [
    ["coordinates and pairs", async () => (structure = await chain.structureReport(job))],
  ];
  for (const objective of FREE_OBJECTIVES) {
    const { sense } = WORDINGS[objective];
    const algorithms = dimension <= EXHAUSTIBLE ? (["greedy", "exhaustive"] as const) : (["greedy"] as const);
    for (const algorithm of algorithms) {
      const search = async (): Promise<unknown> =>
        curves.push(await chain.selectCurve(objective, { sense, algorithm, exactSize: true, ...job }));
      stages.push([`${objective}, ${algorithm}`, search]);
    }
  }
  if (dimension <= LISTED)
    stages.push(["every subset", async () => (subsets = await listSubsets(chain, signal))]);
  for (let blocks = 2; blocks <= Math.min(BLOCKS, dimension - 1); blocks++) {
    stages.push([`${blocks} blocks`, async () => partitions.push(await chain.partition({ blocks, ...job }))]);
  }
  if (options.observed) {
    stages.push([
      "what is certain",
      async () => {
        const [curve] = curves;
        if (curve !== undefined) evidence = await gatherEvidence(chain, curve, options);
      },
    ]);
  }
  try {
    for (const [done, [name, work]] of stages.entries()) {
      progress.stage(name, done, stages.length);
      await work();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return { structure, curves, subsets, partitions, evidence, interrupted: signal.aborted };
}
