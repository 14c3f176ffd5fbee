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
  call: (tokenizer[key] as Target["call"]).bind(tokenizer),
  valid,
  properties,
});

/** The parts of a stream, of an endless one the first. */
const collected = async (parts: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const part of parts) if (all.push(part) === 1_000) break;
  return all;
};

const searches = [
  ["optimalMerges", ["maxStates"]],
  ["beamMerges", ["width"]],
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
  ...(["fromTokenizerJson", "fromTokenizerJsonSync"] as const).map((key): Target => ({
    name: `Tokenizer.${key}`,
    call: Tokenizer[key].bind(Tokenizer) as Target["call"],
    valid: () => [JSON.parse(tokenizer.toTokenizerJson()), {}],
    properties: { 1: job },
  })),
  ...(["fromTekken", "fromTekkenSync"] as const).map((key): Target => ({
    name: `Tokenizer.${key}`,
    call: Tokenizer[key].bind(Tokenizer) as Target["call"],
    valid: () => [JSON.parse(tokenizer.toTekken()), {}],
    properties: { 1: job },
  })),
  ...(["fromVocabMerges", "fromVocabMergesSync"] as const).map((key): Target => ({
    name: `Tokenizer.${key}`,
    call: Tokenizer[key].bind(Tokenizer) as Target["call"],
    valid: () => [tokenizer.toVocabMerges(), { split: "gpt2", specialTokens: { x: 301 } }],
    properties: { 1: [...job, "continuingSubwordPrefix", "endOfWordSuffix"] },
  })),
  ...(["load", "loadSync"] as const).map((key): Target => ({
    name: `Tokenizer.${key}`,
    call: Tokenizer[key].bind(Tokenizer) as Target["call"],
    valid: () => [tokenizer.saveSync(), {}],
    properties: { 1: job },
  })),
  method("encodeBytes", () => [new Uint8Array([1, 200, 3]), {}], { 1: ["special"] }),
  {
    name: "tokenizer.encodeStream",
    call: (source, options) => collected(tokenizer.encodeStream(source as string[], options as object)),
    valid: () => [["some ", "text"], {}],
    properties: { 1: ["special"] },
  },
  {
    name: "tokenizer.decodeStream",
    call: (source, options) => collected(tokenizer.decodeStream(source as number[], options as object)),
    valid: () => [[1, 2, 3], {}],
    properties: { 1: ["invalid"] },
  },
  method("appender", () => [{}], { 0: ["special"] }),
  {
    name: "appender.append",
    call: (part) => tokenizer.appender().append(part as string),
    valid: () => ["some text"],
  },
  method("intervalCounter", () => ["some text"]),
  {
    name: "intervalCounter.count",
    call: (start, end) => tokenizer.intervalCounter("some text").count(start as number, end as number),
    valid: () => [1, 5],
  },
  ...(["save", "saveSync"] as const).map((key): Target => ({
    name: `tokenizer.${key}`,
    call: (path) =>
      (tokenizer[key] as (path: unknown) => unknown).call(tokenizer, path === undefined ? path : 3),
    valid: () => [],
  })),
  ...(["toTiktoken", "toTokenizerJson", "toTekken", "toVocabMerges"] as const).map((key) =>
    method(key, () => []),
  ),
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
  ...(["renyiEfficiency", "renyiEfficiencySync"] as const).flatMap((name): Target[] => [
    {
      name,
      call: Reflect.get(bpe, name) as Target["call"],
      valid: () => [{ tokenizer, input: "abab" }, { order: 2 }],
      properties: { 1: ["threads", "signal", "onProgress", "order", "over", "special"] },
    },
    {
      name: `${name} (counts)`,
      call: Reflect.get(bpe, name) as Target["call"],
      valid: () => [{ counts: [1, 2] }],
    },
  ]),
  ...(["fertility", "fertilitySync"] as const).map((name): Target => ({
    name,
    call: Reflect.get(bpe, name) as Target["call"],
    valid: () => [{ tokenizer, input: ["a b", "c"] }, { words: "unicode" }],
    properties: { 1: ["threads", "signal", "onProgress", "words", "special"] },
  })),
  ...(["train", "trainSync"] as const).flatMap((name): Target[] => {
    const call = Reflect.get(bpe, name) as Target["call"];
    const training = [
      ...["threads", "signal", "onProgress", "vocabSize", "merges", "split", "tieBreak", "pairCounting"],
      ...[
        "minFrequency",
        "maxTokenLength",
        "specialTokens",
        "initialAlphabet",
        "limitAlphabet",
        "continuingSubwordPrefix",
        "endOfWordSuffix",
        "blockList",
        "resumeFrom",
        "invalid",
      ],
    ];
    return [
      { name, call, valid: () => [["abab", "abc"], { merges: 2 }], properties: { 1: training } },
      {
        name: `${name} (words)`,
        call,
        valid: () => [
          new Map([["abab", 3]]),
          { vocabSize: 258, split: { pattern: "a|b" }, specialTokens: ["x"] },
        ],
      },
      {
        name: `${name} (bytes)`,
        call,
        valid: () => [
          new Uint8Array([97, 98]),
          { merges: 1, blockList: [["a", "b"]], resumeFrom: tokenizer },
        ],
      },
    ];
  }),
];
