import { expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import { checkStructure, minimizeDifference } from "marginals/submodular";

const groundSets = [
  [0, 1, 2],
  [3, 4, 5],
];
const spins = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.3, field: 0.4 });

/** 8 trajectories of two bits; the second follows the first when `bound`. */
function data(bound: boolean): MarkovChain {
  const free = MarkovChain.product([
    MarkovChain.fromMatrix({ sizes: [2], transition: [0.6, 0.4, 0.3, 0.7] }),
    MarkovChain.fromMatrix({ sizes: [2], transition: [0.5, 0.5, 0.2, 0.8] }),
  ]);
  const paths = Array.from({ length: 8 }, (_, seed) => free.simulateSync(2000, { seed }));
  const rows = paths.map((path) => Array.from(path, (state) => [state >> 1, bound ? state >> 1 : state & 1]));
  return MarkovChain.fromTrajectoriesSync(rows);
}

test("a simulated path moves as the chain does", async () => {
  const transition = [0.1, 0.9, 0, 0, 0.25, 0.75, 0.5, 0.5, 0];
  const chain = MarkovChain.fromMatrix({ sizes: [3], transition });
  const path = await chain.simulate(60_000, { start: 1, seed: 4 });
  expect(path).toHaveLength(60_001);
  expect(path[0]).toBe(1);
  const counts = new Float64Array(9);
  for (let at = 1; at < path.length; at += 1) counts[3 * path[at - 1]! + path[at]!]! += 1;
  for (let x = 0; x < 3; x += 1) {
    const total = counts[3 * x]! + counts[3 * x + 1]! + counts[3 * x + 2]!;
    for (let y = 0; y < 3; y += 1) {
      const expected = transition[3 * x + y]!;
      if (expected === 0) expect(counts[3 * x + y]).toBe(0);
      else expect(Math.abs(counts[3 * x + y]! / total - expected)).toBeLessThan(0.02);
    }
  }
  expect(await chain.simulate(60_000, { start: 1, seed: 4, threads: 2 })).toEqual(path);
  expect(await chain.simulate(60_000, { start: 1, seed: 5 })).not.toEqual(path);
  expect(() => chain.simulateSync(3, { start: 3 })).toThrow("start must be a state in 0..=2");
  expect(() => chain.simulateSync(-1)).toThrow("simulateSync(): stepCount must be an integer in 0..=");
});

test("the factorization test tells bound blocks from free ones", async () => {
  const free = await data(false).factorizationTest([[0], [1]]);
  expect(free.degrees).toBe(8);
  expect(free.statistic).toBeCloseTo(2 * 16_000 * free.distance, 8);
  expect(free.pValue).toBeGreaterThan(1e-3);
  expect(data(true).factorizationTestSync([[0], [1]]).pValue).toBeLessThan(1e-12);
  await expect(spins.factorizationTest([[0], [1]])).rejects.toThrow("a chain without data");
  expect(() => spins.factorizationTestSync([[0]])).toThrow(
    "factorizationTestSync(): blocks must be at least two subsets, received 1",
  );
});

test("the curve over parts holds what each size gives alone", async () => {
  const curve = await spins.selectPartsCurve("entropy-rate", { groundSets, algorithm: "greedy" });
  expect([...curve.sizes]).toEqual([1, 2, 3, 4, 5, 6]);
  for (const [at, selection] of curve.selections.entries()) {
    const alone = spins.selectPartsSync("entropy-rate", { groundSets, algorithm: "greedy", size: at + 1 });
    expect(selection.parts).toEqual(alone.parts);
    expect(selection.value).toBe(alone.value);
  }
  expect(JSON.parse(JSON.stringify(curve)).selections).toHaveLength(6);
});

test("the entropy rate is the difference of two submodular functions", async () => {
  const { pair, state } = spins.entropies();
  for (const subset of [[], [2], [0, 5], [1, 2, 4], [0, 1, 2, 3, 4, 5]]) {
    const rate = (await pair.value(subset)) - (await state.value(subset));
    expect(Math.abs(rate - spins.entropyRateSync(subset))).toBeLessThan(1e-12);
  }
  for (const complement of [false, true]) {
    for (const entropy of Object.values(spins.entropies({ complement }))) {
      const found = await checkStructure(entropy);
      expect([found.exact, found.shape]).toEqual([true, "submodular"]);
      expect(found.monotone).toBe(complement ? "decreasing" : "increasing");
    }
  }
  const least = await minimizeDifference(state, pair, { size: 6 });
  expect(Math.abs(-least.value - spins.entropyRateSync(least.indices))).toBeLessThan(1e-12);
  expect(least.warnings).toEqual([]);
  const left = spins.entropies({ complement: true });
  const kept = await left.pair.value([0, 3]);
  expect(Math.abs(kept - (await pair.value([1, 2, 4, 5])))).toBeLessThan(1e-12);
});
