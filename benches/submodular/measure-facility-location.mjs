/**
 * One measurement of facility location in a process of its own; prints one JSON document. `whole` starts the clock at the
 * features, else the function is prepared before.
 */
import { readFileSync } from "node:fs";
import { facilityLocation, maximize } from "../../dist/submodular/index.js";

const { path, rows, cols, size, threads, method, repeats, whole, sample, judge } = JSON.parse(
  process.argv[2],
);
const bytes = readFileSync(path);
const Kind = path.endsWith(".f64") ? Float64Array : Float32Array;
const matrix = { data: new Kind(bytes.buffer, bytes.byteOffset, rows * cols), rows, cols };
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const build = () => facilityLocation(matrix, { method, ...(sample && { sample }) });
const prepared = whole ? undefined : await build().prepare({ threads });

const [seconds, cpu] = [[], []];
let selection;
for (let k = 0; k < repeats; k += 1) {
  const used = process.cpuUsage();
  const begin = performance.now();
  const f = prepared ?? build();
  selection = await maximize(f, { size }, { algorithm: "lazy-greedy", threads });
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
    method: selection.method,
    addedBytes,
    judged,
  }),
);
