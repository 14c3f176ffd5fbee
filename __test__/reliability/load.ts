/** Long mixed load: blocking and asynchronous calls here and in eight workers. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { short } from "./jobs.ts";
import { mib, ms, patience, type Row } from "./measure.ts";

const script = fileURLToPath(new URL("../lifecycle/loaded-worker.mjs", import.meta.url));

/** Eight workers calling without pause for `duration` milliseconds, while this thread watches its own loop. */
export const load = async (duration: number): Promise<Row> => {
  const expected = await short();
  const workers = Array.from({ length: 8 }, () => new Worker(script, { execArgv: [] }));
  const done = workers.map(
    (worker) => once(worker, "message") as Promise<[{ calls: number; faults: string[] }]>,
  );
  const gaps: number[] = [];
  let wrong = 0;
  let settled = 0;
  const end = performance.now() + duration;
  for (let last = performance.now(); last < end;) {
    await sleep(1);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (gaps.length % 64 === 0 && !Object.is(await short(), expected)) wrong++;
    // Until then the workers' heaps grow to their working size.
    if (settled === 0 && now > end - duration / 2) settled = process.memoryUsage.rss();
  }
  const growth = process.memoryUsage.rss() - settled;
  for (const worker of workers) worker.postMessage("stop");
  const reports = (await Promise.all(done)).map(([report]) => report);
  await Promise.all(workers.map((worker) => worker.terminate()));
  const calls = reports.reduce((sum, report) => sum + report.calls, 0);
  const faults = reports.flatMap((report) => report.faults);
  gaps.sort((a, b) => b - a);
  const p99 = gaps[Math.floor(gaps.length / 100)] ?? Number.POSITIVE_INFINITY;
  return {
    row: "load",
    tried: `${(duration / 60_000).toFixed(1)} minutes, 8 workers, ${calls} calls`,
    seen:
      `${faults.length + wrong} faults${faults.length > 0 ? ` (${faults[0]})` : ""}, ` +
      `loop gap p99 ${ms(p99)}, memory ${growth < 0 ? "-" : "+"}${mib(Math.abs(growth))} in the second half`,
    holds: faults.length + wrong === 0 && p99 <= patience(20) && growth <= 128 * 2 ** 20,
  };
};
