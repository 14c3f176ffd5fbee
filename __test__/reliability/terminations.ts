/** Workers terminated, and processes that exit, in the middle of jobs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { mib, type Row } from "./measure.ts";

const worker = fileURLToPath(new URL("../lifecycle/busy-worker.mjs", import.meta.url));
const process_ = fileURLToPath(new URL("../lifecycle/busy-process.mjs", import.meta.url));

/** Starts a worker with jobs under way and terminates it. */
export const terminateOne = async (delay: number): Promise<void> => {
  const thread = new Worker(worker, { execArgv: [] });
  const [message] = (await Promise.race([
    once(thread, "message"),
    once(thread, "error").then(([error]) => Promise.reject(error as Error)),
  ])) as [unknown];
  if (message !== "busy") throw new Error(`the worker said ${String(message)}`);
  await sleep(delay);
  await thread.terminate();
};

/** `count` terminations, two at a time; memory is compared after the first quarter. */
export const terminations = async (count: number, after: () => Promise<boolean>): Promise<Row> => {
  let faults = 0;
  let settled = 0;
  const start = process.memoryUsage.rss();
  let baseline = start;
  for (let index = 0; index < count; index += 2) {
    const batch = [terminateOne(index % 7)];
    if (index + 1 < count) batch.push(terminateOne((index + 3) % 11));
    for (const result of await Promise.allSettled(batch)) if (result.status === "rejected") faults++;
    if (settled < count / 4 && index + 2 >= count / 4) baseline = process.memoryUsage.rss();
    settled = index + 2;
  }
  const growth = process.memoryUsage.rss() - baseline;
  const right = await after();
  return {
    row: "worker terminations",
    tried: `${count} mid-job`,
    seen: `${faults} faults, memory ${growth < 0 ? "-" : "+"}${mib(Math.abs(growth))} after the first quarter, next call ${right ? "right" : "WRONG"}`,
    holds: faults === 0 && right && growth <= 64 * 2 ** 20,
  };
};

/** Exit code (or signal) of a process that ends itself with `code` while jobs run. */
export const exitOne = async (code: number, delay: number): Promise<number | string> => {
  const child = spawn(process.execPath, [process_, String(code), String(delay)], { stdio: "ignore" });
  const [status, signal] = (await once(child, "exit")) as [number | null, string | null];
  return status ?? signal ?? "lost";
};

/** `count` exits mid-job: each with the code it asked for. */
export const exits = async (count: number): Promise<Row> => {
  const wrong: (number | string)[] = [];
  for (let index = 0; index < count; index++) {
    const code = index % 4 === 0 ? 0 : 3 + (index % 5);
    const seen = await exitOne(code, index % 13);
    if (seen !== code) wrong.push(seen);
  }
  return {
    row: "exits mid-job",
    tried: `${count} process.exit`,
    seen: `${wrong.length} wrong exit codes${wrong.length > 0 ? ` (${wrong[0]})` : ""}`,
    holds: wrong.length === 0,
  };
};
