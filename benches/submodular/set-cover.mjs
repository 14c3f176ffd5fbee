/** Weighted coverage, lazy greedy: against submodlib. Sets of 20 of 2,000 concepts, few of them common. */
import { against } from "./against.mjs";

// No two weights are alike, so that no tie lets the two choose differently.
const weights = Array.from({ length: 2_000 }, (_, at) => 1 + ((at * 0.618_033_988_749_895) % 1));

export const bench = (harness) => {
  const sizes = harness.quick ? [1_000, 4_000, 16_000] : [4_000, 16_000, 64_000];
  return against(
    harness,
    "Set cover, 50 chosen, one thread",
    sizes.map((rows) => ({ ...harness.sets(rows, 20, 2_000), function: "set-cover", weights, size: 50 })),
    ["submodlib"],
    1e-5,
  );
};
