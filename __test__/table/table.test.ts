import {
  tableFromArrays,
  vectorFromArray,
  Dictionary,
  Int32,
  Utf8,
  tableFromIPC,
  tableToIPC,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { table, Table, type CategoryColumn, type TableInput } from "marginals/table";
import { thrown } from "../foundation/thrown.ts";

const column = (input: unknown, name = "x") => table(input as TableInput).column(name);
const labels = (from: Table, name = "x"): (string | undefined)[] => {
  const { codes, labels: words } = from.column(name) as CategoryColumn;
  return Array.from(codes, (code) => words[code]);
};

describe("the kind of a column follows from its cells", () => {
  test.each<[string, unknown, unknown]>([
    ["text", ["b", "a", "b"], { kind: "categories", codes: Uint32Array.of(0, 1, 0), labels: ["b", "a"] }],
    [
      "booleans",
      [true, false, true],
      { kind: "categories", codes: Uint32Array.of(1, 0, 1), labels: ["false", "true"] },
    ],
    ["one boolean", [true, true], { kind: "categories", codes: Uint32Array.of(0, 0), labels: ["true"] }],
    [
      "whole numbers",
      [10, 9, -1],
      { kind: "categories", codes: Uint32Array.of(2, 1, 0), labels: ["-1", "9", "10"] },
    ],
    ["bigints", [10n, 9n], { kind: "categories", codes: Uint32Array.of(1, 0), labels: ["9", "10"] }],
    [
      "integer arrays",
      Int8Array.of(3, -3),
      { kind: "categories", codes: Uint32Array.of(1, 0), labels: ["-3", "3"] },
    ],
    ["a number with a fraction", [1, 2.5], { kind: "values", values: Float64Array.of(1, 2.5) }],
    ["float arrays", Float32Array.of(1, 2), { kind: "values", values: Float64Array.of(1, 2) }],
    ["−0", Float64Array.of(-0), { kind: "values", values: Float64Array.of(0) }],
  ])("%s", (_, cells, want) => {
    expect(column({ columns: { x: cells } })).toMatchObject({
      name: "x",
      missingCount: 0,
      ...(want as object),
    });
  });

  test("the same data come to the same table as rows, columns and Arrow", () => {
    const words = ["rain", "sun", "rain"];
    const wind = [4.5, 2.25, 3];
    const day = [3, 1, 2];
    const fromColumns = table({ columns: { words, wind, day } });
    const rows = words.map((word, row) => ({ words: word, wind: wind[row], day: day[row] }));
    const arrow = tableFromArrays({ words, wind: Float64Array.from(wind), day: Int32Array.from(day) });
    expect(table(rows)).toEqual(fromColumns);
    expect(table(arrow)).toEqual(fromColumns);
    expect(table(tableFromIPC(tableToIPC(arrow)))).toEqual(fromColumns);
    expect(table(structuredClone(fromColumns))).toEqual(fromColumns);
    expect(table(fromColumns)).toBe(fromColumns);
  });

  test("Arrow dictionaries, nulls and 64-bit integers", () => {
    const words = vectorFromArray(["b", null, "b"], new Dictionary(new Utf8(), new Int32()));
    const ids = vectorFromArray([5n, 6n, 5n]);
    const made = table({ columns: { words, ids } }, { missing: "category" });
    expect(labels(made, "words")).toEqual(["b", "(missing)", "b"]);
    expect(labels(made, "ids")).toEqual(["5", "6", "5"]);
  });
});

describe("a table", () => {
  const made = table({ columns: { word: ["a", "b"], size: [0.5, 1] }, weights: [1, 3] });

  test("has names, rows, columns and weights", () => {
    expect(made).toBeInstanceOf(Table);
    expect([made.names, made.rowCount, made.weights, made.sourceRows]).toEqual([
      ["word", "size"],
      2,
      Float64Array.of(1, 3),
      null,
    ]);
    expect(made.column("size")).toBe(made.columns[1]);
  });

  test("names columns given as an array", () => {
    expect(table({ columns: [["a"], [1.5]] }).names).toEqual(["column0", "column1"]);
    expect(table({ columns: [made.column("size"), ["x", "y"]] }).names).toEqual(["size", "column1"]);
  });

  test("is frozen, has its own memory and leaves its input alone", () => {
    const x = Float64Array.of(1, 2);
    const own = table(Object.freeze({ columns: Object.freeze({ x, y: Object.freeze([1, 2]) }) }));
    x[0] = 9;
    expect((own.column("x") as { values: Float64Array }).values).toEqual(Float64Array.of(1, 2));
    expect(Object.isFrozen(own) && Object.isFrozen(own.columns[0]) && Object.isFrozen(own.names)).toBe(true);
    const rows = Object.freeze([Object.freeze({ x: 1.5 }), Object.freeze({ x: null })]);
    expect(table(rows, Object.freeze({ missing: "drop" })).rowCount).toBe(1);
  });

  test("survives structuredClone and JSON", () => {
    expect(structuredClone(made)).toEqual({ ...made });
    expect(JSON.parse(JSON.stringify(made))).toEqual({
      names: ["word", "size"],
      rowCount: 2,
      columns: [
        { name: "word", kind: "categories", values: ["a", "b"] },
        { name: "size", kind: "values", values: [0.5, 1] },
      ],
      weights: [1, 3],
    });
  });

  test("may be empty", () => {
    expect([table([]).rowCount, table([]).names]).toEqual([0, []]);
    expect(table({ columns: { x: [] } }).rowCount).toBe(0);
    expect(table({ columns: {}, weights: [] }).rowCount).toBe(0);
  });
});

describe("missing values", () => {
  const rows = [
    { x: "a", y: 1.5 },
    { x: null, y: 2.5 },
    { y: 3.5 },
    { x: "b", y: Number.NaN },
    { x: "a", y: 5.5 },
  ];

  test("are an error that says where", () => {
    expect(thrown(() => table(rows))).toEqual([
      "MISSING",
      "table(): column x must be present in every row (missing: 'drop' leaves such rows out, 'category' keeps them as " +
        "one more label), received no value at row 1",
    ]);
  });

  test("drop: the rows go, and the table knows which stayed", () => {
    const dropped = table(rows, { missing: "drop" });
    expect([dropped.rowCount, dropped.sourceRows]).toEqual([2, Uint32Array.of(0, 4)]);
    expect(dropped.column("x")).toMatchObject({
      codes: Uint32Array.of(0, 0),
      labels: ["a"],
      missingCount: 0,
    });
    expect(dropped.column("y")).toMatchObject({ values: Float64Array.of(1.5, 5.5) });
  });

  test("drop keeps the weights of the rows that stay", () => {
    const dropped = table({ columns: { x: ["a", null, "b"] }, weights: [1, 2, 3] }, { missing: "drop" });
    expect(dropped.weights).toEqual(Float64Array.of(1, 3));
  });

  test("category: one more label, NaN among values", () => {
    const kept = table(rows, { missing: "category" });
    expect(labels(kept)).toEqual(["a", "(missing)", "(missing)", "b", "a"]);
    expect(kept.column("x")).toMatchObject({ missingCount: 2, labels: ["a", "b", "(missing)"] });
    expect(kept.column("y")).toMatchObject({
      missingCount: 1,
      values: Float64Array.of(1.5, 2.5, 3.5, Number.NaN, 5.5),
    });
    expect(table(structuredClone(kept), { missing: "category" })).toEqual(kept);
  });

  test("a key that appears late is missing before", () => {
    expect(table([{ a: 1 }, { a: 2, b: "x" }], { missing: "category" }).column("b")).toMatchObject({
      missingCount: 1,
    });
  });

  test("a column of nothing else", () => {
    expect(table({ columns: { x: [null, undefined] } }, { missing: "category" }).column("x")).toMatchObject({
      kind: "values",
      missingCount: 2,
    });
    expect(table({ columns: { x: [null, undefined] } }, { missing: "drop" }).rowCount).toBe(0);
  });
});

describe("what is wrong is said", () => {
  const form = "rows as objects, { columns, weights? }, an Arrow table or a Table";
  const cells = "an array of cells, a float or integer array, a column or an Arrow vector";
  const gone = new Float64Array(2);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const code = { name: "x", kind: "categories", codes: Uint32Array.of(2), labels: ["a"] };
  test.each<[unknown, string, string]>([
    [undefined, "ARGUMENT", `input must be ${form}, received undefined`],
    [5, "ARGUMENT", `input must be ${form}, received 5`],
    [{}, "ARGUMENT", `input must be ${form}, received an object without columns`],
    [{ columns: {}, weight: [] }, "ARGUMENT", `input must be ${form}, received an object with 'weight'`],
    [[5], "ARGUMENT", "row 0 must be an object of cells, received 5"],
    [[[1, 2]], "ARGUMENT", "row 0 must be an object of named values, received an array of length 2"],
    [
      [{ x: {} }],
      "ARGUMENT",
      "column x at row 0 must be text, a boolean, a number or missing, received an object",
    ],
    [
      [{ x: new Date() }],
      "ARGUMENT",
      "column x at row 0 must be text, a boolean, a number or missing, received a Date",
    ],
    [
      [{ x: 1 }, { x: "a" }],
      "ARGUMENT",
      "column x at row 1 must be of one kind (numbers, as the first), received a string",
    ],
    [
      [{ x: "a" }, { x: 1 }],
      "ARGUMENT",
      "column x at row 1 must be of one kind (text, as the first), received 1",
    ],
    [[{ x: Infinity }], "NON_FINITE", "column x at row 0 must be finite or missing, received Infinity"],
    [
      [{ x: 2n ** 60n }],
      "RANGE",
      "column x at row 0 must be a bigint below 2n**53n in size, received 1152921504606846976n",
    ],
    [{ columns: { x: 5 } }, "ARGUMENT", `column x must be ${cells}, received 5`],
    [{ columns: { x: "abc" } }, "ARGUMENT", `column x must be ${cells}, received a string`],
    [
      { columns: { x: new BigInt64Array(2) } },
      "ARGUMENT",
      `column x must be ${cells}, received a BigInt64Array of length 2`,
    ],
    [
      { columns: { x: gone } },
      "ARGUMENT",
      "column x must be an array whose memory is still there, received one that was transferred",
    ],
    [
      { columns: { x: Float64Array.of(1, -Infinity) } },
      "NON_FINITE",
      "column x at row 1 must be finite or missing, received -Infinity",
    ],
    [{ columns: { x: [1, 2], y: [1] } }, "SHAPE", "column y must be of length 2 (as column x), received 1"],
    [
      { columns: { x: [1] }, weights: [1, 2] },
      "SHAPE",
      "weights must be of length 1 (rows of the table), received 2",
    ],
    [
      { columns: { x: [1] }, weights: [-1] },
      "RANGE",
      "weights[0] must be a finite number at least 0, received -1",
    ],
    [
      { columns: { x: [1] }, weights: [Number.NaN] },
      "NON_FINITE",
      "weights[0] must be a finite number at least 0, received NaN",
    ],
    [
      { columns: { x: [1] }, weights: [0] },
      "RANGE",
      "weights must be above 0 in some row, received 0 in every row",
    ],
    [{ columns: [code] }, "RANGE", "column x.codes[0] must be below 1 (labels of the column), received 2"],
    [
      { columns: [{ ...code, labels: ["a", "a"] }] },
      "ARGUMENT",
      "column x.labels must be distinct, received some label twice",
    ],
    [
      { columns: [{ ...code, kind: "numbers" }] },
      "ARGUMENT",
      "column x.kind must be one of 'categories', 'values', received 'numbers'",
    ],
    [
      { columns: [code, { ...code }] },
      "RANGE",
      "column x.codes[0] must be below 1 (labels of the column), received 2",
    ],
  ])("%#", (input, code, text) => {
    expect(thrown(() => table(input as TableInput))).toEqual([code, `table(): ${text}`]);
  });

  test("two columns of one name", () => {
    const x = table({ columns: { x: [1] } }).column("x");
    expect(thrown(() => table({ columns: [x, x] }))).toEqual([
      "ARGUMENT",
      "table(): the names of the columns must be distinct, received 'x' twice",
    ]);
  });

  test("a column that is not there", () => {
    const made = table({ columns: { wind: [1], rain: [2] } });
    expect(thrown(() => made.column("wnd"))).toEqual([
      "ARGUMENT",
      "column(): name must be one of the 2 columns of the table, received 'wnd' (did you mean 'wind'?)",
    ]);
    expect(thrown(() => made.column(0 as unknown as string))[0]).toBe("ARGUMENT");
  });

  test("unknown options, and policies of other measures", () => {
    expect(thrown(() => table([], { mising: "drop" } as object))[1]).toContain("(did you mean 'missing'?)");
    expect(thrown(() => table([], { missing: "pairwise" } as object))).toEqual([
      "ARGUMENT",
      "table(): missing must be one of 'error', 'drop', 'category', received 'pairwise'",
    ]);
  });

  test("a table is not made by new", () => {
    const Forged = Table as unknown as new (key: unknown, parts: unknown) => Table;
    expect(thrown(() => new Forged(Symbol("x"), { columns: [] }))).toEqual([
      "ARGUMENT",
      "Table(): a table is made by table() or readTable(), not by new",
    ]);
  });
});
