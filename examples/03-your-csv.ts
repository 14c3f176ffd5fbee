/** The most memory in a table of your own: `npm run example 03 -- file.csv column,column,… [size]`. */
import { fileURLToPath } from "node:url";
import { MarkovChain } from "marginals/markov";
import { readTable } from "marginals/table";

const seattle = fileURLToPath(new URL("data/seattle-weather.csv", import.meta.url));
const [file = seattle, names = "precipitation,temp_max,wind,weather", size = "2"] = process.argv.slice(2);

const table = await readTable(file, { columns: names.split(","), missing: "drop" });
const chain = await MarkovChain.fromTable(table, { bins: 3 });
const chosen = await chain.select("distance-to-stationarity", {
  size: Number(size),
  algorithm: "exhaustive",
});

console.log(`${table.rowCount} rows, ${chain.dimension} coordinates, ${chain.stateCount} states`);
console.log(`most memory: ${chosen.take(names.split(",")).join(", ")}: ${chosen.value.toFixed(4)} nats`);
const estimate = await chain.estimate("distance-to-stationarity", {
  subset: chosen.indices,
  correction: "miller-madow",
  interval: { replicates: 200 },
});
const { lower, upper } = estimate.interval ?? { lower: NaN, upper: NaN };
console.log(`corrected: ${estimate.value.toFixed(4)} (${lower.toFixed(4)} to ${upper.toFixed(4)})`);
