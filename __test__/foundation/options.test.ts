import { describe, expect, test } from "vitest";
import { jobOptions, optional, ownOptions, withDefault } from "../../ts/options.ts";
import * as validate from "../../ts/validate.ts";
import { thrown } from "./thrown.ts";

const own = (value: unknown) =>
  ownOptions("maximize", value, {
    ...jobOptions,
    size: optional(validate.integerIn(1, 5000, "rows of the matrix")),
    algorithm: withDefault(validate.oneOf(["auto", "greedy", "lazy-greedy"]), "auto"),
    epsilon: withDefault(validate.finiteNumber({ above: 0, below: 1 }), 0.1),
    base: optional(validate.base),
  });

describe("options are taken over", () => {
  test("absent ones have their defaults, on an object without a prototype", () => {
    const options = own(undefined);
    expect(Object.getPrototypeOf(options)).toBeNull();
    expect({ ...options }).toEqual({
      seed: 0,
      threads: undefined,
      signal: undefined,
      onAbort: "reject",
      onProgress: undefined,
      transfer: false,
      size: undefined,
      algorithm: "auto",
      epsilon: 0.1,
      base: undefined,
    });
    expect({ ...own({ size: undefined, algorithm: undefined }) }).toEqual({ ...options });
  });

  test("given ones are kept, and the caller's object is not touched", () => {
    const { signal } = new AbortController();
    const given = Object.freeze({
      size: 5000,
      seed: 7n,
      threads: 2,
      signal,
      onAbort: "best-so-far",
      base: 2,
    });
    const options = own(given);
    expect(options.size).toBe(5000);
    expect([options.seed, options.threads, options.signal, options.onAbort, options.base]).toEqual([
      7n,
      2,
      signal,
      "best-so-far",
      2,
    ]);
  });

  test("a polluted prototype is not seen", () => {
    const polluted = Object.prototype as Record<string, unknown>;
    polluted["size"] = 3;
    polluted["then"] = () => {};
    try {
      expect(own({}).size).toBeUndefined();
      expect(own(Object.create({ size: 4 })).size).toBeUndefined();
    } finally {
      delete polluted["size"];
      delete polluted["then"];
    }
  });

  test("each property is read once", () => {
    let reads = 0;
    const options = own({
      get size() {
        return ++reads;
      },
    });
    expect([options.size, reads]).toEqual([1, 1]);
  });

  test("a getter that throws is an error with its cause", () => {
    const cause = new Error("trap");
    const call = () =>
      own({
        get size() {
          throw cause;
        },
      });
    expect(thrown(call)).toEqual([
      "ARGUMENT",
      "maximize(): options must be an object whose properties can be read",
    ]);
    expect(call).toThrow(expect.objectContaining({ cause }));
  });

  test("__proto__ as an own key is unknown, not a prototype", () => {
    expect(thrown(() => own(JSON.parse('{"__proto__": {"size": 3}}')))[0]).toBe("ARGUMENT");
  });
});

describe("what is wrong is said", () => {
  const tail = "seed, threads, signal, onAbort, onProgress, transfer, size, algorithm, epsilon, base";
  test.each<[unknown, string, string]>([
    [
      { sise: 3 },
      "ARGUMENT",
      `options must be an object of ${tail}, received the unknown 'sise' (did you mean 'size'?)`,
    ],
    [{ colour: 3 }, "ARGUMENT", `options must be an object of ${tail}, received the unknown 'colour'`],
    [null, "ARGUMENT", "options must be an object of named values, received null"],
    [5, "ARGUMENT", "options must be an object of named values, received 5"],
    [[3], "ARGUMENT", "options must be an object of named values, received an array of length 1"],
    [new Map(), "ARGUMENT", "options must be an object of named values, received a Map"],
    [() => 1, "ARGUMENT", "options must be an object of named values, received a function"],
    [{ size: 6000 }, "RANGE", "size must be an integer in 1..=5000 (rows of the matrix), received 6000"],
    [{ size: 1.5 }, "RANGE", "size must be an integer in 1..=5000 (rows of the matrix), received 1.5"],
    [{ size: Number.NaN }, "RANGE", "size must be an integer in 1..=5000 (rows of the matrix), received NaN"],
    [
      { size: "3" },
      "ARGUMENT",
      "size must be an integer in 1..=5000 (rows of the matrix), received a string",
    ],
    [{ size: 3n }, "ARGUMENT", "size must be an integer in 1..=5000 (rows of the matrix), received 3n"],
    [
      { algorithm: "lazy-gredy" },
      "ARGUMENT",
      "algorithm must be one of 'auto', 'greedy', 'lazy-greedy', received 'lazy-gredy' (did you mean 'lazy-greedy'?)",
    ],
    [{ algorithm: 3 }, "ARGUMENT", "algorithm must be one of 'auto', 'greedy', 'lazy-greedy', received 3"],
    [{ epsilon: 0 }, "RANGE", "epsilon must be a finite number above 0 and below 1, received 0"],
    [{ epsilon: 1 }, "RANGE", "epsilon must be a finite number above 0 and below 1, received 1"],
    [
      { epsilon: Infinity },
      "NON_FINITE",
      "epsilon must be a finite number above 0 and below 1, received Infinity",
    ],
    [{ base: 1 }, "RANGE", "base must be a finite number above 0 other than 1, received 1"],
    [{ base: -2 }, "RANGE", "base must be a finite number above 0, received -2"],
    [
      { seed: -1 },
      "RANGE",
      "seed must be an integer in 0..=9007199254740991 or a bigint in 0n..2n**64n, received -1",
    ],
    [
      { seed: 2n ** 64n },
      "RANGE",
      "seed must be an integer in 0..=9007199254740991 or a bigint in 0n..2n**64n, received 18446744073709551616n",
    ],
    [
      { seed: "x" },
      "ARGUMENT",
      "seed must be an integer in 0..=9007199254740991 or a bigint in 0n..2n**64n, received a string",
    ],
    [{ threads: 0 }, "RANGE", "threads must be an integer in 1..=1024, received 0"],
    [{ signal: {} }, "ARGUMENT", "signal must be an AbortSignal, received an object"],
    [{ signal: new AbortController() }, "ARGUMENT", "signal must be an AbortSignal, received an object"],
    [{ onAbort: "stop" }, "ARGUMENT", "onAbort must be one of 'reject', 'best-so-far', received 'stop'"],
    [
      { onProgress: {} },
      "ARGUMENT",
      "onProgress must be a function ({ stage, done, total, value? }) => void, received an object",
    ],
    [{ transfer: 1 }, "ARGUMENT", "transfer must be true or false, received 1"],
  ])("%#", (options, code, text) => {
    expect(thrown(() => own(options))).toEqual([code, `maximize(): ${text}`]);
  });
});

test("−0 becomes 0", () => {
  expect(validate.integerIn(0, 1)(-0, "x", "verb")).toBe(0);
  expect(validate.finiteNumber()(-0, "x", "verb")).toBe(0);
  expect(validate.seed(-0, "x", "verb")).toBe(0);
});
