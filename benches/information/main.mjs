/**
 * Information measures against the best peers, part by part.
 *
 *     npm run bench -- information [--only screening] [--quick] [--record]
 *
 * A part is a file of this folder that exports `bench({ quick })`; it returns what is to be recorded. Peers run in an
 * environment made from the part's pins, or in the one whose interpreter BENCH_PYTHON names. Every answer is compared
 * before it stands in a table. Times are of processor time on one thread, the least of several runs. Where the processor
 * has wider vectors than AVX2, every part is measured once more with AVX2 alone, without peers.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { configure } from "marginals";
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
const { simd } = configure();
console.log(`${cpu}, ${cores} cores, Node ${node}, ${simd}; processor time of one thread`);
/** What takes long and does not depend on vectors. */
const long = new Set(["accuracy"]);
for (const name of wanted) {
  if (!parts.includes(name)) throw new Error(`no part ${name}; there are ${parts.join(", ")}`);
  const { bench } = await import(`./${name}.mjs`);
  // What a part needs of others it imports; a file without `bench` is such a tool.
  if (bench === undefined) continue;
  const results = await bench(given);
  if (given.record) record(`information-${name}`, results);
  if (simd === "avx512" && !long.has(name)) {
    const own = [...process.execArgv, fileURLToPath(import.meta.url), "--only", name];
    spawnSync(process.execPath, [...own, ...(given.quick ? ["--quick"] : [])], {
      env: { ...process.env, MARGINALS_SIMD: "avx2", BENCH_PEERS: "none" },
      stdio: "inherit",
    });
  }
}
