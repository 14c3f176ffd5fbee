/** Aborts before, while queued, while running, shared by several calls, and after the end. */
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { long, middling, short } from "./jobs.ts";
import { ms, patience, type Row } from "./measure.ts";

const isAbort = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === "AbortError" &&
  (error as Error & { code?: string }).code === "ABORT_ERR";

/** Milliseconds from the abort to the rejection, or the fault seen. */
const abortOne = async (kind: number, index: number): Promise<number | string> => {
  const controller = new AbortController();
  const { signal } = controller;
  const reason = { index };
  const settle = async (job: Promise<unknown>, since: () => number): Promise<number | string> => {
    try {
      await job;
      return "resolved";
    } catch (error) {
      if (!isAbort(error)) return `rejected with ${String(error)}`;
      if ((error as Error).cause !== reason) return "lost its reason";
      return performance.now() - since();
    }
  };
  let at = 0;
  const abort = (): void => {
    at = performance.now();
    controller.abort(reason);
  };
  let answer: number | string;
  if (kind === 0) {
    abort();
    answer = await settle(short({ signal }), () => at);
  } else if (kind === 1) {
    // More jobs than threads: the last ones wait.
    const others = Array.from({ length: 6 }, () => long({ signal }));
    const waiting = Promise.all(others.map((job) => settle(job, () => at)));
    const last = settle(long({ signal }), () => at);
    await sleep(2);
    abort();
    answer = await last;
    answer = (await waiting).find((other) => typeof other === "string") ?? answer;
  } else if (kind === 2) {
    const job = settle(long({ signal }), () => at);
    await sleep(5 + (index % 20));
    abort();
    answer = await job;
  } else if (kind === 3) {
    // One signal for a finished and a running call.
    await short({ signal });
    const job = settle(long({ signal }), () => at);
    await sleep(3);
    abort();
    answer = await job;
  } else {
    const selection = await middling({ signal });
    abort();
    answer = selection.indices.length === 3 ? 0 : "wrong answer";
  }
  const left = getEventListeners(signal, "abort").length;
  return left === 0 ? answer : `${left} listeners left`;
};

/** Runs `count` aborts of every kind in turn. */
export const aborts = async (count: number): Promise<Row> => {
  let worst = 0;
  const faults: string[] = [];
  for (let index = 0; index < count; index++) {
    const answer = await abortOne(index % 5, index);
    if (typeof answer === "string") faults.push(`kind ${index % 5}: ${answer}`);
    else worst = Math.max(worst, answer);
  }
  // The promise is settled by the event; what is measured beyond it is the load of the event loop.
  return {
    row: "aborts",
    tried: `${count} before, queued, running, shared, late`,
    seen: `${faults.length} faults${faults.length > 0 ? ` (${faults[0]})` : ""}, slowest ${ms(worst)}`,
    holds: faults.length === 0 && worst <= patience(50),
  };
};

/** Milliseconds until every thread is free again after an abort: the job itself must stop, not only its promise. */
export const stops = async (count: number, running: () => number): Promise<Row> => {
  let worst = 0;
  for (let index = 0; index < count; index++) {
    const controller = new AbortController();
    const job = long({ signal: controller.signal }).catch(() => {});
    await sleep(5 + 7 * (index % 40));
    const start = performance.now();
    controller.abort();
    await job;
    while (running() > 0 && performance.now() - start < 30_000) await sleep(1);
    worst = Math.max(worst, performance.now() - start);
  }
  return {
    row: "stops",
    tried: `${count} running jobs cancelled`,
    seen: `threads free after ${ms(worst)} at most`,
    holds: worst <= patience(50),
  };
};
