/**
 * Subset selection against the best peers, part by part.
 *
 *     npm run bench -- submodular [--only facility-location] [--quick] [--record]
 *
 * A part is a file of this folder that exports `bench(harness)` and is listed below; it returns what is to be recorded.
 * Peers run in an environment made from requirements.txt; without it their columns are empty and the run says so. Every
 * answer is compared before it stands in a table. Ratios are of processor time on one thread.
 */
import { parseArgs } from "node:util";
import { machine, record } from "../report.mjs";
import { harness } from "./harness.mjs";

const PARTS = [
  "facility-location",
  "sentences",
  "million",
  "feature-based",
  "log-determinant",
  "graph-cut",
  "set-cover",
  "information-forms",
  "streams",
  "packing",
  "context",
];

const { values: given } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const wanted = given.only?.split(",") ?? PARTS;
const unknown = wanted.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(", ")}; there are ${PARTS.join(", ")}`);

const { cpu, cores, node } = machine();
console.log(
  `${cpu}, ${cores} cores, Node ${node}; times and ratios are of processor time, the least of several runs`,
);
for (const name of wanted) {
  const { bench } = await import(`./${name}.mjs`);
  const results = await bench(harness(given));
  if (given.record) record(`submodular-${name}`, results);
}
