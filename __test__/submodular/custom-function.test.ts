import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import {
  customFunction,
  maximize,
  maximizeSync,
  minimizeSync,
  type CustomFunction,
  type CustomFunctionInput,
  type Gains,
} from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

const topics = [["a", "b"], ["b"], ["c"], ["a", "c", "d"], ["e"], ["b", "e"]];
const covered: Gains = (candidates, selected) => {
  const known = new Set([...selected].flatMap((index) => topics[index]!));
  return Array.from(candidates, (index) => topics[index]!.filter((topic) => !known.has(topic)).length);
};
const coverage = (gains: Gains = covered, more: Partial<CustomFunctionInput> = {}): CustomFunction =>
  customFunction({
    groundSize: topics.length,
    gains,
    structure: { shape: "submodular", monotone: "increasing" },
    ...more,
  });
const later =
  (gains: Gains): Gains =>
  async (candidates, selected) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return gains(candidates, selected);
  };

describe("a function written in JavaScript", () => {
  test("is maximized in every form, with the same answer", async () => {
    const want = { indices: Uint32Array.of(3, 5), gains: Float64Array.of(3, 2), value: 5, stopped: "size" };
    const sync = maximizeSync(coverage(), { size: 2 });
    expect(sync).toMatchObject(want);
    expect(await maximize(coverage(), { size: 2 })).toEqual(sync);
    expect(await maximize(coverage(later(covered)), { size: 2 })).toEqual(sync);
    expect(
      await maximize(
        coverage((c, s) => Float64Array.from(covered(c, s) as number[])),
        { size: 2 },
      ),
    ).toEqual(sync);
  });

  test.each([
    "greedy",
    "lazy-greedy",
    "stochastic-greedy",
    "lazier-than-lazy-greedy",
    "two-stage-greedy",
    "sample-greedy",
    "simultaneous-greedys",
    "repeated-greedy",
    "adaptive-sequencing",
    "threshold-greedy",
    "random-greedy",
    "exhaustive",
  ] as const)("is taken by %s", async (algorithm) => {
    const best = await maximize(coverage(), { size: 3 }, { algorithm, seed: 3 });
    expect(best.algorithm).toBe(algorithm);
    expect(best.indices.length).toBeLessThanOrEqual(3);
    expect(best.value).toBe(new Set([...best.indices].flatMap((index) => topics[index]!)).size);
    // Half of the elements may be out of sight of sample greedy.
    expect(best.value).toBeGreaterThanOrEqual(algorithm === "sample-greedy" ? 1 : 3);
  });

  test("says what is certain: a bound no set of that size passes, declared structure in the condition", () => {
    const best = maximizeSync(coverage(), { size: 2 }, { algorithm: "greedy" });
    expect(best.bound).toBeGreaterThanOrEqual(5);
    expect(best.guarantee?.ratio).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(best.guarantee?.condition).toMatch(/declared/);
    const unknown = maximizeSync(
      coverage(covered, { structure: undefined }),
      { size: 2 },
      { algorithm: "greedy" },
    );
    expect([unknown.bound, unknown.guarantee]).toEqual([null, null]);
  });

  test("has a value for every subset, by index and by name", async () => {
    const f = coverage(covered, { names: ["p", "q", "r", "s", "t", "u"], structure: { emptyValue: 10 } });
    expect(f.valueSync([])).toBe(10);
    expect(f.valueSync([0, 3])).toBe(14);
    expect(await f.value(["p", "s"])).toBe(14);
    expect(await coverage(later(covered)).value([1, 5])).toBe(2);
    expect(maximizeSync(f, { size: 1 }).names).toEqual(f.names);
    expect(f.structure).toMatchObject({ shape: "unknown", monotone: "no", emptyValue: 10 });
  });

  test("can be minimized", () => {
    expect(minimizeSync(coverage(), { size: 2 }, { exactSize: true, algorithm: "exhaustive" }).value).toBe(2);
  });

  test("is given copies, which it may write into", () => {
    const best = maximizeSync(
      coverage((candidates, selected) => {
        const answer = covered(candidates, selected);
        candidates.fill(0);
        selected.fill(0);
        return answer;
      }),
      { size: 2 },
    );
    expect(best.indices).toEqual(Uint32Array.of(3, 5));
  });

  test("serves calls at the same time", async () => {
    const f = coverage(later(covered));
    const both = await Promise.all([
      maximize(f, { size: 2 }),
      maximize(f, { size: 1 }),
      maximize(f, { size: 2 }),
    ]);
    expect(both.map(({ value }) => value)).toEqual([5, 3, 5]);
  });
});

