import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import {
  readTable,
  readTableSync,
  table,
  type CategoryColumn,
  type ReadTableOptions,
  type Table,
  type TableSource,
  type ValueColumn,
} from "marginals/table";
import { rejected, thrown } from "../foundation/thrown.ts";

const folder = mkdtempSync(join(tmpdir(), "marginals-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const file = (content: string | Uint8Array, extension = "csv"): string => {
  const path = join(folder, `${++count}.${extension}`);
  writeFileSync(path, content);
  return path;
};
const cells = (from: Table, name: string): unknown[] => {
  const found = from.column(name);
  return found.kind === "values" ? [...found.values] : Array.from(found.codes, (code) => found.labels[code]);
};
/** Reads by every route: file, blocking, whole stream, one byte at a time; all must agree. */
async function read(content: string | Uint8Array, options: ReadTableOptions = {}): Promise<Table> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const path = file(bytes, options.format ?? "csv");
  const fromFile = await readTable(path, options);
  expect(readTableSync(pathToFileURL(path), options)).toEqual(fromFile);
  expect(await readTable(Readable.from([bytes]), options)).toEqual(fromFile);
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await readTable(Readable.from(single), options)).toEqual(fromFile);
  return fromFile;
}
/** Why reading fails, by every route. */
async function failing(
  content: string | Uint8Array,
  options: ReadTableOptions = {},
): Promise<[string, string]> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const path = file(bytes, options.format ?? "csv");
  const [code, text] = await rejected(readTable(path, options));
  expect(thrown(() => readTableSync(path, options))).toEqual([
    code,
    text.replace("readTable()", "readTableSync()"),
  ]);
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect((await rejected(readTable(Readable.from(single), options)))[0]).toBe(code);
  return [code, text];
}

