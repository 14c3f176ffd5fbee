/** Memory that calls leave behind: nothing in the ledger, no slope in the process. */
import { setImmediate as turn } from "node:timers/promises";
import { configure, MarginalsError } from "marginals";
import { MarkovChain } from "marginals/markov";
import { short } from "./jobs.ts";
import { mib, type Row } from "./measure.ts";

const chain = MarkovChain.fromMatrix({ sizes: [2, 2], transition: new Float64Array(16).fill(0.25) });

/** A mix of right, wrong, blocking, aborted and building calls. */
const call = async (index: number): Promise<void> => {
  switch (index % 8) {
    case 0:
      await short();
      break;
    case 1:
      chain.entropyRateSync([0]);
      break;
    case 2:
      try {
        chain.entropyRateSync([7]);
      } catch (error) {
        if (!(error instanceof MarginalsError)) throw error;
      }
      break;
    case 3:
      await chain.entropyRate([0, 0]).catch(() => {});
      break;
    case 4:
      await short({ signal: AbortSignal.abort() }).catch(() => {});
      break;
    case 5: {
      const controller = new AbortController();
      const job = short({ signal: controller.signal }).catch(() => {});
      controller.abort();
      await job;
      break;
    }
    case 6:
      MarkovChain.fromMatrix({ sizes: [2, 2], transition: new Float64Array(16).fill(0.25) });
      break;
    default:
      await chain.select("entropy-rate", { size: 1 });
  }
};

const settle = async (): Promise<number> => {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    for (let index = 0; index < 20; index++) await turn();
  }
  return process.memoryUsage.rss();
};

/** `count` calls in four rounds; the slope is that of the last two. Wants `--expose-gc`. */
export const leak = async (count: number): Promise<Row> => {
  const round = Math.ceil(count / 4);
  let done = 0;
  const run = async (): Promise<void> => {
    for (let index = 0; index < round; index++) await call(done++);
  };
  await run();
  await run();
  const before = await settle();
  const held = configure().memoryInUse;
  await run();
  await run();
  const after = await settle();
  const left = configure().memoryInUse - held;
  const slope = (after - before) / (2 * round);
  return {
    row: "leak",
    tried: `${done} mixed calls`,
    seen: `slope ${slope.toFixed(1)} B a call (${mib(after - before)}), ledger ${left >= 0 ? "+" : ""}${left} B`,
    // The trials of the method saw up to 16 B a call of noise; a planted leak of 100 B was read as 110.
    holds: left <= 0 && slope <= 50,
  };
};
