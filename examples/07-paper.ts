/** The experiments of arXiv 2503.23340, with plots, and their published figures beside the corrected ones. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MarkovChain } from "marginals/markov";
import { renderReport } from "marginals/report";
import { comparison } from "./paper/comparison.ts";
import { experiments } from "./paper/experiments.ts";
import { mixing } from "./paper/mixing.ts";

// One experiment by name, such as `npm run example 07 -- entropy-rate`, or all of them.
const [only] = process.argv.slice(2);
const spins = MarkovChain.curieWeiss({ spins: 10, inverseTemperature: 0.1, field: 1 });
const urns = MarkovChain.bernoulliLaplace({ colors: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10], urn: 10, swaps: 1 });

const found = await mixing();
const sections = [await comparison(spins, urns, found)];
for (const [name, experiment] of Object.entries(experiments)) {
  if (only === undefined || only === name) sections.push(await experiment(spins));
}
if (only === undefined || only === "mixing") sections.push(found.section);

for (const { title } of sections) console.log(title);
console.log(
  `H(P) = ${(await spins.entropyRate()).toFixed(9)}, urns ${(await urns.entropyRate()).toFixed(9)}`,
);
console.log(`spin ${found.left} left out: total variation ${found.projected[10]?.toFixed(6)} after 10 steps`);
console.log(`all spins: ${found.chain[10]?.toFixed(6)}, apart: ${found.product[10]?.toFixed(6)}`);

const title = "Choosing coordinates of Markov chains: the experiments of arXiv 2503.23340";
const path = join(tmpdir(), "paper.html");
writeFileSync(path, renderReport({ title, sections, command: "npm run example 07" }));
console.error(`report: ${path}`);
