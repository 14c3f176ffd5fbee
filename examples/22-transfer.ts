/** Transfer entropy between real series: what in the weather of a day tells of the next, beyond its own past. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benjaminiHochberg, permutationTest } from "marginals/information";
import { renderReport } from "marginals/report";
import { discretize, readTable } from "marginals/table";

const path = new URL("data/seattle-weather.csv", import.meta.url);
const names = ["precipitation", "temp_max", "temp_min", "wind"];
const weather = await discretize(await readTable(path, { columns: names }), { bins: 3 });

const options = { measure: "transfer-entropy", permutations: 999, base: 2 } as const;
const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));
const tests = await Promise.all(
  pairs.map(async ({ from, to }) => ({
    ...(await permutationTest(weather.column(from), weather.column(to), options)),
    from,
    to,
  })),
);
const qValues = benjaminiHochberg(tests.map(({ pValue }) => pValue));
const rows = tests.map((test, at) => ({ ...test, q: qValues[at] ?? 1 }));
rows.sort((a, b) => b.effective - a.effective);
for (const { from, to, effective, q } of rows.slice(0, 3))
  console.log(`${from} → ${to}: ${effective.toFixed(4)} bits (q = ${q.toFixed(3)})`);
console.log(`${rows.filter(({ q }) => q <= 0.05).length} of ${rows.length} transfers are no accident`);

const headings = ["from", "to", "transfer entropy, bits", "less its mean by chance", "p-value", "q-value"];
const cells = rows.map((row) => [row.from, row.to, row.value, row.effective, row.pValue, row.q]);
const found = (from: string, to: string) => rows.find((row) => row.from === from && row.to === to)?.effective;
const values = names.flatMap((from) => names.map((to) => found(from, to) ?? Number.NaN));
const map = { names, size: 4, values, measure: "effective-transfer-entropy", unit: "bits" };
const sections = [
  { title: "From row to column", result: map },
  { title: "All transfers", result: { headings, rows: cells } },
];
const title = "What tells of tomorrow's weather";
writeFileSync(join(tmpdir(), "transfer.html"), renderReport({ title, sections }));
