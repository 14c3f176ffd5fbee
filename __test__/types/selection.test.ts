/** Types of the builders of set functions, constraints and streams. They are held by the compiler. */
import { describe, expectTypeOf, test } from "vitest";
import {
  columnEntropy,
  customMatroid,
  disparitySum,
  facilityLocation,
  facilityLocationMutualInformation,
  groupBounds,
  laminarMatroid,
  maximize,
  maximizeParts,
  maximizeSync,
  mixture,
  modular,
  type NativeSetFunction,
  selectStream,
  setCover,
  SlidingWindow,
  StreamSelector,
  submodularConditionalGain,
  submodularCover,
  type AlgorithmName,
  type Cover,
  type CustomMatroid,
  type SelectedParts,
  type Selection,
  type SelectStreamOptions,
  type SimilarityMetric,
  type StreamingAlgorithmName,
  type StreamSelection,
} from "marginals/submodular";

/** Checked by the compiler, never run. */
const neverRun = (call: () => unknown): void => {
  expectTypeOf(call).toBeFunction();
};

describe("set functions", () => {
  test("are native ones, whatever they are made of", () => {
    neverRun(() => {
      expectTypeOf(facilityLocation([[1]], { metric: "rbf", gamma: 2 })).toEqualTypeOf<NativeSetFunction>();
      expectTypeOf(
        facilityLocation(new Float32Array(4).length ? [[1]] : [[2]]),
      ).toExtend<NativeSetFunction>();
      expectTypeOf(setCover({ sets: [[0, 1]], weights: [1, 2] })).toEqualTypeOf<NativeSetFunction>();
      expectTypeOf(
        facilityLocationMutualInformation([[1]], { query: [[1]], over: "query" }),
      ).toEqualTypeOf<NativeSetFunction>();
      expectTypeOf(mixture([{ f: modular([1]), weight: 2 }])).toEqualTypeOf<NativeSetFunction>();
      // @ts-expect-error a metric that is none
      facilityLocation([[1]], { metric: "manhattan" });
      // @ts-expect-error an option of another builder
      disparitySum([[1]], { lambda: 1 });
      // @ts-expect-error a query is required
      submodularConditionalGain(modular([1]), {});
      // @ts-expect-error columns come from a table or columns
      columnEntropy(3);
    });
    expectTypeOf<"squared-cosine">().toExtend<SimilarityMetric>();
  });

  test("show callers nothing of the native side", () => {
    type Shown = keyof NativeSetFunction;
    type Hidden = "handle" | "start" | "session" | "readyFor" | "structure" | "ratios" | "startDifference";
    expectTypeOf<Extract<Shown, Hidden>>().toEqualTypeOf<never>();
  });
});

describe("constraints and answers", () => {
  test("fit together", () => {
    neverRun(() => {
      const matroid = customMatroid({ groundSize: 2, independent: (set) => set.length < 2 });
      expectTypeOf(matroid).toEqualTypeOf<CustomMatroid>();
      const nested = laminarMatroid({ groundSize: 2, sets: [{ elements: [0, 1], limit: 1 }] });
      expectTypeOf(maximizeSync(modular([1, 2]), [matroid, nested, { size: 1 }])).toEqualTypeOf<Selection>();
      expectTypeOf(
        maximize(modular([1]), groupBounds({ groups: ["a"], upper: 1 })),
      ).resolves.toEqualTypeOf<Selection>();
      expectTypeOf(submodularCover(modular([1]), { target: 1 })).resolves.toEqualTypeOf<Cover>();
      expectTypeOf(
        maximizeParts([modular([1])], { groundSets: [[0]], size: 1 }),
      ).resolves.toEqualTypeOf<SelectedParts>();
    });
    expectTypeOf<"simultaneous-greedys" | "repeated-greedy" | "salsa">().toExtend<AlgorithmName>();
    expectTypeOf<StreamingAlgorithmName>().toExtend<AlgorithmName>();
    expectTypeOf<"greedy">().not.toExtend<StreamingAlgorithmName>();
  });
});

describe("streams", () => {
  test("keep the type of their items", () => {
    interface Post {
      id: string;
      vector: Float32Array;
      author: string;
    }
    neverRun(() => {
      const posts: AsyncIterable<Post> = (async function* () {})();
      const options: SelectStreamOptions = {
        size: 2,
        objective: { function: "feature-based", concave: { power: 0.5 } },
        algorithm: "salsa",
        length: 10,
      };
      expectTypeOf(selectStream(posts, options)).resolves.toEqualTypeOf<StreamSelection<Post>>();
      expectTypeOf(new StreamSelector<Post>(options)).toHaveProperty("push");
      expectTypeOf(
        new SlidingWindow({ size: 1, window: 5, objective: { function: "log-determinant" } }),
      ).toHaveProperty("push");
      // @ts-expect-error facility location needs the rows it represents
      void selectStream(posts, { size: 2, objective: { function: "facility-location" } });
      // @ts-expect-error a window is required
      void new SlidingWindow({ size: 1, objective: { function: "log-determinant" } });
    });
  });
});
