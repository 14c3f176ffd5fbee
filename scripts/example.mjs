/** `npm run example -- NN`: runs the numbered example; without a number, lists them. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root, run } from "./process.mjs";

const [wanted, ...rest] = process.argv.slice(2);
const examples = readdirSync(join(root, "examples"))
  .filter((name) => /^\d\d-.*\.(ts|mjs)$/.test(name))
  .sort();
const chosen =
  wanted && examples.find((name) => name.startsWith(wanted.padStart(2, "0")) || name.includes(wanted));

if (chosen) {
  await build();
  process.exitCode = await run(process.execPath, [
    "--import",
    "./scripts/typescript.mjs",
    `examples/${chosen}`,
    ...rest,
  ]);
} else {
  if (wanted) console.error(`No example ${wanted}. There are:`);
  for (const name of examples) {
    const about = /\/\*\*?\s*\n?\s*\*?\s*([^\n*]+)/.exec(
      readFileSync(join(root, "examples", name), "utf8"),
    )?.[1];
    console.log(`${name}  ${about?.trim() ?? ""}`.trimEnd());
  }
  process.exitCode = wanted ? 2 : 0;
}
