/** Merges as a choice, against plain enumeration written here. */
import {
  applyMerges,
  applyMergesSync,
  beamMerges,
  beamMergesSync,
  certificate,
  curvature,
  greedyMerges,
  optimalMerges,
  optimalMergesSync,
  utility,
  utilitySync,
  type Merge,
  type Token,
} from "marginals/bpe";
import { describe, expect, test } from "vitest";

const same = (a: Token | undefined, b: Token): boolean => JSON.stringify(a) === JSON.stringify(b);
const merged = (tokens: readonly Token[], [left, right]: Merge): Token[] => {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const pair = same(tokens[at], left) && same(tokens[at + 1], right);
    out.push(pair ? [left, right] : (tokens[at] as Token));
    if (pair) at++;
  }
  return out;
};
const best = (tokens: readonly Token[], merges: number): number => {
  if (merges === 0) return 0;
  let most = 0;
  for (let at = 1; at < tokens.length; at++) {
    const next = merged(tokens, [tokens[at - 1] as Token, tokens[at] as Token]);
    most = Math.max(most, tokens.length - next.length + best(next, merges - 1));
  }
  return most;
};
const texts = Array.from({ length: 60 }, (_, seed) =>
  Array.from(
    { length: 5 + (seed % 5) },
    (__, at) => "abc"[(((seed + 3) * (at + 1) * (at + 5)) % 7) % 3],
  ).join(""),
);

describe("optimal merges", () => {
  test("save as much as any sequence does", async () => {
    for (const text of texts) {
      for (const merges of [1, 2, 3]) {
        const found = await optimalMerges(text, { merges });
        expect(found.proven).toBe(true);
        expect(found.utility, `${text} ${merges}`).toBe(best([...text], merges));
        expect(await utility(text, found.merges)).toBe(found.utility);
        const left = await applyMerges(text, found.merges);
        expect(left).toEqual(found.merges.reduce(merged, [...text] as Token[]));
        const greedy = await greedyMerges(text, { merges });
        const certified = await certificate(text, { merges });
        expect(certified.utility).toBe(greedy.utility);
        expect(certified.bound).toBeGreaterThanOrEqual(found.utility);
        expect(greedy.tokens.length).toBe(text.length - greedy.utility);
        expect(greedy.tokens).toEqual(greedy.merges.reduce(merged, [...text] as Token[]));
        expect([...greedy.gains].reduce((a, b) => a + b, 0)).toBe(greedy.utility);
      }
    }
  });

  test("are the same for letters, words and numbers", () => {
    const wanted = optimalMergesSync("abcabcab", { merges: 2 });
    expect(wanted.merges).toEqual([
      ["a", "b"],
      [["a", "b"], "c"],
    ]);
    const numbers = [..."abcabcab"].map((letter) => letter.charCodeAt(0));
    expect(optimalMergesSync(numbers, { merges: 2 }).utility).toBe(wanted.utility);
    expect(optimalMergesSync(Uint32Array.from(numbers), { merges: 2 }).merges).toEqual([
      [97, 98],
      [[97, 98], 99],
    ]);
  });

  test("a limit ends the search unproven", async () => {
    const text = "abcbacabcbbacabacbacabcacabbcabc".repeat(2);
    const cut = await optimalMerges(text, { merges: 5, maxStates: 10 });
    expect(cut.proven).toBe(false);
    expect(utilitySync(text, cut.merges)).toBe(cut.utility);
  });
});

