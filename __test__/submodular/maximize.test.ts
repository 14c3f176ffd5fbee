import { describe, expect, test } from "vitest";
import {
  maximize,
  maximizeSync,
  minimize,
  minimizeSync,
  modular,
  NativeSetFunction,
  partitionMatroid,
  type SetFunction,
  type Constraint,
  type MaximizeOptions,
  type PartitionMatroidInput,
} from "marginals/submodular";
import { algorithmNames } from "../../ts/submodular/algorithm.ts";
import { rejected, thrown } from "../foundation/thrown.ts";

const f = modular([3, 1, 4, 1, 5, 9, 2, 6]);

describe("a modular function", () => {
  test("has values", async () => {
    expect(f.groundSize).toBe(8);
    expect([f.valueSync([]), f.valueSync([0, 2]), await f.value(Uint32Array.of(5))]).toEqual([0, 7, 9]);
    expect(modular(Float32Array.of(0.5), { emptyValue: 2 }).valueSync([0])).toBe(2.5);
  });

  test("is maximized and minimized", async () => {
    const best = await maximize(f, { size: 3 });
    expect(best).toMatchObject({
      indices: Uint32Array.of(5, 7, 4),
      gains: Float64Array.of(9, 6, 5),
      value: 20,
      stopped: "size",
      seed: 0,
      warnings: [],
    });
    expect(best.bound).toBeGreaterThanOrEqual(20);
    expect(maximizeSync(f, { size: 3 })).toEqual(best);
    expect((await minimize(f, { size: 2 }, { exactSize: true })).value).toBe(2);
    expect(minimizeSync(modular([1, -2, 3])).indices).toEqual(Uint32Array.of(1));
    expect(maximizeSync(modular([1, -2, 3])).indices).toEqual(Uint32Array.of(2, 0));
  });

  test("is prepared once and let go of", async () => {
    const own = modular([1, 2]);
    expect(await own.prepare()).toBe(own);
    expect(own.prepareSync().valueSync([1])).toBe(2);
    own.dispose();
    expect(thrown(() => own.valueSync([0]))).toEqual([
      "ARGUMENT",
      "valueSync(): f must be a set function that was not disposed of, received one that was disposed of",
    ]);
    await expect(own.prepare()).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
  });

  test("copies its weights", () => {
    const weights = Float64Array.of(1, 2);
    const own = modular(weights);
    weights[0] = 9;
    expect(own.valueSync([0])).toBe(1);
  });
});

describe("constraints", () => {
  test("by class, alone and with a size", () => {
    const classes = partitionMatroid({
      classes: ["a", "a", "a", "a", "b", "b", "b", "c"],
      limits: { a: 2, b: 1, c: 0 },
    });
    expect(classes).toEqual({
      kind: "partition-matroid",
      classOf: Uint32Array.of(0, 0, 0, 0, 1, 1, 1, 2),
      limits: Uint32Array.of(2, 1, 0),
    });
    expect(maximizeSync(f, classes).indices).toEqual(Uint32Array.of(5, 2, 0));
    expect(maximizeSync(f, [{ size: 2 }, classes]).indices).toEqual(Uint32Array.of(5, 2));
    expect(maximizeSync(f, [{ size: 3 }, { size: 1 }]).indices).toEqual(Uint32Array.of(5));
    expect(maximizeSync(f, JSON.parse(JSON.stringify({ size: 1 })) as Constraint).value).toBe(9);
    expect(maximizeSync(f, structuredClone(classes)).value).toBe(16);
  });

  test("elements given and ruled out", () => {
    const best = maximizeSync(f, { size: 3 }, { initial: [1], excluded: Uint32Array.of(5) });
    expect(best.indices).toEqual(Uint32Array.of(1, 7, 4));
  });
});

describe("a selection", () => {
  const best = maximizeSync(f, { size: 2 }, { seed: 2n ** 60n });

  test("takes the caller's own objects", () => {
    const items = Array.from({ length: 8 }, (_, id) => ({ id }));
    expect(best.take(items)[0]).toBe(items[5]);
    expect(best.take(Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7))).toEqual([5, 7]);
    expect(thrown(() => best.take([1, 2]))).toEqual([
      "SHAPE",
      "take(): items must be of length 8 at least (element 7 was chosen), received 2",
    ]);
    expect(thrown(() => best.take(5 as never))).toEqual([
      "ARGUMENT",
      "take(): items must be an array, one item per element of the ground set, received 5",
    ]);
  });

  test("survives structuredClone and JSON", () => {
    expect(structuredClone(best)).toEqual({ ...best });
    const json = JSON.parse(JSON.stringify(best)) as Record<string, unknown>;
    expect(json).toMatchObject({
      indices: [5, 7],
      gains: [9, 6],
      value: 15,
      seed: "1152921504606846976",
      stopped: "size",
    });
    expect(Object.keys(json).sort()).toEqual(Object.keys(best).sort());
  });
});