describe("CSV", () => {
  test("quotes, quoted line ends, CRLF, a byte order mark, blank lines, no line end at the end", async () => {
    const made = await read('\u{FEFF}name,"say ""x"""\r\n"a,b",1.5\r\n\r\n"line\r\nend",2.5');
    expect(made.names).toEqual(["name", 'say "x"']);
    expect(cells(made, "name")).toEqual(["a,b", "line\r\nend"]);
    expect(cells(made, 'say "x"')).toEqual([1.5, 2.5]);
  });

  test("the kind of a column follows from how its cells are written", async () => {
    const made = await read("whole,number,zip,text,mixed\n10,1.0,01234,a,1\n-9,2e0,00001,b,x\n");
    expect(made.columns.map(({ kind }) => kind)).toEqual([
      "categories",
      "values",
      "categories",
      "categories",
      "categories",
    ]);
    expect((made.column("whole") as CategoryColumn).labels).toEqual(["-9", "10"]);
    expect(cells(made, "number")).toEqual([1, 2]);
    expect(cells(made, "zip")).toEqual(["01234", "00001"]);
    expect(cells(made, "mixed")).toEqual(["1", "x"]);
  });

  test("columns by name, in the order asked, of the kind asked", async () => {
    const content = "a,b,c\n1,2,3\n4,5,6\n";
    expect((await read(content, { columns: ["c", "a"] })).names).toEqual(["c", "a"]);
    const asked = await read(content, { columns: { b: "values", a: "auto" } });
    expect(asked.names).toEqual(["b", "a"]);
    expect((asked.column("b") as ValueColumn).values).toEqual(Float64Array.of(2, 5));
    expect((await read("x\n1.5\n1.50\n", { columns: { x: "categories" } })).column("x")).toMatchObject({
      labels: ["1.5", "1.50"],
    });
  });

  test("without a header, with another delimiter, with a name left out", async () => {
    expect((await read("1,2\n3,4\n", { header: false })).names).toEqual(["column0", "column1"]);
    expect((await read("a;b\n1,5;2\n", { delimiter: ";" })).names).toEqual(["a", "b"]);
    expect((await read(",b\n1,2\n")).names).toEqual(["column0", "b"]);
    expect((await readTable(file("a\tb\n1\t2\n", "tsv"))).names).toEqual(["a", "b"]);
  });

  test("missing values: where, dropped, kept, and which texts they are", async () => {
    const content = "x,y\n1.5,a\nNA,b\n2.5,\nNaN,c\nnull,d\n";
    expect(await failing(content)).toEqual([
      "MISSING",
      "readTable(): column x must be present in every row (missing: 'drop' leaves such rows out, 'category' keeps them " +
        "as one more label), received no value at line 3",
    ]);
    const dropped = await read(content, { missing: "drop" });
    expect([cells(dropped, "x"), dropped.sourceRows]).toEqual([[1.5], Uint32Array.of(0)]);
    const kept = await read(content, { missing: "category" });
    expect(cells(kept, "y")).toEqual(["a", "b", "(missing)", "c", "d"]);
    expect(cells(kept, "x")).toEqual([1.5, Number.NaN, 2.5, Number.NaN, Number.NaN]);
    const dashes = await read("x\n-\nNA\n", { missing: "category", missingLabels: ["-"] });
    expect(cells(dashes, "x")).toEqual(["(missing)", "NA"]);
  });

  test("a header alone is a table without rows", async () => {
    expect((await read("a,b\n")).rowCount).toBe(0);
  });

  test("many distinct numbers, then text", async () => {
    const lines = Array.from({ length: 70_000 }, (_, row) => `${row}.5`);
    expect((await readTable(Readable.from([`x\n${lines.join("\n")}\n`]))).column("x").kind).toBe("values");
    expect(await rejected(readTable(Readable.from([`x\n${lines.join("\n")}\nend\n`])))).toEqual([
      "ARGUMENT",
      "readTable(): column x at line 70002 must be a number, as the 65536 different ones before (declare the column as " +
        "'categories'), received text",
    ]);
    const few = Array.from({ length: 70_000 }, (_, row) => `${row % 7}.5`);
    expect((await readTable(Readable.from([`x\n${few.join("\n")}\nend\n`]))).column("x").kind).toBe(
      "categories",
    );
  });

  test.each<[string, string | Uint8Array, ReadTableOptions, string, string]>([
    ["ragged", "a,b\n1,2\n3\n", {}, "SHAPE", "line 3 must be a row of 2 cells (as the first), received 1"],
    ["ragged", "a,b\n1,2,3\n", {}, "SHAPE", "line 2 must be a row of 2 cells (as the first), received 3"],
    [
      "open quote",
      'a,b\n1,"2\n3,4\n',
      {},
      "LOAD",
      "line 2 must be properly quoted, received a quote that is never closed",
    ],
    [
      "quote inside",
      'a,b\n1,2"3\n',
      {},
      "LOAD",
      "line 2 must be properly quoted, received a quote inside a cell that does not begin with one",
    ],
    [
      "text after",
      'a,b\n1,"2"3\n',
      {},
      "LOAD",
      "line 2 must be properly quoted, received text after a closing quote",
    ],
    [
      "a gap at the very end",
      "x\n1.5\nNA",
      {},
      "MISSING",
      "column x must be present in every row (missing: 'drop' leaves such rows out, 'category' keeps them as one more " +
        "label), received no value at line 3",
    ],
    [
      "two names",
      "a,a\n1,2\n",
      {},
      "ARGUMENT",
      "the names of the columns must be distinct, received 'a' twice",
    ],
    ["nothing", "", {}, "LOAD", "the input must be CSV with a header, received no line of text"],
    [
      "not UTF-8",
      Uint8Array.of(97, 10, 0xe9, 10),
      {},
      "LOAD",
      "the input must be UTF-8 text, received other bytes after byte 0",
    ],
    [
      "cut UTF-8",
      Uint8Array.of(97, 10, 0xc3),
      {},
      "LOAD",
      "the input must be UTF-8 text, received other bytes after byte 3",
    ],
    [
      "no such column",
      "wind,rain\n1,2\n",
      { columns: ["wnd"] },
      "ARGUMENT",
      "columns must be among the 2 columns of the input, received 'wnd' (did you mean 'wind'?)",
    ],
    [
      "text among values",
      "x\n1\nabc\n",
      { columns: { x: "values" } },
      "ARGUMENT",
      "column x at line 3 must be a number, received text",
    ],
    [
      "too large",
      "x\n1e999\n",
      {},
      "NON_FINITE",
      "column x at line 2 must be a number that a double can hold, received one that is too large",
    ],
  ])("%s", async (_, content, options, code, text) => {
    expect(await failing(content, options)).toEqual([code, `readTable(): ${text}`]);
  });

  test("an error never holds data", async () => {
    const secret = "hunter2";
    for (const content of [
      `a,b\n${secret}\n`,
      `a\n"${secret}"${secret}\n`,
      `a\n"${secret}\n`,
      `a\n${secret}"\n`,
    ]) {
      const [, text] = await failing(content);
      expect(text).not.toContain(secret);
    }
    expect((await failing(`{"x": ${secret}}\n`, { format: "jsonl" }))[1]).not.toContain(secret);
  });
});

