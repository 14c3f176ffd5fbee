/** The byte-pair room, with arguments it accepts. */
import * as bpe from "marginals/bpe";
import type { Target } from "./attack.ts";

const job = ["seed", "threads", "signal", "onAbort", "onProgress", "transfer"];
const bytes = (): [Uint8Array, number][] =>
  Array.from({ length: 256 }, (_, byte) => [new Uint8Array([byte]), byte]);
const ranks = (): unknown => ({
  pat_str: String.raw`\w+|\s+|[^\w\s]+`,
  special_tokens: { "<end>": 300 },
  bpe_ranks: bytes()
    .map(([token, rank]) => `${Buffer.from(token).toString("base64")} ${rank}`)
    .join("\n"),
});
const { Tokenizer } = bpe;
const tokenizer = Tokenizer.fromTiktokenSync(bytes());
const method = (
  key: keyof bpe.Tokenizer,
  valid: () => unknown[],
  properties: Target["properties"] = {},
): Target => ({
  name: `tokenizer.${String(key)}`,
  call: tokenizer[key] as Target["call"],
  valid,
  properties,
});

const searches = [
  ["optimalMerges", ["maxStates"]],
  ["greedyMerges", ["pairCounting", "tieBreak"]],
  ["certificate", ["pairCounting", "tieBreak"]],
  ["curvature", ["maxStates", "over"]],
] as const;

/** Targets of `marginals/bpe`. */
export const bpeTargets: readonly Target[] = [
  ...(["fromTiktoken", "fromTiktokenSync"] as const).flatMap((key): Target[] => [
    {
      name: `Tokenizer.${key}`,
      call: Tokenizer[key].bind(Tokenizer) as Target["call"],
      valid: () => [ranks(), { split: { pattern: "a|b" }, specialTokens: { x: 301 } }],
      properties: { 1: job },
    },
    {
      name: `Tokenizer.${key} (pairs)`,
      call: Tokenizer[key].bind(Tokenizer) as Target["call"],
      valid: () => [new Map(bytes()), { split: "cl100k" }],
    },
  ]),
  method("encode", () => ["some text", {}], { 1: ["special"] }),
  method("count", () => ["some text", {}], { 1: ["special"] }),
  method("countUpTo", () => ["some text", 3, {}], { 2: ["special"] }),
  method("isWithinLimit", () => ["some text", 3, {}], { 2: ["special"] }),
  method("truncate", () => ["some text", 3, {}], { 2: ["special"] }),
  method("decode", () => [[1, 2, 3], {}], { 1: ["invalid"] }),
  method("decodeBytes", () => [new Uint32Array([1, 2, 3])]),
  method("chunk", () => ["some text", { maxTokens: 3, overlap: 1, boundary: "line" }]),
  ...(["encodeBatch", "encodeBatchSync", "countBatch", "countBatchSync"] as const).map((key) =>
    method(key, () => [["a", "b"], {}], { 1: [...job, "special"] }),
  ),
  ...searches.flatMap(([key, options]) =>
    ([key, `${key}Sync`] as const).map((name): Target => ({
      name,
      call: Reflect.get(bpe, name) as Target["call"],
      valid: () => ["abab", { merges: 2 }],
      properties: { 1: [...job, ...options] },
    })),
  ),
  ...(["applyMerges", "applyMergesSync", "utility", "utilitySync"] as const).map((name): Target => ({
    name,
    call: Reflect.get(bpe, name) as Target["call"],
    valid: () => [["x", "y", "x", "y"], [["x", "y"]], {}],
    properties: { 2: job },
  })),
];
