/** The tokens of every text file in a folder, and how well an encoding suits it: `npm run example -- 14 FOLDER`. */
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fertility, renyiEfficiency, Tokenizer } from "marginals/bpe";
import ranks from "js-tiktoken/ranks/o200k_base";

const folder = process.argv[2] ?? fileURLToPath(new URL("../docs", import.meta.url));
const tokenizer = await Tokenizer.fromTiktoken(ranks);

const files = (readdirSync(folder, { recursive: true }) as string[])
  .filter((name) => /\.(md|txt|ts|js|rs|py|json|csv)$/.test(name))
  .filter((name) => statSync(join(folder, name)).isFile())
  .sort();
const counts: { name: string; tokens: number; bytes: number }[] = [];
for (const name of files) {
  // Read and counted as it comes: files may be larger than memory.
  let tokens = 0;
  const path = join(folder, name);
  for await (const part of tokenizer.encodeStream(createReadStream(path))) tokens += part.length;
  counts.push({ name, tokens, bytes: statSync(path).size });
}
const total = counts.reduce((sum, { tokens }) => sum + tokens, 0);
const bytes = counts.reduce((sum, file) => sum + file.bytes, 0);
counts.sort((a, b) => b.tokens - a.tokens);
for (const { name, tokens } of counts.slice(0, 5)) console.log(`${String(tokens).padStart(8)}  ${name}`);
console.log(
  `${String(total).padStart(8)}  ${files.length} files, ${(bytes / total).toFixed(2)} bytes a token`,
);

const use = { tokenizer, input: { files: files.map((name) => join(folder, name)) } };
const words = await fertility(use);
const { efficiency, distinct } = await renyiEfficiency(use, { over: "observed" });
console.log(
  `${words.fertility.toFixed(2)} tokens a word; ${distinct} tokens used, to ${efficiency.toFixed(3)}`,
);
