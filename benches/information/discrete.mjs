/** Discrete entropies, informations and clusterings: scikit-learn, pyinform, infomeasure. */
import {
  adjustedMutualInformationSync,
  entropySync,
  mutualInformation,
  mutualInformationSync,
} from "marginals/information";
import { printTable, ratio, time } from "../report.mjs";
import { agree, peersOf, secondsOf, timed, twice } from "./measuring.mjs";

/** Symbols below `alphabet`, a third of them those of the row itself: dependent columns, the same in Python. */
export const symbols = (rows, alphabet, column, kind) =>
  kind.from({ length: rows }, (_, row) => {
    const own = Math.imul(row * 2654435761 + column * 40503 + 12345, 2246822519) >>> 0;
    const base = Math.imul(row + 1, 2654435761) >>> 0;
    return ((own % 3 === 0 ? base : own) >>> 11) % alphabet;
  });

export const bench = async ({ quick }) => {
  const repeats = quick ? 5 : 15;
  const results = [];
  const peers = (task) => peersOf("discrete", task);
  /** Measures `work` on one thread and on two: the answer of one, which that of two must equal. */
  const add = async (task, theirs, tolerance, work, times = repeats) => {
    const [one, two] = [await timed(times, () => work(1)), await timed(times, () => work(2))];
    if (one.answer.value !== two.answer.value) throw new Error(`${task}: two threads answer otherwise`);
    agree(task, one.answer.value, theirs, tolerance);
    results.push({ task, ours: one.seconds, "two threads": twice(one, two), ...secondsOf(theirs) });
    return one.answer.value;
  };

  for (const rows of quick ? [1e5, 1e6] : [1e5, 1e6, 1e7]) {
    const [x, y] = [symbols(rows, 16, 0, Uint8Array), symbols(rows, 16, 1, Uint8Array)];
    const theirs = rows > 1e6 ? {} : peers({ task: "mutual-information", rows });
    const named = `mutual information, ${rows} rows 16×16, known alphabet`;
    const value = await add(named, theirs, 1e-9, (threads) =>
      mutualInformationSync(x, y, { support: 16, threads }),
    );
    await add("the same, alphabet inferred", theirs, 1e-9, (threads) =>
      mutualInformationSync(x, y, { threads }),
    );
    await add("the same, as a job", theirs, 1e-9, (threads) => mutualInformation(x, y, { threads }));
    if (rows > 1e6) continue;
    const [words, others] = [x, y].map((codes) => Array.from(codes, (code) => `symbol ${code}`));
    const codes = { codes: { value } };
    await add(
      "the same, from strings",
      codes,
      1e-12,
      (threads) => mutualInformationSync(words, others, { threads }),
      3,
    );
  }

  for (const [rows, clusters] of [
    [1e6, 16],
    [1e5, 1000],
  ]) {
    const [x, y] = [0, 1].map((column) => symbols(rows, clusters, column, Uint16Array));
    const theirs = peers({ task: "adjusted", rows, clusters });
    await add(`adjusted mutual information, ${rows} rows ${clusters}×${clusters}`, theirs, 1e-8, (threads) =>
      adjustedMutualInformationSync(x, y, { threads }),
    );
  }

  const sample = symbols(20_000, 500, 0, Uint16Array);
  for (const estimator of ["zhang", "bonachela", "chao-wang-jost", "nsb"]) {
    // infomeasure integrates the prior of NSB over the wrong range; here it answers NaN.
    const theirs =
      estimator === "nsb" ? {} : peers({ task: "entropy", rows: 20_000, alphabet: 500, estimator });
    await add(`entropy by '${estimator}', 20000 rows 500 symbols`, theirs, 1e-6, (threads) =>
      entropySync({ samples: sample }, { estimator, support: 500, threads }),
    );
  }

  printTable(
    "Discrete measures (peers: how many times our time)",
    results.map(({ task, ours, "two threads": two, sklearn, pyinform, infomeasure }) => ({
      task,
      ours: time(ours),
      "two threads": two,
      "scikit-learn": ratio(sklearn, ours),
      pyinform: ratio(pyinform, ours),
      infomeasure: ratio(infomeasure, ours),
    })),
  );
  return results;
};
