/** Texts that are hard for parsers and encoders: twice the text must not take much more than twice the time. */
import { train } from "marginals/bpe";
import { readTable } from "marginals/table";
import type { Row } from "./measure.ts";

/** A text of `n` characters of each hard family. */
const families: readonly (readonly [string, (n: number) => string])[] = [
  ["one letter", (n) => "a".repeat(n)],
  ["two letters", (n) => "ab".repeat(n / 2)],
  ["spaces", (n) => " ".repeat(n)],
  ["line ends", (n) => "\n".repeat(n)],
  ["spaces and line ends", (n) => " \n".repeat(n / 2)],
  ["digits", (n) => "1234567890".repeat(n / 10)],
  ["apostrophes", (n) => "'s".repeat(n / 2)],
  ["punctuation", (n) => "!?".repeat(n / 2)],
  ["mixed case", (n) => "aB".repeat(n / 2)],
  ["accents", (n) => "e\u0301".repeat(n / 2)],
  ["han", (n) => "\u6f22\u5b57".repeat(n / 2)],
  ["emoji", (n) => "\u{1f468}\u200d".repeat(n / 3)],
];

/** Quotes, separators and brackets that a parser of tables may look back over. */
const tables: readonly (readonly [string, "csv" | "jsonl", (n: number) => string])[] = [
  ["one long field", "csv", (n) => `a\n${"x".repeat(n)}\n`],
  ["one quoted field", "csv", (n) => `a\n"${'""'.repeat(n / 2)}"\n`],
  ["an open quote", "csv", (n) => `a\n"${"x\n".repeat(n / 2)}`],
  ["short lines", "csv", (n) => `a\n${"1\n".repeat(n / 2)}`],
  ["deep arrays", "jsonl", (n) => `${"[".repeat(n)}\n`],
  ["short objects", "jsonl", (n) => '{"a":1}\n'.repeat(n / 8)],
  ["one long string", "jsonl", (n) => `{"a":"${"\\u0041".repeat(n / 6)}"}\n`],
];

/** A text as a stream of one chunk. */
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const fastest = async (work: () => Promise<unknown>): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = process.cpuUsage();
    // A text that is refused is as good as one that is read: what counts is how long it took.
    await work().catch(() => {});
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
};

/** Processor times of a family at `n` and 2 `n` characters, as a ratio; times below a tenth of a millisecond say nothing. */
export const blowUp = async (n: number): Promise<Row> => {
  const tokenizer = await train(
    families.map(([, text]) => text(3000)),
    { vocabSize: 700, split: "o200k" },
  );
  const works: (readonly [string, (n: number) => Promise<unknown>])[] = [];
  for (const [name, text] of families) {
    works.push([`encode ${name}`, async (size) => tokenizer.encode(text(size))]);
    works.push([`train on ${name}`, async (size) => train(text(size), { vocabSize: 300, split: "cl100k" })]);
  }
  for (const [name, format, text] of tables) {
    works.push([`${format} ${name}`, async (size) => readTable(bytes(text(size)), { format })]);
  }
  let worst = 0;
  let where = "";
  for (const [name, work] of works) {
    const once = await fastest(() => work(n));
    const ratio = (await fastest(() => work(2 * n))) / Math.max(once, 0.1);
    if (ratio > worst) [worst, where] = [ratio, name];
  }
  return {
    row: "blow-up",
    tried: `${works.length} hard families of ${n} and ${2 * n} characters`,
    seen: `time × ${worst.toFixed(2)} at worst (${where})`,
    holds: worst <= 2.6,
  };
};
