/**
 * `npm run test:asan`: the suites that reach native code, with the addon built for the address sanitizer.
 *
 * Works with the stable toolchain: the addon is instrumented, and gcc's runtime library is loaded before
 * Node. Linux only. Leaks are not judged here (Node itself never frees some blocks).
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { cache, capture, must, root, run } from "./process.mjs";

if (process.platform !== "linux" || process.arch !== "x64") {
  console.error("The address sanitizer run needs Linux on x64.");
  process.exit(1);
}
const runtime = capture("gcc", ["-print-file-name=libasan.so"]).stdout.trim();
if (!runtime.startsWith("/")) {
  console.error("The address sanitizer's runtime is needed; it comes with gcc.");
  process.exit(1);
}
await build();

const target = "x86_64-unknown-linux-gnu";
const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "asan");
await must(
  "cargo",
  [
    "build",
    "--package",
    "marginals-binding",
    "--features",
    "faults",
    "--profile",
    "quick",
    "--target",
    target,
  ],
  {
    env: { RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Zsanitizer=address", CARGO_TARGET_DIR: folder },
  },
);
mkdirSync(cache, { recursive: true });
const addon = join(cache, "marginals.asan.node");
copyFileSync(join(folder, target, "quick", "libmarginals_binding.so"), addon);

process.exitCode = await run(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--maxWorkers=1",
    "--testTimeout=600000",
    "--exclude=__test__/{architecture,documents,examples,package,report,cli}/**",
    ...process.argv.slice(2).filter((word) => word !== "--as-built"),
  ],
  {
    env: {
      LD_PRELOAD: runtime,
      ASAN_OPTIONS: "detect_leaks=0:exitcode=77:abort_on_error=0",
      MARGINALS_TEST_ADDON: addon,
      // The instrumented code is several times slower; tests with counts read this.
      MARGINALS_TEST_SCALE: "0.1",
    },
  },
);
