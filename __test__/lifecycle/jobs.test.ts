/** The life of a job: abort, progress, threads, the event loop. The long forms are `npm run reliability`. */
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { configure, MarginalsError } from "marginals";
import { MarkovChain } from "marginals/markov";
import { describe, expect, it } from "vitest";
import { aborts, stops } from "../reliability/aborts.ts";
import { determinism } from "../reliability/determinism.ts";
import { bitsOf, long, middling, short } from "../reliability/jobs.ts";
import { loopGap } from "../reliability/loop-gap.ts";
import { patience, scaled } from "../reliability/measure.ts";

describe("abort", () => {
  it("settles at once, before, while queued, while running, shared and late", async () => {
    const row = await aborts(scaled(50));
    expect(row.seen).toMatch(/^0 faults/);
  });

  it("stops the job itself", async () => {
    const row = await stops(scaled(20), () => configure().running);
    const [milliseconds = Number.POSITIVE_INFINITY] = [...row.seen.matchAll(/([\d.]+) ms/g)].map(
      ([, value]) => Number(value),
    );
    // Ten times the promise: other suites share the processor.
    expect(milliseconds).toBeLessThan(patience(500));
  });

  it("rejects with Node's own error and the reason as its cause", async () => {
    const reason = new Error("enough");
    await expect(short({ signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      name: "AbortError",
      code: "ABORT_ERR",
      cause: reason,
    });
  });

  it("leaves the caller's onabort alone", async () => {
    const controller = new AbortController();
    let called = 0;
    controller.signal.onabort = () => called++;
    const job = long({ signal: controller.signal });
    await sleep(5);
    controller.abort();
    await expect(job).rejects.toMatchObject({ name: "AbortError" });
    expect(called).toBe(1);
    expect(controller.signal.onabort).toBeTypeOf("function");
  });

  it("leaves no listener behind after success or failure", async () => {
    const { signal } = new AbortController();
    await short({ signal });
    await expect(
      MarkovChain.curieWeiss({ spins: 3, inverseTemperature: 1, field: 0 }).entropyRate([9], { signal }),
    ).rejects.toBeInstanceOf(MarginalsError);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("gives the best so far when asked to", async () => {
    const controller = new AbortController();
    const job = long({ signal: controller.signal, onAbort: "best-so-far" });
    await sleep(300);
    controller.abort();
    const result = await job.catch((error: unknown) => error);
    // Before the first element there is nothing to give.
    if (result instanceof Error) expect(result.name).toBe("AbortError");
    else expect(result).toMatchObject({ stopped: "aborted" });
  });
});

describe("threads", () => {
  it("give the same bits whatever their number", async () => {
    const row = await determinism(scaled(2));
    expect(row.seen).toBe("one answer each");
  });

  it("take jobs in order and run them all", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => middling()));
    expect(new Set(answers.map(bitsOf)).size).toBe(1);
    expect(configure()).toMatchObject({ running: 0, waiting: 0 });
  });

  it("leave the event loop free", async () => {
    const row = await loopGap(1_000);
    const [, p99 = Number.POSITIVE_INFINITY] = [...row.seen.matchAll(/([\d.]+) ms/g)].map(([, value]) =>
      Number(value),
    );
    expect(p99).toBeLessThan(patience(100));
  });
});

describe("progress", () => {
  it("is reported in absolute numbers, and stops with the job", async () => {
    const controller = new AbortController();
    const seen: { stage: string; done: number; total: number }[] = [];
    const job = MarkovChain.curieWeiss({ spins: 17, inverseTemperature: 0.1, field: 1 }).select(
      "distance-to-factorizability",
      {
        size: 9,
        algorithm: "greedy",
        route: "pair-law",
        signal: controller.signal,
        onProgress: (report) => seen.push(report),
      },
    );
    await sleep(400);
    controller.abort();
    await job.catch(() => {});
    const count = seen.length;
    await sleep(150);
    expect(seen.length).toBe(count);
    for (const { stage, done, total } of seen) {
      expect(stage).toBeTypeOf("string");
      expect(done).toBeGreaterThanOrEqual(0);
      expect(total).toBeGreaterThanOrEqual(0);
    }
  });

  it("passes on what the callback throws, as it is", async () => {
    const thrown = { not: "an error" };
    const job = MarkovChain.curieWeiss({ spins: 17, inverseTemperature: 0.1, field: 1 }).select(
      "entropy-rate",
      {
        size: 9,
        route: "pair-law",
        onProgress: () => {
          // eslint-disable-next-line no-throw-literal
          throw thrown;
        },
      },
    );
    await expect(job).rejects.toBe(thrown);
  });
});

describe("memory", () => {
  it("is refused above the limit, before it is taken, and given back", async () => {
    const { memory } = configure();
    const before = configure().memoryInUse;
    try {
      configure({ memory: before + 2 ** 20 });
      await expect(long()).rejects.toMatchObject({ code: "ERR_MARGINALS_OUT_OF_MEMORY" });
    } finally {
      configure({ memory });
    }
    expect(configure().memoryInUse).toBeLessThanOrEqual(before);
    expect((await middling()).indices).toHaveLength(3);
  });
});
