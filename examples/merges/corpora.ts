/** Short texts for exact searches: lines of this project's own documents, and strings of a few letters. */
import { readFileSync } from "node:fs";

/** Lines of English, 64 characters each. */
export function englishLines(): string[] {
  const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
  return documents
    .flatMap((name) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8").split("\n"))
    .filter((line) => /^[A-Za-z][^|`*[]{70,}$/.test(line))
    .map((line) => line.slice(0, 64));
}

/** Strings of the first letters of the alphabet, the same every time. */
export function randomStrings(count: number, length: number, letters: number): string[] {
  let state = 1;
  const letter = (): string => "abcde"[(state = (state * 48_271) % 2_147_483_647) % letters] ?? "";
  return Array.from({ length: count }, () => Array.from({ length }, letter).join(""));
}
