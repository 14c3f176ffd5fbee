/**
 * Builds the addon and the façade; does nothing where nothing changed.
 *
 * `node scripts/build.mjs` builds the optimised addon, `--quick` one without link-time optimisation (for the
 * edit loop), `--force` builds whatever the stamps say, `--facade` leaves the addon in `ts/native` as it is.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, chmodSync } from "node:fs";
import { join, relative } from "node:path";
import { install } from "./install.mjs";
import { isMain, must, root, seconds } from "./process.mjs";
import { filesBelow, fingerprint, readStamp, writeStamp } from "./stamp.mjs";

const native = join(root, "ts", "native");
const dist = join(root, "dist");

const hasAddon = (folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".node"));

/** Builds the addon for this machine into `ts/native`. */
export const buildAddon = async ({ quick = false, force = false } = {}) => {
  const profile = quick ? "quick" : "release";
  const mark = `${profile} ${fingerprint(["crates", "Cargo.toml", "Cargo.lock"])}`;
  if (!force && hasAddon(native) && readStamp("addon") === mark) return false;
  const start = performance.now();
  console.log(`Building the addon (${quick ? "quick" : "optimised"}) …`);
  mkdirSync(native, { recursive: true });
  await must("napi", [
    "build",
    "--platform",
    ...(quick ? ["--profile", "quick"] : ["--release"]),
    "--manifest-path",
    "crates/binding/Cargo.toml",
    "--output-dir",
    "ts/native",
    "--js",
    "native.cjs",
    "--dts",
    "native.d.cts",
    "--no-const-enum",
    ...(process.env.CI ? ["--", "--locked"] : []),
  ]);
  // The lock file may have been completed by the build itself.
  writeStamp("addon", `${profile} ${fingerprint(["crates", "Cargo.toml", "Cargo.lock"])}`);
  console.log(`Addon built in ${seconds(start)}.`);
  return true;
};

/** Compiles `ts/` to `dist/` and puts the addon and other files beside it. */
export const buildFacade = async ({ force = false } = {}) => {
  const mark = `${readStamp("addon")} ${fingerprint(["ts", "tsconfig.json", "tsconfig.build.json", "package.json"])}`;
  if (!force && hasAddon(join(dist, "native")) && readStamp("facade") === mark) return false;
  const start = performance.now();
  rmSync(dist, { recursive: true, force: true });
  cpSync(native, join(dist, "native"), { recursive: true });
  for (const file of filesBelow("ts").filter((name) => !/\.[cm]?ts$/.test(name))) {
    cpSync(file, join(dist, relative(join(root, "ts"), file)));
  }
  await must("tsc", ["--project", "tsconfig.build.json"]);
  const command = join(dist, "cli", "main.js");
  if (existsSync(command)) chmodSync(command, 0o755);
  writeStamp("facade", mark);
  console.log(`Façade compiled in ${seconds(start)}.`);
  return true;
};

/** Installs, then builds what changed; with `--as-built` on the command line takes what is there. */
export const build = async (options = {}) => {
  if (process.argv.includes("--as-built")) return;
  await install();
  if (!options.facade) await buildAddon(options);
  await buildFacade(options);
};

if (isMain(import.meta.url)) {
  const given = (flag) => process.argv.includes(`--${flag}`);
  await build({ quick: given("quick"), force: given("force"), facade: given("facade") });
}
