/** Values that submodlib and apricot compute, by __test__/reference/make_submodular.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  disparityMin,
  disparitySum,
  featureBased,
  graphCut,
  logDeterminant,
  maximizeSync,
  probabilisticSetCover,
  saturatedCoverage,
  setCover,
  type ConcaveName,
  type NativeSetFunction,
} from "marginals/submodular";

interface Choice {
  indices: number[];
  gains: number[];
}
interface Reference {
  rows: number[][];
  probabilities: number[][];
  sets: number[][];
  covered: number[][];
  weights: number[];
  submodlib: Record<string, number[]>;
  apricot: Record<string, Choice>;
}
const path = new URL("../reference/submodular.json", import.meta.url);
const reference = JSON.parse(readFileSync(path, "utf8")) as Reference;
const { rows, sets, weights, covered, probabilities, submodlib, apricot } = reference;

describe("submodlib", () => {
  test.each<[string, NativeSetFunction]>([
    ["graphCut", graphCut(rows, { lambda: 0.4 })],
    ["logDeterminant", logDeterminant(rows)],
    ["disparitySum", disparitySum(rows)],
    ["disparityMin", disparityMin(rows)],
    ["setCover", setCover({ sets: covered, weights })],
    ["probabilisticSetCover", probabilisticSetCover(probabilities, { weights: weights.slice(0, 5) })],
  ])("%s", (name, f) => {
    for (const [at, expected] of submodlib[name]!.entries()) {
      expect(f.valueSync(sets[at]!), `${sets[at]}`).toBeCloseTo(expected, 4);
    }
  });
});

describe("apricot", () => {
  // Its `log` is ln(1 + x), its `sigmoid` x / (1 + x).
  const ours: readonly (readonly [string, ConcaveName])[] = [
    ["sqrt", "sqrt"],
    ["log", "log1p"],
    ["sigmoid", "saturating"],
  ];
  test.each<[string, NativeSetFunction]>([
    ...ours.map(([name, concave]): [string, NativeSetFunction] => [
      `featureBased ${name}`,
      featureBased(rows, { concave }),
    ]),
    ["saturatedCoverage", saturatedCoverage(rows, { fraction: 0.25 })],
  ])("%s", (name, f) => {
    const { indices, gains } = apricot[name]!;
    // The gains of its choice, in its order, and a choice of the same value.
    let before = 0;
    for (const [at, gain] of gains.entries()) {
      const value = f.valueSync(indices.slice(0, at + 1));
      expect(value - before).toBeCloseTo(gain, 9);
      before = value;
    }
    expect(maximizeSync(f, { size: indices.length }).value).toBeCloseTo(before, 9);
  });
});
