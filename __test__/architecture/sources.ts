/** The sources of the repository as the architecture tests read them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Source {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 26,
})
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)));

/** Paths of the repository (ignored files left out) that match. */
export const paths = (pattern: RegExp): string[] => listed.filter((path) => pattern.test(path)).sort();

/** Files of the repository whose path matches. */
export const sources = (pattern: RegExp): Source[] =>
  paths(pattern).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

/** A Rust source without its comments, strings left in place. */
export const withoutRustComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'])\/\/[^\n]*/g, "$1");

/** A Rust source up to its test module. */
export const withoutRustTests = (text: string): string => text.split(/^#\[cfg\(test\)\]\s*\nmod /m)[0] ?? "";

/** Lines `path:line` where `pattern` occurs. */
export const places = (files: readonly Source[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

/** Specifiers that a TypeScript source imports, type imports included. */
export const imports = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