describe("JSON Lines", () => {
  const jsonl = { format: "jsonl" } as const;
  test("one object a line, blank lines, late keys, characters cut by blocks", async () => {
    const made = await read('{"x": 1.5, "y": "ä€𝄞"}\r\n\n{"x": 2.5, "y": "b", "z": true}', {
      ...jsonl,
      missing: "category",
    });
    expect(made.names).toEqual(["x", "y", "z"]);
    expect(cells(made, "y")).toEqual(["ä€𝄞", "b"]);
    expect(cells(made, "z")).toEqual(["(missing)", "true"]);
    expect((await read('{"x": 1, "y": 2}', { ...jsonl, columns: { y: "values" } })).columns).toMatchObject([
      { name: "y", kind: "values" },
    ]);
  });

  test.each<[string, string, string]>([
    ['{"x": 1}\n{"x": }\n', "LOAD", "line 2 must be a JSON object, received text that is no JSON"],
    ["[1]\n", "ARGUMENT", "line 1 must be an object of named values, received an array of length 1"],
    ["5\n", "ARGUMENT", "line 1 must be an object of cells, received 5"],
    [
      '{"x": [1]}\n',
      "ARGUMENT",
      "column x at line 1 must be text, a boolean, a number or missing, received an array of length 1",
    ],
    [
      '{"x": 1}\n{"x": "a"}\n',
      "ARGUMENT",
      "column x at line 2 must be of one kind (numbers, as the first), received a string",
    ],
    [
      '{"x": 1}\n{"x": null}\n',
      "MISSING",
      "column x must be present in every row (missing: 'drop' leaves such rows out, 'category' keeps them as one more " +
        "label), received no value at line 2",
    ],
  ])("%#", async (content, code, text) => {
    expect(await failing(content, jsonl)).toEqual([code, `readTable(): ${text}`]);
  });
});

