/** Every parallel export answers the same bits for any number of threads. */
import { bitsOf } from "./jobs.ts";
import type { Row } from "./measure.ts";
import { MarkovChain } from "marginals/markov";

const chain = MarkovChain.curieWeiss({
  spins: 11,
  inverseTemperature: 0.2,
  field: 0.7,
  couplings: "decaying",
  dynamics: "heat-bath",
});

const cases: readonly (readonly [string, (threads: number) => Promise<string>])[] = [
  ...(["pair-law", "single-flip"] as const).flatMap((route) =>
    (
      [
        "entropy-rate",
        "distance-to-independence",
        "distance-to-factorizability",
        "distance-to-stationarity",
      ] as const
    ).map(
      (objective) =>
        [
          `${objective}, ${route}`,
          async (threads: number) =>
            bitsOf(await chain.select(objective, { size: 4, algorithm: "greedy", route, threads })),
        ] as const,
    ),
  ),
  [
    "lazy greedy, complement",
    async (threads) =>
      bitsOf(
        await chain.select("entropy-rate", { size: 4, complement: true, algorithm: "lazy-greedy", threads }),
      ),
  ],
  [
    "partition",
    async (threads) => {
      const { blocks, value } = await chain.partition({ blocks: 2, algorithm: "agglomerative", threads });
      return JSON.stringify([
        blocks.map((block) => [...block]),
        String(new BigUint64Array(Float64Array.of(value).buffer)[0]),
      ]);
    },
  ],
];

/** Runs every case `runs` times on 1, 2, 3 and 8 threads. */
export const determinism = async (runs: number): Promise<Row> => {
  const wrong: string[] = [];
  for (const [name, answer] of cases) {
    const seen = new Set<string>();
    for (let run = 0; run < runs; run++) for (const threads of [1, 2, 3, 8]) seen.add(await answer(threads));
    if (seen.size > 1) wrong.push(`${name}: ${seen.size} answers`);
  }
  return {
    row: "determinism",
    tried: `${cases.length} parallel calls × ${runs} runs × threads 1, 2, 3, 8`,
    seen: wrong.length === 0 ? "one answer each" : wrong.join("; "),
    holds: wrong.length === 0,
  };
};