describe("what is wrong is said", () => {
  const set = "elements of the ground set";
  test.each<[unknown, unknown, unknown, string, string]>([
    [
      {},
      { size: 1 },
      undefined,
      "ARGUMENT",
      "f must be a set function (of customFunction(), modular(), chain.objective()), received an object",
    ],
    [f, { size: 9 }, undefined, "RANGE", `size must be an integer in 1..=8 (${set}), received 9`],
    [f, { size: 0 }, undefined, "RANGE", `size must be an integer in 1..=8 (${set}), received 0`],
    [f, { size: 2.5 }, undefined, "RANGE", `size must be an integer in 1..=8 (${set}), received 2.5`],
    [
      f,
      [{ size: 1 }, { size: "2" }],
      undefined,
      "ARGUMENT",
      `size must be an integer in 1..=8 (${set}), received a string`,
    ],
    [f, 5, undefined, "ARGUMENT", "constraint must be an object of named values, received 5"],
    [f, null, undefined, "ARGUMENT", "constraint must be an object of named values, received null"],
    [
      f,
      { sise: 5 },
      undefined,
      "ARGUMENT",
      "constraint must be an object of size, costs, budget, received the unknown 'sise' (did you mean 'size'?)",
    ],
    [
      f,
      [[{ size: 1 }]],
      undefined,
      "ARGUMENT",
      "constraint[0] must be an object of named values, received an array of length 1",
    ],
    [
      f,
      { kind: "partition" },
      undefined,
      "ARGUMENT",
      "constraint must be { size }, { costs, budget } or made by a builder of constraints (partitionMatroid() …), received an object",
    ],
    [
      f,
      partitionMatroid({ classes: [1, 2], limits: 1 }),
      undefined,
      "SHAPE",
      `constraint.classOf must be of length 8 (${set}), received 2`,
    ],
    [
      f,
      { size: 1 },
      { algorithm: "lazy" },
      "ARGUMENT",
      `algorithm must be one of ${algorithmNames.map((name) => `'${name}'`).join(", ")}, received 'lazy'`,
    ],
    [
      f,
      { size: 1 },
      { epsilon: 2 },
      "RANGE",
      "epsilon must be a finite number above 0 and below 1, received 2",
    ],
    [f, { size: 1 }, { batch: [] }, "RANGE", "batch must be sizes of at least 1, received none"],
    [
      f,
      { size: 1 },
      { initial: [8] },
      "RANGE",
      `initial[0] must be an integer in 0..=7 (${set}), received 8`,
    ],
    [
      f,
      { size: 1 },
      { excluded: [1, 1] },
      "ARGUMENT",
      "excluded must be a set without duplicates, received 1 twice",
    ],
    [
      f,
      { size: 1 },
      { initial: [1], excluded: [1] },
      "ARGUMENT",
      "initial must be disjoint from excluded, received 1 in both",
    ],
    [
      f,
      { size: 1 },
      { maxEvaluations: 0 },
      "RANGE",
      "maxEvaluations must be an integer in 1..=9007199254740991, received 0",
    ],
    [f, { size: 1 }, { target: Number.NaN }, "NON_FINITE", "target must be a finite number, received NaN"],
    [f, { size: 1 }, { threads: 0 }, "RANGE", "threads must be an integer in 1..=1024, received 0"],
  ])("%#", async (given, constraint, options, code, text) => {
    const args = [given, constraint, options] as [SetFunction, Constraint, MaximizeOptions];
    expect(await rejected(maximize(...args))).toEqual([code, `maximize(): ${text}`]);
    expect(thrown(() => maximizeSync(...args))).toEqual([code, `maximizeSync(): ${text}`]);
  });

  test("beyond the evaluations allowed", async () => {
    expect(
      (await rejected(maximize(f, { size: 3 }, { algorithm: "exhaustive", maxEvaluations: 3 })))[0],
    ).toBe("LIMIT");
  });

  test.each<[unknown, string, string]>([
    [[], "ARGUMENT", "input must be an object of named values, received an empty array"],
    [
      { classes: 5, limits: 1 },
      "ARGUMENT",
      "classes must be an array of words or whole numbers, one per element, received 5",
    ],
    [{ classes: [0.5], limits: 1 }, "ARGUMENT", "classes[0] must be a word or a whole number, received 0.5"],
    [{ classes: ["a"], limits: -1 }, "RANGE", "limits must be an integer in 0..=4294967294, received -1"],
    [
      { classes: ["a", "b"], limits: { a: 1 } },
      "ARGUMENT",
      "limits must be a number for every class, received none for 'b'",
    ],
    [
      { classes: ["a"], limits: { a: 1.5 } },
      "RANGE",
      "limits.a must be an integer in 0..=4294967294, received 1.5",
    ],
  ])("of a partition matroid: %#", (input, code, text) => {
    expect(thrown(() => partitionMatroid(input as PartitionMatroidInput))).toEqual([
      code,
      `partitionMatroid(): ${text}`,
    ]);
  });

  test("of weights", () => {
    expect(thrown(() => modular("abc" as never))).toEqual([
      "ARGUMENT",
      "modular(): weights must be a Float64Array, a Float32Array or an array of numbers, received a string",
    ]);
    expect(thrown(() => modular([1, Number.NaN]))[0]).toBe("NON_FINITE");
  });

  test("set functions are not made by new", () => {
    const Forged = NativeSetFunction as unknown as new (...values: unknown[]) => unknown;
    expect(thrown(() => new Forged(Symbol("x"), { groundSize: 3 }))).toEqual([
      "ARGUMENT",
      "SetFunction(): a set function is made by a builder, not by new",
    ]);
  });
});
