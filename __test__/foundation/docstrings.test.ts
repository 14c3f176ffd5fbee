/** Every example of the documentation runs, and prints what it says it prints. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
mkdirSync(join(root, "reports"), { recursive: true });
const folder = mkdtempSync(join(root, "reports", "docstrings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  name: string;
  code: string;
  /** What each `console.log` says it prints, in a comment at its end. */
  printed: (string | undefined)[];
}

/** Examples between `@example` fences of the documentation comments of a file. */
function examplesOf(path: string): Example[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(/@example\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)].map(([, body = ""], index) => {
    const lines = body.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
    const printed = lines
      .filter((line) => line.includes("console.log("))
      .map((line) => /; \/\/ (.*)$/.exec(line)?.[1]);
    return { name: `${path} #${index + 1}`, code: lines.join("\n"), printed };
  });
}

const files = readdirSync(join(root, "ts"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("native"))
  .map((name) => join("ts", name))
  .sort();
const examples = files.flatMap(examplesOf);

describe("examples of the documentation", () => {
  test("exist", () => expect(examples.length).toBeGreaterThan(10));

  test.each(examples.map((example, index) => [example.name, example, index] as const))(
    "%s",
    async (_, example, index) => {
      const file = join(folder, `example-${index}.ts`);
      writeFileSync(file, example.code);
      const log = vi.spyOn(console, "log").mockImplementation(() => {});
      let printed: string[];
      try {
        await import(file);
      } finally {
        printed = log.mock.calls.map((values) => format(...(values as unknown[])));
        log.mockRestore();
      }
      expect(printed.length).toBe(example.printed.length);
      for (const [line, promised] of example.printed.entries()) {
        if (promised !== undefined) expect(printed[line]).toBe(promised);
      }
    },
  );
});
