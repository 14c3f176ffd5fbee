/** What the parts of this benchmark share: times, peers asked for theirs, answers compared. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache, capture } from "../../scripts/process.mjs";
import { pythonWith } from "../environment.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The least processor and wall seconds of several runs, and the last answer. */
export const timed = async (repeats, work) => {
  let [least, wall] = [Infinity, Infinity];
  let answer;
  for (let run = 0; run < repeats; run += 1) {
    const [before, start] = [process.cpuUsage(), performance.now()];
    answer = await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
    wall = Math.min(wall, (performance.now() - start) / 1e3);
  }
  return { seconds: least, wall, answer };
};

/** The speed of two threads beside one, for a table. */
export const twice = (one, two) => `${(one.wall / two.wall).toFixed(2)}×`;

/** Writes arrays of doubles for the peers: the paths of the files. */
const written = (part, arrays) => {
  const folder = join(cache, "bench-data");
  mkdirSync(folder, { recursive: true });
  return arrays.map((array, at) => {
    const path = join(folder, `${part}-${at}.f64`);
    writeFileSync(path, array);
    return path;
  });
};

/**
 * What the peers of a part say of a task and of arrays of doubles: one document, empty where they cannot be run and
 * where BENCH_PEERS is `none`. They run in the environment of the part's pins, or in the one whose interpreter `variable`
 * names.
 */
export const peersOf = (part, task, { variable = "BENCH_PYTHON", pins = part, arrays } = {}) => {
  if (process.env.BENCH_PEERS === "none") return {};
  const python = process.env[variable] ?? pythonWith(here(`${pins}.requirements.txt`)).python;
  if (python === undefined) return {};
  const threads = ["OMP", "OPENBLAS", "NUMBA"].map((name) => [`${name}_NUM_THREADS`, "1"]);
  const asked = arrays === undefined ? task : { ...task, paths: written(part, arrays) };
  const ran = capture(python, [here(`${part}.py`), JSON.stringify(asked)], {
    env: Object.fromEntries(threads),
  });
  if (ran.code === 0) return JSON.parse(ran.stdout.trim().split("\n").at(-1));
  console.error(`SKIPPED the peers of ${task.task}: ${ran.stderr.trim().split("\n").at(-1)}`);
  return {};
};

/** Refuses answers further apart than the tolerance. */
export const agree = (what, ours, theirs, tolerance) => {
  for (const [peer, { value }] of Object.entries(theirs))
    if (!(Math.abs(ours - value) <= tolerance))
      throw new Error(`${what}: ${ours}, but ${peer} says ${value}`);
};

/** The peers' seconds by name. */
export const secondsOf = (theirs) =>
  Object.fromEntries(Object.entries(theirs).map(([peer, { seconds }]) => [peer, seconds]));
