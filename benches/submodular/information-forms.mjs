/** Mutual information with a query of ten rows: against submodlib, which is given its similarities. */
import { against } from "./against.mjs";

// LogDetMI is not submodular, so both compute every gain.
const FORMS = [
  ["FLVMI", "lazy-greedy"],
  ["FLQMI", "lazy-greedy"],
  ["GCMI", "lazy-greedy"],
  ["LogDetMI", "greedy"],
];

export const bench = (harness) => {
  const sizes = harness.quick ? [500, 1_000, 2_000] : [1_000, 2_000, 4_000];
  return Object.fromEntries(
    FORMS.map(([form, algorithm]) => [
      form,
      against(
        harness,
        `${form}, 20 chosen, one thread`,
        sizes.map((rows) => ({
          ...harness.clusters(rows, 64),
          function: form,
          algorithm,
          queries: 10,
          size: 20,
        })),
        ["submodlib"],
        form === "LogDetMI" ? 1e-3 : 1e-5,
      ),
    ]),
  );
};
