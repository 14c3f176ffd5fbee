/**
 * Runs jobs while the system refuses more and more addresses to this very process: each must answer as it did before,
 * or say that memory is out. Prints one JSON document, or ends early if a job takes the process with it. Linux only.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { configure } from "marginals";
import { train } from "marginals/bpe";
import { distanceCorrelation, hsic, mutualInformation, pairwiseDependence } from "marginals/information";
import { MarkovChain } from "marginals/markov";
import { facilityLocation, logDeterminant, maximize } from "marginals/submodular";

const count = Number(process.argv[2]);
const numbers = (length) =>
  Float64Array.from({ length }, (_, at) => ((at * 7919) % 10_007) / 10_007 + at * 1e-9);
const points = { data: numbers(4_000 * 8), rows: 4_000, cols: 8 };
const [x, y] = [numbers(50_000), numbers(50_001).subarray(1)];
const columns = {
  columns: Array.from({ length: 1_000 }, (_, c) =>
    Uint8Array.from({ length: 40 }, (_, row) => ((row + 3) * (c + 5)) % 16),
  ),
};
const text = new Uint8Array(2_000_000).map((_, at) => 97 + ((at * at + at) % 23));
const spins = { spins: 15, inverseTemperature: 0.1, field: 1, couplings: "decaying", dynamics: "metropolis" };
const two = { threads: 2 };

/** Name → a job of some 10 to 200 MB, and what it answers. */
const jobs = {
  "dense similarities": async () =>
    (await maximize(facilityLocation(points, { method: "dense" }), { size: 3 }, two)).value,
  "log-determinant": async () => (await maximize(logDeterminant(points), { size: 20 }, two)).value,
  "nearest neighbors": async () => (await mutualInformation(x, y, { estimator: "ksg1", ...two })).value,
  "all pairs": async () => (await pairwiseDependence(columns, two)).values[1],
  "distance correlation": async () => (await distanceCorrelation(x, y, two)).value,
  hsic: async () => (await hsic(x.subarray(0, 3_000), y.subarray(0, 3_000), two)).value,
  "byte pairs": async () => (await train(text, { merges: 20, threads: 2 })).toTiktoken(),
  "Markov chain": async () =>
    (await MarkovChain.curieWeiss(spins).select("entropy-rate", { size: 2, algorithm: "greedy", ...two }))
      .value,
};

const limit = (bytes) => execFileSync("prlimit", [`--pid=${process.pid}`, `--as=${bytes}:`]);
const held = () => 1024 * Number(/VmSize:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);

// The account allows everything: it is the system that refuses.
configure({ memory: 2 ** 46 });
const seen = { answered: 0, refused: 0, wrong: [] };
for (const [name, run] of Object.entries(jobs)) {
  const answer = await run();
  if (typeof answer !== "string" && !Number.isFinite(answer)) throw new Error(`${name} answers ${answer}`);
  for (let step = 0; step < count; step++) {
    // From a little more than Node itself takes meanwhile to more than any of the jobs does.
    limit(held() + Math.round(2 ** 20 * (4 + (60 * step) / count)));
    const ended = await run().catch((error) => error);
    limit("unlimited");
    // What the addon had put by is put by again.
    await distanceCorrelation(x.subarray(0, 50), y.subarray(0, 50));
    if (ended === answer) seen.answered++;
    else if (ended?.code === "ERR_MARGINALS_OUT_OF_MEMORY") seen.refused++;
    else seen.wrong.push(`${name}, step ${step}: ${ended}`);
  }
}
console.log(JSON.stringify({ jobs: Object.keys(jobs).length, ...seen }));
