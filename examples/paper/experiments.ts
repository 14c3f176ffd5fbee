/** The experiments (i) to (v) of arXiv 2503.23340, each a function of a chain that returns its curves. */
import type { MarkovChain, ObjectiveName, SelectOptions } from "marginals/markov";
import type { CurveResult, Section, SelectionResult } from "marginals/report";

/** Ground sets of the three-part problems. */
const PARTS = [
  [0, 1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

type Settings = Omit<SelectOptions, "size" | "algorithm">;
type Algorithm = NonNullable<SelectOptions["algorithm"]>;

async function curves(
  chain: MarkovChain,
  [title, objective]: readonly [string, ObjectiveName],
  algorithms: readonly Algorithm[],
  settings: Settings & { sizes?: readonly number[] } = {},
): Promise<CurveResult[]> {
  const made: CurveResult[] = [];
  for (const algorithm of [...algorithms, "exhaustive"] as const) {
    const { sizes, selections, sense } = await chain.selectCurve(objective, {
      algorithm,
      costs: "raw",
      ...settings,
    });
    made.push({ objective: title, sense, unit: "nats", sizes, selections });
  }
  return made;
}

async function threeParts(
  chain: MarkovChain,
  [title, objective]: readonly [string, ObjectiveName],
  settings: { sense?: "maximize" | "minimize"; complement?: boolean } = {},
): Promise<CurveResult> {
  const selections: SelectionResult[] = [];
  for (let size = 1; size <= 10; size++) {
    const chosen = await chain.selectParts(objective, { groundSets: PARTS, size, costs: "raw", ...settings });
    selections.push({ ...chosen, indices: chosen.parts.flatMap((part) => [...part]) });
  }
  return {
    objective: title,
    sense: settings.sense ?? "maximize",
    unit: "nats",
    sizes: selections.map((_, at) => at + 1),
    selections,
  };
}

const BINARY = Array.from({ length: 9 }, (_, at) => at + 1);

/** Each experiment by its name. */
export const experiments: Readonly<Record<string, (chain: MarkovChain) => Promise<Section>>> = {
  "entropy-rate": async (chain) => ({
    title: "(i) Entropy rate",
    result: [
      ...(await curves(chain, ["entropy rate", "entropy-rate"], ["greedy", "distorted-greedy"])),
      await threeParts(chain, ["entropy rate, three parts", "entropy-rate"]),
    ],
  }),
  "distance-to-factorizability": async (chain) => ({
    title: "(ii) Distance to factorizability",
    result: [
      ...(await curves(
        chain,
        ["distance to factorizability", "distance-to-factorizability"],
        ["greedy", "distorted-greedy"],
        { sizes: BINARY, exactSize: true },
      )),
      await threeParts(chain, ["distance to factorizability, three parts", "distance-to-factorizability"]),
    ],
  }),
  "distance-to-independence": async (chain) => ({
    title: "(iii) Distance to independence",
    result: [
      ...(await curves(
        chain,
        ["smallest distance to independence", "distance-to-independence"],
        ["greedy", "distorted-greedy"],
        { sense: "minimize", exactSize: true },
      )),
      ...(await curves(
        chain,
        ["smallest distance to independence, removing", "distance-to-independence"],
        ["greedy"],
        { sense: "minimize", complement: true, sizes: BINARY },
      )),
      await threeParts(
        chain,
        ["smallest distance to independence, removing from three parts", "distance-to-independence"],
        { sense: "minimize", complement: true },
      ),
    ],
  }),
  "distance-to-stationarity": async (chain) => ({
    title: "(iv) Distance to stationarity",
    result: [
      ...(await curves(
        chain,
        ["distance to stationarity", "distance-to-stationarity"],
        ["greedy", "batch-greedy"],
        { batch: [2] },
      )),
      ...(await curves(
        chain,
        ["smallest distance to stationarity", "distance-to-stationarity"],
        ["distorted-greedy"],
        { sense: "minimize", exactSize: true },
      )),
      ...(await curves(
        chain,
        ["smallest distance to stationarity, removing", "distance-to-stationarity"],
        ["greedy"],
        { sense: "minimize", complement: true, sizes: BINARY },
      )),
      await threeParts(
        chain,
        ["smallest distance to stationarity, removing from three parts", "distance-to-stationarity"],
        { sense: "minimize", complement: true },
      ),
    ],
  }),
  "distance-to-fixed-set": async (chain) => ({
    title: "(v) Distance to a fixed set",
    result: await curves(
      chain,
      ["distance to the fixed set {0, 1, 2}", "distance-to-fixed-set"],
      ["greedy", "batch-greedy"],
      { fixed: [0, 1, 2], batch: [2], sizes: BINARY.slice(0, 7) },
    ),
  }),
};
