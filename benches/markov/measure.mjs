/**
 * One measurement in a process of its own, so that its peak memory, its vector level and its pool are its own.
 * Prints one JSON document. The chain is built and its law is ready before the clock starts; the first call
 * (`cold`) makes the tables of its route, later calls (`seconds`, the best of them) find what the library keeps.
 * `cpu` is the least processor time of a call, which other programs on the machine disturb less.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { MarkovChain } from "marginals/markov";

const { spins, route, threads, objective, complement, size, repeats } = JSON.parse(process.argv[2]);
const peak = () => process.resourceUsage().maxRSS * 1024;

const chain = MarkovChain.curieWeiss({
  spins,
  inverseTemperature: 0.1,
  field: 1,
  couplings: "decaying",
  dynamics: "metropolis",
});
await chain.prepare();
const before = peak();

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
// The first reading includes the start of the timer itself.
await sleep(30);
delay.reset();
// What this machine does to a process that waits.
await sleep(100);
const idleGap = delay.max / 1e9;
delay.reset();

const times = [];
const cpu = [];
let selection;
for (let k = 0; k < repeats; k += 1) {
  const before = process.cpuUsage();
  const begin = performance.now();
  selection = await chain.select(objective, {
    sense: "maximize",
    size,
    exactSize: true,
    complement,
    algorithm: "greedy",
    route,
    threads,
    // NumPy does not look at every subset first, so neither do we.
    check: "never",
  });
  times.push((performance.now() - begin) / 1000);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1e6);
}
const gap = delay.max / 1e9;
let value = selection.value - selection.gains.reduce((sum, gain) => sum + gain, 0);
const values = Array.from(selection.gains, (gain) => (value += gain));
console.log(
  JSON.stringify({
    cold: times[0],
    seconds: Math.min(...times),
    cpu: Math.min(...cpu),
    order: [...selection.indices],
    values,
    evaluations: selection.evaluations,
    gap: Number.isFinite(gap) ? gap : 0,
    idleGap,
    peakBytes: peak(),
    addedBytes: peak() - before,
  }),
);
