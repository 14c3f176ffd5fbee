import { describe, expect, test } from "vitest";
import { MarkovChain, type SelectOptions } from "marginals/markov";

/** Seconds of work on one thread, so that a stop arrives in the middle. */
const large = MarkovChain.curieWeiss({ spins: 18, inverseTemperature: 0.1, field: 1 });
const small = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.1, field: 1 });
const work: SelectOptions = { size: 18, exactSize: true, algorithm: "greedy", route: "pair-law", threads: 1 };

describe("abort", () => {
  test("a signal already aborted rejects before anything is done", async () => {
    const signal = AbortSignal.abort("no longer wanted");
    const failure = await small.select("entropy-rate", { size: 2, signal }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "AbortError", code: "ABORT_ERR", cause: "no longer wanted" });
  });

  test("a job under way rejects soon after its signal", async () => {
    const controller = new AbortController();
    const job = large.select("entropy-rate", { ...work, signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(job).rejects.toMatchObject({ name: "AbortError", code: "ABORT_ERR" });
  });

  test("the best so far is a prefix of the whole answer", async () => {
    const options: SelectOptions = { size: 18, exactSize: true, algorithm: "greedy", route: "pair-law" };
    const whole = await large.select("entropy-rate", options);
    const controller = new AbortController();
    const job = large.select("entropy-rate", {
      ...options,
      threads: 1,
      signal: controller.signal,
      onAbort: "best-so-far",
      onProgress: ({ stage, done }) => stage === "select" && done > 0 && controller.abort(),
    });
    const part = await job;
    expect(part.stopped === "aborted" || part.indices.length === 18).toBe(true);
    expect([...part.indices]).toEqual([...whole.indices].slice(0, part.indices.length));
    expect([...part.gains]).toEqual([...whole.gains].slice(0, part.indices.length));
  });

  test("a chain that was aborted while it was prepared can be prepared again", async () => {
    const chain = MarkovChain.curieWeiss({ spins: 20, inverseTemperature: 0.1, field: 1 });
    const controller = new AbortController();
    const job = chain.prepare({ signal: controller.signal });
    controller.abort();
    await expect(job).rejects.toMatchObject({ name: "AbortError" });
    await expect(chain.prepare()).resolves.toBe(chain);
    chain.dispose();
  });
});

describe("progress", () => {
  test("is absolute, grows, and ends complete", async () => {
    const reports: { stage: string; done: number; total: number }[] = [];
    await large.select("entropy-rate", { ...work, onProgress: (report) => reports.push(report) });
    expect(reports.length).toBeGreaterThan(0);
    const last = reports.at(-1)!;
    expect([last.stage, last.done, last.total]).toEqual(["select", 18, 18]);
    const steps = reports.filter(({ stage }) => stage === "select").map(({ done }) => done);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test("an exception of the callback is the rejection", async () => {
    const fault = new Error("the caller's own");
    const job = large.select("entropy-rate", {
      ...work,
      onProgress: () => {
        throw fault;
      },
    });
    await expect(job).rejects.toBe(fault);
  });
});

describe("results", () => {
  test("a selection survives a structured clone and JSON", async () => {
    const named = MarkovChain.curieWeiss({
      spins: 3,
      inverseTemperature: 0.1,
      field: 1,
      names: ["a", "b", "c"],
    });
    const found = await named.select("entropy-rate", { size: 2, algorithm: "greedy" });
    const clone = structuredClone(found);
    expect([...clone.indices]).toEqual([...found.indices]);
    expect(clone.value).toBe(found.value);
    expect([...clone.gains]).toEqual([...found.gains]);
    const json = JSON.parse(JSON.stringify(found)) as Record<string, unknown>;
    expect(json).toMatchObject({
      indices: [...found.indices],
      gains: [...found.gains],
      value: found.value,
      remaining: [...found.remaining],
      objective: "entropy-rate",
      sense: "maximize",
      names: ["a", "b", "c"],
      algorithm: "greedy",
      stopped: "size",
      seed: 0,
    });
    expect(found.take(["x", "y", "z"])).toEqual([...found.indices].map((i) => ["x", "y", "z"][i]));
  });

  test("parts, partitions, curves and reports do as well", async () => {
    const groundSets = [
      [0, 1, 2],
      [3, 4, 5],
    ];
    const results = [
      await small.selectParts("entropy-rate", { groundSets, size: 3 }),
      await small.partition({ blocks: 3 }),
      await small.selectCurve("distance-to-factorizability", { sizes: [1, 3] }),
      await small.structureReport(),
    ];
    for (const result of results) {
      const json = JSON.stringify(result);
      expect(JSON.stringify(JSON.parse(json))).toBe(json);
      expect(json).not.toMatch(/"0":/);
      expect(() => structuredClone(result)).not.toThrow();
    }
    expect(Object.keys(structuredClone(results[1]!))).toEqual(
      expect.arrayContaining(["blocks", "value", "exact"]),
    );
  });

  test("a result owns its memory", async () => {
    const found = await small.select("entropy-rate", { size: 3, algorithm: "greedy" });
    const before = [...found.indices];
    const { gains } = structuredClone(found, { transfer: [found.gains.buffer as ArrayBuffer] });
    expect(gains.length).toBe(3);
    expect([...found.indices]).toEqual(before);
  });
});

test("input given before a call may change after it", async () => {
  const transition = Float64Array.of(0.9, 0.1, 0.2, 0.8);
  const chain = MarkovChain.fromMatrix({ sizes: [2], transition });
  transition.fill(Number.NaN);
  const expected =
    -(2 / 3) * (0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)) - (0.2 * Math.log(0.2) + 0.8 * Math.log(0.8)) / 3;
  expect(await chain.entropyRate()).toBeCloseTo(expected, 14);
});

test("a disposed chain refuses", async () => {
  const chain = MarkovChain.curieWeiss({ spins: 2 });
  chain.dispose();
  await expect(chain.entropyRate()).rejects.toMatchObject({ code: "ERR_MARGINALS_ARGUMENT" });
  expect(() => chain.entropyRateSync()).toThrow("entropyRateSync()");
});
