import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import { cases, chainOf, published } from "./reference.ts";

const CLEAR = 1e-9;

describe.each(cases.filter(({ expected }) => expected.parts.length > 0))("$name", (reference) => {
  const chain = chainOf(reference);

  test("greedy over disjoint ground sets", () => {
    for (const { objective, sense, groundSets, greedy } of reference.expected.parts) {
      if (!greedy.unique) continue;
      for (const [at, value] of greedy.values.entries()) {
        const options = { groundSets, size: at + 1, sense, exactSize: true, algorithm: "greedy" } as const;
        const found = chain.selectPartsSync(objective, options);
        expect(Math.abs(found.value - value), `${objective} ${at + 1}`).toBeLessThan(reference.tolerance);
        for (const [k, part] of found.parts.entries()) {
          expect([...part].every((i) => groundSets[k]!.includes(i))).toBe(true);
        }
        expect(found.parts.reduce((sum, part) => sum + part.length, 0)).toBe(at + 1);
      }
    }
  });

  test("generalized distorted greedy", () => {
    for (const { objective, sense, groundSets, distorted } of reference.expected.parts) {
      for (const { size, costs, exactSize, value, order, margin } of distorted) {
        if (margin < CLEAR) continue;
        const algorithm = "generalized-distorted-greedy";
        const found = chain.selectPartsSync(objective, {
          groundSets,
          size,
          sense,
          costs,
          exactSize,
          algorithm,
        });
        const what = `${objective} ${size} ${costs} ${exactSize}`;
        expect(
          found.order.map(({ coordinate }) => coordinate),
          what,
        ).toEqual(order);
        expect(Math.abs(found.value - value), what).toBeLessThan(reference.tolerance);
      }
    }
  });

  test("no answer is better than the best one", () => {
    for (const { objective, sense, groundSets, optima } of reference.expected.parts) {
      const sign = sense === "maximize" ? 1 : -1;
      for (const [at, best] of optima.entries()) {
        for (const algorithm of ["greedy", "generalized-distorted-greedy", "local-search"] as const) {
          const options = { groundSets, size: at + 1, sense, exactSize: true, algorithm };
          const found = chain.selectPartsSync(objective, options);
          expect(sign * found.value).toBeLessThan(sign * best + 1e-11);
          if (found.bound !== null) expect(sign * found.bound).toBeGreaterThan(sign * best - 1e-11);
        }
      }
    }
  });

  test("the best partition into k blocks", () => {
    for (const { blocks, value, partition, tied } of reference.expected.partitions) {
      const found = chain.partitionSync({ blocks });
      expect(Math.abs(found.value - value), `${blocks} blocks`).toBeLessThan(reference.tolerance);
      expect(found.exact).toBe(true);
      if (tied === 1) expect(found.blocks.map((block) => [...block])).toEqual(partition);
      for (const algorithm of ["agglomerative", "greedy-split"] as const) {
        const near = chain.partitionSync({ blocks, algorithm });
        expect(near.blocks.length).toBe(blocks);
        expect(near.blocks.flatMap((block) => [...block]).sort()).toEqual([...chain.sizes.keys()]);
        expect(near.value).toBeGreaterThan(value - 1e-12);
        expect(Math.abs(near.value - chain.distanceToFactorizabilitySync(near.blocks))).toBeLessThan(1e-12);
      }
    }
  });
});

test("three parts of ten spins, every size", () => {
  const chain = MarkovChain.curieWeiss({ spins: 10, inverseTemperature: 0.1, field: 1 });
  const groundSets = [
    [0, 1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  const figures = published["curie-weiss-10"]![
    "maximize entropy-rate over {0..3} {4..6} {7..9}"
  ] as unknown as {
    optima: { value: number }[];
  };
  for (const [at, { value }] of figures.optima.entries()) {
    const found = chain.selectPartsSync("entropy-rate", { groundSets, size: at + 1 });
    expect(Math.abs(found.value - value)).toBeLessThan(1e-11);
  }
});

test("blocks keep to their sizes", () => {
  const chain = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.1, field: 1 });
  const { blocks, value } = chain.partitionSync({ blocks: 2, minSize: 3 });
  expect(blocks.map((block) => block.length)).toEqual([3, 3]);
  const free = chain.partitionSync({ blocks: 2 });
  expect(free.value).toBeLessThanOrEqual(value);
  expect(chain.partitionSync({ blocks: 3, maxSize: 2 }).blocks.map((block) => block.length)).toEqual([
    2, 2, 2,
  ]);
});
