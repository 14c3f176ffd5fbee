/** Kernel densities of real measurements, and their modes: how many kinds of penguins does a flipper tell apart? */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { densityModes, entropy, kernelDensity, mutualInformation } from "marginals/information";
import { renderReport } from "marginals/report";

type Penguin = Record<string, string | number | null>;
const file = new URL("data/penguins.json", import.meta.url);
const measure = "Flipper Length (mm)";
const birds = (JSON.parse(readFileSync(file, "utf8")) as Penguin[]).filter((bird) => bird[measure] !== null);
const lengths = (of: readonly Penguin[]) => Float64Array.from(of, (bird) => Number(bird[measure]));

const all = lengths(birds);
const options = { bandwidth: "isj" } as const;
const range = [160, 245] as const;
const whole = await kernelDensity(all, { ...options, range });
const modes = await densityModes(all, { bandwidth: whole.bandwidth[0] });
for (const [at, [place]] of modes.points.entries())
  console.log(`mode at ${place?.toFixed(1)} mm, density ${modes.densities[at]?.toFixed(4)}`);

const kinds = birds.map((bird) => String(bird["Species"]));
const lines = [{ label: "all", x: whole.axes[0] ?? [], y: whole.density }];
for (const name of new Set(kinds)) {
  const own = lengths(birds.filter((_, at) => kinds[at] === name));
  const { density } = await kernelDensity(own, { ...options, range });
  const share = own.length / birds.length;
  lines.push({ label: name, x: whole.axes[0] ?? [], y: density.map((value) => share * value) });
}

const spread = await entropy({ samples: all }, { estimator: "kde", ...options, base: 2 });
const told = await mutualInformation(all, kinds, { estimator: "kde", base: 2 });
const [own, shared] = [spread, told].map(({ value }) => value.toFixed(2));
console.log(`entropy ${own} bits; a flipper tells ${shared} bits of the species`);

const result = { title: "Density of flipper lengths", xLabel: "mm", lines };
const sections = [{ title: "All, and each species by its share", result }];
const page = renderReport({ title: "Penguins by their flippers", sections });
writeFileSync(join(tmpdir(), "densities.html"), page);
