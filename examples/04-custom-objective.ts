/** An objective of your own, written in JavaScript: the few days that show most of what the weather can do. */
import { customFunction, maximize } from "marginals/submodular";
import { discretize, readTable } from "marginals/table";

const table = await readTable(new URL("data/seattle-weather.csv", import.meta.url));
const cut = await discretize(table, { bins: 4 });
const shown = ["precipitation", "temp_max", "wind", "weather"].map((name) => cut.column(name));

// What a day shows: one interval or kind of each column. A set of days covers all that its days show.
const kinds = (day: number): string[] =>
  shown.flatMap((column) => (column.kind === "categories" ? [`${column.name} ${column.codes[day]}`] : []));

const coverage = customFunction({
  groundSize: table.rowCount,
  gains(candidates, selected) {
    const covered = new Set(Array.from(selected, kinds).flat());
    return Float64Array.from(candidates, (day) => kinds(day).filter((kind) => !covered.has(kind)).length);
  },
  structure: { shape: "submodular", monotone: "increasing" },
});

const days = await maximize(coverage, { size: 4 }, { algorithm: "lazy-greedy" });
const dates = table.column("date");
for (const [at, day] of days.indices.entries()) {
  const date = dates.kind === "categories" ? dates.labels[dates.codes[day] ?? 0] : day;
  console.log(`${date} adds ${days.gains[at]}`);
}
console.log(`${days.value} kinds of weather shown, at most ${days.bound}; ${days.algorithm}`);