describe("sources", () => {
  test("a web stream, an async generator, text chunks, the data of table()", async () => {
    const want = table({ columns: { x: ["ä", "b"] } });
    async function* generate() {
      yield "x\nä";
      yield new TextEncoder().encode("\nb\n");
    }
    expect(await readTable(generate())).toEqual(want);
    expect(await readTable(new Blob(["x\nä\nb\n"]).stream() as TableSource)).toEqual(want);
  });

  test("that cannot be read", async () => {
    expect(await rejected(readTable(join(folder, "absent.csv")))).toEqual([
      "LOAD",
      "readTable(): the file 'absent.csv' could not be read (ENOENT)",
    ]);
    expect((await rejected(readTable(folder)))[1]).toMatch(/could not be read \(EISDIR\)$/);
    expect(thrown(() => readTableSync(folder))[1]).toMatch(/could not be read \(EISDIR\)$/);
    const broken = Readable.from(
      (function* () {
        yield "x\n";
        throw new Error("mine");
      })(),
    );
    await expect(readTable(broken)).rejects.toThrow(/^mine$/);
  });

  test.each<[unknown, object | undefined, string, string]>([
    [5, undefined, "ARGUMENT", "source must be a path, a file: URL or a stream, received 5"],
    ["", undefined, "ARGUMENT", "source must be the path of a file, received an empty string"],
    [
      "a\0b",
      undefined,
      "ARGUMENT",
      "source must be the path of a file, received a path with a null character",
    ],
    [
      new URL("http://x/y.csv"),
      undefined,
      "UNSUPPORTED",
      "source must be a path, a file: URL or a stream, received a http: URL",
    ],
    [
      "x.feather",
      undefined,
      "UNSUPPORTED",
      "source must be a CSV, JSON Lines, .npy or Parquet file, received a .feather file",
    ],
    [
      "x.csv",
      { format: "cvs" },
      "ARGUMENT",
      "format must be one of 'csv', 'jsonl', 'npy', 'parquet', received 'cvs' (did you mean 'csv'?)",
    ],
    [
      "x.csv",
      { delimiter: "::" },
      "ARGUMENT",
      "delimiter must be one character other than a quote or a line end, received 2 characters",
    ],
    ["x.csv", { columns: ["a", "a"] }, "ARGUMENT", "columns must be distinct, received a name twice"],
    [
      "x.csv",
      { columns: { a: "number" } },
      "ARGUMENT",
      "columns.a must be one of 'auto', 'categories', 'values', received 'number'",
    ],
    ["x.csv", { missingLabels: [1] }, "ARGUMENT", "missingLabels[0] must be a string, received 1"],
    [
      Readable.from([5]),
      undefined,
      "ARGUMENT",
      "a chunk of source must be a Uint8Array or a string, received 5",
    ],
  ])("or make no sense: %#", async (source, options, code, text) => {
    expect(await rejected(readTable(source as TableSource, options as ReadTableOptions))).toEqual([
      code,
      `readTable(): ${text}`,
    ]);
  });
});

describe("a long reading", () => {
  const line = "1.25,abc\n".repeat(1000);
  async function* endless() {
    yield "x,y\n";
    for (;;) yield line;
  }

  test("stops on abort, before and while it runs, and leaves no listener", async () => {
    await expect(readTable(endless(), { signal: AbortSignal.abort("why") })).rejects.toMatchObject({
      name: "AbortError",
      code: "ABORT_ERR",
      cause: "why",
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await expect(readTable(endless(), { signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    const open = new AbortController();
    await readTable(Readable.from(["x\n1.5\n"]), { signal: open.signal });
    expect(getEventListeners(open.signal, "abort")).toEqual([]);
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const signal = AbortSignal.timeout(30);
    await expect(readTable(never, { signal })).rejects.toMatchObject({ name: "AbortError" });
  });

  test("reports bytes, ending at all of them, and keeps the event loop free", async () => {
    const path = file(`x,y\n${line.repeat(60)}`);
    const reports: { stage: string; done: number; total: number }[] = [];
    let gap = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      gap = Math.max(gap, performance.now() - last);
      last = performance.now();
    }, 1);
    await readTable(path, { onProgress: (report) => reports.push(report) });
    clearInterval(timer);
    const bytes = 4 + 9 * 60_000;
    expect(reports.at(-1)).toEqual({ stage: "read", done: bytes, total: bytes });
    expect(reports.every(({ done }, i) => i === 0 || done >= (reports[i - 1]?.done ?? 0))).toBe(true);
    expect(gap).toBeGreaterThan(0);
  });

  test("an exception of onProgress ends it as it is", async () => {
    const mine = new Error("mine");
    const slow = (async function* () {
      yield "x\n";
      for (let i = 0; i < 100; i++) {
        yield "1.5\n";
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const options = {
      onProgress: () => {
        throw mine;
      },
    };
    await expect(readTable(slow, options)).rejects.toBe(mine);
  });
});
