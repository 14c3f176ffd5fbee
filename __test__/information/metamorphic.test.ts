/** Laws that hold between measures whatever the data: units, twins, relabeling, symmetry, chain rule, processing, sums. */
import * as information from "marginals/information";
import type { Estimate } from "marginals/information";
import { describe, expect, it } from "vitest";
import { normals, random, symbols } from "./reference.ts";

type Verb = (...args: unknown[]) => Promise<Estimate>;
type Twin = (...args: unknown[]) => Estimate;
const verb = (name: string): Verb => Reflect.get(information, name) as Verb;
const twin = (name: string): Twin => Reflect.get(information, `${name}Sync`) as Twin;

const next = random(11);
const n = 300;
const a = symbols(next, n, 3);
const b = a.map((value) => (next(3) === 0 ? next(3) : value));
const c = b.map((value) => (next(2) === 0 ? next(4) : value));
const x = normals(n, 5);
const y = x.map((value, row) => value + 0.7 * (normals(n, 6)[row] ?? 0));
const z = y.map((value, row) => value + 0.7 * (normals(n, 7)[row] ?? 0));
const table = { columns: { a, b, c } };
const values = { columns: { x, y, z } };

const logarithmic: [string, unknown[]][] = [
  ["entropy", [{ samples: a }]],
  ["entropy", [{ samples: x }]],
  ["renyiEntropy", [{ samples: a }, { order: 2 }]],
  ["renyiEntropy", [{ samples: x }, { order: 2 }]],
  ["jointEntropy", [table]],
  ["jointEntropy", [values]],
  ["conditionalEntropy", [a, b]],
  ["conditionalEntropy", [x, y]],
  ["mutualInformation", [a, b]],
  ["mutualInformation", [x, y]],
  ["mutualInformation", [a, x]],
  ["conditionalMutualInformation", [a, b, c]],
  ["conditionalMutualInformation", [x, y, z]],
  ["totalCorrelation", [table]],
  ["totalCorrelation", [values]],
  ["dualTotalCorrelation", [table]],
  ["dualTotalCorrelation", [values]],
  ["oInformation", [table]],
  ["oInformation", [values]],
  ["sInformation", [table]],
  ["sInformation", [values]],
  ["coInformation", [table]],
  ["interactionInformation", [table]],
  ["tseComplexity", [table]],
  ["transferEntropy", [a, b]],
  ["transferEntropy", [x, y]],
  ["activeInformationStorage", [a]],
  ["activeInformationStorage", [x]],
  ["excessEntropy", [a]],
  ["excessEntropy", [x]],
  ["entropyRate", [a]],
  ["variationOfInformation", [a, b]],
  [
    "klDivergence",
    [
      [0.2, 0.8],
      [0.6, 0.4],
    ],
  ],
  ["klDivergence", [{ samples: x }, { samples: y }]],
  ["renyiDivergence", [{ samples: x }, { samples: y }, { order: 0.5 }]],
  ["bhattacharyyaDistance", [{ samples: x }, { samples: y }]],
  ["cauchySchwarzDivergence", [{ samples: x }, { samples: y }]],
  ["jensenShannonDivergence", [{ samples: x }, { samples: y }]],
  [
    "jensenShannonDivergence",
    [
      [0.2, 0.8],
      [0.6, 0.4],
    ],
  ],
  ["permutationEntropy", [x]],
];

/** How many arguments of a verb are not options. */
const inputs: Readonly<Record<string, number>> = {
  conditionalEntropy: 2,
  mutualInformation: 2,
  conditionalMutualInformation: 3,
  transferEntropy: 2,
  variationOfInformation: 2,
  klDivergence: 2,
  renyiDivergence: 2,
  bhattacharyyaDistance: 2,
  cauchySchwarzDivergence: 2,
  jensenShannonDivergence: 2,
};

const withOptions = (name: string, args: readonly unknown[], more: object): unknown[] => {
  const count = inputs[name] ?? 1;
  return [...args.slice(0, count), { ...(args[count] as object | undefined), ...more }];
};

