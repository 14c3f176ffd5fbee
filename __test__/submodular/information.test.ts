import { describe, expect, test } from "vitest";
import {
  checkStructureSync,
  columnEntropy,
  columnInformation,
  customFunction,
  maximize,
  maximizeSync,
  modular,
  submodularConditionalGain,
  submodularConditionalMutualInformation,
  submodularMutualInformation,
  type NativeSetFunction,
} from "marginals/submodular";
import { table, type Table } from "marginals/table";
import { rejected, thrown } from "../foundation/thrown.ts";

/** A reproducible table of categories, some columns made of others. */
const sample = (rows: number, weights?: number[]): Table => {
  let state = 12345;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const columns: Record<string, string[]> = {};
  for (const name of ["a", "b", "c", "d"]) {
    columns[name] = Array.from({ length: rows }, () => `${name}${random(3)}`);
  }
  columns["sum"] = Array.from({ length: rows }, (_, row) => `${columns["a"]?.[row]}${columns["b"]?.[row]}`);
  columns["noisy"] = Array.from({ length: rows }, (_, row) =>
    random(4) === 0 ? "?" : `${columns["c"]?.[row]}`,
  );
  return table({ columns, ...(weights === undefined ? {} : { weights }) });
};

/** H of some columns in nats, by counting words. */
const entropy = (of: Table, columns: readonly number[]): number => {
  const counts = new Map<string, number>();
  let total = 0;
  for (let row = 0; row < of.rowCount; row++) {
    const words = columns.map((index) => {
      const column = of.columns[index];
      return column?.kind === "categories" ? column.labels[column.codes[row] ?? 0] : "";
    });
    const weight = of.weights?.[row] ?? 1;
    counts.set(words.join("|"), (counts.get(words.join("|")) ?? 0) + weight);
    total += weight;
  }
  let sum = 0;
  for (const count of counts.values()) if (count > 0) sum -= (count / total) * Math.log(count / total);
  return sum;
};

const subsets = (size: number): number[][] =>
  Array.from({ length: 2 ** size }, (_, mask) =>
    Array.from({ length: size }, (__, e) => e).filter((e) => (mask >> e) & 1),
  );

const without = (set: readonly number[], ...gone: number[]): number[] => set.filter((e) => !gone.includes(e));
const union = (...sets: readonly (readonly number[])[]): number[] => [...new Set(sets.flat())];

describe("columns of a table", () => {
  test.each([
    ["counted", sample(90)],
    [
      "weighted",
      sample(
        90,
        Array.from({ length: 90 }, (_, row) => (row % 5) / 4),
      ),
    ],
  ])("have entropies and informations, rows %s", (_, rows) => {
    const h = (set: readonly number[]): number => entropy(rows, set);
    const joint = columnEntropy(rows);
    const conditional = columnEntropy(rows, { given: ["c"] });
    const information = columnInformation(rows, { target: ["noisy"] });
    const beyond = columnInformation(rows, { target: [4, 5], given: ["a"] });
    for (const set of subsets(6)) {
      expect(joint.valueSync(set)).toBeCloseTo(h(set), 11);
      expect(conditional.valueSync(set)).toBeCloseTo(h(union(set, [2])) - h([2]), 11);
      const free = without(set, 5);
      expect(information.valueSync(set)).toBeCloseTo(h(free) + h([5]) - h(union(free, [5])), 11);
      const rest = without(set, 0, 4, 5);
      const expected = h(union(rest, [0])) + h([0, 4, 5]) - h(union(rest, [0, 4, 5])) - h([0]);
      expect(beyond.valueSync(set)).toBeCloseTo(expected, 11);
    }
  });

  test("keep names, and leave targets and given columns out", async () => {
    const rows = sample(200);
    const best = await maximize(columnInformation(rows, { target: ["sum"], given: ["a"] }), { size: 5 });
    expect(best.take(rows.names)[0]).toBe("b");
    expect(best.take(rows.names)).not.toContain("sum");
    expect(best.take(rows.names)).not.toContain("a");
    expect(best.names).toEqual(rows.names);
    expect(best.bound).toBeNull();
    // All columns that are left, and not one more.
    const all = maximizeSync(columnEntropy(rows, { given: ["a"] }), { size: 5 }, { exactSize: true });
    expect([...all.indices].sort()).toEqual([1, 2, 3, 4, 5]);
    const message = thrown(() =>
      maximizeSync(columnEntropy(rows, { given: ["a"] }), { size: 6 }, { exactSize: true }),
    );
    expect(message).toHaveProperty("0", "RANGE");
  });

  test("are submodular where the caller says so, and then have a bound", () => {
    const rows = sample(200);
    const declared = columnInformation(rows, { target: ["sum"], conditionallyIndependent: true });
    const best = maximizeSync(declared, { size: 2 });
    expect(best.algorithm).toBe("lazy-greedy");
    expect(best.boundCondition).toMatch(/declared/);
    expect(maximizeSync(columnInformation(rows, { target: ["sum"] }), { size: 2 }).indices).toEqual(
      best.indices,
    );
  });

  test("exclusive or tells nothing alone and everything together", () => {
    const rows = table({ columns: { x: [0, 0, 1, 1], y: [0, 1, 0, 1], z: [0, 1, 1, 0] } });
    const information = columnInformation(rows, { target: ["z"] });
    expect(information.valueSync(["x"])).toBe(0);
    expect(information.valueSync(["x", "y"])).toBeCloseTo(Math.log(2), 14);
    expect(checkStructureSync(information)).toMatchObject({
      submodular: { holds: false },
      monotone: "increasing",
    });
  });

  test("of values are refused with advice, as is a table without rows", () => {
    const values = table({ columns: { x: new Float64Array([0.5, 1.5]) } });
    expect(thrown(() => columnEntropy(values))[1]).toBe(
      "columnEntropy(): table must be a table of categories, received the column 'x' of values; cut it with discretize()",
    );
    expect(thrown(() => columnEntropy(table({ columns: {} })))).toHaveProperty("0", "SHAPE");
    const rows = sample(3);
    expect(thrown(() => columnInformation(rows, { target: [] }))).toHaveProperty("0", "ARGUMENT");
    expect(thrown(() => columnInformation(rows, { target: ["a"], given: ["b", "a"] }))[1]).toMatch(
      /given must be disjoint from target, received column 0 in both/,
    );
    expect(thrown(() => columnInformation(rows, { target: ["sun"] }))[1]).toMatch(/did you mean 'sum'/);
    expect(thrown(() => columnEntropy(rows, { givn: ["a"] } as never))[1]).toMatch(/given/);
  });
});

