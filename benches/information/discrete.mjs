/** Discrete entropies, informations and clusterings: scikit-learn, pyinform, infomeasure. */
import { fileURLToPath } from "node:url";
import {
  adjustedMutualInformationSync,
  entropySync,
  mutualInformation,
  mutualInformationSync,
} from "marginals/information";
import { capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";
import { printTable, ratio, time } from "../report.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Symbols below `alphabet`, a third of them those of the row itself: dependent columns, the same in Python. */
export const symbols = (rows, alphabet, column, kind) =>
  kind.from({ length: rows }, (_, row) => {
    const own = Math.imul(row * 2654435761 + column * 40503 + 12345, 2246822519) >>> 0;
    const base = Math.imul(row + 1, 2654435761) >>> 0;
    return ((own % 3 === 0 ? base : own) >>> 11) % alphabet;
  });

/** The least processor seconds of several runs, and the last answer. */
const timed = async (repeats, work) => {
  let least = Infinity;
  let answer;
  for (let run = 0; run < repeats; run += 1) {
    const before = process.cpuUsage();
    answer = await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return { seconds: least, answer };
};

const peers = (task) => {
  const python = process.env.BENCH_PYTHON ?? pythonWith(here("discrete.requirements.txt")).python;
  if (python === undefined) return {};
  const env = Object.fromEntries(["OMP", "OPENBLAS"].map((name) => [`${name}_NUM_THREADS`, "1"]));
  const ran = capture(python, [here("discrete.py"), JSON.stringify(task)], { env });
  if (ran.code !== 0) {
    console.error(`SKIPPED the peers: ${ran.stderr.trim().split("\n").at(-1)}`);
    return {};
  }
  return JSON.parse(ran.stdout.trim().split("\n").at(-1));
};

const compare = (what, ours, theirs, tolerance) => {
  for (const [peer, { value }] of Object.entries(theirs))
    if (!(Math.abs(ours - value) <= tolerance))
      throw new Error(`${what}: ${ours}, but ${peer} says ${value}`);
};

const threads = 1;

export const bench = async ({ quick }) => {
  const repeats = quick ? 5 : 15;
  const results = [];
  const add = (task, seconds, theirs) =>
    results.push({
      task,
      ours: seconds,
      ...Object.fromEntries(Object.entries(theirs).map(([peer, { seconds: other }]) => [peer, other])),
    });

  for (const rows of quick ? [1e5, 1e6] : [1e5, 1e6, 1e7]) {
    const [x, y] = [symbols(rows, 16, 0, Uint8Array), symbols(rows, 16, 1, Uint8Array)];
    const theirs = rows > 1e6 ? {} : peers({ task: "mutual-information", rows });
    const known = await timed(repeats, () => mutualInformationSync(x, y, { support: 16, threads }));
    compare("mutual information", known.answer.value, theirs, 1e-9);
    add(`mutual information, ${rows} rows 16×16, known alphabet`, known.seconds, theirs);
    const inferred = await timed(repeats, () => mutualInformationSync(x, y, { threads }));
    add(`the same, alphabet inferred`, inferred.seconds, theirs);
    const job = await timed(repeats, () => mutualInformation(x, y, { threads }));
    add(`the same, as a job`, job.seconds, theirs);
    if (rows > 1e6) continue;
    const [words, others] = [x, y].map((codes) => Array.from(codes, (code) => `symbol ${code}`));
    const text = await timed(3, () => mutualInformationSync(words, others, { threads }));
    compare("of strings", text.answer.value, { ours: { value: known.answer.value } }, 1e-12);
    add(`the same, from strings`, text.seconds, {});
  }

  for (const [rows, clusters] of [
    [1e6, 16],
    [1e5, 1000],
  ]) {
    const [x, y] = [0, 1].map((column) => symbols(rows, clusters, column, Uint16Array));
    const theirs = peers({ task: "adjusted", rows, clusters });
    const { seconds, answer } = await timed(repeats, () => adjustedMutualInformationSync(x, y, { threads }));
    compare("adjusted mutual information", answer.value, theirs, 1e-8);
    add(`adjusted mutual information, ${rows} rows ${clusters}×${clusters}`, seconds, theirs);
  }

  const sample = symbols(20_000, 500, 0, Uint16Array);
  for (const estimator of ["zhang", "bonachela", "chao-wang-jost", "nsb"]) {
    // infomeasure integrates the prior of NSB over the wrong range; here it answers NaN.
    const theirs =
      estimator === "nsb" ? {} : peers({ task: "entropy", rows: 20_000, alphabet: 500, estimator });
    const options = { estimator, support: 500, threads };
    const { seconds, answer } = await timed(repeats, () => entropySync({ samples: sample }, options));
    compare(estimator, answer.value, theirs, 1e-6);
    add(`entropy by '${estimator}', 20000 rows 500 symbols`, seconds, theirs);
  }

  printTable(
    "Discrete measures (peers: how many times our time)",
    results.map(({ task, ours, sklearn, pyinform, infomeasure }) => ({
      task,
      ours: time(ours),
      "scikit-learn": ratio(sklearn, ours),
      pyinform: ratio(pyinform, ours),
      infomeasure: ratio(infomeasure, ours),
    })),
  );
  return results;
};