describe("every logarithmic measure", () => {
  it.each(logarithmic)(
    "%s is the same in bits, on the calling thread, for any threads",
    async (name, args) => {
      const nats = await verb(name)(...args);
      expect(nats.unit).toBe("nats");
      const bits = await verb(name)(...withOptions(name, args, { base: 2 }));
      expect(bits.unit).toBe("bits");
      expect(bits.value).toBeCloseTo(nats.value / Math.LN2, 12);
      expect(twin(name)(...args).value).toBe(nats.value);
      for (const threads of [1, 2, 8]) {
        expect((await verb(name)(...withOptions(name, args, { threads }))).value).toBe(nats.value);
      }
    },
  );
});

const words = ["red", "green", "blue", "white"];
const renamed = (codes: readonly number[]): string[] => codes.map((code) => words[3 - code] ?? "");

describe("relabeling", () => {
  it.each([
    ["entropy", [{ samples: a }], [{ samples: renamed(a) }]],
    ["jointEntropy", [table], [{ columns: { a: renamed(a), b: renamed(b), c: renamed(c) } }]],
    ["conditionalEntropy", [a, b], [renamed(a), renamed(b)]],
    ["mutualInformation", [a, b], [renamed(a), renamed(b)]],
    ["conditionalMutualInformation", [a, b, c], [renamed(a), renamed(b), renamed(c)]],
    ["mutualInformation", [a, x], [renamed(a), x]],
    ["oInformation", [table], [{ columns: [renamed(a), renamed(b), renamed(c)] }]],
    ["transferEntropy", [a, b], [renamed(a), renamed(b)]],
    ["entropyRate", [a], [renamed(a)]],
  ] as [string, unknown[], unknown[]][])("%s of other names is the same", async (name, one, other) => {
    expect((await verb(name)(...other)).value).toBeCloseTo((await verb(name)(...one)).value, 12);
  });

  it("of scaled and shifted values moves entropies by the logarithm of the scale, informations not at all", async () => {
    const scaled = x.map((value) => 4 * value - 3);
    const of = async (name: string, ...args: unknown[]): Promise<number> => (await verb(name)(...args)).value;
    for (const estimator of ["kozachenko-leonenko", "gaussian", "gaussian-copula", "kde"]) {
      const [one, other] = [
        await of("entropy", { samples: x }, { estimator }),
        await of("entropy", { samples: scaled }, { estimator }),
      ];
      expect(other - one).toBeCloseTo(Math.log(4), 6);
      const joint = await of("jointEntropy", { columns: { scaled, y } }, { estimator });
      if (estimator === "gaussian" || estimator === "gaussian-copula")
        expect(joint - (await of("jointEntropy", { columns: { x, y } }, { estimator }))).toBeCloseTo(
          Math.log(4),
          9,
        );
    }
    for (const estimator of ["gaussian", "gaussian-copula", "ksg1", "ksg2", "mixed-ksg", "mesner-shalizi"]) {
      const both = (s: Float64Array): Promise<number> =>
        of(
          "mutualInformation",
          s,
          y.map((value) => 4 * value),
          { estimator },
        );
      expect(await both(scaled)).toBeCloseTo(await both(x.map((value) => 4 * value)), 9);
    }
    const monotone = x.map((value) => Math.exp(value));
    const copula = { estimator: "gaussian-copula" };
    expect(await of("mutualInformation", monotone, y, copula)).toBe(
      await of("mutualInformation", x, y, copula),
    );
    expect(await of("totalCorrelation", { columns: [monotone, y, z] }, copula)).toBe(
      await of("totalCorrelation", { columns: [x, y, z] }, copula),
    );
    expect(await of("transferEntropy", monotone, y, copula)).toBeCloseTo(
      await of("transferEntropy", x, y, copula),
      9,
    );
  });
});

describe("symmetry", () => {
  it.each([
    ["mutualInformation", [a, b]],
    ["mutualInformation", [x, y]],
    ["mutualInformation", [a, y]],
    ["variationOfInformation", [a, b]],
    ["jeffreysDivergence", [{ samples: x }, { samples: y }]],
    ["cauchySchwarzDivergence", [{ samples: x }, { samples: y }]],
    ["jensenShannonDivergence", [{ samples: x }, { samples: y }]],
    ["totalVariationDistance", [{ samples: x }, { samples: y }]],
    ["wassersteinDistance", [{ samples: x }, { samples: y }]],
    [
      "hellingerDistance",
      [
        [0.2, 0.8],
        [0.6, 0.4],
      ],
    ],
  ] as [string, [unknown, unknown]][])("%s does not care which comes first", async (name, [one, other]) => {
    expect((await verb(name)(one, other)).value).toBeCloseTo((await verb(name)(other, one)).value, 10);
  });

  it("measures of many variables do not care for their order", async () => {
    for (const name of ["totalCorrelation", "dualTotalCorrelation", "oInformation", "sInformation"]) {
      for (const [one, other] of [
        [table, { columns: [c, a, b] }],
        [values, { columns: [z, x, y] }],
      ]) {
        expect((await verb(name)(other)).value).toBeCloseTo((await verb(name)(one)).value, 9);
      }
    }
  });
});

