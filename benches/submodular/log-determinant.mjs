/** Log-determinants of inner products plus 1 on the diagonal, lazy greedy: against submodlib, which is given its kernel. */
import { printTable, time } from "../report.mjs";
import { against } from "./against.mjs";

export const bench = (harness) => {
  const { clusters, measure, quick } = harness;
  const task = { function: "log-determinant", size: 100 };
  const small = quick ? [1_000, 2_000, 4_000] : [2_000, 4_000, 8_000];
  const peers = against(
    harness,
    "Log-determinant, 100 chosen, one thread",
    small.map((rows) => ({ ...clusters(rows, 64), ...task })),
    ["submodlib"],
  );
  // Sizes whose kernels no peer can hold, and growth in the number chosen.
  const large = against(
    harness,
    "Log-determinant at sizes beyond kernels",
    (quick ? [10_000, 20_000] : [25_000, 50_000, 100_000]).map((rows) => ({
      ...clusters(rows, 64),
      ...task,
    })),
    [],
  );
  const rows = quick ? 10_000 : 50_000;
  const chosen = [25, 50, 100, 200].map((size) => ({
    size,
    one: measure("measure.mjs", {
      ...clusters(rows, 64),
      ...task,
      size,
      threads: 1,
      repeats: 3,
      whole: true,
    }),
  }));
  printTable(
    `Log-determinant, growth in the number chosen at ${rows} rows`,
    chosen.map(({ size, one }) => ({ chosen: size, CPU: time(one.cpu), gains: one.evaluations })),
  );
  return { peers, large, chosen };
};
