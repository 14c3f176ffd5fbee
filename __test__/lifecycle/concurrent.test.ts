/**
 * Many jobs on one chain that nobody has prepared yet: they share its tables and never wait for each other in a
 * circle.
 */
import { MarkovChain } from "marginals/markov";
import { expect, test } from "vitest";

test.each(["pair-law", "single-flip"] as const)(
  "jobs on a fresh chain settle together (%s)",
  async (route) => {
    for (let round = 0; round < 20; round++) {
      const chain = MarkovChain.curieWeiss({ spins: 9, inverseTemperature: 0.1, field: 1 });
      const jobs = Array.from({ length: 12 }, (_, at) =>
        at % 2 === 0
          ? chain
              .selectCurve("entropy-rate", { route, algorithm: "greedy" })
              .then(({ selections }) => selections[8]!.value)
          : chain.entropyRate(undefined, { route, threads: 1 + (at % 3) }),
      );
      const values = await Promise.all(jobs);
      for (const value of values) expect(value).toBeCloseTo(values[1]!, 12);
    }
  },
);
