/** One measurement of a selection in one pass in a process of its own; prints one JSON document. */
import { readFileSync } from "node:fs";
import { selectStream } from "../../dist/submodular/index.js";

const { path, rows, cols, size, threads, repeats, algorithm, epsilon, objective } = JSON.parse(
  process.argv[2],
);
const bytes = readFileSync(path);
const data = new Float32Array(bytes.buffer, bytes.byteOffset, rows * cols);
const items = Array.from({ length: rows }, (_, row) => data.subarray(row * cols, (row + 1) * cols));
const whole =
  objective.function === "facility-location"
    ? { ...objective, represented: { data, rows, cols } }
    : objective;

const [seconds, cpu] = [[], []];
let selection;
for (let k = 0; k < repeats; k += 1) {
  const used = process.cpuUsage();
  const begin = performance.now();
  selection = await selectStream(items, { size, algorithm, epsilon, objective: whole, threads });
  seconds.push((performance.now() - begin) / 1000);
  const { user, system } = process.cpuUsage(used);
  cpu.push((user + system) / 1e6);
}
const { value, indices, memory } = selection;
console.log(
  JSON.stringify({
    seconds: Math.min(...seconds),
    cpu: Math.min(...cpu),
    value,
    chosen: [...indices],
    memory,
  }),
);
