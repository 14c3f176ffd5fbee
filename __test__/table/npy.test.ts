import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { readTable, type ReadTableOptions, type Table } from "marginals/table";
import { rejected } from "../foundation/thrown.ts";

const npy = (header: string, data: ArrayBufferLike | Uint8Array, version = 1): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const start = version === 1 ? 10 : 12;
  const body = data instanceof Uint8Array ? data : new Uint8Array(data);
  const bytes = new Uint8Array(start + text.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, start);
  bytes.set(body, start + text.length);
  return bytes;
};
const header = (descr: string, shape: string, fortran = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }   \n`;

async function read(bytes: Uint8Array, options: ReadTableOptions = {}): Promise<Table> {
  const given = { format: "npy", ...options } as const;
  const whole = await readTable(Readable.from([bytes]), given);
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await readTable(Readable.from(single), given)).toEqual(whole);
  return whole;
}
const failing = (bytes: Uint8Array, options: ReadTableOptions = {}): Promise<[string, string]> =>
  rejected(readTable(Readable.from([bytes]), { format: "npy", ...options }));

describe(".npy", () => {
  test.each<[string, ArrayBufferLike, unknown]>([
    ["<f8", Float64Array.of(0.5, -0, 2).buffer, { kind: "values", values: Float64Array.of(0.5, 0, 2) }],
    ["<f4", Float32Array.of(0.5, 1, 2).buffer, { kind: "values", values: Float64Array.of(0.5, 1, 2) }],
    ["|u1", Uint8Array.of(255, 0, 255).buffer, { codes: Uint32Array.of(1, 0, 1), labels: ["0", "255"] }],
    ["|i1", Int8Array.of(-1, 1, -1).buffer, { codes: Uint32Array.of(0, 1, 0), labels: ["-1", "1"] }],
    ["<u2", Uint16Array.of(65535, 0, 0).buffer, { codes: Uint32Array.of(1, 0, 0), labels: ["0", "65535"] }],
    ["<i2", Int16Array.of(-2, 5, 5).buffer, { codes: Uint32Array.of(0, 1, 1), labels: ["-2", "5"] }],
    ["<i4", Int32Array.of(-2, 5, 5).buffer, { codes: Uint32Array.of(0, 1, 1), labels: ["-2", "5"] }],
    [
      "<u4",
      Uint32Array.of(2 ** 32 - 1, 5, 5).buffer,
      { codes: Uint32Array.of(1, 0, 0), labels: ["5", "4294967295"] },
    ],
    ["<i8", BigInt64Array.of(-(2n ** 53n) + 1n, 5n, 5n).buffer, { labels: ["-9007199254740991", "5"] }],
    ["<u8", BigUint64Array.of(1n, 5n, 5n).buffer, { labels: ["1", "5"] }],
    ["|b1", Uint8Array.of(1, 0, 1).buffer, { codes: Uint32Array.of(1, 0, 1), labels: ["false", "true"] }],
    [">i2", Uint8Array.of(1, 0, 0, 1, 0, 1).buffer, { labels: ["1", "256"] }],
  ])("a vector of %s", async (descr, data, want) => {
    const made = await read(npy(header(descr, "(3,)"), data));
    expect([made.names, made.rowCount]).toEqual([["column0"], 3]);
    expect(made.column("column0")).toMatchObject(want as object);
  });

  test("a matrix by rows and by columns, in every version, with columns chosen", async () => {
    const byRows = await read(npy(header("<f8", "(2, 3)"), Float64Array.of(1, 2, 3, 4, 5, 6).buffer));
    const byColumns = npy(header("<f8", "(2, 3)", "True"), Float64Array.of(1, 4, 2, 5, 3, 6).buffer, 2);
    expect(byRows.column("column1")).toMatchObject({ values: Float64Array.of(2, 5) });
    expect(await read(byColumns)).toEqual(byRows);
    const chosen = await read(npy(header("<i4", "(2, 2)"), Int32Array.of(1, 2, 3, 4).buffer, 3), {
      columns: { column1: "values" },
    });
    expect(chosen.columns).toMatchObject([{ name: "column1", values: Float64Array.of(2, 4) }]);
  });

  test("without rows", async () => {
    const made = await read(npy(header("<f8", "(0, 2)"), new ArrayBuffer(0)));
    expect([made.names, made.rowCount]).toEqual([["column0", "column1"], 0]);
  });

  test("NaN is missing", async () => {
    const bytes = npy(header("<f8", "(2,)"), Float64Array.of(1.5, Number.NaN).buffer);
    expect((await failing(bytes))[1]).toContain("received no value at row 1");
    expect((await read(bytes, { missing: "drop" })).rowCount).toBe(1);
  });

  const eight = new ArrayBuffer(8);
  test.each<[string, Uint8Array, string, string]>([
    [
      "other bytes",
      new TextEncoder().encode("a,b\n1,2\n"),
      "LOAD",
      "the input must be a .npy file, received other bytes at its beginning",
    ],
    [
      "no bytes",
      new Uint8Array(0),
      "LOAD",
      "the .npy file must hold a whole header, received a file cut short",
    ],
    [
      "a cut header",
      npy(header("<f8", "(1,)"), eight).subarray(0, 30),
      "LOAD",
      "the .npy file must hold a whole header, received a file cut short",
    ],
    [
      "cut data",
      npy(header("<f8", "(2,)"), eight),
      "LOAD",
      "the .npy file must hold 16 bytes of data, received a file cut short",
    ],
    [
      "a cut element",
      npy(header("<f8", "(1,)"), new ArrayBuffer(7)),
      "LOAD",
      "the .npy file must hold 8 bytes of data, received a file cut short",
    ],
    [
      "more data",
      npy(header("<f8", "(1,)"), new ArrayBuffer(9)),
      "LOAD",
      "the .npy file must hold exactly 8 bytes of data, received more",
    ],
    [
      "a version",
      npy(header("<f8", "(1,)"), eight, 4),
      "UNSUPPORTED",
      "the version of the .npy file must be 1.0, 2.0 or 3.0, received 4.0",
    ],
    [
      "half floats",
      npy(header("<f2", "(1,)"), eight),
      "UNSUPPORTED",
      "the number type of the .npy file must be f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1, received '<f2'",
    ],
    [
      "objects",
      npy(header("|O", "(1,)"), eight),
      "UNSUPPORTED",
      "the number type of the .npy file must be f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1, received '|O'",
    ],
    [
      "records",
      npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", eight),
      "UNSUPPORTED",
      "the .npy file must be an array of one number type, received a structured array",
    ],
    [
      "a scalar",
      npy(header("<f8", "()"), eight),
      "SHAPE",
      "the .npy file must be an array of 1 or 2 dimensions, received 0",
    ],
    [
      "a cube",
      npy(header("<f8", "(1, 1, 1)"), eight),
      "SHAPE",
      "the .npy file must be an array of 1 or 2 dimensions, received 3",
    ],
    [
      "a huge shape",
      npy(header("<f8", "(9007199254740993, 7)"), eight),
      "LIMIT",
      "the shape of the .npy file must be of fewer than 2^53 elements, received more",
    ],
    [
      "many rows",
      npy(header("<f8", "(4294967295, 1)"), eight),
      "LIMIT",
      "the .npy file must be of at most 4294967294 rows, received 4294967295",
    ],
    [
      "a large integer",
      npy(header("<i8", "(1,)"), BigInt64Array.of(2n ** 53n).buffer),
      "RANGE",
      "64-bit integers of a .npy file must be below 2^53 in size, received a larger one",
    ],
    [
      "an infinity",
      npy(header("<f8", "(1,)"), Float64Array.of(-Infinity).buffer),
      "NON_FINITE",
      "column column0 at row 0 must be finite or missing, received -Infinity",
    ],
    ...[
      "{}",
      "{'descr': '<f8'}",
      "nonsense",
      header("<f8", "(1,)").replace("False", "0"),
      header("<f8", "(-1,)"),
    ].map((text): [string, Uint8Array, string, string] => [
      `the header ${text.trim()}`,
      npy(text, eight),
      "LOAD",
      "the .npy header must be {'descr': …, 'fortran_order': …, 'shape': …}, received something else",
    ]),
  ])("refuses %s", async (_, bytes, code, text) => {
    expect(await failing(bytes)).toEqual([code, `readTable(): ${text}`]);
  });

  test("refuses any file cut anywhere, and any flipped byte of a header is refused or read", async () => {
    const whole = npy(header("<f8", "(2, 2)"), Float64Array.of(1, 2, 3, 4).buffer);
    for (let length = 0; length < whole.length; length++) {
      expect((await failing(whole.subarray(0, length)))[0]).toBe("LOAD");
    }
    for (let at = 0; at < whole.length - 32; at++) {
      const flipped = whole.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x15;
      await readTable(Readable.from([flipped]), { format: "npy" }).catch((error: Error) => {
        expect(error.name).toBe("MarginalsError");
      });
    }
  });

  test("a column that is not there", async () => {
    const bytes = npy(header("<f8", "(1, 2)"), new ArrayBuffer(16));
    expect(await failing(bytes, { columns: ["wind"] })).toEqual([
      "ARGUMENT",
      "readTable(): columns must be among column0 to column1, received 'wind'",
    ]);
  });
});
