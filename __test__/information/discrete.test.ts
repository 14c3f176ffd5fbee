/** Entropies and informations of discrete variables against their definitions, naively summed. */
import {
  conditionalEntropy,
  conditionalMutualInformation,
  conditionalMutualInformationSync,
  entropy,
  entropySync,
  jointEntropy,
  mutualInformation,
  mutualInformationSync,
} from "marginals/information";
import { table } from "marginals/table";
import { describe, expect, it } from "vitest";
import { naiveEntropy, random, symbols } from "./reference.ts";

const near = (value: number, expected: number, tolerance = 1e-12): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

describe("plug-in measures", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))("are sums over cells (%d)", async (seed) => {
    const next = random(seed);
    const n = 1 + next(300);
    const [x, y, z] = [symbols(next, n, 1 + next(6)), symbols(next, n, 1 + next(40)), symbols(next, n, 3)];
    const h = (...columns: readonly (readonly number[])[]): number => naiveEntropy(columns);
    near((await entropy({ samples: x })).value, h(x));
    near((await jointEntropy({ columns: { x, y, z } })).value, h(x, y, z));
    near((await conditionalEntropy(x, y)).value, h(x, y) - h(y));
    near((await mutualInformation(x, Uint16Array.from(y))).value, h(x) + h(y) - h(x, y));
    const conditional = h(x, z) + h(y, z) - h(z) - h(x, y, z);
    near((await conditionalMutualInformation(Int8Array.from(x), y.map(String), z)).value, conditional);
  });

  it("take any codes: negative, sparse, wide", async () => {
    const next = random(7);
    const x = symbols(next, 5000, 9);
    const y = x.map((value, row) => (row % 3 === 0 ? value : next(9)));
    const { value } = await mutualInformation(x, y);
    const wide = Int32Array.from(x, (code) => (code - 4) * 100_000_007);
    near(
      (
        await mutualInformation(
          wide,
          Int8Array.from(y, (code) => code - 5),
        )
      ).value,
      value,
    );
    near((await mutualInformation(Float64Array.from(x), y, { estimator: "plug-in" })).value, value);
  });

  it("have the same value from samples and from their law", async () => {
    const next = random(3);
    const n = 400;
    const [x, y, z] = [symbols(next, n, 3), symbols(next, n, 4), symbols(next, n, 2)];
    const probabilities = new Float64Array(24);
    x.forEach((code, row) => (probabilities[code * 8 + y[row]! * 2 + z[row]!]! += 1 / n));
    const law = { probabilities, shape: [3, 4, 2] };
    near((await jointEntropy(law)).value, (await jointEntropy({ columns: [x, y, z] })).value);
    near((await entropy(law)).value, (await jointEntropy({ columns: [x, y, z] })).value);
    near(
      (await conditionalMutualInformation(law)).value,
      (await conditionalMutualInformation(x, y, z)).value,
    );
    const pair = {
      probabilities: Float64Array.from(
        { length: 12 },
        (_, at) => probabilities[2 * at]! + probabilities[2 * at + 1]!,
      ),
      shape: [3, 4],
    };
    near((await mutualInformation(pair)).value, (await mutualInformation(x, y)).value);
    near((await conditionalEntropy(pair)).value, (await conditionalEntropy(x, y)).value);
  });

  it("local values have the value as their mean", async () => {
    const next = random(5);
    const n = 200;
    const [x, y, z] = [symbols(next, n, 3), symbols(next, n, 5), symbols(next, n, 2)];
    for (const found of [
      await entropy({ samples: x }, { local: true }),
      await jointEntropy({ columns: [x, y] }, { local: true, base: 2 }),
      await conditionalEntropy(x, y, { local: true }),
      await mutualInformation(x, y, { local: true }),
      await conditionalMutualInformation(x, y, z, { local: true }),
    ]) {
      expect(found.local).toHaveLength(n);
      near(found.local!.reduce((sum, value) => sum + value, 0) / n, found.value);
    }
  });

  it("are the same from the twin, in any unit", async () => {
    const [x, y] = [symbols(random(1), 99, 4), symbols(random(2), 99, 4)];
    const nats = await mutualInformation(x, y);
    expect(mutualInformationSync(x, y)).toEqual(nats);
    expect(nats.unit).toBe("nats");
    const bits = mutualInformationSync(x, y, { base: 2 });
    near(bits.value, nats.value / Math.LN2);
    expect(bits.unit).toBe("bits");
    expect(entropySync({ samples: x }, { base: 10 }).unit).toBe("bans");
    expect(entropySync({ samples: x }, { base: 3 }).unit).toBe("base 3");
  });

  it("are exact where they should be", () => {
    expect(entropySync({ samples: [7] }).value).toBe(0);
    expect(mutualInformationSync([1, 1, 1], ["a", "b", "c"]).value).toBe(0);
    expect(mutualInformationSync([0, 0, 1, 1], [0, 1, 0, 1]).value).toBe(0);
    expect(entropySync({ probabilities: [0.25, 0.25, 0.25, 0.25] }, { base: 2 }).value).toBe(2);
    expect(entropySync({ counts: [3, 0, 3] }, { base: 2 }).value).toBe(1);
    const xor = conditionalMutualInformationSync([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], { base: 2 });
    expect(xor.value).toBe(1);
  });
});