describe("information forms of any function", () => {
  const rows = sample(60);
  const f: NativeSetFunction = columnEntropy(rows);
  const h = (set: readonly number[]): number => entropy(rows, set);

  test("are the identities", async () => {
    const query = [1, 5];
    const hidden = [0];
    const mutual = submodularMutualInformation(f, { query });
    const gain = submodularConditionalGain(f, { private: hidden });
    const both = submodularConditionalMutualInformation(f, { query: ["b", "noisy"], private: ["a"] });
    for (const set of subsets(6)) {
      const free = without(set, ...query);
      expect(await mutual.value(set)).toBeCloseTo(h(free) + h(query) - h(union(free, query)), 11);
      expect(gain.valueSync(set)).toBeCloseTo(h(union(set, hidden)) - h(hidden), 11);
      const expected =
        h(union(free, hidden)) + h(union(query, hidden)) - h(union(free, query, hidden)) - h(hidden);
      expect(both.valueSync(set)).toBeCloseTo(expected, 11);
    }
    expect(mutual.names).toEqual(rows.names);
  });

  test("choose no element of the query or the private set, nested forms included", () => {
    const nested = submodularMutualInformation(submodularConditionalGain(f, { private: ["a"] }), {
      query: ["sum"],
    });
    const chosen = maximizeSync(nested, { size: 4 }, { exactSize: true });
    expect([...chosen.indices].sort()).toEqual([1, 2, 3, 5]);
    const twin = submodularConditionalMutualInformation(f, { query: ["sum"], private: ["a"] });
    expect(nested.valueSync([1, 3])).toBeCloseTo(twin.valueSync([1, 3]), 12);
    const message = thrown(() => maximizeSync(twin, { size: 2 }, { initial: ["a"] as never }))[1];
    expect(message).toMatch(/initial/);
  });

  test("inherit what is true of them", () => {
    const gain = maximizeSync(submodularConditionalGain(f, { private: ["a"] }), { size: 2 });
    expect(gain.algorithm).toBe("lazy-greedy");
    expect(gain.bound).not.toBeNull();
    const mutual = maximizeSync(submodularMutualInformation(f, { query: ["a"] }), { size: 2 });
    expect(mutual.bound).toBeNull();
    expect(mutual.guarantee).toBeNull();
    const flat = submodularMutualInformation(modular([1, 2, 3]), { query: [0] });
    expect(flat.valueSync([1, 2])).toBe(0);
  });

  test("refuse what makes no sense", async () => {
    const custom = customFunction({ groundSize: 2, gains: () => [0] });
    expect(thrown(() => submodularMutualInformation(custom as never, { query: [0] }))[1]).toMatch(
      /^submodularMutualInformation\(\): f must be a set function computed natively/,
    );
    expect(thrown(() => submodularMutualInformation(f, { query: [] }))[1]).toBe(
      "submodularMutualInformation(): query must be a set of at least one element, received none",
    );
    expect(thrown(() => submodularConditionalGain(f, { private: [9] }))).toHaveProperty("0", "RANGE");
    expect(thrown(() => submodularConditionalGain(f, {} as never))[1]).toMatch(/private must be an array/);
    expect(
      thrown(() => submodularConditionalMutualInformation(f, { query: [1, 2], private: [0, 2] }))[1],
    ).toBe(
      "submodularConditionalMutualInformation(): private must be disjoint from query, received 2 in both",
    );
    const gone = columnEntropy(rows);
    const form = submodularConditionalGain(gone, { private: [0] });
    gone.dispose();
    // The form holds what it was made of.
    expect(form.valueSync([1])).toBeGreaterThan(0);
    expect(thrown(() => submodularConditionalGain(gone, { private: [0] }))).toHaveProperty("0", "ARGUMENT");
    form.dispose();
    expect((await rejected(form.value([1])))[1]).toMatch(/disposed/);
  });

  test("have the same bits for any number of threads", () => {
    const form = submodularConditionalMutualInformation(columnEntropy(sample(5_000)), {
      query: [5],
      private: [0],
    });
    const [one, two, eight] = [1, 2, 8].map((threads) => maximizeSync(form, { size: 3 }, { threads }));
    expect(two).toEqual(one);
    expect(eight).toEqual(one);
  });
});
