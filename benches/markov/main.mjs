/**
 * Choosing coordinates of Curie–Weiss chains, against NumPy.
 *
 *     npm run bench -- markov [--quick] [--spins 10,12,14] [--record]
 *
 * Times are the best of several runs; ratios and ns are of processor time, all on one thread.
 * `--quick` takes 10, 12 and 14 spins; the whole run goes to 20. Every answer is compared with NumPy's before
 * anything is timed. NumPy's environment is made from requirements.txt; without it its columns are empty and
 * the run says so.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pythonWith } from "../environment.mjs";
import { machine, memory, printTable, ratio, record, time } from "../report.mjs";
import { capture } from "../../scripts/process.mjs";

const { values: given } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    spins: { type: "string" },
    record: { type: "boolean", default: false },
  },
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const sizes = given.spins?.split(",").map(Number) ?? (given.quick ? [10, 12, 14] : [10, 12, 14, 16, 18, 20]);
const ROUTES = ["pair-law", "single-flip"];
const TOLERANCE = 1e-10;

const environment = pythonWith(here("requirements.txt"));
if (environment.missing) console.error(`SKIPPED the NumPy rivals: ${environment.missing}`);

/** One process of ours. */
const measure = (task, level) => {
  const whole = {
    threads: 1,
    objective: "entropy-rate",
    complement: false,
    route: "auto",
    repeats: 5,
    ...task,
  };
  const env = level ? { MARGINALS_SIMD: level } : {};
  return answer(
    capture(process.execPath, [here("measure.mjs"), JSON.stringify(whole)], { env }),
    "marginals",
    task,
  );
};

/** One process of NumPy on one thread; undefined where there is no NumPy. */
const rival = (args) => {
  if (environment.missing) return undefined;
  const list = Object.entries(args).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const env = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  return answer(capture(environment.python, [here("rivals.py"), ...list], { env }), "NumPy", args);
};

