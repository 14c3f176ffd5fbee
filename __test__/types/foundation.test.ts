/** Types a caller sees. They are held by the compiler: `tsc` runs over the tests before they do. */
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  configure,
  discretize,
  discretizeSync,
  MarginalsError,
  markov,
  readTable,
  readTableSync,
  submodular,
  table,
  version,
  type CategoryColumn,
  type Column,
  type ErrorCode,
  type JobOptions,
  type ProgressReport,
  type ReadTableOptions,
  type Table,
  type ValueColumn,
} from "marginals";
import {
  customFunction,
  maximize,
  maximizeSync,
  modular,
  partitionMatroid,
  type AlgorithmName,
  type Constraint,
  type Gains,
  type MaximizeOptions,
  type Selection,
  type SetFunction,
} from "marginals/submodular";

/** Checked by the compiler, never run. */
const neverRun = (call: () => unknown): void => {
  expectTypeOf(call).toBeFunction();
};

describe("the package", () => {
  test("exports its rooms, tables, error, configuration and version", () => {
    expectTypeOf(version).toEqualTypeOf<string>();
    expectTypeOf(submodular.maximize).toEqualTypeOf<typeof maximize>();
    expectTypeOf(markov.MarkovChain.curieWeiss).toBeFunction();
    expectTypeOf(configure).parameters.toEqualTypeOf<
      [configuration?: { threads?: number | undefined; memory?: number | undefined }]
    >();
    expectTypeOf(configure()).toHaveProperty("threads").toEqualTypeOf<number>();
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("has one error with codes to branch on", () => {
    const error = new MarginalsError("x", { code: "ERR_MARGINALS_LIMIT" });
    expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
    expectTypeOf(error).toExtend<Error>();
    expectTypeOf<"ERR_MARGINALS_REENTRANT">().toExtend<ErrorCode>();
    expectTypeOf<"ERR_MARGINALS_ABORTED">().not.toExtend<ErrorCode>();
    expect(error.code).toBe("ERR_MARGINALS_LIMIT");
  });

  test("has one tail of options", () => {
    expectTypeOf<JobOptions["seed"]>().toEqualTypeOf<number | bigint | undefined>();
    expectTypeOf<JobOptions["onAbort"]>().toEqualTypeOf<"reject" | "best-so-far" | undefined>();
    expectTypeOf<NonNullable<JobOptions["onProgress"]>>().parameter(0).toEqualTypeOf<ProgressReport>();
    expectTypeOf<MaximizeOptions>().toExtend<JobOptions>();
    expectTypeOf<ReadTableOptions>().toExtend<Pick<JobOptions, "signal" | "onProgress">>();
  });
});

describe("tables", () => {
  test("come from rows, columns, files; jobs are promises with a twin", () => {
    expectTypeOf(table).returns.toEqualTypeOf<Table>();
    expectTypeOf(readTable).returns.toEqualTypeOf<Promise<Table>>();
    expectTypeOf(readTableSync).returns.toEqualTypeOf<Table>();
    expectTypeOf(discretize).returns.toEqualTypeOf<Promise<Table>>();
    expectTypeOf(discretizeSync).returns.toEqualTypeOf<Table>();
    expectTypeOf(table).toBeCallableWith([{ a: 1, b: "x", c: null, d: true, e: 5n }]);
    expectTypeOf(table).toBeCallableWith({
      columns: { a: ["x"], b: new Float64Array(1), c: Int32Array.of(1) },
      weights: [1],
    });
    expectTypeOf(table).toBeCallableWith({ columns: [["x"], [1.5]] } as const, { missing: "drop" });
    expectTypeOf(readTable).toBeCallableWith(new URL("file:///x.csv"), {
      columns: ["a"],
      missing: "category",
    });
    expectTypeOf(readTable).toBeCallableWith("x.csv", { columns: { a: "values" } });
    // @ts-expect-error cells are no objects
    neverRun(() => table([{ a: new Date() }]));
    // @ts-expect-error bigint arrays are no columns
    neverRun(() => table({ columns: { a: new BigInt64Array(1) } }));
    // @ts-expect-error there is no such policy
    neverRun(() => table([], { missing: "ignore" }));
    // @ts-expect-error a file is read from a path, a URL or a stream
    neverRun(() => readTable(5));
    // @ts-expect-error the blocking twin reads files only
    neverRun(() => readTableSync(new ReadableStream()));
  });

  test("tell categories from values", () => {
    const column = table({ columns: { x: ["a"] } }).column("x");
    expectTypeOf(column).toEqualTypeOf<Column>();
    if (column.kind === "categories") expectTypeOf(column).toEqualTypeOf<CategoryColumn>();
    else expectTypeOf(column).toEqualTypeOf<ValueColumn>();
    expectTypeOf<CategoryColumn["codes"]>().toEqualTypeOf<Uint32Array>();
    expectTypeOf<ValueColumn["values"]>().toEqualTypeOf<Float64Array>();
    // @ts-expect-error values have no labels
    neverRun(() => (column as ValueColumn).labels);
    // @ts-expect-error what a table holds is not written to
    neverRun(() => (table([]).rowCount = 5));
    expect(column.kind).toBe("categories");
  });
});

describe("selections", () => {
  test("come from set functions, constraints and optimizers", () => {
    expectTypeOf(maximize).parameter(0).toEqualTypeOf<SetFunction>();
    expectTypeOf(maximize).parameter(1).toEqualTypeOf<Constraint | undefined>();
    expectTypeOf(maximize).returns.toEqualTypeOf<Promise<Selection>>();
    expectTypeOf(maximizeSync).returns.toEqualTypeOf<Selection>();
    expectTypeOf(modular).returns.toExtend<SetFunction>();
    expectTypeOf(customFunction).returns.toExtend<SetFunction>();
    expectTypeOf<ReturnType<SetFunction["value"]>>().toEqualTypeOf<Promise<number>>();
    expectTypeOf<"lazy-greedy">().toExtend<AlgorithmName>();
    const constraint = [{ size: 2 }, partitionMatroid({ classes: ["a"], limits: 1 })];
    expectTypeOf(constraint).toExtend<Constraint>();
    // @ts-expect-error there is no such algorithm
    neverRun(() => maximize(modular([1]), { size: 1 }, { algorithm: "lazy" }));
    // @ts-expect-error a size is a number
    neverRun(() => maximize(modular([1]), { size: "1" }));
    expect(constraint.length).toBe(2);
  });

  test("answer fields of fixed names and types", () => {
    expectTypeOf<Selection["indices"]>().toEqualTypeOf<Uint32Array>();
    expectTypeOf<Selection["gains"]>().toEqualTypeOf<Float64Array>();
    expectTypeOf<Selection["value"]>().toEqualTypeOf<number>();
    expectTypeOf<Selection["bound"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Selection["ratio"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Selection["guarantee"]>().toEqualTypeOf<{
      ratio: number;
      condition: string;
      source: string;
    } | null>();
    expectTypeOf<Selection["evaluations"]>().toEqualTypeOf<number>();
    expectTypeOf<Selection["algorithm"]>().toEqualTypeOf<string>();
    expectTypeOf<Selection["seed"]>().toEqualTypeOf<number | bigint>();
    expectTypeOf<Selection["stopped"]>().toEqualTypeOf<
      "size" | "budget" | "target" | "no-gain" | "exhausted" | "aborted"
    >();
    const selection = maximizeSync(modular([1, 2]), { size: 1 });
    expectTypeOf(selection.take([{ id: 1 }, { id: 2 }])).toEqualTypeOf<{ id: number }[]>();
    expect(selection.take(["a", "b"])).toEqual(["b"]);
  });

  test("may be asked of functions that answer at once or later", () => {
    expectTypeOf((candidates: Uint32Array): number[] => [...candidates]).toExtend<Gains>();
    expectTypeOf(async (candidates: Uint32Array): Promise<Float64Array> =>
      Float64Array.from(candidates),
    ).toExtend<Gains>();
    expectTypeOf((): string[] => []).not.toExtend<Gains>();
  });
});
