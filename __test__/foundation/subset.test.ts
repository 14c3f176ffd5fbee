import { describe, expect, test } from "vitest";
import { subset } from "../../ts/subset.ts";
import { thrown } from "./thrown.ts";

const ground = { size: 3, names: ["wind", "rain", "sun"], of: "coordinates of the chain" };
const take = (value: unknown, from: Parameters<typeof subset>[3] = ground) =>
  subset("entropyRate", "S", value, from);

describe("a subset", () => {
  test.each<[unknown, number[]]>([
    [
      [2, 0],
      [2, 0],
    ],
    [Uint32Array.of(1), [1]],
    [
      ["sun", "wind"],
      [2, 0],
    ],
    [
      ["sun", 0],
      [2, 0],
    ],
    [[], []],
    [Object.freeze([1, 2]), [1, 2]],
  ])("by index or name: %#", (value, indices) => {
    expect(take(value)).toEqual(Uint32Array.from(indices));
  });

  test("keeps its own memory", () => {
    const given = Uint32Array.of(0, 1);
    const taken = take(given);
    given[0] = 2;
    expect(taken).toEqual(Uint32Array.of(0, 1));
  });

  const range = "an integer in 0..=2 (coordinates of the chain)";
  test.each<[unknown, string, string]>([
    [[3], "RANGE", `S[0] must be ${range}, received 3`],
    [[0, -1], "RANGE", `S[1] must be ${range}, received -1`],
    [[0.5], "RANGE", `S[0] must be ${range}, received 0.5`],
    [[Number.NaN], "RANGE", `S[0] must be ${range}, received NaN`],
    [[0, 2, 0], "ARGUMENT", "S must be a set without duplicates, received 0 twice"],
    [["rain", "rain"], "ARGUMENT", "S must be a set without duplicates, received 'rain' twice"],
    [
      ["windy"],
      "ARGUMENT",
      "S[0] must be a name among the 3 coordinates of the chain, received 'windy' (did you mean 'wind'?)",
    ],
    [[null], "ARGUMENT", `S[0] must be ${range}, received null`],
    [
      "wind",
      "ARGUMENT",
      "S must be an array of indices or of names (coordinates of the chain), received a string",
    ],
    [
      new Int32Array(1),
      "ARGUMENT",
      "S must be an array of indices or of names (coordinates of the chain), received an Int32Array of length 1",
    ],
  ])("says what is wrong: %#", (value, code, text) => {
    expect(thrown(() => take(value))).toEqual([code, `entropyRate(): ${text}`]);
  });

  test("of a set without names knows no names", () => {
    expect(thrown(() => take(["wind"], { size: 3, of: "rows" }))).toEqual([
      "ARGUMENT",
      "entropyRate(): S[0] must be an integer in 0..=2 (rows), received a string",
    ]);
    expect(thrown(() => take([0], { size: 0, of: "rows" }))).toEqual([
      "RANGE",
      "entropyRate(): S[0] must be absent (there are no rows), received 0",
    ]);
  });
});
