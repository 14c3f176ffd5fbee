/**
 * Encoding what makes other tokenizers quadratic: 10⁶ bytes of each family, and how the time grows when they double.
 *
 *     npm run bench -- bpe/nasty [--encoding o200k|cl100k]
 *
 * Seconds of processor time, the best of five; the text is different each time, so that no piece was met before.
 */
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { printTable, time } from "../report.mjs";

const { values: given } = parseArgs({ options: { encoding: { type: "string", default: "o200k" } } });
const { Tokenizer } = await import("marginals/bpe");
const ranks = createRequire(import.meta.url)(`js-tiktoken/ranks/${given.encoding}_base`);
const tokenizer = Tokenizer.fromTiktokenSync(ranks.default ?? ranks);

// The numbers of a linear congruence, so that every run has the same texts.
let state = 1;
const below = (limit) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};
const letters = (count, size) => {
  const codes = Uint8Array.from({ length: count }, () => 97 + below(size));
  return new TextDecoder().decode(codes);
};
const families = {
  "one letter": (n) => "a".repeat(n),
  "one symbol": (n) => "^".repeat(n),
  spaces: (n) => `${" ".repeat(n - 1)}x`,
  newlines: (n) => "\n".repeat(n),
  digits: (n) => "7".repeat(n),
  "two letters in turn": (n) => "ab".repeat(n / 2),
  "random letters": (n) => letters(n, 26),
  "random of two letters": (n) => letters(n, 2),
  "Chinese without a break": (n) => "中文字符".repeat(n / 12),
  emoji: (n) => "👩‍👩‍👧‍👦".repeat(n / 25),
  "combining marks": (n) => `e${"\u0301".repeat((n - 1) / 2)}`,
  "one capital after another": (n) => "A".repeat(n),
};

const seconds = (family, bytes) => {
  let best = Infinity;
  for (let run = 0; run < 5; run++) {
    const text = families[family](bytes + 60 * run);
    const start = process.cpuUsage();
    tokenizer.encode(text);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
};

tokenizer.encode(letters(10_000, 26));
printTable(
  `Nasty texts, ${given.encoding}`,
  Object.keys(families).map((family) => {
    const [one, two] = [seconds(family, 1_000_000), seconds(family, 2_000_000)];
    return { text: family, "10⁶ bytes": time(one), "2 · 10⁶": time(two), growth: (two / one).toFixed(2) };
  }),
);
