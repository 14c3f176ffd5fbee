/** Columns of integers and tables are taken where they lie: the same answers as from copies, and nothing is kept. */
import { describe, expect, it } from "vitest";
import {
  jointEntropySync,
  oInformationSync,
  pairwiseDependenceSync,
  screenFeatures,
  totalCorrelationSync,
} from "../../ts/information/index.ts";
import { table } from "../../ts/table/index.ts";

const rows = 500;
const code = (row: number, column: number): number =>
  Math.imul(row * 7919 + column * 104_729, 2_654_435_761) >>> 28;
const plain = (column: number, symbols: number): number[] =>
  Array.from({ length: rows }, (_, row) => code(row % (column + 3) === 0 ? row : row >> 1, column) % symbols);

describe("columns of integers", () => {
  const lists = [plain(0, 2), plain(1, 3), plain(2, 5), plain(3, 16)];
  const forms = {
    arrays: lists,
    bytes: lists.map((list) => Uint8Array.from(list)),
    // Codes far apart, below 0 or not from 0 on are labels like any other.
    words: lists.map((list) => Int16Array.from(list, (symbol) => symbol * 1900 - 14_000)),
    wide: lists.map((list) => Int32Array.from(list, (symbol) => symbol * 100_000_007 - 5)),
    mixed: lists.map((list, at) =>
      at % 2 === 0 ? Uint32Array.from(list) : list.map((symbol) => `s${symbol}`),
    ),
  };
  const named = (columns: readonly ArrayLike<number | string>[]): { columns: Record<string, never> } => ({
    columns: Object.fromEntries(columns.map((column, at) => [`c${at}`, column as never])),
  });

  for (const [name, columns] of Object.entries(forms)) {
    it(`count the same as ${name}, as columns and as a table`, () => {
      const expected = totalCorrelationSync(named(lists)).value;
      for (const input of [named(columns), table(named(columns))]) {
        expect(totalCorrelationSync(input).value).toBe(expected);
        expect(oInformationSync(input, { gradient: true })).toEqual(
          oInformationSync(named(lists), { gradient: true }),
        );
        expect(jointEntropySync(input).value).toBeCloseTo(jointEntropySync(named(lists)).value, 14);
        const pairs = pairwiseDependenceSync(input);
        expect(pairs.names).toEqual(["c0", "c1", "c2", "c3"]);
        pairwiseDependenceSync(named(lists)).values.forEach((value, at) =>
          expect(pairs.values[at]).toBeCloseTo(value, 14),
        );
      }
    });
  }

  it("of different lengths or twice the same name are errors that say so", () => {
    const short = { columns: { a: Uint8Array.of(1, 2), b: Uint8Array.of(1) } };
    expect(() => totalCorrelationSync(short)).toThrow(
      "totalCorrelationSync(): column b must be of length 2 (as column a)",
    );
    const weighted = { columns: { a: Uint8Array.of(1, 2) }, weights: [1, 2] };
    expect(() => totalCorrelationSync(weighted)).toThrow("weights must be absent here");
  });

  it("that come before the target in chunks are kept as they came", async () => {
    const buffer = Uint8Array.from(lists[2] ?? []);
    async function* chunks(): AsyncGenerator<{ columns: Record<string, Uint8Array> }> {
      yield { columns: { first: buffer } };
      buffer.fill(0);
      yield { columns: { target: Uint8Array.from(lists[0] ?? []) } };
    }
    const options = { target: "target", permutations: 0, estimator: "binned" } as const;
    const [row] = await screenFeatures(chunks(), options);
    const whole = {
      columns: { first: Uint8Array.from(lists[2] ?? []), target: Uint8Array.from(lists[0] ?? []) },
    };
    expect(row?.value).toBe((await screenFeatures(whole, options))[0]?.value);
  });

  it("of a table that somebody wrote to are errors, whichever column it was", () => {
    for (const wrong of [0, 1, 2]) {
      const { columns } = named(lists.slice(0, 3));
      const held = table({ columns });
      expect(pairwiseDependenceSync(held).size).toBe(3);
      const column = held.columns[wrong];
      if (column?.kind !== "categories") throw new Error("a column of categories");
      column.codes[7] = column.labels.length;
      expect(() => pairwiseDependenceSync(held)).toThrow(/codes\[7\]/);
      expect(() => jointEntropySync(held)).toThrow(/codes\[7\]/);
    }
  });
});
