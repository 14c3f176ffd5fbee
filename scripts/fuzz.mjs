/**
 * `npm run fuzz -- [TARGET] [--seconds N]`: runs the fuzz targets (all of them, 60 seconds each unless told).
 * Needs cargo-fuzz (`cargo install cargo-fuzz --locked`); works with a stable toolchain.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { available, isMain, root, run } from "./process.mjs";

const folder = join(root, "fuzz", "fuzz_targets");
/** Names of the fuzz targets. */
export const targets = () =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".rs"))
        .map((name) => name.slice(0, -3))
        .sort()
    : [];

/** Whether cargo-fuzz is installed. */
export const hasFuzzer = () => available("cargo", ["fuzz", "--version"]);

/** Runs one target for `limit` (libFuzzer options) and resolves to the exit code. */
export const fuzz = (target, ...limit) =>
  run(
    "cargo",
    ["fuzz", "run", target, "--", "-print_final_stats=1", "-timeout=30", "-rss_limit_mb=4096", ...limit],
    {
      // Coverage instrumentation is not stabilised; the toolchain is.
      env: { RUSTC_BOOTSTRAP: "1" },
    },
  );

/** A short run of every target, for `npm test`. */
export const briefFuzz = async () => {
  if (!hasFuzzer()) return { skipped: "cargo-fuzz is not installed" };
  for (const target of targets()) {
    const code = await fuzz(target, "-max_total_time=10");
    if (code !== 0) return code;
  }
  return 0;
};

if (isMain(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf("--seconds");
  const [, duration] = at >= 0 ? args.splice(at, 2) : [];
  if (!hasFuzzer()) {
    console.error("cargo-fuzz is needed: cargo install cargo-fuzz --locked");
    process.exit(1);
  }
  const unknown = args.find((name) => !targets().includes(name));
  if (unknown) {
    console.error(`No fuzz target ${unknown}. There are: ${targets().join(", ")}`);
    process.exit(2);
  }
  for (const target of args.length > 0 ? args : targets()) {
    const code = await fuzz(target, `-max_total_time=${Number(duration ?? 60)}`);
    if (code !== 0) process.exit(code);
  }
}