describe("input", () => {
  it("takes matrices, rows and tables as one variable or several", async () => {
    const rows = [
      [0, 1],
      [1, 1],
      [0, 0],
      [0, 1],
    ];
    const data = Uint8Array.of(0, 1, 1, 1, 0, 0, 0, 1);
    const columns = table({ columns: { a: [0, 1, 0, 0], b: [1, 1, 0, 1] } });
    const { value } = await jointEntropy(rows);
    near(value, naiveEntropy([rows.map(([a]) => a!), rows.map(([, b]) => b!)]));
    near((await jointEntropy({ data, rows: 4, cols: 2 })).value, value);
    near((await jointEntropy(columns)).value, value);
    near((await entropy({ samples: rows })).value, value);
    near((await entropy({ samples: columns })).value, value);
    near((await entropy({ samples: columns.column("a") })).value, naiveEntropy([[0, 1, 0, 0]]));
    near(
      (
        await jointEntropy([
          { a: 0, b: "x" },
          { a: 1, b: "x" },
        ])
      ).value,
      Math.LN2,
    );
  });

  it("names rows with missing values, or leaves them out", async () => {
    const x = ["a", null, "b", "b"];
    const y = [1, 2, null, 3];
    await expect(mutualInformation(x, y)).rejects.toMatchObject({
      code: "ERR_MARGINALS_MISSING",
      argument: "x",
    });
    expect((await mutualInformation(x, y, { missing: "drop" })).value).toBeCloseTo(Math.LN2, 14);
    const none = mutualInformation(["a", null], [null, 1], { missing: "drop" });
    await expect(none).rejects.toThrow(/complete/);
  });

  it("takes the columns of a matrix of whole numbers as the numbers they are", async () => {
    const [x, y] = [Uint32Array.of(1, 4e9, 3, 2e9, 5), Uint32Array.of(2, 4.1e9, 3e9, 4, 1)];
    const data = Uint32Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? x : y)[Math.floor(at / 2)]!);
    const estimator = "kozachenko-leonenko";
    const { value } = await jointEntropy({ data, rows: 5, cols: 2 }, { estimator });
    const columns = [Float64Array.from(x), Float64Array.from(y)];
    near(value, (await jointEntropy({ columns }, { estimator })).value);
  });

  it("runs nothing that an array brings along", async () => {
    const ours = Int8Array.of(0, 1, -1, 1, 0, -1, 1, 0);
    const labels = ["a", null, "b", "b", "a", "b", "a", "a"];
    const expected = await mutualInformation(ours, labels, { missing: "drop" });
    const forged = ours.slice();
    const { buffer } = forged;
    let ran = 0;
    const trap = { get: () => (ran++, () => new Int8Array(0)) };
    for (const key of ["slice", "constructor", "length", "buffer"]) Object.defineProperty(forged, key, trap);
    Object.defineProperty(buffer, "resizable", { get: () => (ran++, false) });
    expect(await mutualInformation(forged, labels, { missing: "drop" })).toEqual(expected);
    expect(mutualInformationSync(forged, ours)).toEqual(mutualInformationSync(ours, ours));
    expect(ran).toBe(0);
  });

  it.each([
    [() => mutualInformation([1, 2], [1]), "SHAPE", "y"],
    [() => mutualInformation([], []), "SHAPE", "x"],
    [() => mutualInformation([1], [1], { estimator: "plugin" as never }), "ARGUMENT", "estimator"],
    [() => mutualInformation([1], [1], { k: 3 } as never), "ARGUMENT", "options"],
    [() => entropy({ samples: [1.5, 2] }, { estimator: "plug-in" }), "ARGUMENT", "samples"],
    [() => entropy({ probabilities: [0.5, 0.4] }), "RANGE", "probabilities"],
    [() => entropy({ probabilities: [1.5, -0.5] }), "RANGE", "probabilities[1]"],
    [() => entropy({ probabilities: [Number.NaN, 1] }), "NON_FINITE", "probabilities[0]"],
    [() => entropy({ probabilities: [0.5, 0.5], shape: [3] }), "SHAPE", "probabilities"],
    [() => entropy({ counts: [0, 0] }), "RANGE", "counts"],
    [() => entropy({ counts: [1.5] }), "RANGE", "counts[0]"],
    [() => entropy({ counts: [1], samples: [1] } as never), "ARGUMENT", "input"],
    [() => mutualInformation({ probabilities: [1], shape: [1, 1, 1] }), "SHAPE", "x.shape"],
    [() => entropy({ samples: [1, 2] }, { estimator: "miller-madow", support: 1 }), "RANGE", "support"],
    [() => entropy({ samples: [1, 2] }, { estimator: "miller-madow", local: true }), "UNSUPPORTED", "local"],
  ])("refuses what makes no sense (%#)", async (call, code, argument) => {
    await expect(call()).rejects.toMatchObject({ code: `ERR_MARGINALS_${code}`, argument });
  });
});
