/** The system refuses addresses, a few more each time: jobs answer, or say that memory is out. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row } from "./measure.ts";

const hungry = fileURLToPath(new URL("../lifecycle/hungry-process.mjs", import.meta.url));

/** The engine ends the process when it is refused memory of its own: it shall want none meanwhile. */
const quiet = ["--single-threaded", "--no-opt", "--no-sparkplug"];

interface Seen {
  readonly jobs: number;
  readonly answered: number;
  readonly refused: number;
  readonly wrong: readonly string[];
}

/** Whether a process here can be refused addresses: by `prlimit`, and not under a sanitizer, which wants them all. */
export const canRefuse = (): boolean =>
  process.platform === "linux" &&
  process.versions["bun"] === undefined &&
  process.env["MARGINALS_TEST_SCALE"] === undefined &&
  spawnSync("prlimit", ["--version"]).status === 0;

/** Every job under `count` limits, in a process whose allocator asks the system for everything above 64 KiB. */
export const outOfMemory = (count: number): Row => {
  const row = "out of memory";
  if (!canRefuse())
    return { row, tried: "no limits on addresses here", seen: "not tried", holds: true, untried: true };
  const strict = {
    MALLOC_ARENA_MAX: "1",
    MALLOC_MMAP_THRESHOLD_: "65536",
    MALLOC_TRIM_THRESHOLD_: "131072",
  };
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...quiet, hungry, String(count)], {
    encoding: "utf8",
    env: { ...process.env, ...strict },
  });
  const tried = `jobs under ${count} limits of addresses each`;
  if (status !== 0) {
    const said = stderr.trim().split("\n")[0];
    return { row, tried, seen: `ended with ${status ?? signal}: ${said}`, holds: false };
  }
  const { jobs, answered, refused, wrong } = JSON.parse(stdout) as Seen;
  return {
    row,
    tried: `${jobs} jobs under ${count} limits of addresses each`,
    seen: `${answered} answered as before, ${refused} said so, ${wrong.length} wrong${wrong.length > 0 ? ` (${wrong[0]})` : ""}`,
    holds: wrong.length === 0 && refused > 0 && answered > 0,
  };
};
