import { describe, expect, test } from "vitest";
import type { MarkovChain } from "marginals/markov";
import {
  cases,
  chainOf,
  difference,
  maskOf,
  masks,
  members,
  objectiveOf,
  type Case,
  type Search,
} from "./reference.ts";

/** Gains nearer than this may come in any order. */
const TIE = 1e-11;

/** f of every set, complement forms read from the other side. */
function tableOf({ expected }: Case, { objective, complement }: Search): number[] {
  const table = expected.quantities[objective] as number[];
  return complement ? table.map((_, mask) => table[(table.length - 1) ^ mask]!) : table;
}

function options(reference: Case, search: Search) {
  const { objective, reading } = objectiveOf(search.objective);
  const fixed = objective === "distance-to-fixed-set" ? { fixed: reference.expected.fixed } : {};
  const { sense, complement } = search;
  return { objective, options: { sense, complement, reading, exactSize: true, ...fixed } };
}

/** Elements that may be chosen. */
const groundOf = (reference: Case, search: Search, chain: MarkovChain): number[] =>
  members(2 ** chain.dimension - 1).filter(
    (i) => search.objective !== "distance-to-fixed-set" || !reference.expected.fixed.includes(i),
  );

describe.each(cases)("$name", (reference) => {
  const chain = chainOf(reference);
  const searches = reference.expected.select;

  test.each(["greedy", "lazy-greedy"] as const)("%s takes a best step every time", (algorithm) => {
    for (const search of searches) {
      const ground = groundOf(reference, search, chain);
      const { objective, options: how } = options(reference, search);
      const found = chain.selectSync(objective, { ...how, size: ground.length, algorithm });
      const f = tableOf(reference, search);
      const sign = search.sense === "maximize" ? 1 : -1;
      expect(found.indices.length).toBe(ground.length);
      let mask = 0;
      for (const [step, e] of found.indices.entries()) {
        const gains = ground
          .filter((i) => !((mask >> i) & 1))
          .map((i) => sign * (f[mask | (1 << i)]! - f[mask]!));
        const gain = f[mask | (1 << e)]! - f[mask]!;
        expect(sign * gain, `${search.objective} step ${step}`).toBeGreaterThan(Math.max(...gains) - TIE);
        expect(Math.abs(found.gains[step]! - gain)).toBeLessThan(reference.tolerance);
        mask |= 1 << e;
        if (search.greedy.unique) {
          expect(Math.abs(f[mask]! - search.greedy.values[step]!)).toBeLessThan(TIE);
        }
      }
      expect(Math.abs(found.value - f[mask]!)).toBeLessThan(reference.tolerance);
    }
  });

  test("exhaustive search finds the best set of every size", () => {
    for (const search of searches) {
      const { objective, options: how } = options(reference, search);
      const f = tableOf(reference, search);
      for (const [at, best] of search.optima.entries()) {
        const found = chain.selectSync(objective, { ...how, size: at + 1, algorithm: "exhaustive" });
        expect(found.indices.length).toBe(at + 1);
        expect(Math.abs(found.value - best.value)).toBeLessThan(reference.tolerance);
        expect(Math.abs(f[maskOf(found.indices)]! - best.value)).toBeLessThan(reference.tolerance);
        if (best.tied === 1) expect([...found.indices].sort((a, b) => a - b)).toEqual(best.set);
        expect(found.remaining.length).toBe(chain.dimension - found.indices.length);
      }
    }
  });

  test("a bound is never beaten and a guarantee never broken", () => {
    const algorithms = [
      "greedy",
      "lazy-greedy",
      "distorted-greedy",
      "batch-greedy",
      "local-search",
      "exhaustive",
    ] as const;
    for (const search of searches) {
      const { objective, options: how } = options(reference, search);
      const sign = search.sense === "maximize" ? 1 : -1;
      const empty = tableOf(reference, search)[0]!;
      for (const [at, best] of search.optima.entries()) {
        for (const algorithm of algorithms) {
          const found = chain.selectSync(objective, { ...how, size: at + 1, algorithm });
          expect(sign * found.value).toBeLessThan(sign * best.value + TIE);
          if (found.bound !== null) {
            expect(sign * found.bound, `${search.objective} ${algorithm} ${at + 1}`).toBeGreaterThan(
              sign * best.value - TIE,
            );
            expect(found.boundCondition).toEqual(expect.any(String));
          }
          if (found.guarantee !== null && !/expectation/.test(found.guarantee.condition)) {
            const { ratio, condition, source } = found.guarantee;
            const [reached, possible] = [sign * (found.value - empty), sign * (best.value - empty)];
            expect(reached, `${search.objective} ${algorithm} ${at + 1}: ${condition}`).toBeGreaterThan(
              ratio * possible - TIE,
            );
            expect(source.length).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  test("a curve holds the selection of every size", () => {
    const curve = chain.selectCurveSync("entropy-rate", { algorithm: "greedy", exactSize: true });
    expect([curve.objective, curve.sense, [...curve.sizes]]).toEqual([
      "entropy-rate",
      "maximize",
      masks(chain.dimension).slice(1, chain.dimension + 1),
    ]);
    for (const [at, found] of curve.selections.entries()) {
      const alone = chain.selectSync("entropy-rate", { size: at + 1, algorithm: "greedy", exactSize: true });
      expect([...found.indices]).toEqual([...alone.indices]);
      expect(found.value).toBe(alone.value);
      expect([...found.gains]).toEqual([...alone.gains]);
    }
  });
});

describe.each(cases.filter(({ expected }) => expected.batch !== null))("$name", (reference) => {
  test("batch greedy takes the largest single gains together", () => {
    const chain = chainOf(reference);
    const { order, value, margin } = reference.expected.batch!;
    const size = chain.dimension;
    const found = chain.selectSync("distance-to-stationarity", {
      size,
      exactSize: true,
      algorithm: "batch-greedy",
      batch: [2],
    });
    expect(difference(found.value, value)).toBeLessThan(reference.tolerance);
    if (margin > TIE) expect([...found.indices].sort()).toEqual([...order].sort());
  });
});

test("greedy stops where nothing is gained unless the size is exact", () => {
  const chain = chainOf(cases.find(({ name }) => name.startsWith("Curie-Weiss decaying metropolis d=4"))!);
  const free = chain.selectSync("distance-to-factorizability", { size: 4, algorithm: "greedy" });
  const exact = chain.selectSync("distance-to-factorizability", {
    size: 4,
    algorithm: "greedy",
    exactSize: true,
  });
  expect([free.indices.length, free.stopped]).toEqual([2, "no-gain"]);
  expect([exact.indices.length, exact.stopped, exact.value]).toEqual([4, "size", 0]);
});

test("initial coordinates stay, excluded ones are not chosen", () => {
  const chain = chainOf(cases.find(({ name }) => name.startsWith("Curie-Weiss d=5"))!);
  const found = chain.selectSync("entropy-rate", {
    size: 3,
    initial: [2],
    excluded: [0, 4],
    algorithm: "greedy",
  });
  expect([...found.indices]).toEqual([2, expect.any(Number), expect.any(Number)]);
  expect([1, 3]).toEqual([...found.indices].slice(1).sort());
});
