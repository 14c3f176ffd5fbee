import { runInNewContext } from "node:vm";
import { FixedSizeList, Field, Float16, Float32, Float64, makeData, makeVector, Vector } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { denseMatrix, matrix } from "../../ts/matrix.ts";
import { thrown } from "./thrown.ts";

const dense = (value: unknown, transfer = false) => denseMatrix("graphCut", "matrix", value, transfer);

describe("every form of a matrix comes to rows one after the other", () => {
  const want = { kind: "dense", rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const list = (child: Float64Array | Float32Array) => {
    const single = child instanceof Float32Array;
    const values = single
      ? makeData({ type: new Float32(), data: child })
      : makeData({ type: new Float64(), data: child as Float64Array });
    const type = new FixedSizeList(3, new Field("item", single ? new Float32() : new Float64()));
    return makeData({ type, length: child.length / 3, nullCount: 0, child: values });
  };
  test.each<[string, unknown]>([
    ["rows and cols", { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, cols: 3 }],
    ["dims", { data: Float64Array.of(1, 2, 3, 4, 5, 6), dims: [2, 3] }],
    ["plain numbers", { data: [1, 2, 3, 4, 5, 6], rows: 2, cols: 3 }],
    [
      "rows as arrays",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ["rows as float arrays", [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]],
    ["a view into a larger buffer", { data: Float64Array.of(0, 1, 2, 3, 4, 5, 6).subarray(1), dims: [2, 3] }],
    ["another realm", runInNewContext("({ data: new Float64Array([1, 2, 3, 4, 5, 6]), rows: 2, cols: 3 })")],
    ["shared memory", { data: shared(1, 2, 3, 4, 5, 6), rows: 2, cols: 3 }],
    ["an Arrow vector", new Vector([list(Float64Array.of(1, 2, 3, 4, 5, 6))])],
    [
      "an Arrow vector of two chunks",
      new Vector([list(Float64Array.of(1, 2, 3)), list(Float64Array.of(4, 5, 6))]),
    ],
    [
      "a slice of an Arrow vector",
      new Vector([list(Float64Array.of(9, 9, 9, 1, 2, 3, 4, 5, 6, 9, 9, 9))]).slice(1, 3),
    ],
  ])("%s", (_, value) => {
    expect(dense(value)).toEqual(want);
  });

  test("32-bit floats stay so", () => {
    const single = Float32Array.of(0.1, 0.2);
    expect(dense({ data: single, rows: 1, cols: 2 }).data).toEqual(single);
    expect(dense([single, single]).data).toEqual(Float32Array.of(0.1, 0.2, 0.1, 0.2));
    expect(dense(new Vector([list(Float32Array.of(1, 2, 3))])).data).toEqual(Float32Array.of(1, 2, 3));
  });

  test("no rows, no columns", () => {
    expect(dense([])).toEqual({ kind: "dense", rows: 0, cols: 0, data: new Float64Array(0) });
    expect(dense([[], []])).toEqual({ kind: "dense", rows: 2, cols: 0, data: new Float64Array(0) });
    expect(dense({ data: new Float32Array(0), rows: 0, cols: 7 }).cols).toBe(7);
  });

  test("NaN and infinities are left to where the matrix is used", () => {
    expect(dense([[Number.NaN, Infinity]]).data).toEqual(Float64Array.of(Number.NaN, Infinity));
  });
});

/** WebAssembly is not among the types of a library without a browser. */
const { Memory: wasmMemory } = Reflect.get(globalThis, "WebAssembly") as {
  Memory: new (of: { initial: number }) => { buffer: ArrayBuffer };
};

function shared(...values: number[]): Float64Array {
  const array = new Float64Array(new SharedArrayBuffer(8 * values.length));
  array.set(values);
  return array;
}

describe("memory", () => {
  test("is copied: what the caller does later is not seen, what the library does neither", () => {
    const data = Float64Array.of(1, 2);
    const owned = dense({ data, rows: 1, cols: 2 });
    data[0] = 9;
    owned.data[1] = 8;
    expect([data, owned.data]).toEqual([Float64Array.of(9, 2), Float64Array.of(1, 8)]);
    expect(owned.data.buffer).not.toBe(data.buffer);
  });

  test("is moved on request, at any offset; the caller's array is empty then", () => {
    const whole = Float32Array.of(7, 1, 2, 7);
    const owned = dense({ data: whole.subarray(1, 3), rows: 1, cols: 2 }, true);
    expect(owned.data).toEqual(Float32Array.of(1, 2));
    expect(whole.length).toBe(0);
  });

  test("that cannot be moved is copied", () => {
    const wasm = new Float64Array(new wasmMemory({ initial: 1 }).buffer, 0, 2);
    wasm.set([1, 2]);
    for (const data of [shared(1, 2), wasm]) {
      expect(dense({ data, rows: 1, cols: 2 }, true).data).toEqual(Float64Array.of(1, 2));
      expect(data.length).toBe(2);
    }
    const resizable = Reflect.construct(ArrayBuffer, [16, { maxByteLength: 64 }]) as ArrayBuffer;
    const tracking = new Float64Array(resizable);
    tracking.set([1, 2]);
    const { data } = dense({ data: tracking, rows: 1, cols: 2 }, true);
    expect((data.buffer as { resizable?: boolean }).resizable).toBe(false);
    expect(data).toEqual(Float64Array.of(1, 2));
  });

  test("frozen input is not written to", () => {
    const rows = Object.freeze([Object.freeze([1, 2]), Object.freeze([3, 4])]);
    expect(dense(rows).data).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(dense(Object.freeze({ data: Object.freeze([1]), rows: 1, cols: 1 })).data).toEqual(
      Float64Array.of(1),
    );
  });

  test("a subclass cannot forge length or elements", () => {
    class Forged extends Float64Array {
      override get length(): number {
        return 1000;
      }
      override [Symbol.iterator](): never {
        throw new Error("iterated");
      }
    }
    const forged = new Forged([1, 2]);
    expect(dense({ data: forged, rows: 1, cols: 2 }).data).toEqual(Float64Array.of(1, 2));
  });
});

describe("what is wrong with a matrix is said", () => {
  const form =
    "a matrix: { data, rows, cols }, { data, dims }, an array of rows or an Arrow vector of fixed-size lists";
  const floats = "a Float64Array, a Float32Array or an array of numbers";
  const gone = new Float64Array(2);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const halves = makeVector(makeData({ type: new Float16(), data: new Uint16Array(3) }));
  const halfList = makeData({
    type: new FixedSizeList(3, new Field("item", new Float16())),
    length: 1,
    nullCount: 0,
    child: halves.data[0]!,
  });
  test.each<[unknown, string, string]>([
    [undefined, "ARGUMENT", `matrix must be ${form}, received undefined`],
    ["abc", "ARGUMENT", `matrix must be ${form}, received a string`],
    [Float64Array.of(1), "ARGUMENT", `matrix must be ${form}, received a Float64Array of length 1`],
    [[1, 2], "SHAPE", `matrix must be ${form}, received an array of numbers without rows`],
    [
      { data: new Float64Array(7), rows: 2, cols: 3 },
      "SHAPE",
      "matrix.data must be of length 6 (2 rows × 3 cols), received 7",
    ],
    [
      { data: new Float64Array(6), rows: -2, cols: -3 },
      "RANGE",
      "matrix.rows must be an integer in 0..=4294967294, received -2",
    ],
    [
      { data: new Float64Array(6), rows: 2.5, cols: 3 },
      "RANGE",
      "matrix.rows must be an integer in 0..=4294967294, received 2.5",
    ],
    [
      { data: new Float64Array(6), rows: 6 },
      "ARGUMENT",
      "matrix.cols must be an integer in 0..=4294967294, received undefined",
    ],
    [
      { data: new Float64Array(6), dims: [6] },
      "SHAPE",
      "matrix.dims must be an array [rows, cols], received an array of length 1",
    ],
    [
      { data: new Int32Array(6), rows: 2, cols: 3 },
      "ARGUMENT",
      `matrix.data must be ${floats}, received an Int32Array of length 6`,
    ],
    [
      { data: new BigInt64Array(6), rows: 2, cols: 3 },
      "ARGUMENT",
      `matrix.data must be ${floats}, received a BigInt64Array of length 6`,
    ],
    [
      { data: gone, rows: 1, cols: 2 },
      "ARGUMENT",
      "matrix.data must be an array whose memory is still there, received one that was transferred",
    ],
    [
      { data: new Float64Array(1), row: 1, cols: 1 },
      "ARGUMENT",
      "matrix must be an object of data, rows, cols, received the unknown 'row' (did you mean 'rows'?)",
    ],
    [[[1, 2], [3]], "SHAPE", "matrix[1] must be a row of length 2 (as the first), received 1"],
    [
      [
        [1, 2],
        [3, "4"],
      ],
      "ARGUMENT",
      "matrix[1][1] must be a number, received a string",
    ],
    // eslint-disable-next-line no-sparse-arrays
    [[[1, , 3]], "ARGUMENT", "matrix[0][1] must be a number, received undefined"],
    [[[1], null], "ARGUMENT", `matrix[1] must be ${floats}, received null`],
    [[[1], new Int8Array(1)], "ARGUMENT", `matrix[1] must be ${floats}, received an Int8Array of length 1`],
    [
      [new Float32Array(1), new Float64Array(1)],
      "ARGUMENT",
      "matrix[1] must be of the same float type as the first row, received a Float64Array of length 1",
    ],
    [
      new Vector([halfList]),
      "ARGUMENT",
      "matrix must be an Arrow vector of lists of 32- or 64-bit floats, received lists of half floats or integers",
    ],
  ])("%#", (value, code, text) => {
    expect(thrown(() => dense(value))).toEqual([code, `graphCut(): ${text}`]);
  });
});

describe("sparse rows", () => {
  const sparse = (value: unknown) => matrix("fromSparse", "transition", value);
  const good = { data: [1, 0.5, 0.5], indices: [1, 0, 1], indptr: [0, 1, 3], rows: 2, cols: 2 };

  test("are taken over", () => {
    expect(sparse(good)).toEqual({
      kind: "sparse",
      data: Float64Array.of(1, 0.5, 0.5),
      indices: Uint32Array.of(1, 0, 1),
      indptr: Uint32Array.of(0, 1, 3),
      rows: 2,
      cols: 2,
    });
    expect(sparse({ ...good, indices: Int32Array.of(1, 0, 1), indptr: Uint32Array.of(0, 1, 3) })).toEqual(
      sparse(good),
    );
    expect(sparse({ data: [], indices: [], indptr: [0], rows: 0, cols: 0 }).rows).toBe(0);
  });

  test.each<[Partial<Record<keyof typeof good, unknown>>, string, string]>([
    [
      { indices: [1, 0] },
      "SHAPE",
      "transition.indices must be of length 3 (one per entry of data), received 2",
    ],
    [{ indptr: [0, 3] }, "SHAPE", "transition.indptr must be of length 3 (rows + 1), received 2"],
    [
      { indptr: [0, 4, 3] },
      "SHAPE",
      "transition.indptr must be rising from 0 to 3 (non-zeros), received 4 at 1",
    ],
    [
      { indptr: [1, 1, 3] },
      "SHAPE",
      "transition.indptr must be rising from 0 to 3 (non-zeros), received 1 at 0",
    ],
    [
      { indptr: [0, 1, 2] },
      "SHAPE",
      "transition.indptr must be rising from 0 to 3 (non-zeros), received 2 at 2",
    ],
    [{ indices: [1, 0, 2] }, "RANGE", "transition.indices[2] must be below 2 (cols), received 2"],
    [
      { indices: [1, 0, -1] },
      "RANGE",
      "transition.indices[2] must be an integer in 0..=4294967294, received -1",
    ],
    [
      { indices: new Float64Array(3) },
      "ARGUMENT",
      "transition.indices must be a Uint32Array, an Int32Array or an array of integers, received a Float64Array of length 3",
    ],
  ])("%#", (change, code, text) => {
    expect(thrown(() => sparse({ ...good, ...change }))).toEqual([code, `fromSparse(): ${text}`]);
  });
});
