/** Graph cut with λ = 0.4, lazy greedy: against submodlib, which is given its similarities. */
import { against } from "./against.mjs";

export const bench = (harness) => {
  const sizes = harness.quick ? [1_000, 2_000, 4_000] : [2_500, 5_000, 10_000];
  return against(
    harness,
    "Graph cut, 100 chosen, one thread",
    sizes.map((rows) => ({ ...harness.clusters(rows, 64), function: "graph-cut", size: 100 })),
    ["submodlib"],
  );
};
