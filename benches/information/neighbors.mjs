/** Nearest neighbors and dependence: ennemi, NPEET+, scikit-learn, infomeasure, dcor. Answers are compared first. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  conditionalMutualInformationSync,
  distanceCorrelationSync,
  entropySync,
  mutualInformationSync,
} from "marginals/information";
import { cache, capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";
import { printTable, ratio, time } from "../report.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Standard normal numbers, the same on every machine (mulberry32 and Box–Muller). */
const normal = (count, seed) => {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (((x ^ (x >>> 14)) >>> 0) + 1) / 2 ** 32;
  };
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
};

const timed = (threads, work) => {
  let least = { cpu: Infinity, wall: Infinity };
  let answer;
  for (let run = 0; run < 9; run += 1) {
    const [before, start] = [process.cpuUsage(), performance.now()];
    answer = work({ threads });
    const { user, system } = process.cpuUsage(before);
    least = {
      cpu: Math.min(least.cpu, (user + system) / 1e6),
      wall: Math.min(least.wall, (performance.now() - start) / 1e3),
    };
  }
  return { ...least, value: answer.value };
};

const peersOf = (task, columns) => {
  if (process.env.BENCH_PEERS === "none") return {};
  const python = process.env.BENCH_PYTHON ?? pythonWith(here("neighbors.requirements.txt")).python;
  if (python === undefined) return {};
  const folder = join(cache, "bench-data");
  mkdirSync(folder, { recursive: true });
  const paths = columns.map((column, at) => {
    const path = join(folder, `neighbors-${at}.f64`);
    writeFileSync(path, column);
    return path;
  });
  const env = Object.fromEntries(["OMP", "OPENBLAS", "NUMBA"].map((name) => [`${name}_NUM_THREADS`, "1"]));
  const ran = capture(python, [here("neighbors.py"), task, ...paths], { env });
  if (ran.code === 0) return JSON.parse(ran.stdout.trim().split("\n").at(-1));
  console.error(`SKIPPED the peers of ${task}: ${ran.stderr.trim().split("\n").at(-1)}`);
  return {};
};

/** Measures every estimator against the peers that have it. */
export const bench = async ({ quick }) => {
  const n = quick ? 2000 : 10_000;
  const [x, e, z, w] = [1, 2, 3, 4].map((seed) => normal(10 * n, seed));
  const y = x.map((value, at) => 0.8 * value + 0.6 * e[at]);
  const few = (column) => column.slice(0, n);
  const joined = (columns) => {
    const rows = columns[0].length;
    const data = new Float64Array(rows * columns.length);
    columns.forEach((column, at) =>
      column.forEach((value, row) => (data[row * columns.length + at] = value)),
    );
    return { data, rows, cols: columns.length };
  };
  const three = joined([x, z, w]);
  const tasks = [
    ["ksg1", [few(x), few(y)], (o) => mutualInformationSync(few(x), few(y), { estimator: "ksg1", ...o })],
    ["entropy", [x], (o) => entropySync({ samples: x }, { estimator: "kozachenko-leonenko", ...o })],
    [
      "entropy",
      [x, z, w],
      (o) => entropySync({ samples: three }, { estimator: "kozachenko-leonenko", ...o }),
    ],
    [
      "conditional",
      [few(x), few(y), few(z)],
      (o) => conditionalMutualInformationSync(few(x), few(y), few(z), { estimator: "frenzel-pompe", ...o }),
    ],
    ["distance", [x, y], (o) => distanceCorrelationSync(x, y, o)],
  ];
  const rows = [];
  for (const [task, columns, work] of tasks) {
    const [one, two] = [timed(1, work), timed(2, work)];
    if (one.value !== two.value) throw new Error(`${task}: two threads answer otherwise`);
    const found = Object.entries(peersOf(task, columns));
    for (const [name, peer] of found.length > 0 ? found : [[undefined, {}]]) {
      // ennemi's digamma and added noise, NPEET's noise: no closer than this.
      if (
        name !== undefined &&
        !(Math.abs(peer.value - one.value) < 2e-3 * Math.max(1, Math.abs(one.value)))
      ) {
        throw new Error(`${task}: ${name} answers ${peer.value}, not ${one.value}`);
      }
      rows.push({
        task: `${task}, ${columns[0].length} × ${columns.length}`,
        ours: time(one.cpu),
        "2 threads, wall": `${time(two.wall)} (${ratio(one.wall, two.wall)})`,
        peer: name,
        "its time": time(peer.seconds),
        faster: ratio(peer.seconds, one.cpu),
        value: one.value.toFixed(5),
        "its value": peer.value?.toFixed(5),
      });
    }
  }
  printTable("Nearest neighbors, k = 3, and distance correlation", rows);
  return rows;
};
