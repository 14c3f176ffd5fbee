/** Sequential selection of columns and what to measure next, against their definitions. */
import {
  acquisitionPolicy,
  selectFeatures,
  selectFeaturesSync,
  type FeatureCriterion,
} from "marginals/information";
import { columnEntropy, columnInformation, maximizeSync } from "marginals/submodular";
import { table } from "marginals/table";
import { describe, expect, it } from "vitest";
import { naiveEntropy as h, random, symbols } from "./reference.ts";

type Columns = Record<string, number[]>;

const data = (seed: number, count: number, rows: number): { x: Columns; y: number[] } => {
  const next = random(seed);
  const y = symbols(next, rows, 3);
  const x: Columns = {};
  for (let at = 0; at < count; at++) {
    const [alphabet, noise] = [2 + next(4), next(5)];
    x[`x${at}`] = y.map((value) => (next(5) < noise ? next(alphabet) : value % alphabet));
  }
  return { x, y };
};

/** The score of a column by the definition. */
const score = (criterion: FeatureCriterion, chosen: number[][], j: number[], y: number[]): number => {
  const alone = h([j]) + h([y]) - h([j, y]);
  if (criterion === "joint-entropy") return h([...chosen, j]) - (chosen.length > 0 ? h(chosen) : 0);
  if (chosen.length === 0 || criterion === "mutual-information") return alone;
  if (criterion === "conditional-mutual-information")
    return h([...chosen, j]) + h([...chosen, y]) - h(chosen) - h([...chosen, j, y]);
  const terms = chosen.map((s) => {
    const both = h([j, s]) + h([y]) - h([j, s, y]);
    if (criterion === "mrmr") return h([j]) + h([s]) - h([j, s]);
    if (criterion === "jmi") return both;
    if (criterion === "disr") return both / h([j, s, y]);
    return both - (h([s]) + h([y]) - h([s, y]));
  });
  if (criterion === "cmim") return Math.min(...terms);
  const sum = terms.reduce((total, term) => total + term, 0);
  return criterion === "mrmr" ? alone - sum / terms.length : sum;
};

const criteria = [
  "mrmr",
  "jmi",
  "cmim",
  "disr",
  "conditional-mutual-information",
  "mutual-information",
  "joint-entropy",
] as const;

describe("selectFeatures()", () => {
  it.each(criteria)("takes the best column by %s at every step", async (criterion) => {
    for (let seed = 1; seed <= 12; seed++) {
      const { x, y } = data(seed, 8, 60 + 17 * seed);
      const columns = { y, ...x };
      const options = { target: "y", criterion, size: 5 };
      const found = await selectFeatures({ columns }, options);
      const chosen: number[][] = [];
      for (const [step, name] of found.names.entries()) {
        const scores = Object.entries(x)
          .filter(([, column]) => !chosen.includes(column))
          .map(([other, column]) => [other, score(criterion, chosen, column, y)] as const);
        const own = scores.find(([other]) => other === name)?.[1] ?? Number.NaN;
        expect(Math.abs((found.scores[step] ?? 0) - own)).toBeLessThan(1e-12);
        expect(Math.max(...scores.map(([, value]) => value))).toBeLessThan(own + 1e-12);
        chosen.push(x[name] ?? []);
      }
      expect([...found.indices]).toEqual(found.names.map((name) => Object.keys(columns).indexOf(name)));
      expect(selectFeaturesSync({ columns }, { ...options, threads: 3 })).toEqual(found);
    }
  });

  it("makes greedy's choices where the score is a set function", async () => {
    const { x, y } = data(30, 9, 500);
    const whole = table({ columns: { ...x, y } });
    const entropy = await selectFeatures({ columns: x }, { criterion: "joint-entropy", size: 4 });
    const best = maximizeSync(columnEntropy(table({ columns: x })), { size: 4 }, { algorithm: "greedy" });
    expect(entropy.indices).toEqual(best.indices);
    const told = await selectFeatures(whole, {
      target: "y",
      criterion: "conditional-mutual-information",
      size: 4,
    });
    const information = columnInformation(whole, { target: ["y"] });
    expect(told.indices).toEqual(maximizeSync(information, { size: 4 }, { algorithm: "greedy" }).indices);
  });

  it("goes on from columns that are given", async () => {
    const { x, y } = data(31, 9, 300);
    const columns = { ...x, y };
    for (const criterion of criteria) {
      const all = await selectFeatures({ columns }, { target: "y", criterion, size: 5 });
      const given = all.names.slice(0, 2);
      const rest = await selectFeatures({ columns }, { target: "y", criterion, size: 3, given });
      expect([...given, ...rest.names]).toEqual(all.names);
      expect(rest.scores).toEqual(all.scores.slice(2));
    }
  });

  it("cuts values, takes a target beside the table, and says what is wrong", async () => {
    const next = random(32);
    const y = symbols(next, 200, 2);
    const columns = {
      noise: Float64Array.from(y, () => next(1e6) / 7),
      tells: Float64Array.from(y, (v) => v + next(9) / 8),
    };
    const found = await selectFeatures({ columns }, { target: y, size: 1, bins: 4, base: 2 });
    expect([found.names, found.unit]).toEqual([["tells"], "bits"]);
    const fails = (options: object): Promise<unknown> =>
      selectFeatures({ columns }, options as never).then(
        () => "no error",
        (error: Error) => error.message,
      );
    expect(await fails({ size: 1 })).toContain("target");
    expect(await fails({ target: y, size: 3 })).toContain("0..=2");
    expect(await fails({ target: "tells", size: 1, given: ["tells"] })).toContain("other than the target");
    expect(await fails({ target: y, size: 1, criterion: "mmr" })).toContain("'mrmr'");
  });
});

