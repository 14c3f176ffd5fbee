/** Estimators of values: reference values, metamorphic checks, the automatic choice, faults. */
import { describe, expect, it } from "vitest";
import {
  chatterjeeXi,
  conditionalMutualInformation,
  conditionalMutualInformationSync,
  distanceCorrelation,
  distanceCorrelationSync,
  distanceCovariance,
  entropy,
  entropySync,
  hsic,
  hsicSync,
  mutualInformation,
  mutualInformationSync,
} from "marginals/information";

/** The generator of `__test__/reference/make_neighbors.py`, exact in doubles. */
function numbers(seed: number, n: number): Float64Array {
  let state = BigInt(seed);
  return Float64Array.from({ length: n }, () => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  });
}

const n = 60;
const [x, u, z] = [numbers(1, n), numbers(2, n), numbers(3, n)];
const y = x.map((value, row) => value + 0.25 * (u[row] ?? 0));
const labels = Array.from(z, (value) => ["a", "b", "c"][Math.floor(3 * value)] ?? "");
const plane = Array.from(x, (value, row) => [value, y[row] ?? 0]);

// Printed by __test__/reference/make_neighbors.py.
const reference = {
  klMaximum: -1.1547649999869778,
  klEuclidean: -1.149557235429894,
  klLine: 0.05811358387501864,
  renyi2: 0.08872256176415085,
  ksg1: 1.3503634384447625,
  ksg2: 1.3077461945775188,
  frenzelPompe: 0.9380130319313759,
  mesnerShalizi: 1.515774693856018,
  ross: 0.022979076114326702,
  gaussian: 1.2908845988188533,
  gaussianPlain: 1.2995795937248933,
  gaussianCopula: 0.9842242928916002,
  xi: 0.7332592386774104,
  distanceCorrelation: 0.9639955205936754,
  hsic: 0.09093026278167433,
};

