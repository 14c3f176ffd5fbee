/** What is encoded: documents of one text, the same for every library, kept as a file that each of them reads. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cache, root } from "../../scripts/process.mjs";
import { corpus } from "./corpus.mjs";

/** UTF-16 units of a document. */
const UNITS = 16_384;

/** Bytes of a block of the corpus, and how many there are to one that is taken. */
const BLOCK = 65_536;
const EVERY = 4;

/** Every fourth block of the corpus that trainers are measured on: manuals in five languages, a dictionary, code. */
const mixed = (path) => {
  const whole = readFileSync(path);
  const blocks = [];
  for (let at = 0; at < whole.length; at += EVERY * BLOCK) blocks.push(whole.subarray(at, at + BLOCK));
  return Buffer.concat(blocks).toString("utf8").replaceAll("\ufffd", "");
};

/** The TypeScript compiler and this project's documents: needs nothing that is not here. */
const code = () => {
  const compiler = createRequire(join(root, "x.js")).resolve("typescript");
  const documents = ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
  const parts = [
    ...documents.map((name) => readFileSync(join(root, name), "utf8")),
    readFileSync(compiler, "utf8"),
  ];
  return parts.join("\n\n").slice(0, 10_000_000);
};

/** The text of a name, made once, or of a path. */
const textOf = (name) => {
  if (name !== "mixed" && name !== "code") return readFileSync(name, "utf8");
  const kept = join(cache, `bpe-text-${name}.txt`);
  if (!existsSync(kept)) {
    const { path, missing } = name === "mixed" ? corpus() : {};
    if (missing) throw new Error(`${missing}; --text code needs none`);
    writeFileSync(kept, path ? mixed(path) : code());
  }
  return readFileSync(kept, "utf8");
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

/** Path of the documents of a text, as a JSON array, and their megabytes of UTF-8. */
export const documentsOf = (name) => {
  const whole = textOf(name);
  const documents = join(cache, "bpe-documents.json");
  writeFileSync(documents, JSON.stringify(cut(whole)));
  return { documents, megabytes: Buffer.byteLength(whole) / 1e6 };
};