describe("acquisitionPolicy()", () => {
  it("asks what tells most per cost among rows that agree", async () => {
    const next = random(33);
    const [a, b, c] = [symbols(next, 300, 3), symbols(next, 300, 2), symbols(next, 300, 4)];
    const ill = a.map((value, row) => (b[row] === 0 ? Number(value > 0) : Number((c[row] ?? 0) > 1)));
    const policy = acquisitionPolicy({ columns: { a, b, c, ill } }, { target: "ill", costs: { c: 3 } });
    const observed: Record<string, number> = {};
    let rows = a.map((_, row) => row);
    for (let step = 0; step < 3; step++) {
      const found = await policy.next(observed, { base: 2 });
      const at = (list: number[]): number[] => rows.map((row) => list[row] ?? 0);
      const left = Object.entries({ a, b, c }).filter(([name]) => !(name in observed));
      const worth = left.map(([name, column]) => {
        const bits = (h([at(column)]) + h([at(ill)]) - h([at(column), at(ill)])) / Math.LN2;
        expect(Math.abs((found.informations[name] ?? 0) - bits)).toBeLessThan(1e-12);
        return [name, bits / (name === "c" ? 3 : 1)] as const;
      });
      const [best] = worth.toSorted((one, other) => other[1] - one[1]);
      expect(found.rows).toBe(rows.length);
      expect(Math.abs(found.entropy - h([at(ill)]) / Math.LN2)).toBeLessThan(1e-12);
      const share = at(ill).filter((value) => value === 1).length / rows.length;
      expect(found.posterior["1"] ?? 0).toBeCloseTo(share, 12);
      if ((best?.[1] ?? 0) > 1e-9) expect(found.name).toBe(best?.[0]);
      const name = found.name ?? "a";
      const column = { a, b, c }[name] ?? a;
      observed[name] = column[rows[0] ?? 0] ?? 0;
      rows = rows.filter((row) => column[row] === observed[name]);
    }
    expect((await policy.next(observed)).name).toBeNull();
    expect(policy.nextSync({}, { budget: 0.5 }).name).toBeNull();
    expect(policy.nextSync({ a: 99 })).toMatchObject({ rows: 0, name: null, posterior: {} });
    expect(() => policy.nextSync({ aa: 1 })).toThrow("columns");
    expect(() => acquisitionPolicy({ columns: { a, ill } }, { target: "ill", costs: { a: 0 } })).toThrow(
      "above 0",
    );
  });
});
