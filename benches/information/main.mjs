/**
 * Information measures against the best peers, part by part.
 *
 *     npm run bench -- information [--only screening] [--quick] [--record]
 *
 * A part is a file of this folder that exports `bench({ quick })`; it returns what is to be recorded. Peers run in an
 * environment made from the part's pins, or in the one whose interpreter BENCH_PYTHON names. Every answer is compared
 * before it stands in a table. Times are of processor time on one thread, the least of several runs.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { machine, record } from "../report.mjs";

const parts = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".mjs") && name !== "main.mjs")
  .map((name) => name.replace(/\.mjs$/, ""));

const { values: given } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const wanted = given.only?.split(",") ?? parts;
const { cpu, cores, node } = machine();
console.log(`${cpu}, ${cores} cores, Node ${node}; processor time of one thread`);
for (const name of wanted) {
  if (!parts.includes(name)) throw new Error(`no part ${name}; there are ${parts.join(", ")}`);
  const { bench } = await import(`./${name}.mjs`);
  // What a part needs of others it imports; a file without `bench` is such a tool.
  if (bench === undefined) continue;
  const results = await bench(given);
  if (given.record) record(`information-${name}`, results);
}