describe("a beam of merges", () => {
  test("lies between greedy and the optimum, and is exact when wide", async () => {
    for (const text of texts) {
      for (const merges of [1, 2, 3]) {
        const optimum = best([...text], merges);
        const greedy = await greedyMerges(text, { merges });
        const { bound, proven, states, ...one } = await beamMerges(text, { merges, width: 1 });
        expect(one).toEqual(greedy);
        expect(bound).toBeGreaterThanOrEqual(optimum);
        expect(proven).toBe(bound === one.utility);
        expect(states).toBeGreaterThanOrEqual(one.merges.length);
        const some = await beamMerges(text, { merges, width: 3 });
        expect(some.utility).toBeGreaterThanOrEqual(greedy.utility);
        expect(some.utility).toBeLessThanOrEqual(optimum);
        expect(some.tokens).toEqual(some.merges.reduce(merged, [...text] as Token[]));
        expect([...some.gains].reduce((a, b) => a + b, 0)).toBe(some.utility);
        const wide = beamMergesSync(text, { merges, width: 1000 });
        expect(wide).toMatchObject({ utility: optimum, bound: optimum, proven: true });
      }
    }
  });

  test("tells how far it is, and stops with the best so far", async () => {
    const text = "abcbacabcbbacabacbacabcacabbcabc".repeat(200);
    const stages: string[] = [];
    const stop = new AbortController();
    const found = await beamMerges(text, {
      merges: 5000,
      width: 64,
      signal: stop.signal,
      onAbort: "best-so-far",
      onProgress: ({ stage, done, total, value }) => {
        stages.push(stage);
        expect(total).toBe(5000);
        if (done > 2 && value) stop.abort();
      },
    });
    expect(stages).toContain("merge");
    expect(found.merges.length).toBeGreaterThan(0);
    expect(found.merges.length).toBeLessThan(5000);
    expect(utilitySync(text, found.merges)).toBe(found.utility);
    expect(found.bound).toBeGreaterThanOrEqual(found.utility);
    const late = beamMerges(text, { merges: 5000, signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("greedy loses where it is known to, whatever the ties", async () => {
  for (const tieBreak of ["first-seen", "lowest-tokens", "lexicographic"] as const) {
    expect((await greedyMerges("aabaaaaaba", { merges: 3, tieBreak })).utility).toBe(5);
  }
  expect((await optimalMerges("aabaaaaaba", { merges: 3 })).utility).toBe(7);
  const counted = await greedyMerges("aaabab", { merges: 1, pairCounting: "positions" });
  expect(counted).toMatchObject({ utility: 1, merges: [["a", "a"]] });
  expect((await certificate("aaabab", { merges: 1, pairCounting: "positions" })).guarantee).toBeNull();
});

test("curvature says over which sequences it was taken", async () => {
  const of = async (text: string, merges: number, over: "exact" | "up-to" | "greedy-prefixes") =>
    (await curvature(text, { merges, over })).max;
  expect(await of("abab", 2, "up-to")).toBe(3);
  expect(await of("aabab", 3, "up-to")).toBe(4);
  expect(await of("ababcabc", 2, "exact")).toBe(2.5);
  const { min, max, utility: saved, sequences } = await curvature("ababcabc", { merges: 2 });
  expect(min).toBeLessThanOrEqual(max);
  expect(saved).toBe((await optimalMerges("ababcabc", { merges: 2 })).utility);
  expect(sequences).toBeGreaterThan(0);
});

describe("what is refused", () => {
  const call = (make: () => Promise<unknown>): Promise<unknown> =>
    make().catch((error: Error) => error.message);
  test.each([
    [
      () => applyMerges("ab", [[["a", "b"], "a"]]),
      "applyMerges(): merges[0][0] must be a letter or a token that a merge before it made, received another token",
    ],
    [
      () => applyMerges("ab", [["a"]] as never),
      "applyMerges(): merges[0] must be a pair of tokens, received",
    ],
    [
      () => optimalMerges(["a", 1.5], { merges: 1 }),
      "symbols[1] must be a string or a whole number, received 1.5",
    ],
    [
      () => optimalMerges("ab", { merges: 0 }),
      "optimalMerges(): merges must be an integer in 1..=4294967295",
    ],
    [
      () => beamMerges("ab", { merges: 1, width: 0 }),
      "beamMerges(): width must be an integer in 1..=1000000",
    ],
    [
      () => optimalMerges("ab".repeat(400), { merges: 300 }),
      "merges must be at most 256 for an exact search",
    ],
    [() => curvature("a", { merges: 1 }), "symbols must be a text of which merges save something"],
    [() => curvature("abcdabcd", { merges: 3, maxStates: 2 }), "maxStates must be large enough"],
  ])("%#", async (make, message) => {
    expect(await call(make)).toContain(message);
  });

  test("a token deeper than any text makes", () => {
    let deep: Token = "a";
    for (let at = 0; at < 2000; at++) deep = [deep, "a"];
    expect(() => applyMergesSync("a", [[deep, "a"]])).toThrow("pairs deep");
  });
});
