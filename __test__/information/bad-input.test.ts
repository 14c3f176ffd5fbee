/** Input that makes no sense, through the public names: a typed error that names the argument, or an answer with a warning. */
import * as information from "marginals/information";
import type { Estimate } from "marginals/information";
import { MarginalsError } from "marginals";
import { describe, expect, it } from "vitest";
import { normals } from "./reference.ts";

type Verb = (...args: unknown[]) => Promise<Estimate>;
const verb = (name: string): Verb => Reflect.get(information, name) as Verb;

const n = 40;
const [x, y, z] = [normals(n, 1), normals(n, 2), normals(n, 3)];
const short = x.subarray(0, n - 1);
const constant = new Float64Array(n).fill(2.5);
const tied = x.map((value) => Math.round(value) + 0.5);
const gap = Float64Array.from(x, (value, row) => (row === 7 ? Number.NaN : value));
const infinite = Float64Array.from(x, (value, row) => (row === 7 ? Infinity : value));

/** Every measure of values by its name, made of columns. */
const measures: [string, (...columns: Float64Array[]) => unknown[], readonly string[]][] = [
  ["entropy", (a) => [{ samples: a }], ["auto", "kozachenko-leonenko", "gaussian", "gaussian-copula", "kde"]],
  [
    "jointEntropy",
    (a, b) => [{ columns: { a, b } }],
    ["auto", "kozachenko-leonenko", "gaussian", "gaussian-copula", "kde"],
  ],
  [
    "conditionalEntropy",
    (a, b) => [a, b],
    ["auto", "kozachenko-leonenko", "gaussian", "gaussian-copula", "kde"],
  ],
  [
    "mutualInformation",
    (a, b) => [a, b],
    ["auto", "ksg1", "ksg2", "lnc", "mixed-ksg", "mesner-shalizi", "gaussian", "gaussian-copula", "kde"],
  ],
  [
    "conditionalMutualInformation",
    (a, b) => [a, b, z],
    ["auto", "frenzel-pompe", "mesner-shalizi", "gaussian", "gaussian-copula"],
  ],
  [
    "totalCorrelation",
    (a, b) => [{ columns: [a, b, z] }],
    ["auto", "ksg1", "mesner-shalizi", "gaussian-copula"],
  ],
  ["oInformation", (a, b) => [{ columns: [a, b, z] }], ["auto", "ksg1", "mesner-shalizi", "gaussian"]],
  ["transferEntropy", (a, b) => [a, b], ["auto", "frenzel-pompe", "gaussian", "gaussian-copula"]],
  ["activeInformationStorage", (a) => [a], ["auto", "ksg1", "gaussian", "gaussian-copula"]],
  [
    "klDivergence",
    (a, b) => [{ samples: a }, { samples: b }],
    ["auto", "wang-kulkarni-verdu", "kde", "gaussian"],
  ],
  ["jensenShannonDivergence", (a, b) => [{ samples: a }, { samples: b }], ["auto", "kde", "ross"]],
];

const cases = measures.flatMap(([name, args, estimators]) =>
  estimators.map((estimator) => [name, estimator, args] as const),
);

const outcome = async (
  name: string,
  args: unknown[],
  options: object,
): Promise<Estimate | MarginalsError> => {
  try {
    return await verb(name)(...args, options);
  } catch (error) {
    if (error instanceof MarginalsError) return error;
    throw error;
  }
};