const answer = ({ code, stdout, stderr }, who, what) => {
  if (code !== 0) throw new Error(`${who} failed on ${JSON.stringify(what)}:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
};

/** Ends the benchmark when two lists of values differ: a wrong answer is not timed. */
const agree = (what, ours, theirs) => {
  const worst = Math.max(...theirs.map((value, k) => Math.abs(value - ours[k])));
  if (!(ours.length >= theirs.length && worst <= TOLERANCE)) {
    throw new Error(`${what}: the answers differ by ${worst}\n${JSON.stringify({ ours, theirs })}`);
  }
};

const steps = (spins) => (spins >= 20 ? 10 : spins);
const repeatsFor = (spins) => (spins <= 12 ? 30 : spins <= 14 ? 10 : spins <= 16 ? 5 : spins <= 18 ? 3 : 1);
const entries = (spins) => 2 ** spins * (spins + 1);
const results = { greedy: [], levels: [], steps: [], dropped: [] };
let [widestGap, idleGap] = [0, 0];
const seen = (measured) => {
  widestGap = Math.max(widestGap, measured.gap);
  idleGap = Math.max(idleGap, measured.idleGap);
  return measured;
};

const { cpu, cores, node } = machine();
console.log(
  `${cpu}, ${cores} cores, Node ${node}; times are the best of several runs, ratios and ns of processor time`,
);

// Greedy for all sizes, both routes, one and two threads.
for (const spins of sizes) {
  const size = steps(spins);
  const repeats = repeatsFor(spins);
  const sparse =
    spins <= 18 || given.spins ? rival({ spins, size, repeats: Math.min(repeats, 5) }) : undefined;
  const dense = spins === 10 ? rival({ spins, size, form: "dense", repeats: 3 }) : undefined;
  if (sparse && dense) agree("dense against sparse NumPy", dense.values, sparse.values);
  for (const route of ROUTES) {
    const [one, two] = [1, 2].map((threads) => seen(measure({ spins, size, route, threads, repeats })));
    agree(`${route}, ${spins} spins: one against two threads`, one.values, two.values);
    if (sparse) agree(`${route}, ${spins} spins`, one.values, sparse.values);
    results.greedy.push({ spins, size, route, entries: entries(spins), one, two, sparse, dense });
  }
}
printTable(
  "Entropy rate, greedy for all sizes (to 10 coordinates at 20 spins)",
  results.greedy.map(({ spins, size, route, one, two, sparse, dense }) => ({
    spins,
    route,
    "1 thread": time(one.seconds),
    CPU: time(one.cpu),
    "first call": time(one.cold),
    "2 threads": time(two.seconds),
    memory: memory(one.addedBytes),
    "sparse NumPy": time(sparse?.seconds),
    faster: ratio(sparse?.cpu, one.cpu),
    "dense NumPy": time(dense?.seconds),
    "faster than dense": ratio(dense?.cpu, one.cpu),
    "ns per entry and gain": (
      (one.cpu * 1e9) /
      (entries(spins) * ((size * (2 * spins - size + 1)) / 2))
    ).toFixed(3),
  })),
);

// Vector levels.
for (const spins of sizes.filter((spins) => spins === 14 || spins === 18)) {
  const size = steps(spins);
  const known = results.greedy.find((row) => row.spins === spins && row.route === "pair-law").one;
  for (const level of process.arch === "x64" ? ["baseline", "avx2", "avx512"] : ["neon"]) {
    if (!hasLevel(level)) continue;
    const row = { spins, level };
    for (const route of ROUTES) {
      const measured = seen(measure({ spins, size, route, repeats: repeatsFor(spins) }, level));
      agree(`${level}, ${route}, ${spins} spins`, measured.values, known.values);
      row[route] = measured;
    }
    results.levels.push(row);
  }
}
printTable(
  "The same by vector level, one thread",
  results.levels.map((row) => ({
    spins: row.spins,
    level: row.level,
    ...Object.fromEntries(ROUTES.map((route) => [route, time(row[route].seconds)])),
  })),
);

// One step: all candidates, then a commit with the candidates of the next.
for (const spins of sizes) {
  for (const route of ROUTES) {
    const repeats = Math.max(3, repeatsFor(spins));
    const [first, second] = [1, 2].map((size) => seen(measure({ spins, size, route, repeats })));
    results.steps.push({ spins, route, first, second });
  }
}
printTable(
  "One step, one thread: every candidate of the first step; its commit and the second step",
  results.steps.map(({ spins, route, first, second }) => ({
    spins,
    route,
    "first step": time(first.seconds),
    "its CPU": time(first.cpu),
    "with tables": time(first.cold),
    "commit + second": time(Math.max(0, second.seconds - first.seconds)),
    "their CPU": time(Math.max(0, second.cpu - first.cpu)),
  })),
);

// What leaves one coordinate out, and what splits one off: the first step needs every P^(-e).
for (const spins of sizes) {
  for (const [task, objective, complement] of [
    ["last", "entropy-rate", true],
    ["factorizability", "distance-to-factorizability", false],
  ]) {
    const sparse =
      spins <= 16 || given.spins ? rival({ spins, task, repeats: spins <= 14 ? 3 : 1 }) : undefined;
    for (const route of ROUTES) {
      const one = seen(measure({ spins, size: 1, objective, complement, route, repeats: repeatsFor(spins) }));
      if (sparse) agree(`${objective}, ${route}, ${spins} spins`, one.values, [Math.max(...sparse.values)]);
      results.dropped.push({
        spins,
        objective: complement ? `${objective}, left out` : objective,
        route,
        one,
        sparse,
      });
    }
  }
}
printTable(
  "First step of the leave-out and factorizability forms, one thread",
  results.dropped.map(({ spins, objective, route, one, sparse }) => ({
    spins,
    objective,
    route,
    "1 thread": time(one.seconds),
    CPU: time(one.cpu),
    "first call": time(one.cold),
    memory: memory(one.addedBytes),
    "sparse NumPy": time(sparse?.seconds),
    faster: ratio(sparse?.cpu, one.cpu),
  })),
);

console.log(
  `\nLongest gap of the event loop during any of it: ${time(widestGap)} (of a process that only waits: ${time(idleGap)})`,
);
if (given.record) record("markov", { results, widestGap, idleGap });

/** Whether this processor has the level, as far as the system says. */
function hasLevel(level) {
  if (process.platform !== "linux") return level !== "avx512";
  const flags = readFileSync("/proc/cpuinfo", "utf8");
  return { baseline: true, neon: true, avx2: / avx2 /.test(flags), avx512: / avx512bw /.test(flags) }[level];
}
