import { defineConfig } from "vitest/config";

const room = (path: string): string => new URL(`./ts/${path}`, import.meta.url).pathname;

const addon = process.env["MARGINALS_TEST_ADDON"];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^marginals$/, replacement: room("index.ts") },
      { find: /^marginals\/([a-z]+)$/, replacement: `${room("")}$1/index.ts` },
    ],
  },
  test: {
    include: ["__test__/**/*.test.ts"],
    // A fault in native code ends a process: in its own fork it is seen as one failed file.
    pool: "forks",
    // The tests that start processes and workers share two cores with the rest.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default"],
    // Another build of the addon (sanitized, without external buffers). Not set for the whole process: the
    // loaders of the test tools' own addons listen to the same variable.
    env: addon === undefined ? {} : { NAPI_RS_NATIVE_LIBRARY_PATH: addon },
  },
});
