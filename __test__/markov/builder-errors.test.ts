import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import { rejected, thrown } from "../foundation/thrown.ts";

const anything = (value: unknown): never => value as never;

describe("matrices", () => {
  test.each([
    [
      { sizes: [2], transition: [0.5, 0.5, 0.25, 0.5] },
      [
        "RANGE",
        "fromMatrix(): transition must be rows that sum to 1 within 1e-9, received row 1, the worst, with sum 0.75 (off by 2.500e-1)",
      ],
    ],
    [
      { sizes: [2], transition: [1.5, -0.5, 0, 1] },
      [
        "RANGE",
        "fromMatrix(): transition must be probabilities of at least 0, received -0.5 in row 0 at state 1",
      ],
    ],
    [
      { sizes: [2], transition: [Number.NaN, 1, 0, 1] },
      [
        "NON_FINITE",
        "fromMatrix(): transition must be finite probabilities, received NaN in row 0 at state 0",
      ],
    ],
    [
      { sizes: [2, 2], transition: [1, 0, 0, 1] },
      [
        "SHAPE",
        "fromMatrix(): transition must be 4 × 4 numbers, row-major (one row per state), received 4 numbers",
      ],
    ],
    [
      { sizes: [2], transition: [1, 0, 0, 1], reference: [1] },
      ["SHAPE", "fromMatrix(): reference must be 2 probabilities (one per state), received 1"],
    ],
    [
      { sizes: [2], transition: [0.5, 0.5, 0.5, 0.5], reference: [0.5, 0.4] },
      [
        "RANGE",
        "fromMatrix(): reference must be probabilities that sum to 1 within 1e-9, received a sum of 0.9 (off by 1.000e-1)",
      ],
    ],
    [
      { sizes: [65536, 65536, 2], transition: [1] },
      [
        "LIMIT",
        "fromMatrix(): sizes must be sizes whose product is at most 4294967294 states, received 3 coordinates whose product is larger",
      ],
    ],
    [
      { sizes: [], transition: [1] },
      ["SHAPE", "fromMatrix(): sizes must be a list of at least one coordinate size, received an empty list"],
    ],
    [
      { sizes: [0], transition: [1] },
      ["RANGE", "fromMatrix(): sizes[0] must be an integer of at least 1, received 0"],
    ],
    [
      { sizes: [2], transition: [1, 0, 0, 1], names: ["a", "a"] },
      ["SHAPE", "fromMatrix(): names must be 1 names (one per coordinate), received 2"],
    ],
    [
      { sizes: [1, 1], transition: [1], names: ["a", "a"] },
      ["ARGUMENT", "fromMatrix(): names must be distinct names, received 'a' at indices 0 and 1"],
    ],
  ])("%o", (input, expected) => {
    expect(thrown(() => MarkovChain.fromMatrix(input))).toEqual(expected);
  });

  test("a reducible chain asks for a reference", async () => {
    const reducible = MarkovChain.fromMatrix({ sizes: [2], transition: [1, 0, 0, 1] });
    expect(await rejected(reducible.entropyRate())).toEqual([
      "ARGUMENT",
      "entropyRate(): transition must be a chain with one closed communicating class, or given with a reference " +
        "law, received 2 closed communicating classes (states 0 and 1 never reach each other)",
    ]);
    const given = MarkovChain.fromMatrix({ sizes: [2], transition: [1, 0, 0, 1], reference: [0.5, 0.5] });
    expect(await given.mutualInformation()).toBeCloseTo(Math.LN2, 15);
  });

  test("a reference with zeros where the chain has mass", async () => {
    const escaping = MarkovChain.fromMatrix({
      sizes: [2],
      transition: [0.5, 0.5, 0.5, 0.5],
      reference: [1, 0],
    });
    expect(await escaping.distanceToStationarity()).toBe(Infinity);
    expect(await escaping.mutualInformation()).toBe(0);
    const [code, message] = await rejected(escaping.select("distance-to-stationarity", { size: 1 }));
    expect([code, message]).toEqual([
      "UNSUPPORTED",
      expect.stringMatching(/^select\(\): reading must be 'mutual-info/),
    ]);
  });
});

describe("models", () => {
  test.each([
    [{ spins: 0 }, ["RANGE", "curieWeiss(): spins must be an integer in 1..=31, received 0"]],
    [
      { spins: 4, couplings: "decay" },
      ["ARGUMENT", "curieWeiss(): couplings must be one of 'decaying', 'mean-field', received 'decay'"],
    ],
    [
      { spins: 2, field: Number.NaN },
      ["NON_FINITE", "curieWeiss(): field must be a finite number, received NaN"],
    ],
    [{ spins: 2, temperature: 1 }, ["ARGUMENT", expect.stringContaining("the unknown 'temperature'")]],
    [
      {
        spins: 2,
        couplings: [
          [0, 1],
          [0, 0],
        ],
      },
      [
        "ARGUMENT",
        "curieWeiss(): couplings must be a symmetric matrix, received 0 at (1, 0) and 1 at (0, 1)",
      ],
    ],
    [
      { spins: 3, couplings: [[0]] },
      ["SHAPE", "curieWeiss(): couplings must be a matrix of 3 × 3 (spins), received 1 × 1"],
    ],
  ])("%o", (input, expected) => {
    expect(thrown(() => MarkovChain.curieWeiss(anything(input)))).toEqual(expected);
  });

  test.each([
    [
      { colors: [3], urn: 1 },
      ["SHAPE", "bernoulliLaplace(): colors must be at least two colors, received 1"],
    ],
    [
      { colors: [1, 2], urn: 3 },
      ["RANGE", "bernoulliLaplace(): urn must be an integer in 1..=2 (balls in all, less one), received 3"],
    ],
    [
      { colors: [1, 2], urn: 1, swaps: 2 },
      [
        "RANGE",
        "bernoulliLaplace(): swaps must be an integer in 1..=1 (balls in the smaller urn), received 2",
      ],
    ],
    [
      { colors: [0, 2], urn: 1 },
      ["RANGE", "bernoulliLaplace(): colors must be at least one ball of each color, received 0 for color 0"],
    ],
  ])("%o", (input, expected) => {
    expect(thrown(() => MarkovChain.bernoulliLaplace(input))).toEqual(expected);
  });
});
