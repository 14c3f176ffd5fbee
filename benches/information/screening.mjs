/** All pairs of columns, one target against many, and columns chosen: scikit-learn, numpy's bincount, fastHDMI. */
import { pairwiseDependenceSync, screenFeaturesSync, selectFeaturesSync } from "marginals/information";
import { table } from "marginals/table";
import { printTable, ratio, time } from "../report.mjs";
import { peersOf, timed, twice } from "./measuring.mjs";

/** Column `col` of `rows` symbols below `alphabet`: every second follows the row number's hash, others their own. */
export const symbols = (rows, cols, alphabet) =>
  Array.from({ length: cols }, (_, col) =>
    Uint8Array.from({ length: rows }, (__, row) => {
      const own = Math.imul(row * 2654435761 + col * 40503 + 12345, 2246822519) >>> 0;
      const base = Math.imul(row + 1, 2654435761) >>> 0;
      return ((col % 2 === 0 && own % 3 === 0 ? base : own) >>> 11) % alphabet;
    }),
  );

/** A table of columns, built once so that no run times the conversion. */
const made = (columns) =>
  table({ columns: Object.fromEntries(columns.map((column, at) => [`c${at}`, column])) });

const peers = (task) => peersOf("screening", task);

const agree = (what, ours, theirs, tolerance = 1e-9) => {
  if (theirs !== undefined && !(Math.abs(ours - theirs) <= tolerance))
    throw new Error(`${what}: ${ours} against ${theirs}`);
};

export const bench = async ({ quick }) => {
  const repeats = quick ? 3 : 7;
  const results = { pairs: [], screening: [], selection: [] };

  for (const [rows, cols, alphabet] of [
    [1000, 500, 2],
    [1000, 500, 3],
    [1000, 500, 16],
    [10_000, 200, 16],
    [1000, 2000, 2],
  ]) {
    const input = made(symbols(rows, cols, alphabet));
    const work = (threads) => timed(repeats, () => pairwiseDependenceSync(input, { threads }));
    const one = await work(1);
    const { seconds, answer } = one;
    const pairs = (cols * (cols - 1)) / 2;
    const other = peers({ task: "pairs", rows, cols: Math.min(cols, 40), alphabet });
    for (const [at, value] of (other.values ?? []).entries())
      if (value !== null) agree(`pair ${at}`, answer.values[Math.floor(at / 40) * cols + (at % 40)], value);
    results.pairs.push({
      rows,
      columns: cols,
      alphabet,
      "µs a pair": (seconds / pairs) * 1e6,
      "two threads": twice(one, await work(2)),
      sklearn: other.sklearn,
      bincount: other.bincount,
    });
  }
  printTable(
    "Mutual information of all pairs of columns",
    results.pairs.map(({ sklearn, bincount, "µs a pair": ours, ...rest }) => ({
      ...rest,
      "µs a pair": ours.toFixed(3),
      "scikit-learn": ratio(sklearn, ours * 1e-6),
      "numpy bincount": ratio(bincount, ours * 1e-6),
    })),
  );

  for (const [rows, cols] of [[1000, quick ? 100 : 500]]) {
    const codes = symbols(rows, cols + 1, 251);
    const values = codes.map((column) =>
      Float64Array.from(column, (code, row) => code / 251 + (row % 97) / 1e4),
    );
    const input = made(values);
    const other = peers({ task: "screening", rows, cols: Math.min(cols, 50) });
    for (const [estimator, permutations] of [
      ["kde", 0],
      ["binned", 0],
      ["binned", 1000],
      ["pearson", 1000],
      ["xi", 1000],
    ]) {
      const options = { target: "c0", estimator, permutations };
      const work = (threads) =>
        timed(quick ? 1 : 3, () => screenFeaturesSync(input, { ...options, threads }));
      const one = await work(1);
      const { seconds } = one;
      results.screening.push({
        estimator,
        permutations,
        "a column": seconds / cols,
        "two threads": twice(one, await work(2)),
        peer: estimator === "kde" ? other.fasthdmi : undefined,
      });
    }
  }
  printTable(
    "One target against columns of 1,000 values",
    results.screening.map(({ "a column": ours, peer, ...rest }) => ({
      ...rest,
      "a column": time(ours),
      fastHDMI: ratio(peer, ours),
    })),
  );

  const columns = quick ? 200 : 1000;
  const input = made(symbols(1000, columns, 8));
  for (const criterion of ["mrmr", "jmi", "cmim", "disr"]) {
    const options = { target: "c0", size: 20, criterion, threads: 1 };
    const { seconds, answer } = await timed(3, () => selectFeaturesSync(input, options));
    results.selection.push({
      criterion,
      columns,
      size: 20,
      time: time(seconds),
      evaluations: answer.evaluations,
    });
  }
  printTable("Twenty columns chosen, 1,000 rows of 8 symbols", results.selection);
  return results;
};
