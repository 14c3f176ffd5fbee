/** The texts of the errors of context packing. */
import { packContext, packContextSync, prepareCorpusSync, textFeaturesSync } from "marginals/context";
import { expect, test } from "vitest";

const count = (text: string): number => text.split(" ").length;
const asked = { query: "red", budget: 9, countTokens: count };
const pack = (passages: unknown, options: object = asked): unknown =>
  packContextSync(passages as never, options as never);

test.each<[unknown, object, string, string]>([
  [
    "red",
    asked,
    "ARGUMENT",
    "packContextSync(): passages must be an array of texts or passages, received a string",
  ],
  [[{ id: "a" }], asked, "ARGUMENT", "packContextSync(): passages[0].text must be given, received undefined"],
  [
    ["a", 7],
    asked,
    "ARGUMENT",
    "packContextSync(): passages[1] must be a string or an object with a text, received 7",
  ],
  [
    [
      { text: "a", id: "x" },
      { text: "b", id: "x" },
    ],
    asked,
    "ARGUMENT",
    "packContextSync(): passages[1].id must be distinct from all others, received 'x' twice",
  ],
  [
    [{ text: "a", embedding: [1, 2] }, { text: "b" }],
    asked,
    "ARGUMENT",
    "packContextSync(): passages[1].embedding must be given, as that of passages[0] is, received undefined",
  ],
  [
    [
      { text: "a", embedding: [1, 2] },
      { text: "b", embedding: [1, 2, 3] },
    ],
    asked,
    "SHAPE",
    "packContextSync(): passages[1].embedding must be of length 2 (as that of passages[0]), received 3",
  ],
  [
    [{ text: "a", embedding: [1, Number.NaN] }],
    asked,
    "NON_FINITE",
    "packContextSync(): passages[0].embedding must be of finite numbers, received NaN at index 1",
  ],
  [
    [{ text: "a", embedding: [0, 0] }],
    asked,
    "RANGE",
    "packContextSync(): passages[0].embedding must be of a length above 0 (cosine compares directions), received only zeros",
  ],
  [
    [{ text: "a", tokens: -1 }],
    asked,
    "RANGE",
    "packContextSync(): passages[0].tokens must be an integer in 0..=9007199254740991, received -1",
  ],
  [
    ["a"],
    { ...asked, query: [1, 2] },
    "ARGUMENT",
    "packContextSync(): query must be a text, since the passages have no embeddings, received an embedding",
  ],
  [
    [{ text: "a", embedding: [1, 2] }],
    { ...asked, query: [1, 2, 3] },
    "SHAPE",
    "packContextSync(): query.embedding must be of length 2 (embeddings of the passages), received 3",
  ],
  [
    ["a"],
    { ...asked, query: {} },
    "ARGUMENT",
    "packContextSync(): query must be an object with a text or an embedding, received neither",
  ],
  [
    ["a"],
    { ...asked, query: undefined },
    "ARGUMENT",
    "packContextSync(): query must be a text, an embedding, or { text, embedding }, received undefined",
  ],
  [
    ["a"],
    { ...asked, budget: 0 },
    "RANGE",
    "packContextSync(): budget must be an integer in 1..=9007199254740991, received 0",
  ],
  [
    ["a"],
    { query: "a", budget: 3 },
    "ARGUMENT",
    "packContextSync(): countTokens must be given, such as (text) => encoding.encode(text).length: what a token is only the model's own tokenizer knows, received undefined",
  ],
  [
    ["a"],
    { ...asked, tokenizer: { count } },
    "ARGUMENT",
    "packContextSync(): countTokens must be absent where a tokenizer is given, received both",
  ],
  [
    ["red fox red hen", "a"],
    { ...asked, budget: 3, include: [0] },
    "RANGE",
    "packContextSync(): include must be passages of at most 3 tokens together (budget), received 4",
  ],
  [
    [
      { text: "a", source: "s" },
      { text: "b", source: "s" },
    ],
    { ...asked, perSource: 1, include: [0, 1] },
    "ARGUMENT",
    "packContextSync(): include must be within the limits of their sources, received passage 1 beyond them",
  ],
  [
    ["a"],
    { ...asked, countTokens: () => Number.NaN },
    "CALLBACK",
    "packContextSync(): the answer of countTokens must be a whole number of at least 0, received NaN",
  ],
  [
    ["a"],
    { ...asked, countTokens: () => -2 },
    "CALLBACK",
    "packContextSync(): the answer of countTokens must be a whole number of at least 0, received -2",
  ],
  [
    ["a"],
    { ...asked, countTokens: async () => Promise.resolve(1) },
    "CALLBACK",
    "packContextSync(): the answer of countTokens must be a number in packContextSync() (a promise is for the call without Sync), received a promise",
  ],
  [
    ["a"],
    { ...asked, budgte: 3 },
    "ARGUMENT",
    "packContextSync(): options must be an object of seed, threads, signal, onAbort, onProgress, query, budget, perSource, include, order, algorithm, lambda, minRelevance, candidates, countTokens, tokenizer, separator, embeddings, received the unknown 'budgte' (did you mean 'budget'?)",
  ],
  [
    ["a"],
    { ...asked, embeddings: [[1], [2]] },
    "SHAPE",
    "packContextSync(): embeddings must be a matrix of 1 rows (passages), received 2",
  ],
])("%j", (passages, options, code, message) => {
  expect(() => pack(passages, options)).toThrow(
    expect.objectContaining({ code: `ERR_MARGINALS_${code}`, message }) as Error,
  );
});

test("what the counter throws comes out as it is", async () => {
  const own = new RangeError("mine");
  const throws = (): number => {
    throw own;
  };
  expect(() => pack(["a"], { ...asked, countTokens: throws })).toThrow(own);
  await expect(packContext(["a"], { ...asked, countTokens: throws })).rejects.toBe(own);
  const rejects = async (): Promise<number> => Promise.reject(own);
  await expect(packContext(["a", "b"], { ...asked, countTokens: rejects })).rejects.toBe(own);
});

test("a corpus names its own verbs", () => {
  const corpus = prepareCorpusSync(["red fox"], { countTokens: count });
  expect(() => corpus.packSync({ query: "red", budget: 1.5 })).toThrow(
    "packSync(): budget must be an integer",
  );
  expect(() => textFeaturesSync(["a", 1 as never])).toThrow(
    "textFeaturesSync(): texts[1] must be a string, received 1",
  );
});

test("no passages, and none that is relevant, is an empty context and no fault", () => {
  expect(packContextSync([], asked)).toMatchObject({ passages: [], text: "", tokens: 0, next: null });
  expect(packContextSync(["blue"], asked)).toMatchObject({ text: "", omitted: [{ reason: "irrelevant" }] });
});
