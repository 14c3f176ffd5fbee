/** One training of ours in a process of its own: CPU seconds, memory above the start, a hash of the merges. */
import { createHash } from "node:crypto";
import process from "node:process";
import { train } from "marginals/bpe";

const task = JSON.parse(process.argv[2]);
await train("warm up", { merges: 2 });
const rss = () => process.resourceUsage().maxRSS / 1024;
const [before, cpu, began] = [rss(), process.cpuUsage(), performance.now()];
const tokenizer = await train(
  { files: task.path },
  { vocabSize: task.size, split: task.split, tieBreak: task.ties, threads: task.threads },
);
const { user, system } = process.cpuUsage(cpu);
const measured = {
  cpu: (user + system) / 1e6,
  wall: (performance.now() - began) / 1000,
  memory: rss() - before,
};
const hash = createHash("sha256");
for (const pair of tokenizer.merges)
  hash.update(`${pair.map((side) => Buffer.from(side).toString("hex")).join(" ")}\n`);
console.log(JSON.stringify({ ...measured, merges: tokenizer.merges.length, hash: hash.digest("hex") }));
