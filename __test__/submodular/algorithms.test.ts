import { describe, expect, test } from "vitest";
import {
  customFunction,
  inProcessExecutor,
  maximize,
  maximizeSync,
  modular,
  partitionMatroid,
  type AlgorithmName,
  type GreediExecutor,
  type MaximizeOptions,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

/** Numbers in [0, 1) that look random, the same in every run. */
const noise = (i: number) => Math.abs(Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1;

const groundSize = 24;
const topics = Array.from({ length: groundSize }, (_, e) =>
  Array.from({ length: 30 }, (_, topic) => topic).filter((topic) => noise(37 * e + topic) < 0.15),
);
const covered = (set: ArrayLike<number>) => new Set(Array.from(set).flatMap((e) => topics[e]!)).size;
const coverage = customFunction({
  groundSize,
  gains: (candidates, selected) => {
    const before = covered(selected);
    return Array.from(candidates, (e) => covered([...selected, e]) - before);
  },
  structure: { shape: "submodular", monotone: "increasing", nonNegative: true },
});

const names: AlgorithmName[] = [
  "lazy-greedy",
  "stochastic-greedy",
  "lazier-than-lazy-greedy",
  "two-stage-greedy",
  "sample-greedy",
  "simultaneous-greedys",
  "repeated-greedy",
  "adaptive-sequencing",
  "continuous-greedy",
  "greedi",
  "rand-greedi",
  "branch-and-bound",
];

describe("every optimizer", () => {
  test.each(names)("%s answers with a set of the size, its value and a bound", async (algorithm) => {
    const best = await maximize(coverage, { size: 4 }, { algorithm, seed: 5 });
    expect(best.algorithm).toBe(algorithm);
    expect(best.indices.length).toBeLessThanOrEqual(4);
    expect(best.value).toBe(covered(best.indices));
    expect(best.bound).toBeGreaterThanOrEqual(best.value);
    expect(best.reason).toBeUndefined();
    expect(maximizeSync(coverage, { size: 4 }, { algorithm, seed: 5 })).toEqual(best);
    for (const threads of [1, 2]) {
      expect(await maximize(coverage, { size: 4 }, { algorithm, seed: 5, threads })).toEqual(best);
    }
  });

  test("without a certificate asks less and bounds nothing", () => {
    const options = { algorithm: "stochastic-greedy" } as const;
    const bounded = maximizeSync(coverage, { size: 4 }, options);
    const bare = maximizeSync(coverage, { size: 4 }, { ...options, certificate: false });
    expect(bare.indices).toEqual(bounded.indices);
    expect([bare.bound, bare.ratio]).toEqual([null, null]);
    expect(bare.evaluations).toBeLessThan(bounded.evaluations);
  });
});

describe("resuming", () => {
  test("a run of 4 continued to 9 is a run of 9, for no more gains", () => {
    for (const algorithm of ["greedy", "lazy-greedy"] as const) {
      const whole = maximizeSync(coverage, { size: 9 }, { algorithm });
      const first = maximizeSync(coverage, { size: 4 }, { algorithm });
      const rest = maximizeSync(coverage, { size: 9 }, { algorithm, initial: first.indices });
      expect(rest.indices).toEqual(whole.indices);
      expect(rest.gains).toEqual(whole.gains);
      expect(rest.evaluations).toBeLessThanOrEqual(whole.evaluations);
    }
  });
});

describe("auto", () => {
  const choice = (f: Parameters<typeof maximizeSync>[0], options?: MaximizeOptions) => {
    const { algorithm, reason } = maximizeSync(f, { size: 2 }, options);
    return [algorithm, reason];
  };

  test("says what it chose and why", () => {
    expect(choice(coverage)).toEqual(["lazy-greedy", expect.stringContaining("gains only shrink") as string]);
    const unknown = customFunction({ groundSize: 3, gains: (candidates) => Array.from(candidates, () => 1) });
    expect(choice(unknown)).toEqual(["greedy", expect.stringContaining("gains may grow") as string]);
    expect(choice(coverage, { algorithm: "greedy" })).toEqual(["greedy", undefined]);
  });
});

describe("other names", () => {
  test("bidirectional greedy is randomized double greedy", () => {
    const best = maximizeSync(modular([1, -1, 2]), undefined, { algorithm: "bidirectional-greedy" });
    expect([best.algorithm, [...best.indices].sort()]).toEqual(["randomized-double-greedy", [0, 2]]);
  });
});

describe("branch and bound", () => {
  const size = 6;

  test("proves the optimum, or says how far it may be", () => {
    const exact = maximizeSync(coverage, { size }, { algorithm: "branch-and-bound" });
    expect([exact.bound, exact.guarantee?.ratio]).toEqual([exact.value, 1]);
    const stopped = maximizeSync(coverage, { size }, { algorithm: "branch-and-bound", maxEvaluations: 170 });
    expect(stopped.stopped).toBe("budget");
    expect(stopped.bound).toBeGreaterThanOrEqual(exact.value);
    expect(stopped.guarantee).toBeNull();
    expect(stopped.warnings[0]).toBe(
      `the search stopped near 170 gains: the optimum lies between ${stopped.value} and ${stopped.bound}`,
    );
    const close = maximizeSync(coverage, { size }, { algorithm: "branch-and-bound", gap: 0.5 });
    expect(close.bound).toBeLessThanOrEqual(1.5 * close.value);
    expect(close.evaluations).toBeLessThanOrEqual(exact.evaluations);
  });
});

describe("GreeDi in an executor", () => {
  const constraint = [
    { size: 4 },
    partitionMatroid({ classes: Array.from({ length: groundSize }, (_, e) => e % 5), limits: 2 }),
  ];

  test.each(["greedi", "rand-greedi"] as const)("%s answers as without one", async (algorithm) => {
    const options = { algorithm, machines: 3, seed: 8, excluded: [2] };
    const alone = await maximize(coverage, constraint, options);
    const f = modular(Array.from({ length: groundSize }, (_, e) => noise(e)));
    const there = await maximize(f, { size: 4 }, { ...options, executor: inProcessExecutor(f) });
    expect(there.indices).toEqual((await maximize(f, { size: 4 }, options)).indices);
    const seen: number[] = [];
    const executor: GreediExecutor = {
      select: async (parts) => {
        parts.forEach((part) => seen.push(...part.elements));
        expect(parts.map((part) => part.index)).toEqual([0, 1, 2]);
        expect(parts[0]!.constraint).toBe(constraint);
        const chosen: Uint32Array[] = [];
        for (const { elements } of parts) {
          chosen.push((await maximize(coverage, constraint, { candidates: elements })).indices);
        }
        return chosen;
      },
    };
    expect((await maximize(coverage, constraint, { ...options, executor })).indices).toEqual(alone.indices);
    expect(seen.sort((a, b) => a - b)).toEqual(
      Array.from({ length: groundSize }, (_, e) => e).filter((e) => e !== 2),
    );
  });

  const f = modular([1, 2, 3, 4]);
  const asked = (executor: unknown) =>
    rejected(
      maximize(f, { size: 2 }, { algorithm: "greedi", machines: 2, executor: executor as GreediExecutor }),
    );

  test("wrong answers are said", async () => {
    expect(await asked({ select: () => [[0]] })).toEqual([
      "CALLBACK",
      "maximize(): the answer of executor.select must be one set for each of 2 parts, received 1",
    ]);
    expect(await asked({ select: () => 5 })).toEqual([
      "CALLBACK",
      "maximize(): the answer of executor.select must be one set for each of 2 parts, received 5",
    ]);
    expect(await asked({ select: () => [[0], [1]] })).toEqual([
      "ARGUMENT",
      "maximize(): firstRound must be distinct elements of part 1 in place 1, received 1",
    ]);
    expect(await asked({ select: () => [[0], [9]] })).toEqual([
      "RANGE",
      "maximize(): the answer of executor.select[1][0] must be an integer in 0..=3 (elements of the ground set), " +
        "received 9",
    ]);
    expect(await asked({})).toEqual([
      "ARGUMENT",
      "maximize(): executor must be an object with a function select(parts, signal), received an object",
    ]);
    await expect(
      maximize(
        f,
        { size: 2 },
        {
          algorithm: "greedi",
          executor: {
            select: () => {
              throw new RangeError("no machines");
            },
          },
        },
      ),
    ).rejects.toThrow(new RangeError("no machines"));
  });

  test("it has no blocking form and belongs to GreeDi", () => {
    const executor = inProcessExecutor(f);
    expect(thrown(() => maximizeSync(f, { size: 2 }, { algorithm: "greedi", executor }))).toEqual([
      "UNSUPPORTED",
      "maximizeSync(): executor must be absent: it may answer later, so maximize() takes it, received one",
    ]);
    expect(thrown(() => maximizeSync(f, { size: 2 }, { executor }))).toEqual([
      "ARGUMENT",
      "maximizeSync(): executor must be absent unless algorithm is 'greedi' or 'rand-greedi', received one for 'auto'",
    ]);
  });
});

describe("an algorithm that does not apply says which do", () => {
  const falling = customFunction({
    groundSize: 4,
    gains: (candidates) => Array.from(candidates, () => -1),
    structure: { shape: "submodular" },
  });
  const twice = [0, 1].map(() => partitionMatroid({ classes: Array(groundSize).fill("a"), limits: 1 }));

  test.each<[Parameters<typeof maximizeSync>[0], unknown, MaximizeOptions, string]>([
    [
      falling,
      { size: 2 },
      { algorithm: "continuous-greedy" },
      "f must be a submodular function that never falls: 'random-greedy', 'sample-greedy' and 'local-search' take " +
        "others, received another",
    ],
    [
      coverage,
      twice,
      { algorithm: "continuous-greedy" },
      "constraint must be a size, or one matroid given by data: 'lazy-greedy' and 'local-search' take others, " +
        "received another",
    ],
    [
      coverage,
      { size: 2 },
      { algorithm: "continuous-greedy", rounding: "pipage" },
      "rounding must be 'swap': pipage rounding needs a size alone and a function with exact derivatives, " +
        "received 'pipage'",
    ],
    [
      customFunction({ groundSize: 4, gains: (candidates) => Array.from(candidates, () => 1) }),
      { size: 2 },
      { algorithm: "branch-and-bound" },
      "f must be a function known to be submodular or supermodular: 'exhaustive' takes any, received one of unknown shape",
    ],
  ])("case %#", (f, constraint, options, message) => {
    expect(thrown(() => maximizeSync(f, constraint as never, options))).toEqual([
      "UNSUPPORTED",
      `maximizeSync(): ${message}`,
    ]);
  });

  test("options out of range", () => {
    const wrong = (options: object) => thrown(() => maximizeSync(coverage, { size: 2 }, options))[1];
    expect(wrong({ gap: -1 })).toBe("maximizeSync(): gap must be a finite number at least 0, received -1");
    expect(wrong({ steps: 0 })).toBe("maximizeSync(): steps must be an integer in 1..=10000, received 0");
    expect(wrong({ machines: 0 })).toContain("machines must be an integer in 1..=");
    expect(wrong({ rounding: "up" })).toBe(
      "maximizeSync(): rounding must be one of 'pipage', 'swap', received 'up'",
    );
    expect(wrong({ candidates: [99] })).toContain("candidates[0] must be an integer in 0..=23");
  });
});

describe("functions that may fall, within matroids and budgets", () => {
  const structure = { shape: "submodular", monotone: "no", nonNegative: true } as const;
  const edges = [
    [0, 1, 3],
    [1, 2, 1],
    [2, 3, 2],
    [3, 4, 5],
    [4, 0, 1],
    [1, 4, 2],
  ] as const;
  const value = (set: Iterable<number>): number => {
    const inside = new Set(set);
    return edges.reduce((sum, [a, b, w]) => sum + (inside.has(a) !== inside.has(b) ? w : 0), 0);
  };
  const cutOf = customFunction({
    groundSize: 5,
    structure,
    gains: (candidates, selected) => Array.from(candidates, (e) => value([...selected, e]) - value(selected)),
  });

  test.each(["simultaneous-greedys", "repeated-greedy"] as const)("%s", (algorithm) => {
    const free = maximizeSync(cutOf, { size: 3 }, { algorithm });
    expect(free.value).toBe(value(free.indices));
    expect(free.guarantee?.ratio).toBeCloseTo(algorithm === "simultaneous-greedys" ? 1 / 4 : 1 / 7, 12);
    expect(free.guarantee?.condition).toContain("f is nowhere negative");
    const budgets = [
      { budget: 4, costs: [1, 2, 3, 1, 2] },
      partitionMatroid({ classes: [0, 0, 1, 1, 1], limits: 1 }),
    ];
    const bounded = maximizeSync(cutOf, budgets, { algorithm, epsilon: 0.05 });
    expect(bounded.value).toBe(value(bounded.indices));
    expect(bounded.value).toBeGreaterThanOrEqual((bounded.guarantee?.ratio ?? 1) * 10);
    expect(() => maximizeSync(cutOf, { size: 2 }, { algorithm, initial: [1] })).toThrow(
      "initial must be absent",
    );
    expect(() => maximizeSync(cutOf, { size: 2 }, { algorithm, exactSize: true })).toThrow(
      "exactSize must be false",
    );
  });
});
