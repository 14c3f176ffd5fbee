/** The documents keep what they promise: every code block of the README runs, every link and name exists. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), "utf8");
const readme = read("README.md");
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", ...pages];

interface Block {
  readonly language: string;
  readonly code: string;
  /** What the block prints: the lines of the `text` block that follows it. */
  readonly output: string | undefined;
}

const blocks = [readme, ...pages.map(read)]
  .flatMap((text) => [...text.matchAll(/^```(\S+)\n([\s\S]*?)^```(?:\n+^```text\n([\s\S]*?)^```)?/gm)])
  .map(([, language = "", code = "", output]): Block => ({ language, code, output }));

// Inside the repository, so that `marginals` means this package.
mkdirSync(join(root, "reports"), { recursive: true });
const folder = mkdtempSync(join(root, "reports", "readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("README", () => {
  it("is short", () => {
    expect(readme.split("\n").length).toBeLessThanOrEqual(200);
  });

  const programs = blocks.filter(({ language }) => ["js", "mjs", "ts"].includes(language));
  it("has programs", () => expect(programs.length).toBeGreaterThan(2));

  it.each(programs.map((block, index) => [index, block] as const))(
    "program %i runs and prints what it says",
    (index, block) => {
      const file = join(folder, `block-${index}.${block.language === "ts" ? "ts" : "mjs"}`);
      writeFileSync(file, block.code);
      const printed = execFileSync(
        process.execPath,
        ["--import", join(root, "scripts", "typescript.mjs"), file],
        {
          cwd: root,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      if (block.output !== undefined) expect(printed.trim()).toBe(block.output.trim());
    },
  );

  it("names commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const name of documents) {
      for (const [, command = ""] of read(name).matchAll(/npm run ([\w:-]+)/g))
        expect(Object.keys(scripts), name).toContain(command);
    }
  });

  it("names every room of the package", () => {
    const { exports } = JSON.parse(read("package.json")) as { exports: Record<string, unknown> };
    for (const path of Object.keys(exports)) {
      if (path === "." || path === "./package.json") continue;
      expect(readme).toContain(`marginals/${path.slice(2)}`);
    }
  });
});

describe("documents", () => {
  it.each(documents)("%s links to files that exist", (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, path = ""]) => path,
    );
    expect(links.filter((path) => !existsSync(join(root, dirname(name), path)))).toEqual([]);
  });

  it("agree on the version", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(read("Cargo.toml")).toContain(`version = "${version}"`);
    expect(read("CITATION.cff")).toContain(`version: ${version}`);
    expect(read("CHANGELOG.md")).toContain(`## [${version}]`);
  });

  it("ARCHITECTURE.md draws every crate and room that exists, and no other", () => {
    const drawn = /```\n(crates\/[\s\S]*?)```/.exec(read("ARCHITECTURE.md"))?.[1] ?? "";
    const [crates = "", rest = ""] = drawn.split(/^ts\/$/m);
    const listed = [...crates.matchAll(/^ {2}([a-z]+)\//gm)].map(([, name]) => name).sort();
    const present = execFileSync(
      "git",
      ["ls-files", "--cached", "--others", "--exclude-standard", "crates/*/Cargo.toml"],
      { cwd: root, encoding: "utf8" },
    )
      .trim()
      .split("\n")
      .map((path) => path.split("/")[1]);
    expect(listed).toEqual([...new Set(present)].sort());
    for (const [, room = ""] of (rest.split("\n")[1] ?? "").matchAll(/([a-z]+)\//g))
      expect(existsSync(join(root, "ts", room)), room).toBe(true);
  });
});
