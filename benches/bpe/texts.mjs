/** What is encoded: documents of one text, the same for every library, kept as a file that each of them reads. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cache, root } from "../../scripts/process.mjs";

/** UTF-16 units of a document. */
const UNITS = 16_384;

/** The TypeScript compiler and this project's documents. */
const standard = () => {
  const compiler = createRequire(join(root, "x.js")).resolve("typescript");
  const documents = ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
  const parts = [
    ...documents.map((name) => readFileSync(join(root, name), "utf8")),
    readFileSync(compiler, "utf8"),
  ];
  return parts.join("\n\n").slice(0, 10_000_000);
};

/** Cuts a text into documents, never between the two halves of a character. */
const cut = (whole) => {
  const documents = [];
  for (let at = 0; at < whole.length;) {
    const low = whole.charCodeAt(at + UNITS);
    const end = at + UNITS + (low >= 0xdc00 && low < 0xe000 ? 1 : 0);
    documents.push(whole.slice(at, end));
    at = end;
  }
  return documents;
};

/** Path of the documents, as a JSON array, and their megabytes of UTF-8. */
export const documentsOf = (path) => {
  const kept = join(cache, "bpe-text.txt");
  if (!path && !existsSync(kept)) writeFileSync(kept, standard());
  const whole = readFileSync(path ?? kept, "utf8");
  const documents = join(cache, "bpe-documents.json");
  writeFileSync(documents, JSON.stringify(cut(whole)));
  return { documents, megabytes: Buffer.byteLength(whole) / 1e6 };
};
