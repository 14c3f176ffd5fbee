import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import { rejected, thrown } from "../foundation/thrown.ts";

const chain = MarkovChain.curieWeiss({ spins: 4, inverseTemperature: 0.1, field: 1 });
const named = MarkovChain.curieWeiss({ spins: 2, names: ["rain", "wind"] });
const anything = (value: unknown): never => value as never;

describe("subsets", () => {
  test.each([
    [
      [0, 0],
      ["ARGUMENT", "entropyRateSync(): S must be a set without duplicates, received 0 twice"],
    ],
    [
      [4],
      ["RANGE", "entropyRateSync(): S[0] must be an integer in 0..=3 (coordinates of the chain), received 4"],
    ],
    [
      [-1],
      [
        "RANGE",
        "entropyRateSync(): S[0] must be an integer in 0..=3 (coordinates of the chain), received -1",
      ],
    ],
    [
      [1.5],
      [
        "RANGE",
        "entropyRateSync(): S[0] must be an integer in 0..=3 (coordinates of the chain), received 1.5",
      ],
    ],
    [
      3,
      ["ARGUMENT", "entropyRateSync(): S must be an array of indices (coordinates of the chain), received 3"],
    ],
    [
      ["rain"],
      [
        "ARGUMENT",
        "entropyRateSync(): S[0] must be an integer in 0..=3 (coordinates of the chain), received a string",
      ],
    ],
  ])("%o", (S, expected) => {
    expect(thrown(() => chain.entropyRateSync(anything(S)))).toEqual(expected);
  });

  test("an unknown name is told the nearest", () => {
    expect(thrown(() => named.entropyRateSync(["rian"]))).toEqual([
      "ARGUMENT",
      "entropyRateSync(): S[0] must be a name among the 2 coordinates of the chain, received 'rian' (did you mean 'rain'?)",
    ]);
    expect(named.entropyRateSync(["wind"])).toBe(named.entropyRateSync([1]));
  });

  test("blocks must be disjoint, a set must be outside its fixed set", () => {
    expect(
      thrown(() =>
        chain.distanceToFactorizabilitySync([
          [0, 1],
          [1, 2],
        ]),
      ),
    ).toEqual([
      "ARGUMENT",
      "distanceToFactorizabilitySync(): S must be disjoint blocks, received coordinate 1 in blocks 0 and 1",
    ]);
    expect(thrown(() => chain.distanceToFixedSetSync([0, 1], [1]))).toEqual([
      "ARGUMENT",
      "distanceToFixedSetSync(): S must be disjoint from W, received coordinate 1 in both",
    ]);
    expect(thrown(() => chain.project([]))[0]).toBe("SHAPE");
  });
});

