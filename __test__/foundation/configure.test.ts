import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configure, version, type Configuration } from "marginals";
import { thrown } from "./thrown.ts";

describe("configure", () => {
  test("says what is in force, and changes only what is given", () => {
    const before = configure();
    expect(before.threads).toBeGreaterThanOrEqual(1);
    expect(before.memory).toBeGreaterThan(0);
    expect(before.simd).toMatch(/^[a-z0-9-]+$/);
    expect([before.running, before.waiting]).toEqual([0, 0]);
    try {
      const after = configure({ threads: 3, memory: 2 ** 30 });
      expect([after.threads, after.memory, after.simd]).toEqual([3, 2 ** 30, before.simd]);
      expect(configure({ threads: 2 })).toMatchObject({ threads: 2, memory: 2 ** 30 });
      expect(configure({})).toMatchObject({ threads: 2, memory: 2 ** 30 });
    } finally {
      configure({ threads: before.threads, memory: before.memory });
    }
  });

  test.each<[unknown, string, string]>([
    [{ threads: 0 }, "RANGE", "threads must be an integer in 1..=1024, received 0"],
    [{ threads: 1e9 }, "RANGE", "threads must be an integer in 1..=1024, received 1000000000"],
    [{ memory: 0.5 }, "RANGE", "memory must be an integer in 1..=9007199254740991 (bytes), received 0.5"],
    [
      { memory: "4GB" },
      "ARGUMENT",
      "memory must be an integer in 1..=9007199254740991 (bytes), received a string",
    ],
    [
      { thread: 2 },
      "ARGUMENT",
      "options must be an object of threads, memory, received the unknown 'thread' (did you mean 'threads'?)",
    ],
    [null, "ARGUMENT", "options must be an object of named values, received null"],
  ])("says what is wrong, and changes nothing: %#", (given, code, text) => {
    const before = configure();
    expect(thrown(() => configure(given as Configuration))).toEqual([code, `configure(): ${text}`]);
    expect(configure()).toMatchObject({ threads: before.threads, memory: before.memory });
  });

  test("version is the package's", () => {
    const manifest = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    ) as object;
    expect(manifest).toMatchObject({ version });
  });
});
