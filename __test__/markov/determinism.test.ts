import { describe, expect, test } from "vitest";
import { MarkovChain, type ObjectiveName } from "marginals/markov";

const objectives: [ObjectiveName, object][] = [
  ["entropy-rate", {}],
  ["entropy-rate", { complement: true }],
  ["distance-to-independence", { sense: "minimize" }],
  ["distance-to-factorizability", {}],
  ["distance-to-stationarity", {}],
  ["distance-to-fixed-set", { fixed: [0, 5] }],
];

const spins = MarkovChain.curieWeiss({ spins: 11, inverseTemperature: 0.15, field: 0.3 });
const dense = MarkovChain.random({ sizes: [2, 3, 2, 2, 3, 2], seed: 7 });

describe.each([
  ["spins by single flips", spins, "single-flip"],
  ["spins by the pair law", spins, "pair-law"],
  ["a dense chain", dense, "auto"],
] as const)("%s", (_, chain, route) => {
  test.each(objectives)(
    "%s %o has the same bits for 1, 2 and 8 threads and in both forms",
    async (objective, given) => {
      const size = chain.dimension - 2;
      const options = { ...given, size, exactSize: true, algorithm: "greedy", route } as const;
      const one = chain.selectSync(objective, { ...options, threads: 1 });
      for (const threads of [2, 8]) {
        const many = await chain.select(objective, { ...options, threads });
        expect(many.toJSON()).toEqual(one.toJSON());
        expect(new Uint8Array(many.gains.buffer)).toEqual(new Uint8Array(one.gains.buffer));
      }
    },
  );

  test("quantities have the same bits for 1, 2 and 8 threads", async () => {
    const S = [0, 2, 3];
    const measure = async (threads: number): Promise<number[]> => [
      await chain.entropyRate(S, { threads, route }),
      await chain.distanceToIndependence(S, { threads, route }),
      await chain.distanceToFactorizability(S, { threads, route }),
      await chain.distanceToStationarity(S, { threads, route }),
    ];
    const one = await measure(1);
    expect(await measure(2)).toEqual(one);
    expect(await measure(8)).toEqual(one);
  });
});

test("the routes agree to rounding on every gain", () => {
  for (const [objective, given] of objectives) {
    const [flips, pairs] = (["single-flip", "pair-law"] as const).map((route) =>
      spins.selectSync(objective, { ...given, size: 6, exactSize: true, algorithm: "greedy", route }),
    );
    for (const [step, gain] of flips!.gains.entries()) {
      expect(Math.abs(gain - pairs!.gains[step]!), `${objective} ${step}`).toBeLessThan(1e-12);
    }
  }
});

test("lazy greedy chooses what greedy chooses", () => {
  for (const chain of [spins, dense]) {
    for (const [objective, given] of objectives) {
      const [plain, lazy] = (["greedy", "lazy-greedy"] as const).map((algorithm) =>
        chain.selectSync(objective, { ...given, size: chain.dimension - 2, exactSize: true, algorithm }),
      );
      expect([...lazy!.indices]).toEqual([...plain!.indices]);
      expect([...lazy!.gains]).toEqual([...plain!.gains]);
    }
  }
});

test("random algorithms answer the same for the same seed", async () => {
  for (const algorithm of [
    "stochastic-greedy",
    "random-greedy",
    "random",
    "stochastic-distorted-greedy",
  ] as const) {
    const options = { size: 4, algorithm, seed: 12 };
    const one = await spins.select("entropy-rate", options);
    const two = spins.selectSync("entropy-rate", options);
    expect(two.toJSON()).toEqual(one.toJSON());
    expect(one.seed).toBe(12);
  }
});