describe("selections", () => {
  const select = (objective: unknown, options: unknown) => () =>
    chain.selectSync(anything(objective), anything(options));

  test.each([
    [
      "entropy-rate",
      { size: 0 },
      ["RANGE", "selectSync(): size must be an integer in 1..=4 (coordinates of the chain), received 0"],
    ],
    [
      "entropy-rate",
      { size: 5 },
      ["RANGE", "selectSync(): size must be an integer in 1..=4 (coordinates of the chain), received 5"],
    ],
    [
      "entropy-rate",
      {},
      [
        "ARGUMENT",
        "selectSync(): size must be an integer in 1..=4 (coordinates of the chain), received undefined",
      ],
    ],
    [
      "entropy",
      { size: 1 },
      ["ARGUMENT", expect.stringMatching(/^selectSync\(\): objective must be one of .*received 'entropy'$/)],
    ],
    [
      "entropy-rate",
      { size: 1, algorithm: "greed" },
      ["ARGUMENT", expect.stringMatching(/received 'greed' \(did you mean 'greedy'\?\)$/)],
    ],
    [
      "entropy-rate",
      { size: 1, sense: "up" },
      ["ARGUMENT", "selectSync(): sense must be one of 'maximize', 'minimize', received 'up'"],
    ],
    [
      "entropy-rate",
      { size: 1, sizes: [1] },
      ["ARGUMENT", expect.stringContaining("the unknown 'sizes' (did you mean 'size'?)")],
    ],
    [
      "distance-to-fixed-set",
      { size: 1 },
      ["ARGUMENT", "selectSync(): fixed must be given for 'distance-to-fixed-set', received undefined"],
    ],
    [
      "distance-to-fixed-set",
      { size: 1, fixed: [] },
      ["RANGE", "selectSync(): fixed must be between 1 and 3 coordinates, received 0 coordinates"],
    ],
    [
      "entropy-rate",
      { size: 1, fixed: [0] },
      [
        "ARGUMENT",
        "selectSync(): fixed must be left out unless the objective is 'distance-to-fixed-set', received a set with 'entropy-rate'",
      ],
    ],
    [
      "entropy-rate",
      { size: 1, batch: [0], algorithm: "batch-greedy" },
      ["RANGE", "selectSync(): batch must be sizes of at least 1, received 0"],
    ],
    [
      "entropy-rate",
      { size: 1, epsilon: 1 },
      ["RANGE", "selectSync(): epsilon must be a finite number above 0 and below 1, received 1"],
    ],
    [
      "entropy-rate",
      { size: 1, threads: 0 },
      ["RANGE", "selectSync(): threads must be an integer in 1..=1024, received 0"],
    ],
    [
      "entropy-rate",
      { size: 2, initial: [0], excluded: [0] },
      ["ARGUMENT", "selectSync(): initial must be disjoint from excluded, received 0 in both"],
    ],
  ])("%s %o", (objective, options, expected) => {
    expect(thrown(select(objective, options))).toEqual(expected);
  });

  test("parts and partitions", () => {
    const parts = (options: unknown) => () => chain.selectPartsSync("entropy-rate", anything(options));
    expect(thrown(parts({ size: 2 }))).toEqual([
      "ARGUMENT",
      "selectPartsSync(): groundSets must be an array of subsets, one per part, received undefined",
    ]);
    expect(thrown(parts({ groundSets: [], size: 2 }))[0]).toBe("SHAPE");
    expect(thrown(parts({ groundSets: [[0, 9]], size: 1 }))).toEqual([
      "RANGE",
      "selectPartsSync(): groundSets[0][1] must be an integer in 0..=3 (coordinates of the chain), received 9",
    ]);
    expect(thrown(() => chain.partitionSync({ blocks: 5 }))).toEqual([
      "RANGE",
      "partitionSync(): blocks must be an integer in 1..=4 (coordinates of the chain), received 5",
    ]);
    expect(thrown(() => chain.partitionSync({ blocks: 2, minSize: 3 }))).toEqual([
      "RANGE",
      "partitionSync(): minSize must be at most 2 for 2 blocks, received 3",
    ]);
  });

  test("the asynchronous form rejects with the same words", async () => {
    expect(await rejected(chain.select("entropy-rate", { size: 9 }))).toEqual([
      "RANGE",
      "select(): size must be an integer in 1..=4 (coordinates of the chain), received 9",
    ]);
    expect(await rejected(chain.distanceToIndependence([7]))).toEqual([
      "RANGE",
      "distanceToIndependence(): S[0] must be an integer in 0..=3 (coordinates of the chain), received 7",
    ]);
  });
});

test("a route that the chain has not", async () => {
  const dense = MarkovChain.random({ sizes: [2, 2], seed: 1 });
  const [code, message] = await rejected(dense.select("entropy-rate", { size: 1, route: "single-flip" }));
  expect([code, message]).toEqual([
    "UNSUPPORTED",
    expect.stringMatching(
      /^select\(\): route must be 'pair-law' or 'auto' for a chain whose steps change several/,
    ),
  ]);
});
