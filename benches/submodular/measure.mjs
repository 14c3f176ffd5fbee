/**
 * One measurement of a set function in a process of its own; prints one JSON document. `whole` starts the clock at the
 * input, else the function is prepared before.
 */
import { readFileSync } from "node:fs";
import {
  facilityLocation,
  facilityLocationMutualInformation,
  featureBased,
  graphCut,
  graphCutMutualInformation,
  logDeterminant,
  logDeterminantMutualInformation,
  maximize,
  setCover,
} from "../../dist/submodular/index.js";

const task = JSON.parse(process.argv[2]);
const { path, rows, cols, size, threads, repeats, whole, queries = 0 } = task;
const { method = "auto", sample, neighbors, judge, algorithm = "lazy-greedy" } = task;
const bytes = readFileSync(path);
const Kind = { f64: Float64Array, f32: Float32Array, u32: Uint32Array }[path.slice(-3)];
const numbers = new Kind(bytes.buffer, bytes.byteOffset, rows * cols);
/** Rows from the `from`-th on. The first `queries` rows are the query, the others the elements. */
const part = (from, count) => ({
  data: numbers.subarray(from * cols, (from + count) * cols),
  rows: count,
  cols,
});
const matrix = part(queries, rows - queries);
const query = queries > 0 ? part(0, queries) : undefined;

const builders = {
  "facility-location": () =>
    facilityLocation(matrix, { method, ...(sample && { sample }), ...(neighbors && { neighbors }) }),
  "feature-based": () => featureBased(matrix, { concave: task.concave }),
  "graph-cut": () => graphCut(matrix, { lambda: 0.4 }),
  "log-determinant": () => logDeterminant(matrix, { metric: "dot" }),
  "set-cover": () =>
    setCover({
      sets: Array.from({ length: rows }, (_, row) => numbers.subarray(row * cols, (row + 1) * cols)),
      weights: task.weights,
    }),
  FLVMI: () => facilityLocationMutualInformation(matrix, { query }),
  FLQMI: () => facilityLocationMutualInformation(matrix, { query, over: "query" }),
  GCMI: () => graphCutMutualInformation(matrix, { query, lambda: 0.5 }),
  LogDetMI: () => logDeterminantMutualInformation(matrix, { query, metric: "dot" }),
};
const build = builders[task.function];
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const prepared = whole ? undefined : await build().prepare({ threads });

const [seconds, cpu] = [[], []];
let selection;
for (let k = 0; k < repeats; k += 1) {
  const used = process.cpuUsage();
  const begin = performance.now();
  const f = prepared ?? build();
  selection = await maximize(f, { size }, { algorithm, threads });
  seconds.push((performance.now() - begin) / 1000);
  const { user, system } = process.cpuUsage(used);
  cpu.push((user + system) / 1e6);
  if (!prepared) f.dispose();
}
const addedBytes = peak() - before;
const judged = judge
  ? await facilityLocation(matrix, { method: "on-the-fly" }).value(selection.indices)
  : undefined;
const { value, evaluations } = selection;
console.log(
  JSON.stringify({
    seconds: Math.min(...seconds),
    cpu: Math.min(...cpu),
    value,
    evaluations,
    chosen: [...selection.indices],
    method: selection.method,
    addedBytes,
    judged,
  }),
);
