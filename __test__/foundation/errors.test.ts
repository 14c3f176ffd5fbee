import { describe, expect, test } from "vitest";
import { MarginalsError } from "marginals";
import { describe as inWords, describeName } from "../../ts/describe.ts";
import { abortError, errorCodes, failure, fault, wrongKind } from "../../ts/errors.ts";
import { nearest } from "../../ts/nearest.ts";

describe("an error", () => {
  test("says verb, argument, what was expected and what was there", () => {
    const error = fault("RANGE", "maximize", "size", "an integer in 1..=5000 (rows of the matrix)", "6000");
    expect(error).toBeInstanceOf(MarginalsError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("MarginalsError");
    expect(error.message).toBe(
      "maximize(): size must be an integer in 1..=5000 (rows of the matrix), received 6000",
    );
    expect(error.code).toBe("ERR_MARGINALS_RANGE");
    expect(error.argument).toBe("size");
    expect(error.expected).toBe("an integer in 1..=5000 (rows of the matrix)");
    expect(error.received).toBe("6000");
    expect("cause" in error).toBe(false);
  });

  test("without a single argument still has its code and cause", () => {
    const cause = new Error("underneath");
    const error = failure("LOAD", "readTable", "the file could not be read", cause);
    expect(error.message).toBe("readTable(): the file could not be read");
    expect([error.code, error.argument, error.received]).toEqual([
      "ERR_MARGINALS_LOAD",
      undefined,
      undefined,
    ]);
    expect(error.cause).toBe(cause);
  });

  test("codes are the documented ones", () => {
    expect(errorCodes.map((code) => code.replace("ERR_MARGINALS_", "")).join(" ")).toBe(
      "ARGUMENT SHAPE RANGE NON_FINITE MISSING UNSUPPORTED NOT_CONVERGED OUT_OF_MEMORY LIMIT CALLBACK " +
        "REENTRANT INTERNAL LOAD",
    );
  });

  test("an abort is Node's own error with the reason as cause", () => {
    const reason = new Error("enough");
    const error = abortError(AbortSignal.abort(reason));
    expect([error.name, error.code, error.cause]).toEqual(["AbortError", "ABORT_ERR", reason]);
    expect(error).not.toBeInstanceOf(MarginalsError);
  });
});

describe("what was received is told by kind, never by content", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("trap");
      },
    },
  );
  test.each([
    [6000, "6000"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [5n, "5n"],
    [2n ** 100n, "a long bigint"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    ["", "an empty string"],
    ["a password", "a string"],
    [Symbol("secret"), "a symbol"],
    [() => 1, "a function"],
    [[], "an empty array"],
    [["secret", 2], "an array of length 2"],
    [new Int32Array(3), "an Int32Array of length 3"],
    [new Float64Array(2), "a Float64Array of length 2"],
    [new BigInt64Array(1), "a BigInt64Array of length 1"],
    [new Map(), "a Map"],
    [new ArrayBuffer(8), "an ArrayBuffer"],
    [Promise.resolve(1), "a Promise"],
    [{ secret: 1 }, "an object"],
    [hostile, "an object"],
    [Object.assign(Object.create(null), { [Symbol.toStringTag]: "Int8Array" }), "an object"],
  ])("%#", (value, words) => {
    expect(inWords(value)).toBe(words);
    expect(wrongKind("verb", "x", "a number", value).message).toBe(
      `verb(): x must be a number, received ${words}`,
    );
  });

  test("names are shown, unless they are no names", () => {
    expect(describeName("lazy-gredy")).toBe("'lazy-gredy'");
    expect(describeName("a\u0000b\nc")).toBe("'a\u{FFFD}b\u{FFFD}c'");
    expect(describeName("x".repeat(2000))).toBe("a string of 2000 characters");
  });
});

test("the nearest name by edit distance, or none", () => {
  const known = ["greedy", "lazy-greedy", "stochastic-greedy", "exhaustive"];
  expect(nearest("lazy-gredy", known)).toBe("lazy-greedy");
  expect(nearest("GREEDY", known)).toBe("greedy");
  expect(nearest("exhuastive", known)).toBe("exhaustive");
  expect(nearest("simplex", known)).toBeUndefined();
  expect(nearest("x".repeat(100_000), known)).toBeUndefined();
  expect(nearest("ab", ["ba"])).toBe("ba");
});
