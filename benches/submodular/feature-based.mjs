/** Feature-based functions, lazy greedy: against apricot, for √ and ln(1 + x). */
import { against } from "./against.mjs";

export const bench = (harness) => {
  const sizes = harness.quick ? [5_000, 10_000, 20_000] : [10_000, 30_000, 100_000];
  return Object.fromEntries(
    ["sqrt", "log1p"].map((concave) => [
      concave,
      against(
        harness,
        `Feature-based, ${concave}, 100 chosen, one thread`,
        sizes.map((rows) => ({ ...harness.counts(rows, 64), function: "feature-based", concave, size: 100 })),
        ["apricot"],
        1e-9,
      ),
    ]),
  );
};
