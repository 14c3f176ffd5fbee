/** `npm run bench -- NAME`: runs a benchmark on the optimised build; without a name, lists them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root, run } from "./process.mjs";

const folder = join(root, "benches");
const entryOf = (name) =>
  [
    `${name}.ts`,
    `${name}.mjs`,
    `${name}/main.ts`,
    `${name}/main.mjs`,
    `${name}/index.ts`,
    `${name}/index.mjs`,
  ].find((path) => existsSync(join(folder, path)));
const names = existsSync(folder)
  ? [...new Set(readdirSync(folder).map((name) => name.replace(/\.(ts|mjs)$/, "")))].filter(entryOf).sort()
  : [];

const [wanted, ...rest] = process.argv.slice(2);
const entry = wanted && entryOf(wanted);
if (entry) {
  await build();
  process.exitCode = await run(process.execPath, [
    "--import",
    "./scripts/typescript.mjs",
    `benches/${entry}`,
    ...rest,
  ]);
} else {
  console.log(`${wanted ? `No benchmark ${wanted}. ` : ""}Benchmarks: ${names.join(", ") || "none"}`);
  process.exitCode = wanted ? 2 : 0;
}
