/**
 * How far estimates of mutual information are from the truth: the forty tasks of `tasks.mjs` at three numbers of rows,
 * `auto` against every fixed estimator, and the other laws on which `auto` was made. Truths and samples are checked
 * against the peer's own first. `--quick` takes the fewest rows and two seeds; SEEDS and ROWS say otherwise.
 */
import { readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutualInformation } from "marginals/information";
import { cache, capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";
import { printTable, time } from "../report.mjs";
import { others, tasks } from "./tasks.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Values in intervals of equal frequency, counted; for one column each. */
const binned = { bins: 10, estimator: "plug-in" };
const fixed = {
  ...Object.fromEntries(
    ["ksg1", "ksg2", "ksg-extrapolated", "lnc", "mixed-ksg", "mesner-shalizi"].map((name) => [
      name,
      { estimator: name },
    ]),
  ),
  ...Object.fromEntries(
    ["gaussian", "gaussian-copula", "student-copula"].map((name) => [name, { estimator: name }]),
  ),
  kde: { estimator: "kde" },
  "10 × 10 bins": binned,
};
const narrow = new Set(["kde", "10 × 10 bins"]);

const estimate = async (options, { x, y }) => {
  const before = process.cpuUsage();
  const { value, estimator } = await mutualInformation(x, y, { ...options, threads: 1 });
  const { user, system } = process.cpuUsage(before);
  return { value, estimator, cpu: (user + system) / 1e6 };
};

const takes = (name, { x, y }) => {
  if (name === "lnc") return x.cols + y.cols <= 12;
  return !narrow.has(name) || x.cols + y.cols === 2;
};

/** The peer's truths agree with ours, and so do answers of one estimator on its samples and on ours. */
const checkAgainstPeer = async () => {
  const python = process.env.BENCH_PYTHON ?? pythonWith(here("accuracy.requirements.txt")).python;
  const folder = join(cache, "bench-data");
  mkdirSync(folder, { recursive: true });
  const rows = 4000;
  const ran =
    python === undefined
      ? { code: 1, stderr: "no Python 3" }
      : capture(python, [here("accuracy.py"), `${rows}`, "7", folder], { env: { JAX_PLATFORMS: "cpu" } });
  if (ran.code !== 0) {
    console.error(`SKIPPED the peer: ${ran.stderr.trim().split("\n").at(-1)}`);
    return;
  }
  const peers = JSON.parse(ran.stdout.trim().split("\n").at(-1));
  if (peers.length !== tasks.length) throw new Error(`the peer has ${peers.length} tasks`);
  let largest = 0;
  for (const [at, task] of tasks.entries()) {
    const peer = peers[at];
    const ours = task.sample(rows, 99);
    if (!(Math.abs(peer.truth - task.truth) < 1e-6) || peer.x !== ours.x.cols || peer.y !== ours.y.cols) {
      throw new Error(`${task.name}: the peer has ${peer.name}, ${peer.truth}, not ${task.truth}`);
    }
    const file = join(folder, `${String(at).padStart(2, "0")}.f64`);
    const bytes = readFileSync(file);
    const data = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const cut = rows * peer.x;
    const theirs = {
      x: { data: data.slice(0, cut), rows, cols: peer.x },
      y: { data: data.slice(cut), rows, cols: peer.y },
    };
    for (const name of ["ksg1", "gaussian-copula"]) {
      const [one, other] = [await estimate(fixed[name], standard(theirs)), await estimate(fixed[name], ours)];
      largest = Math.max(largest, Math.abs(one.value - other.value));
      // Two samples of one law: a few standard deviations of the difference.
      if (!(Math.abs(one.value - other.value) < 0.12)) {
        throw new Error(
          `${task.name}: ${name} says ${one.value} of the peer's samples, ${other.value} of ours`,
        );
      }
    }
  }
  console.log(
    `Truths equal the peer's; estimates from its samples and ours differ by ${largest.toFixed(3)} at most (n = ${rows}).`,
  );
};

const standard = (pair) =>
  Object.fromEntries(
    Object.entries(pair).map(([name, { data, rows, cols }]) => {
      const own = Float64Array.from(data);
      for (let col = 0; col < cols; col += 1) {
        let [sum, squares] = [0, 0];
        for (let at = col; at < own.length; at += cols) sum += own[at];
        for (let at = col; at < own.length; at += cols) squares += (own[at] - sum / rows) ** 2;
        const deviation = Math.sqrt(squares / rows);
        for (let at = col; at < own.length; at += cols) own[at] = (own[at] - sum / rows) / deviation;
      }
      return [name, { data: own, rows, cols }];
    }),
  );

const measure = async (set, rows, seeds, firstSeed) => {
  const entries = Object.entries({ auto: { estimator: "auto" }, ...fixed });
  const found = Object.fromEntries(entries.map(([name]) => [name, { errors: [], cpu: 0 }]));
  const details = [];
  for (const task of set) {
    const errors = Object.fromEntries(entries.map(([name]) => [name, []]));
    const means = {};
    let chose = {};
    for (let seed = 0; seed < seeds; seed += 1) {
      const pair = task.sample(rows, firstSeed + seed);
      for (const [name, options] of entries) {
        if (!takes(name, pair)) continue;
        const { value, estimator, cpu } = await estimate(options, pair);
        errors[name].push(Math.abs(value - task.truth));
        means[name] = (means[name] ?? 0) + value / seeds;
        found[name].cpu += cpu;
        if (name === "auto") chose = { ...chose, [estimator]: (chose[estimator] ?? 0) + 1 };
      }
    }
    for (const [name, own] of Object.entries(errors)) {
      if (own.length > 0) found[name].errors.push(own.reduce((sum, error) => sum + error, 0) / seeds);
    }
    details.push({
      task: task.name,
      truth: task.truth.toFixed(3),
      "auto chose": Object.entries(chose)
        .map(([name, times]) => (times === seeds ? name : `${name} ${times}/${seeds}`))
        .join(", "),
      ...Object.fromEntries(
        ["auto", "gaussian-copula", "student-copula", "ksg1", "ksg-extrapolated"].map((name) => [
          name,
          means[name].toFixed(3),
        ]),
      ),
    });
  }
  return { found, details };
};

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Measures the errors; the best fixed estimator is the best of those that take every task. */
export const bench = async ({ quick }) => {
  await checkAgainstPeer();
  const sizes = process.env.ROWS?.split(",").map(Number) ?? (quick ? [1000] : [1000, 5000, 10_000]);
  const seeds = Number(process.env.SEEDS ?? (quick ? 2 : 5));
  const results = [];
  const sets = [
    ["the forty tasks", tasks, 1],
    ["other laws, on which auto was made", others, 7001],
  ];
  for (const [title, set, firstSeed] of sets) {
    // The laws of the choice are shown once, at the fewest rows.
    for (const rows of set === tasks ? sizes : sizes.slice(0, 1)) {
      const { found, details } = await measure(set, rows, seeds, firstSeed);
      printTable(`${title}, n = ${rows}: means of ${seeds} seeds`, details);
      const whole = Object.entries(found).filter(
        ([name, { errors }]) => name !== "auto" && errors.length === set.length,
      );
      const best = Math.min(...whole.map(([, { errors }]) => mean(errors)));
      const summary = Object.entries(found).map(([name, { errors, cpu }]) => ({
        estimator: name,
        tasks: errors.length,
        "mean absolute error": mean(errors).toFixed(4),
        "of the best fixed": errors.length === set.length ? (mean(errors) / best).toFixed(2) : "–",
        worst: Math.max(...errors).toFixed(3),
        "processor time, a task": time(cpu / errors.length / seeds),
      }));
      printTable(`${title}, n = ${rows}: mean absolute error`, summary);
      results.push({ set: title, rows, seeds, summary, details });
    }
  }
  return { accuracy: results };
};