describe("a function that fails", () => {
  const odd: unknown[] = [new Error("mine"), "text", 5, null, undefined, Symbol("x"), Object.create(null)];
  const circular = new Error("circular");
  circular.cause = circular;
  odd.push(circular, {
    toString() {
      throw new Error("no");
    },
  });
  test.each(odd.map((value) => [value]))("what it throws is left as it is: %#", async (mine) => {
    const throws: Gains = () => {
      throw mine;
    };
    const caught = (call: () => unknown): unknown => {
      try {
        call();
      } catch (error) {
        return error;
      }
      return "nothing";
    };
    expect(caught(() => maximizeSync(coverage(throws), { size: 1 }))).toBe(mine);
    const reason = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => "nothing",
        (error: unknown) => error,
      );
    expect(await reason(maximize(coverage(throws), { size: 1 }))).toBe(mine);
    const rejects: Gains = () => Promise.reject(mine);
    expect(await reason(maximize(coverage(rejects), { size: 1 }))).toBe(mine);
    expect(maximizeSync(coverage(), { size: 1 }).value).toBe(3);
  });

  const answer = "the answer of gains must be one finite number for each of 6 candidates, received";
  test.each<[unknown, string]>([
    [[1, 2], `${answer} 2`],
    [new Float64Array(7), `${answer} 7`],
    [[1, 2, 3, Number.NaN, 5, 6], `${answer} NaN for element 3`],
    [Float64Array.of(1, 2, 3, 4, 5, -Infinity), `${answer} -Infinity for element 5`],
    [[1, 2, 3, "4", 5, 6], `${answer} a string for element 3`],
    [Array.from({ length: 6 }), `${answer} undefined for element 0`],
    [undefined, `${answer} undefined`],
    [5, `${answer} 5`],
    ["123456", `${answer} a string`],
    [new Float32Array(6), `${answer} a Float32Array of length 6`],
    [{ length: 6 }, `${answer} an object`],
  ])("a wrong answer is named: %#", async (wrong, text) => {
    const gains = (() => wrong) as Gains;
    expect(thrown(() => maximizeSync(coverage(gains), { size: 1 }, { algorithm: "greedy" }))).toEqual([
      "CALLBACK",
      `maximizeSync(): ${text}`,
    ]);
    const asynchronous = (async () => wrong) as unknown as Gains;
    expect(await rejected(maximize(coverage(asynchronous), { size: 1 }, { algorithm: "greedy" }))).toEqual([
      "CALLBACK",
      `maximize(): ${text}`,
    ]);
  });

  test("a promise has no place in a blocking call", () => {
    const rejects: Gains = () => Promise.reject(new Error("unheard"));
    expect(thrown(() => maximizeSync(coverage(rejects), { size: 1 }))).toEqual([
      "CALLBACK",
      "maximizeSync(): the answer of gains must be an array of numbers in maximizeSync() (a promise is for the call " +
        "without Sync), received a promise",
    ]);
  });

  test("calling itself through an optimizer is refused, at any depth and across promises", async () => {
    const text =
      "gains must be free of calls that evaluate the same function, received a call from within its own evaluation";
    const self: CustomFunction = coverage(() => [maximizeSync(self, { size: 1 }).value]);
    expect(thrown(() => maximizeSync(self, { size: 1 }))).toEqual(["REENTRANT", `maximizeSync(): ${text}`]);
    const value: CustomFunction = coverage(() => [value.valueSync([1])]);
    expect(thrown(() => maximizeSync(value, { size: 1 }))).toEqual(["REENTRANT", `valueSync(): ${text}`]);
    const deferred: CustomFunction = coverage(async (candidates) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return Array.from(candidates, () => 0).fill((await maximize(deferred, { size: 1 })).value);
    });
    expect(await rejected(maximize(deferred, { size: 1 }))).toEqual(["REENTRANT", `maximize(): ${text}`]);
    const inner: CustomFunction = coverage((candidates) =>
      candidates.length ? [maximizeSync(outer, { size: 1 }).value] : [],
    );
    const outer: CustomFunction = coverage(() => [maximizeSync(inner, { size: 1 }).value]);
    expect(thrown(() => maximizeSync(outer, { size: 1 }))[0]).toBe("REENTRANT");
  });

  test("calling another function is fine", () => {
    const other = coverage();
    const nested = coverage((candidates) =>
      Array.from(candidates, (e) => e + maximizeSync(other, { size: 1 }).value),
    );
    expect(maximizeSync(nested, { size: 1 }, { algorithm: "greedy" }).indices).toEqual(Uint32Array.of(5));
  });

  test("a call started by an evaluation that is over is no re-entry", async () => {
    let started: Promise<unknown> | undefined;
    const f: CustomFunction = coverage((candidates, selected) => {
      started ??= new Promise((resolve) => setTimeout(resolve, 20)).then(() => maximize(f, { size: 1 }));
      return covered(candidates, selected);
    });
    maximizeSync(f, { size: 2 });
    await expect(started).resolves.toMatchObject({ value: 3 });
  });
});

