import { describe, expect, test } from "vitest";
import type { MarkovChain, QuantityOptions } from "marginals/markov";
import { cases, chainOf, difference, masks, matrixOf, members, type Case, type Value } from "./reference.ts";

/** Compares every quantity of every subset with the reference. */
function compare(chain: MarkovChain, { expected, tolerance }: Case, options: QuantityOptions = {}): void {
  const d = chain.dimension;
  const all = masks(d).map((mask) => members(mask));
  const differences = (name: string, table: (Value | null)[], measure: (S: number[]) => number): void => {
    const worst = all.map((S, mask) => (table[mask] === null ? 0 : difference(measure(S), table[mask]!)));
    expect(Math.max(...worst), name).toBeLessThan(tolerance);
  };
  const q = expected.quantities;
  differences("entropy rate", q["entropy-rate"], (S) => chain.entropyRateSync(S, options));
  differences("independence", q["distance-to-independence"], (S) =>
    chain.distanceToIndependenceSync(S, options),
  );
  differences("factorizability", q["distance-to-factorizability"], (S) =>
    chain.distanceToFactorizabilitySync(S, options),
  );
  differences("stationarity", q["distance-to-stationarity"], (S) =>
    chain.distanceToStationaritySync(S, options),
  );
  differences("mutual information", q["mutual-information"], (S) => chain.mutualInformationSync(S, options));
  differences("fixed set", q["distance-to-fixed-set"], (S) =>
    chain.distanceToFixedSetSync(expected.fixed, S, options),
  );
}

describe.each(cases)("$name", (reference) => {
  test("every quantity of every subset is that of explicit matrices", () => {
    compare(chainOf(reference), reference);
  });

  test("by the pair law", () => {
    compare(chainOf(reference), reference, { route: "pair-law" });
  });

  test("leaving a subset out measures the others", () => {
    const chain = chainOf(reference);
    const full = 2 ** chain.dimension - 1;
    const { quantities } = reference.expected;
    for (const mask of masks(chain.dimension)) {
      const out = members(mask);
      const rate = chain.entropyRateSync(out, { complement: true });
      expect(difference(rate, quantities["entropy-rate"][full ^ mask]!)).toBeLessThan(reference.tolerance);
      const distance = chain.distanceToStationaritySync(out, { complement: true });
      const expected = quantities["distance-to-stationarity"][full ^ mask]!;
      expect(difference(distance, expected)).toBeLessThan(reference.tolerance);
    }
  });

  test("a partition measures D(P ‖ ⊗ P^(block)), with its rest and without", () => {
    const chain = chainOf(reference);
    for (const { value, partition } of reference.expected.partitions) {
      expect(difference(chain.distanceToFactorizabilitySync(partition), value)).toBeLessThan(
        reference.tolerance,
      );
      const rest = partition.slice(1);
      expect(difference(chain.distanceToFactorizabilitySync(rest), value)).toBeLessThan(reference.tolerance);
    }
  });

  test("asynchronous calls give the same bits", async () => {
    const chain = chainOf(reference);
    const S = members(2 ** chain.dimension - 2);
    const { fixed } = reference.expected;
    const apart = members(2 ** chain.dimension - 1).filter((i) => !fixed.includes(i));
    const [rate, independence, factorizability, stationarity, mutual, distance] = await Promise.all([
      chain.entropyRate(S),
      chain.distanceToIndependence(S),
      chain.distanceToFactorizability(S),
      chain.distanceToStationarity(S),
      chain.mutualInformation(S),
      chain.distanceToFixedSet(fixed, apart),
    ]);
    expect(rate).toBe(chain.entropyRateSync(S));
    expect(independence).toBe(chain.distanceToIndependenceSync(S));
    expect(factorizability).toBe(chain.distanceToFactorizabilitySync(S));
    expect(stationarity).toBe(chain.distanceToStationaritySync(S));
    expect(mutual).toBe(chain.mutualInformationSync(S));
    expect(distance).toBe(chain.distanceToFixedSetSync(fixed, apart));
  });
});

describe.each(cases.filter(({ input }) => input.kind === "curie-weiss"))("$name", (reference) => {
  test("by single flips", () => {
    compare(chainOf(reference), reference, { route: "single-flip" });
  });
});

describe.each(cases.filter((reference) => matrixOf(reference) !== undefined))(
  "$name, as a matrix",
  (reference) => {
    test("the model is the matrix", () => {
      compare(matrixOf(reference)!, reference);
    });
  },
);

describe.each(cases.filter(({ expected }) => expected.projections.length > 0))("$name", (reference) => {
  test("a projection has the quantities of its subset", () => {
    const chain = chainOf(reference);
    const { quantities, projections } = reference.expected;
    for (const { subset } of projections) {
      const part = chain.project(subset);
      expect([...part.sizes]).toEqual(subset.map((i) => chain.sizes[i]));
      for (const mask of masks(subset.length)) {
        const whole = members(mask).map((k) => subset[k]!);
        const at = whole.reduce((bits, i) => bits | (1 << i), 0);
        const rate = part.entropyRateSync(members(mask));
        expect(difference(rate, quantities["entropy-rate"][at]!)).toBeLessThan(reference.tolerance);
        const distance = part.distanceToStationaritySync(members(mask));
        expect(difference(distance, quantities["distance-to-stationarity"][at]!)).toBeLessThan(
          reference.tolerance,
        );
      }
    }
  });
});

test("another base of the logarithm divides", () => {
  const chain = chainOf(cases[0]!);
  expect(chain.entropyRateSync(undefined, { base: 2 })).toBeCloseTo(chain.entropyRateSync() / Math.LN2, 14);
});

test("no quantity is below 0 and none is −0", () => {
  const chain = chainOf(cases.find(({ input }) => input.kind === "product")!);
  for (const S of masks(chain.dimension).map(members)) {
    const values = [
      chain.entropyRateSync(S),
      chain.distanceToIndependenceSync(S),
      chain.distanceToFactorizabilitySync(S),
      chain.distanceToStationaritySync(S),
    ];
    for (const value of values) expect(value >= 0 && !Object.is(value, -0)).toBe(true);
  }
});
