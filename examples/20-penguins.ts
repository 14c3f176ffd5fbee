/** Which measurements tell penguin species apart: screening, then columns that do not repeat each other. */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pairwiseDependence, screenFeatures, selectFeatures } from "marginals/information";
import { renderReport } from "marginals/report";

type Penguin = Record<string, string | number | null>;
const file = new URL("data/penguins.json", import.meta.url);
const all = JSON.parse(readFileSync(file, "utf8")) as Penguin[];
const measures = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];
const known = all.filter((bird) => measures.every((name) => bird[name] !== null));

// Measurements are values even where they are whole numbers.
const numbers = measures.map((name) => [name, Float64Array.from(known, (bird) => Number(bird[name]))]);
const texts = ["Species", "Island", "Sex"].map((name) => [name, known.map((bird) => String(bird[name]))]);
const penguins = { columns: Object.fromEntries([...texts, ...numbers]) };

const target = "Species";
const tells = await screenFeatures(penguins, { target, permutations: 999, fdr: 0.01, base: 2 });
for (const { name, value, qValue } of tells) console.log(`${name}: ${value.toFixed(2)} bits, q = ${qValue}`);

const chosen = await selectFeatures(penguins, { target, size: 3, criterion: "jmi", bins: 6, base: 2 });
console.log(`together: ${chosen.names.join(", ")}`);

const pairs = await pairwiseDependence(penguins, { measure: "normalized-mutual-information", bins: 6 });
const page = join(tmpdir(), "penguins.html");
const sections = [
  { title: "What each measurement tells of the species", result: tells },
  { title: "Columns that do not repeat each other", result: chosen },
  { title: "What the columns share", result: pairs },
];
const title = "Which measurements tell penguin species apart";
writeFileSync(page, renderReport({ title, sections, command: "npm run example -- 20" }));
console.error(`report: ${page}`);