describe("a long selection", () => {
  const slow = (): CustomFunction =>
    coverage(async (candidates, selected) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return covered(candidates, selected);
    });

  test("is aborted before, between and within questions", async () => {
    const reason = new Error("why");
    await expect(maximize(slow(), { size: 3 }, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      name: "AbortError",
      code: "ABORT_ERR",
      cause: reason,
    });
    const controller = new AbortController();
    const never = coverage(() => new Promise(() => {}));
    const waiting = maximize(never, { size: 2 }, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(waiting).rejects.toMatchObject({ code: "ABORT_ERR", cause: reason });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    const open = new AbortController();
    await maximize(coverage(later(covered)), { size: 1 }, { signal: open.signal });
    const failing: Gains = () => Promise.reject(reason);
    await expect(maximize(coverage(failing), { size: 1 }, { signal: open.signal })).rejects.toBe(reason);
    expect(getEventListeners(open.signal, "abort")).toEqual([]);
    expect(() => maximizeSync(coverage(), { size: 1 }, { signal: AbortSignal.abort() })).toThrow("aborted");
  });

  test("gives the best so far where that is wanted", async () => {
    const controller = new AbortController();
    const f = coverage((candidates, selected) => {
      if (selected.length === 2) {
        controller.abort();
        return new Promise(() => {});
      }
      return covered(candidates, selected);
    });
    const best = await maximize(
      f,
      { size: 4 },
      { algorithm: "greedy", signal: controller.signal, onAbort: "best-so-far" },
    );
    expect(best).toMatchObject({ stopped: "aborted", indices: Uint32Array.of(3, 5), value: 5, bound: null });
  });

  test("leaves the event loop free and reports progress", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const busy: Gains = (candidates, selected) => {
      const until = performance.now() + 10;
      while (performance.now() < until);
      return covered(candidates, selected);
    };
    const reports: number[] = [];
    await maximize(
      coverage(busy),
      { size: 6 },
      { algorithm: "greedy", onProgress: ({ done }) => reports.push(done) },
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(reports.length).toBeGreaterThanOrEqual(1);
    const mine = new Error("mine");
    const failing = maximize(
      coverage(busy),
      { size: 6 },
      {
        onProgress: () => {
          throw mine;
        },
      },
    );
    await expect(failing).rejects.toBe(mine);
  });
});

describe("what is wrong with a function is said", () => {
  const gains: Gains = () => [];
  test.each<[unknown, string, string]>([
    [undefined, "ARGUMENT", "input must be an object of named values, received undefined"],
    [{ gains }, "ARGUMENT", "groundSize must be an integer in 1..=4294967294, received undefined"],
    [{ groundSize: 0, gains }, "RANGE", "groundSize must be an integer in 1..=4294967294, received 0"],
    [
      { groundSize: 2 ** 32, gains },
      "RANGE",
      "groundSize must be an integer in 1..=4294967294, received 4294967296",
    ],
    [
      { groundSize: 2, gains: [] },
      "ARGUMENT",
      "gains must be a function (candidates, selected) => numbers, received an empty array",
    ],
    [
      { groundSize: 2, gain: gains },
      "ARGUMENT",
      "input must be an object of groundSize, gains, structure, names, received the unknown 'gain' (did you mean 'gains'?)",
    ],
    [
      { groundSize: 2, gains, structure: { shape: "submodlar" } },
      "ARGUMENT",
      "structure.shape must be one of 'submodular', 'supermodular', 'modular', 'unknown', received 'submodlar' " +
        "(did you mean 'submodular'?)",
    ],
    [
      { groundSize: 2, gains, structure: { emptyValue: Number.NaN } },
      "NON_FINITE",
      "structure.emptyValue must be a finite number, received NaN",
    ],
    [
      { groundSize: 2, gains, names: ["a"] },
      "SHAPE",
      "names must be an array of 2 distinct strings (elements of the ground set), received 1",
    ],
    [
      { groundSize: 2, gains, names: ["a", "a"] },
      "ARGUMENT",
      "names must be an array of 2 distinct strings (elements of the ground set), received a name twice",
    ],
  ])("%#", (input, code, text) => {
    expect(thrown(() => customFunction(input as CustomFunctionInput))).toEqual([
      code,
      `customFunction(): ${text}`,
    ]);
  });
});
