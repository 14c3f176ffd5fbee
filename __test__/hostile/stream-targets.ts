/** The streams, with arguments they accept. */
import * as submodular from "marginals/submodular";
import type { Target } from "./attack.ts";

const streamed = ["size", "objective", "epsilon", "repeatedIds", "threads"];
const sums = { function: "feature-based" } as const;
const items = () => [[1, 2], [3, 4], { id: "c", vector: new Float32Array([5, 6]) }];
const call = (of: (...args: never[]) => unknown): Target["call"] => of as Target["call"];

/** A stream, pushed to and answered. */
function used(options: unknown, given: unknown): unknown {
  const stream = new submodular.StreamSelector(options as never);
  stream.pushSync(given as never);
  return stream.resultSync();
}

const objectives = [
  { function: "feature-based", concave: "min", cap: 1, weights: [1, 2] },
  { function: "log-determinant", metric: "rbf", gamma: 1, regularization: 1 },
  { function: "facility-location", represented: [[1, 1]], metric: "rbf", gamma: 1 },
];

/** Every export of the streams. */
export const streams: readonly Target[] = [
  {
    name: "selectStream",
    call: call(submodular.selectStream),
    valid: () => [items(), { size: 2, objective: sums }],
    properties: {
      1: [
        ...streamed,
        "algorithm",
        "tries",
        "batchSize",
        "seed",
        "signal",
        "onAbort",
        "onProgress",
        "transfer",
      ],
    },
  },
  {
    name: "selectStream (item)",
    call: (item) =>
      submodular.selectStream([item, item] as never, { size: 1, objective: sums, repeatedIds: "keep" }),
    valid: () => [{ id: 1, vector: [1, 2] }],
    properties: { 0: ["id", "vector"] },
  },
  ...objectives.map((objective): Target => ({
    name: `selectStream (${objective.function})`,
    call: (given) => submodular.selectStream([[1, 2]], { size: 1, objective: given as never }),
    valid: () => [{ ...objective }],
  })),
  {
    name: "StreamSelector",
    call: used,
    valid: () => [{ size: 2, objective: sums }, items()],
    properties: { 0: [...streamed, "algorithm", "tries"] },
  },
  {
    name: "SlidingWindow",
    call: (options) => new submodular.SlidingWindow(options as never).resultSync(),
    valid: () => [{ window: 3, size: 2, objective: sums }],
    properties: { 0: streamed },
  },
  {
    name: "push",
    call: (given) => new submodular.StreamSelector({ size: 1, objective: sums }).push(given as never),
    valid: () => [items()],
  },
  {
    name: "pushSync",
    call: (given) => new submodular.StreamSelector({ size: 1, objective: sums }).pushSync(given as never),
    valid: () => [items()],
  },
];
