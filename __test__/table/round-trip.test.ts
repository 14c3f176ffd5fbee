/** Any table written as CSV or JSON Lines is read back as it was, however the bytes are cut into blocks. */
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readTable, table, type ReadTableOptions, type Table } from "marginals/table";

/** A reproducible stream of whole numbers below `most`. */
const dice = (seed: number): ((most: number) => number) => {
  let state = seed;
  return (most) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % most;
  };
};
const pieces = [
  "a",
  "B",
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  " ",
  "é",
  "𝄞",
  "0",
  "-",
  "\t",
  "'",
  "\\",
  "​",
  "NA",
  "null",
];
const word = (roll: (most: number) => number): string =>
  Array.from({ length: roll(5) }, () => pieces[roll(pieces.length)]).join("");

function* cut(bytes: Uint8Array, roll: (most: number) => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const length = 1 + roll(9);
    yield bytes.slice(at, at + length);
    at += length;
  }
}
const read = (text: string, roll: (most: number) => number, options: ReadTableOptions): Promise<Table> =>
  readTable(Readable.from(cut(new TextEncoder().encode(text), roll)), options);

/** Names that differ and are no decoration of each other; the first has no byte order mark to lose. */
const namesFor = (columns: number, roll: (most: number) => number): string[] =>
  Array.from({ length: columns }, (_, index) => `x${index}${word(roll)}`);

test("text of every kind", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const roll = dice(seed);
    const names = namesFor(1 + roll(4), roll);
    const rows = Array.from({ length: roll(6) }, () => names.map(() => `x${word(roll)}`));
    const want = table({
      columns: Object.fromEntries(names.map((name, index) => [name, rows.map((row) => row[index]!)])),
    });
    const quoted = (cell: string): string =>
      /[",\r\n]/.test(cell) || roll(2) === 0 ? `"${cell.replaceAll('"', '""')}"` : cell;
    const end = ["\n", "\r\n"][roll(2)]!;
    const csv =
      [names, ...rows].map((cells) => cells.map(quoted).join(",")).join(end) + (roll(2) === 0 ? end : "");
    const columns = Object.fromEntries(names.map((name) => [name, "categories"] as const));
    const made = await read(csv, roll, { columns });
    if (rows.length > 0) expect(made, `seed ${seed}`).toEqual(want);
    else expect([made.names, made.rowCount]).toEqual([names, 0]);
    const jsonl = rows
      .map((row) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]]))))
      .join("\n");
    if (rows.length > 0) expect(await read(jsonl, roll, { format: "jsonl" }), `seed ${seed}`).toEqual(want);
  }
});

test("numbers of every size, to the last bit", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const roll = dice(seed);
    const bits = new DataView(new ArrayBuffer(8));
    const number = (): number => {
      bits.setUint32(0, roll(2 ** 24) * 256 + roll(256));
      bits.setUint32(4, roll(2 ** 24) * 256 + roll(256));
      const value = bits.getFloat64(0);
      return Number.isFinite(value) ? value : 0.5;
    };
    const values = [0.5, ...Array.from({ length: roll(20) }, number)];
    const want = table({ columns: { x: Float64Array.from(values) } });
    expect(await read(`x\n${values.join("\n")}`, roll, {}), `seed ${seed}`).toEqual(want);
    const jsonl = values.map((x) => JSON.stringify({ x })).join("\n");
    expect(await read(jsonl, roll, { format: "jsonl" }), `seed ${seed}`).toEqual(want);
  }
});

test("any bytes at all are a table or an error of ours", async () => {
  for (let seed = 1; seed <= 500; seed++) {
    const roll = dice(seed);
    const bytes = Uint8Array.from({ length: roll(60) }, () =>
      roll(3) === 0 ? roll(256) : ',"\n\r1a{}:[]'.charCodeAt(roll(11)),
    );
    for (const format of ["csv", "jsonl", "npy"] as const) {
      const options = { format, missing: "category" } as const;
      await readTable(Readable.from(cut(bytes, roll)), options).catch((error: Error) => {
        expect(error.name, `seed ${seed} as ${format}: ${error.message}`).toBe("MarginalsError");
        expect((error as Error & { code: string }).code).not.toBe("ERR_MARGINALS_INTERNAL");
      });
    }
  }
});
