/** The longest time the event loop stands still while jobs run. */
import { setTimeout as sleep } from "node:timers/promises";
import { long } from "./jobs.ts";
import { ms, patience, type Row } from "./measure.ts";

/** Runs eight jobs at once and watches the loop for `duration` milliseconds. */
export const loopGap = async (duration: number): Promise<Row> => {
  const controller = new AbortController();
  // The builders of the jobs run on this thread; they are not what is measured.
  const jobs = Array.from({ length: 8 }, () => long({ signal: controller.signal }).catch(() => {}));
  await sleep(50);
  const gaps: number[] = [];
  const end = performance.now() + duration;
  for (let last = performance.now(); last < end;) {
    await sleep(1);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  controller.abort();
  await Promise.all(jobs);
  gaps.sort((a, b) => b - a);
  const longest = gaps[0] ?? Number.POSITIVE_INFINITY;
  const p99 = gaps[Math.floor(gaps.length / 100)] ?? longest;
  return {
    row: "loop gap",
    tried: `8 jobs at once, ${gaps.length} turns of the loop`,
    seen: `longest ${ms(longest)}, p99 ${ms(p99)}`,
    holds: p99 <= patience(20),
  };
};