describe("chain rules and data processing", () => {
  const of = async (name: string, ...args: unknown[]): Promise<number> => (await verb(name)(...args)).value;
  const pair = a.map((value, row) => `${value}|${b[row]}`);

  it.each([{}, { estimator: "miller-madow" }, { estimator: "chao-shen" }])(
    "of counts, %o",
    async (options) => {
      const joint = await of("jointEntropy", table, options);
      const first = await of("jointEntropy", { columns: { a, b } }, options);
      expect(joint).toBeCloseTo(first + (await of("conditionalEntropy", c, pair, options)), 10);
      const both = await of("mutualInformation", pair, c, options);
      const one = await of("mutualInformation", a, c, options);
      expect(both).toBeCloseTo(one + (await of("conditionalMutualInformation", b, c, a, options)), 10);
    },
  );

  it("of Gaussian values", async () => {
    const options = { estimator: "gaussian" };
    const cells = Float64Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? x : y)[at >> 1] ?? 0);
    const two = { data: cells, rows: n, cols: 2 };
    const both = await of("mutualInformation", two, z, options);
    const one = await of("mutualInformation", x, z, options);
    expect(both).toBeCloseTo(one + (await of("conditionalMutualInformation", y, z, x, options)), 10);
    const joint = await of("jointEntropy", values, options);
    expect(joint).toBeCloseTo(
      (await of("entropy", { samples: two }, options)) + (await of("conditionalEntropy", z, two, options)),
      10,
    );
  });

  it("a function of a variable tells no more than the variable", async () => {
    const coarse = c.map((value) => Math.min(value, 1));
    expect(await of("mutualInformation", a, coarse)).toBeLessThanOrEqual(
      (await of("mutualInformation", a, c)) + 1e-12,
    );
    expect(await of("conditionalEntropy", coarse, c)).toBe(0);
    expect(await of("conditionalMutualInformation", a, coarse, c)).toBeCloseTo(0, 12);
    const merge = (law: number[]): number[] => [(law[0] ?? 0) + (law[1] ?? 0), law[2] ?? 0];
    const [p, q] = [
      [0.2, 0.3, 0.5],
      [0.6, 0.1, 0.3],
    ];
    for (const name of [
      "klDivergence",
      "jensenShannonDivergence",
      "totalVariationDistance",
      "hellingerDistance",
      "jeffreysDivergence",
    ]) {
      expect(await of(name, merge(p ?? []), merge(q ?? []))).toBeLessThanOrEqual(await of(name, p, q));
    }
  });

  it("independent parts add", async () => {
    const outer = (one: readonly number[], other: readonly number[]): number[] =>
      one.flatMap((p) => other.map((q) => p * q));
    const [p, q, r, s] = [
      [0.2, 0.8],
      [0.5, 0.3, 0.2],
      [0.6, 0.4],
      [0.1, 0.6, 0.3],
    ] as const;
    for (const [name, more] of [
      ["klDivergence", {}],
      ["renyiDivergence", { order: 2 }],
      ["bhattacharyyaDistance", {}],
      ["cauchySchwarzDivergence", {}],
      ["jeffreysDivergence", {}],
    ] as const) {
      const sum = (await of(name, p, r, more)) + (await of(name, q, s, more));
      expect(await of(name, outer(p, q), outer(r, s), more)).toBeCloseTo(sum, 12);
    }
    for (const order of [0, 0.5, 1, 2, Infinity]) {
      const sum =
        (await of("renyiEntropy", { probabilities: p }, { order })) +
        (await of("renyiEntropy", { probabilities: q }, { order }));
      expect(await of("renyiEntropy", { probabilities: outer(p, q) }, { order })).toBeCloseTo(sum, 12);
    }
  });
});