describe("bad input of every measure of values", () => {
  it.each(cases)("%s by %s", async (name, estimator, args) => {
    const of = (...columns: Float64Array[]): Promise<Estimate | MarginalsError> =>
      outcome(name, args(...columns), { estimator });
    // Missing values and infinities.
    expect(await of(gap, y)).toMatchObject({ code: "ERR_MARGINALS_MISSING" });
    expect(await of(infinite, y)).toMatchObject({ code: "ERR_MARGINALS_NON_FINITE" });
    // Lengths.
    const alone = args(x, y).length === 1 && !("columns" in (args(x, y)[0] as object));
    if (!alone && !name.endsWith("Divergence")) {
      expect(await of(short, y)).toMatchObject({ code: "ERR_MARGINALS_SHAPE" });
    }
    // One sample, none.
    const one = x.subarray(0, 1);
    const few = await outcome(name, args(one, one), { estimator });
    expect(few).toBeInstanceOf(MarginalsError);
    const none = await outcome(name, args(x.subarray(0, 0), y.subarray(0, 0)), { estimator });
    expect(none).toMatchObject({ code: "ERR_MARGINALS_SHAPE" });
    // What never varies, and what repeats: a number, perhaps infinite, or an error; never nonsense without a warning.
    for (const column of [constant, tied]) {
      const found = await of(column, y);
      if (found instanceof MarginalsError) continue;
      if (!Number.isFinite(found.value) && estimator !== "auto") continue;
      expect(Number.isNaN(found.value) ? found.warnings.length : 1).toBeGreaterThan(0);
    }
    // Unknown estimators list those that exist.
    const unknown = await outcome(name, args(x, y), { estimator: "ksg3" });
    expect((unknown as MarginalsError).message).toContain(`'${estimator}'`);
  });

  it.each([
    ["entropy", [{ samples: x }], "kozachenko-leonenko"],
    ["mutualInformation", [x, y], "ksg1"],
    ["mutualInformation", [x, y], "mixed-ksg"],
    ["conditionalMutualInformation", [x, y, z], "frenzel-pompe"],
    ["totalCorrelation", [{ columns: [x, y, z] }], "ksg1"],
    ["conditionalEntropy", [x, y], "kozachenko-leonenko"],
    ["transferEntropy", [x, y], "frenzel-pompe"],
    ["klDivergence", [{ samples: x }, { samples: y }], "wang-kulkarni-verdu"],
    ["renyiDivergence", [{ samples: x }, { samples: y }], "poczos-schneider"],
  ] as [string, unknown[], string][])(
    "%s with as many neighbors as samples",
    async (name, args, estimator) => {
      const order = name === "renyiDivergence" ? { order: 2 } : {};
      for (const k of [n, n + 1, 4_000_000_000]) {
        expect(await outcome(name, args, { estimator, k, ...order })).toMatchObject({
          code: "ERR_MARGINALS_RANGE",
        });
      }
      expect(await outcome(name, args, { estimator, k: 0, ...order })).toMatchObject({
        code: "ERR_MARGINALS_RANGE",
      });
    },
  );

  it("ties are counted and named", async () => {
    const all = new Float64Array(n).fill(1.5);
    for (const [name, args, estimator] of [
      ["entropy", [{ samples: all }], "kozachenko-leonenko"],
      ["mutualInformation", [all, all], "ksg1"],
      ["totalCorrelation", [{ columns: [all, all, all] }], "ksg1"],
      ["conditionalEntropy", [all, all], "kozachenko-leonenko"],
    ] as const) {
      const found = await verb(name)(...args, { estimator });
      expect(found.warnings.join(" ")).toMatch(/ties/);
    }
  });

  it("singular covariances are infinite or named", async () => {
    const twice = x.map((value) => 2 * value);
    const shared = await verb("mutualInformation")(x, twice, { estimator: "gaussian" });
    expect(shared.value).toBe(Infinity);
    const joint = await verb("jointEntropy")({ columns: { x, twice } }, { estimator: "gaussian" });
    expect(joint.value).toBe(-Infinity);
    const total = await verb("totalCorrelation")({ columns: [x, twice, y] }, { estimator: "gaussian" });
    expect([total.value, total.warnings.length]).toEqual([Infinity, 1]);
    const law = {
      mean: [0, 0],
      covariance: [
        [1, 1],
        [1, 1],
      ],
    };
    const plain = {
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    };
    expect(await outcome("klDivergence", [law, plain], {})).toMatchObject({ argument: "p.covariance" });
    expect(Number.isFinite((await verb("wassersteinDistance")(law, plain)).value)).toBe(true);
    const indefinite = {
      mean: [0, 0],
      covariance: [
        [1, 2],
        [2, 1],
      ],
    };
    expect(await outcome("wassersteinDistance", [indefinite, plain], {})).toMatchObject({
      argument: "p.covariance",
    });
  });

  it("laws and weights that are none", async () => {
    for (const probabilities of [[0.5, 0.6], [1.5, -0.5], [Number.NaN, 1], []]) {
      expect(await outcome("entropy", [{ probabilities }], {})).toBeInstanceOf(MarginalsError);
      expect(await outcome("klDivergence", [probabilities, [0.5, 0.5]], {})).toBeInstanceOf(MarginalsError);
    }
    expect(await outcome("entropy", [{ counts: [1, -1] }], {})).toBeInstanceOf(MarginalsError);
    const weights = new Float64Array(n).fill(-1);
    expect(await outcome("entropy", [{ samples: x }], { estimator: "kde", weights })).toBeInstanceOf(
      MarginalsError,
    );
    expect(
      await outcome(
        "jensenShannonDivergence",
        [
          [1, 0],
          [0, 1],
        ],
        { weights: [2, -1] },
      ),
    ).toBeInstanceOf(MarginalsError);
  });
});
