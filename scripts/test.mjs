/**
 * `npm test`: installs, builds and runs everything. Every stage runs even after a failure, unless it needs
 * what failed; the exit code is that of the first failure. `-- NAME…` runs only the stages whose names
 * contain one of the words (and what they need).
 */
import { buildAddon, buildFacade } from "./build.mjs";
import { briefFuzz } from "./fuzz.mjs";
import { install } from "./install.mjs";
import { checkPackage } from "./package.mjs";
import { run } from "./process.mjs";
import { runStages } from "./stages.mjs";

const cargo = (...args) => run("cargo", args);
const quick = ["--workspace", "--exclude", "marginals-binding", "--profile", "quick"];
const done = (promise) => promise.then(() => 0);

const stages = [
  { name: "install", run: () => done(install()) },
  { name: "addon", needs: ["install"], run: () => done(buildAddon()) },
  { name: "facade", needs: ["addon"], run: () => done(buildFacade()) },
  { name: "rust format", run: async () => cargo("fmt", "--all", "--check") },
  {
    name: "rust lint",
    run: async () => {
      const strict = ["--quiet", "--", "--deny", "warnings"];
      // The binding has no test build: outside of Node there is nothing to link it with.
      const others = await cargo(
        "clippy",
        "--workspace",
        "--exclude",
        "marginals-binding",
        "--all-targets",
        ...strict,
      );
      return others || cargo("clippy", "--package", "marginals-binding", ...strict);
    },
  },
  { name: "rust tests", run: () => cargo("test", ...quick, "--lib", "--tests", "--quiet") },
  { name: "rust doc tests", run: () => cargo("test", ...quick, "--doc", "--quiet") },
  {
    name: "rust docs",
    run: () =>
      run("cargo", ["doc", "--workspace", "--no-deps", "--quiet"], {
        env: { RUSTDOCFLAGS: "--deny warnings" },
      }),
  },
  { name: "types", needs: ["addon"], run: () => run("tsc", ["--project", "tsconfig.json"]) },
  { name: "lint", needs: ["install"], run: () => run("oxlint", ["--deny-warnings"]) },
  { name: "format", needs: ["install"], run: () => run("oxfmt", ["--check"]) },
  { name: "suites", needs: ["facade"], run: () => run("vitest", ["run"]) },
  { name: "docs", needs: ["addon"], run: () => run("typedoc", ["--emit", "none"]) },
  { name: "package", needs: ["facade"], run: () => checkPackage() },
  { name: "fuzz (brief)", run: () => briefFuzz() },
];

const words = process.argv.slice(2);
const needed = new Set(
  stages
    .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
    .map(({ name }) => name),
);
for (const stage of stages.toReversed()) {
  if (needed.has(stage.name)) for (const need of stage.needs ?? []) needed.add(need);
}
process.exitCode = await runStages(
  "npm test",
  stages.filter(({ name }) => needed.has(name)),
);
