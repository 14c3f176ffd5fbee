/** Which of five weather variables of Seattle are hardest to foretell, which belong together, and how sure is that? */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MarkovChain } from "marginals/markov";
import { renderReport } from "marginals/report";
import { readTable } from "marginals/table";

const table = await readTable(new URL("data/seattle-weather.csv", import.meta.url));
const columns = ["precipitation", "temp_max", "temp_min", "wind", "weather"];
const chain = await MarkovChain.fromTable(table, { columns, bins: 3 });

const greedy = await chain.selectCurve("entropy-rate", { algorithm: "greedy", exactSize: true });
const optimum = await chain.selectCurve("entropy-rate", { algorithm: "exhaustive", exactSize: true });
for (const [at, chosen] of greedy.selections.entries()) {
  const best = optimum.selections[at]?.value ?? NaN;
  const names = chosen.take(columns).join(", ");
  console.log(`${at + 1}: ${names}: ${chosen.value.toFixed(4)} of ${best.toFixed(4)} nats`);
}

const split = await chain.partition({ blocks: 2 });
const blocks = split.blocks.map((block) => Array.from(block, (index) => columns[index]).join(" + "));
console.log(`best split: ${blocks.join(" | ")}: ${split.value.toFixed(4)} nats`);

const sections = [
  { title: "Least predictable", result: [greedy, optimum] },
  { title: "Structure", result: await chain.structureReport() },
  { title: "Best split", result: split },
];
const path = join(tmpdir(), "weather.html");
writeFileSync(path, renderReport({ title: "Seattle, 2012–2015", sections }));
console.error(`report: ${path}`);
