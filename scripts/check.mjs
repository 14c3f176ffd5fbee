/** `npm run check`: types, lint and unit tests, for the edit loop. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildAddon } from "./build.mjs";
import { install } from "./install.mjs";
import { root, run } from "./process.mjs";
import { runStages } from "./stages.mjs";

const native = join(root, "ts", "native");
const built = existsSync(native) && readdirSync(native).some((name) => name.endsWith(".node"));
const slow = ["examples", "hostile", "lifecycle", "package", "reliability", "runtimes", "documents"];

process.exitCode = await runStages("npm run check", [
  {
    name: "addon",
    run: async () => {
      await install();
      if (!built) await buildAddon({ quick: true });
      return 0;
    },
  },
  { name: "types", needs: ["addon"], run: () => run("tsc", ["--project", "tsconfig.json"]) },
  { name: "lint", run: () => run("oxlint", ["--deny-warnings"]) },
  { name: "format", run: () => run("oxfmt", ["--check"]) },
  { name: "rust lint", run: () => run("cargo", ["clippy", "--workspace", "--quiet"]) },
  {
    name: "rust unit tests",
    run: () =>
      run("cargo", [
        "test",
        "--workspace",
        "--exclude",
        "marginals-binding",
        "--profile",
        "quick",
        "--lib",
        "--quiet",
      ]),
  },
  {
    name: "suites",
    needs: ["addon"],
    run: () =>
      run("vitest", [
        "run",
        "--reporter=dot",
        ...slow.flatMap((name) => ["--exclude", `__test__/${name}/**`]),
      ]),
  },
]);
