/** Many variables: total correlation, O-information, n-plets and decompositions: dit, hoi. Growth in rows and variables. */
import {
  dualTotalCorrelationSync,
  nPletInformationSync,
  oInformationSync,
  partialInformationDecompositionSync,
  totalCorrelationSync,
} from "marginals/information";
import { printTable, ratio, time } from "../report.mjs";
import { symbols } from "./discrete.mjs";
import { agree, peersOf, secondsOf, timed } from "./measuring.mjs";

const tableOf = (rows, count, alphabet) => ({
  columns: Array.from({ length: count }, (_, column) => symbols(rows, alphabet, column, Uint8Array)),
});

/** A law of two sources and a target of `size` symbols each, the same in Python. */
const lawOf = (size) => {
  const weights = Float64Array.from({ length: size ** 3 }, (_, cell) => 1 + ((cell * 2654435761) % 1009));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { probabilities: weights.map((weight) => weight / total), shape: [size, size, size] };
};

export const bench = async ({ quick }) => {
  const results = { shared: [], plets: [], decomposition: [] };
  const measures = {
    "total-correlation": totalCorrelationSync,
    "dual-total-correlation": dualTotalCorrelationSync,
    "o-information": oInformationSync,
  };
  const sizes = [
    [1000, 6],
    [1000, 8],
    [1000, 10],
    [10_000, 10],
    [100_000, 10],
  ];
  for (const [rows, count] of quick ? sizes.slice(0, 3) : sizes) {
    const input = tableOf(rows, count, 2);
    const theirs = peersOf("multivariate", { task: "shared", rows, count, alphabet: 2 });
    for (const [name, measure] of Object.entries(measures)) {
      const one = await timed(9, () => measure(input, { threads: 1 }));
      agree(name, one.answer.value, theirs[name] ?? {}, 1e-9);
      results.shared.push({
        measure: name,
        rows,
        variables: count,
        ours: one.seconds,
        ...secondsOf(theirs[name] ?? {}),
      });
    }
  }
  printTable(
    "Information that bits share",
    results.shared.map(({ ours, dit, ...rest }) => ({ ...rest, ours: time(ours), dit: ratio(dit, ours) })),
  );

  for (const [rows, count, most] of quick
    ? [[1000, 8, 4]]
    : [
        [1000, 8, 4],
        [1000, 10, 5],
        [1000, 12, 5],
      ]) {
    const input = tableOf(rows, count, 4);
    const options = { sizes: Array.from({ length: most - 2 }, (_, at) => at + 3) };
    const { seconds, wall, answer } = await timed(5, () =>
      nPletInformationSync(input, { ...options, threads: 1 }),
    );
    const two = await timed(5, () => nPletInformationSync(input, { ...options, threads: 2 }));
    const { hoi } = peersOf(
      "multivariate",
      { task: "n-plets", rows, count, alphabet: 4, sizes: [3, most] },
      { variable: "BENCH_PYTHON_HOI", pins: "multivariate.hoi" },
    );
    if (hoi !== undefined) {
      const [sum, number] = hoi.value;
      if (number !== answer.count) throw new Error(`${answer.count} n-plets, but hoi has ${number}`);
      agree(
        "the sum of O-informations",
        answer.oInformation.reduce((a, b) => a + b, 0),
        { hoi: { value: sum } },
        1e-3,
      );
    }
    results.plets.push({
      rows,
      variables: count,
      "n-plets": answer.count,
      ours: seconds,
      "two threads": wall / two.wall,
      hoi: hoi?.seconds,
    });
  }
  printTable(
    "All n-plets from three variables on, four symbols each",
    results.plets.map(({ ours, hoi, "two threads": two, ...rest }) => ({
      ...rest,
      ours: time(ours),
      "two threads": `${two.toFixed(2)}×`,
      hoi: ratio(hoi, ours),
    })),
  );

  for (const size of quick ? [2] : [2, 3, 4]) {
    const law = lawOf(size);
    const { seconds, answer } = await timed(5, () =>
      partialInformationDecompositionSync(law, { measure: "broja", threads: 1 }),
    );
    const theirs = peersOf("multivariate", { task: "broja", size, probabilities: [...law.probabilities] });
    // dit stops its optimizer at about 10⁻⁴.
    agree("redundancy", answer.redundancy, theirs, 1e-3);
    results.decomposition.push({ symbols: size, ours: seconds, gap: answer.gap, ...secondsOf(theirs) });
  }
  printTable(
    "Decomposition of two sources (BROJA)",
    results.decomposition.map(({ ours, dit, gap, ...rest }) => ({
      ...rest,
      ours: time(ours),
      dit: ratio(dit, ours),
      "proved to": gap?.toExponential(1) ?? "–",
    })),
  );
  return results;
};
