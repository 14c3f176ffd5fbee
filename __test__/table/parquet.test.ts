/** Parquet files: read as written, in chunks of columns, and refused when they are forged. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { screenFeatures, screenFeaturesSync } from "marginals/information";
import { MarginalsError, readTable } from "marginals";
import { readTableSync } from "marginals/table";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "marginals-parquet-"));
let files = 0;

function write(bytes: Uint8Array): string {
  const path = join(folder, `file${files++}.parquet`);
  writeFileSync(path, bytes);
  return path;
}

type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];

const parquet = (columnData: Columns, rowGroupSize = 100): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));

const rows = 500;
const numbers = Array.from({ length: rows }, (_, at) => Math.sin(at) + at / 7);
const mixed: Columns = [
  { name: "height", data: numbers, type: "DOUBLE" },
  { name: "label", data: numbers.map((_, at) => ["pug", "dane", "corgi"][at % 3]), type: "STRING" },
  { name: "count", data: numbers.map((_, at) => at % 5), type: "INT32" },
  { name: "big", data: numbers.map((_, at) => BigInt(at % 7)), type: "INT64" },
  { name: "flag", data: numbers.map((_, at) => at % 2 === 0), type: "BOOLEAN" },
];

describe("readTable of Parquet", () => {
  it("reads what was written, over several groups of rows", async () => {
    const table = await readTable(write(parquet(mixed)));
    expect([table.rowCount, ...table.names]).toEqual([rows, "height", "label", "count", "big", "flag"]);
    const height = table.column("height");
    expect(height.kind === "values" && Array.from(height.values)).toEqual(numbers);
    for (const name of ["label", "count", "big", "flag"]) {
      const column = table.column(name);
      const data = mixed.find((one) => one.name === name)?.data ?? [];
      if (column.kind !== "categories") throw new Error(`${name} is ${column.kind}`);
      expect(Array.from(column.codes, (code) => column.labels[code])).toEqual(Array.from(data, String));
    }
  });

  it("takes columns, kinds and policies for gaps", async () => {
    const path = write(
      parquet([
        { name: "a", data: [1, 2, null, 4], type: "DOUBLE", nullable: true },
        { name: "b", data: ["x", null, "y", "y"], type: "STRING", nullable: true },
      ]),
    );
    await expect(readTable(path)).rejects.toMatchObject({ code: "ERR_MARGINALS_MISSING" });
    expect((await readTable(path, { missing: "drop" })).rowCount).toBe(2);
    const kept = await readTable(path, { missing: "category", columns: { a: "categories" } });
    expect([kept.names.length, kept.column("a").kind]).toEqual([1, "categories"]);
    const fault = readTable(path, { columns: ["c"] });
    await expect(fault).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
  });

  it("has no blocking form and no streams, and knows what is nested", async () => {
    const path = write(parquet(mixed));
    expect(() => readTableSync(path)).toThrow(/readTable\(\) reads Parquet/);
    const stream = (async function* bytes() {
      yield new Uint8Array(readFileSync(path));
    })();
    await expect(readTable(stream, { format: "parquet" })).rejects.toMatchObject({
      code: "ERR_MARGINALS_UNSUPPORTED",
    });
    const nested = write(parquet([{ name: "list", data: [{ a: 1 }, { a: 2 }], type: "JSON" }]));
    await expect(readTable(nested)).rejects.toMatchObject({ code: "ERR_MARGINALS_UNSUPPORTED" });
    await expect(readTable(join(folder, "absent.parquet"))).rejects.toMatchObject({
      code: "ERR_MARGINALS_LOAD",
    });
  });

  it("ends at once when the signal aborts", async () => {
    const controller = new AbortController();
    const reading = readTable(write(parquet(mixed)), { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses forged and shortened files with a typed error", async () => {
    const whole = parquet(mixed.slice(0, 3), 1000);
    let state = 5;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * below);
    };
    const forged: Uint8Array[] = [new Uint8Array(0), new Uint8Array(12), whole.subarray(0, whole.length / 2)];
    for (let round = 0; round < 40; round++) {
      const copy = Uint8Array.from(whole);
      for (let change = 0; change < 1 + next(6); change++) copy[next(copy.length)] = next(256);
      forged.push(copy);
    }
    const outcomes = await Promise.all(
      forged.map(async (bytes) => {
        try {
          return (await readTable(write(bytes))).rowCount >= 0 ? "read" : "";
        } catch (error) {
          return error instanceof MarginalsError ? "refused" : String(error);
        }
      }),
    );
    expect(new Set(outcomes.slice(0, 3))).toEqual(new Set(["refused"]));
    expect(outcomes.filter((outcome) => outcome !== "read" && outcome !== "refused")).toEqual([]);
  });
});

describe("screenFeatures of Parquet", () => {
  it("is the screening of the same columns in memory, whatever the chunks", async () => {
    const path = write(parquet(mixed));
    const columns = Object.fromEntries(mixed.map(({ name, data }) => [name, Array.from(data, cell)]));
    const expected = await screenFeatures({ columns }, { target: "label" });
    for (const chunkBytes of [1, 8 * rows * 2, 2 ** 28]) {
      const found = await screenFeatures(path, { target: "label", chunkBytes });
      expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    }
    expect(() => screenFeaturesSync(path, { target: "label" })).toThrow(/Parquet/);
  });
});

function cell(value: unknown): number | string | boolean {
  return typeof value === "bigint" ? Number(value) : (value as number | string | boolean);
}