describe("estimators of values", () => {
  it("have their reference values", async () => {
    const close = (found: number, name: keyof typeof reference): void =>
      expect(found, name).toBeCloseTo(reference[name], 11);
    const kl = { estimator: "kozachenko-leonenko" } as const;
    close((await entropy({ samples: plane }, kl)).value, "klMaximum");
    close((await entropy({ samples: plane }, { ...kl, norm: "euclidean" })).value, "klEuclidean");
    close((await entropy({ samples: x }, kl)).value, "klLine");
    close((await entropy({ samples: x }, { ...kl, order: 2 })).value, "renyi2");
    const mi = async (estimator: "ksg1" | "ksg2" | "mesner-shalizi" | "gaussian" | "gaussian-copula") =>
      (await mutualInformation(x, y, { estimator })).value;
    close(await mi("ksg1"), "ksg1");
    close(await mi("ksg2"), "ksg2");
    close(await mi("mesner-shalizi"), "mesnerShalizi");
    close(await mi("gaussian"), "gaussian");
    close(await mi("gaussian-copula"), "gaussianCopula");
    const plain = await mutualInformation(x, y, { estimator: "gaussian", biasCorrection: false });
    close(plain.value, "gaussianPlain");
    close((await mutualInformation(labels, x, { estimator: "ross" })).value, "ross");
    close((await mutualInformation(x, labels, { estimator: "ross" })).value, "ross");
    const given = { estimator: "frenzel-pompe" } as const;
    close((await conditionalMutualInformation(x, y, z, given)).value, "frenzelPompe");
    close((await chatterjeeXi(x, y)).value, "xi");
    close((await distanceCorrelation(x, y)).value, "distanceCorrelation");
    close((await hsic(x, y)).value, "hsic");
  });

  it("are the same synchronously, in bits, with local values that average to the value", async () => {
    for (const estimator of [
      "ksg1",
      "ksg2",
      "ksg-extrapolated",
      "lnc",
      "mixed-ksg",
      "mesner-shalizi",
    ] as const) {
      const nats = await mutualInformation(x, y, { estimator, local: true });
      const bits = mutualInformationSync(x, y, { estimator, base: 2 });
      expect(bits.value).toBeCloseTo(nats.value / Math.LN2, 12);
      expect(bits.unit).toBe("bits");
      const local = nats.local ?? new Float64Array(0);
      expect(local.reduce((sum, value) => sum + value, 0) / n).toBeCloseTo(nats.value, 12);
      const turned = mutualInformationSync(y, x, { estimator });
      expect(turned.value).toBeCloseTo(nats.value, 12);
      const one = mutualInformationSync(x, y, { estimator, threads: 1 });
      expect(one.value).toBe(nats.value);
    }
    expect(entropySync({ samples: x }, { estimator: "gaussian" }).value).toBe(
      (await entropy({ samples: x }, { estimator: "gaussian" })).value,
    );
    const joint = conditionalMutualInformationSync(x, y, z, { estimator: "gaussian" });
    expect(joint.value).toBe((await conditionalMutualInformation(x, y, z, { estimator: "gaussian" })).value);
    expect(distanceCorrelationSync(x, y).squared).toBe((await distanceCorrelation(x, y)).squared);
    expect(hsicSync(x, y, { unbiased: true }).value).toBe((await hsic(x, y, { unbiased: true })).value);
    expect((await distanceCovariance([[0], [1]], [[0], [1]])).squared).toBe(0.25);
  });

  it("choose for the caller and say why", async () => {
    const chosen = await mutualInformation(x, y);
    expect(chosen.reason).toBeTypeOf("string");
    expect(["ksg-extrapolated", "gaussian-copula", "student-copula"]).toContain(chosen.estimator);
    // Information does not feel monotone transformations, and neither does the choice.
    const bent = await mutualInformation(x.map(Math.exp), y);
    expect(bent.value).toBeCloseTo(chosen.value, 12);
    expect((await mutualInformation(labels, x)).estimator).toBe("ross");
    const rounded = x.map((value) => Math.round(4 * value) / 4);
    expect((await mutualInformation(rounded, y)).estimator).toBe("mesner-shalizi");
    expect((await entropy({ samples: x })).estimator).toBe("kozachenko-leonenko");
    expect((await conditionalMutualInformation(x, y, z)).reason).toBeTypeOf("string");
  });

  it("extrapolate two numbers of neighbors, and fit copulas with tails", async () => {
    const of = async (k: number) => (await mutualInformation(x, y, { estimator: "ksg1", k })).value;
    const r = 4 ** -1;
    const expected = ((await of(3)) - r * (await of(12))) / (1 - r);
    const found = await mutualInformation(x, y, { estimator: "ksg-extrapolated", k: 3 });
    expect(found.value).toBeCloseTo(expected, 12);
    // A Cauchy law of two columns, uncorrelated: I = ln 8π − 3. Quantiles of it instead of random numbers.
    const [a, b]: number[][] = [[], []];
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) {
        const radius = Math.sqrt(1 / (1 - (i + 0.5) / 40) ** 2 - 1);
        const angle = (2 * Math.PI * (j + i * 0.618)) / 40;
        a?.push(radius * Math.cos(angle));
        b?.push(radius * Math.sin(angle));
      }
    }
    const student = await mutualInformation(a ?? [], b ?? [], { estimator: "student-copula" });
    expect(student.value).toBeCloseTo(Math.log(8 * Math.PI) - 3, 1);
    const turned = mutualInformationSync(b ?? [], a ?? [], { estimator: "student-copula", threads: 1 });
    expect(turned.value).toBeCloseTo(student.value, 6);
    const plain = await mutualInformation(a ?? [], b ?? [], { estimator: "gaussian-copula" });
    expect(Math.abs(plain.value)).toBeLessThan(0.01);
    await expect(
      mutualInformation(x, y, { estimator: "student-copula", local: true } as object),
    ).rejects.toThrow(/local/);
  });

  it("name ties", async () => {
    const tied = Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.5);
    const found = await entropy({ samples: tied }, { estimator: "kozachenko-leonenko" });
    expect(found.value).toBe(-Infinity);
    expect(found.warnings[0]).toMatch(/^ties: 6 of 7 samples/);
    expect((await chatterjeeXi(tied, tied)).warnings[0]).toMatch(/^ties/);
  });

  it("refuse what cannot be", async () => {
    const fault = async (call: () => Promise<unknown>, pattern: RegExp): Promise<void> => {
      await expect(call()).rejects.toThrow(pattern);
    };
    await fault(
      () => mutualInformation(x, y, { estimator: "ksg1", k: 60 }),
      /k must be an integer in 1\.\.=59/,
    );
    await fault(() => mutualInformation(x, y.subarray(1)), /y must be of 60 rows/);
    await fault(() => mutualInformation(x, labels, { estimator: "ksg1" }), /y must be numbers/);
    await fault(() => mutualInformation(x, y, { estimator: "ross" }), /a variable of symbols/);
    await fault(
      () => mutualInformation(x, y, { estimator: "ksg3" as "ksg1" }),
      /estimator must be an estimator of mutual information.*ksg1/,
    );
    await fault(
      () => mutualInformation(x, y, { estimator: "gaussian", k: 3 }),
      /unknown "k"|unknown k|unknown 'k'/,
    );
    await fault(() => hsic(new Float64Array(9), x.subarray(0, 9)), /x must be varied enough/);
    await fault(() => chatterjeeXi(plane, x), /x must be of one column/);
  });
});
