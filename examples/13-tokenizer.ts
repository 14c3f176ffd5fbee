/** A tokenizer trained on this project's own sources, and what its merges gain as there are more of them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { train } from "marginals/bpe";
import { renderReport } from "marginals/report";

// Every fourth source is kept aside, to see what merges gain where they were not learned.
const folder = fileURLToPath(new URL("../ts", import.meta.url));
const sources = (readdirSync(folder, { recursive: true }) as string[])
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => readFileSync(join(folder, name), "utf8"));
const [learned, aside] = [sources.filter((_, at) => at % 4 !== 3), sources.filter((_, at) => at % 4 === 3)];

const bytesPerToken = (texts: string[], counts: Uint32Array): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) /
  counts.reduce((sum, count) => sum + count, 0);

let tokenizer = await train(learned, { merges: 0 });
const points = { merges: [] as number[], learned: [] as number[], aside: [] as number[] };
for (const merges of [64, 128, 256, 512, 1024, 2048, 4096]) {
  tokenizer = await train(learned, { merges: merges - tokenizer.merges.length, resumeFrom: tokenizer });
  points.merges.push(merges);
  points.learned.push(bytesPerToken(learned, await tokenizer.countBatch(learned)));
  points.aside.push(bytesPerToken(aside, await tokenizer.countBatch(aside)));
  console.log(`${merges} merges: ${points.aside.at(-1)?.toFixed(2)} bytes a token on sources kept aside`);
}
const spelled = tokenizer.merges.slice(0, 12).map((pair) => JSON.stringify(Buffer.concat(pair).toString()));
console.log(`first: ${spelled.join(" ")}`);

const page = join(tmpdir(), "tokenizer.html");
const lines = (["learned", "aside"] as const).map((label) => ({ label, x: points.merges, y: points[label] }));
const sections = [{ title: "What merges gain", result: { title: "Bytes a token", xLabel: "merges", lines } }];
writeFileSync(
  page,
  renderReport({ title: "A tokenizer of these sources", sections, command: "npm run example -- 13" }),
);
console.error(`report: ${page}`);
