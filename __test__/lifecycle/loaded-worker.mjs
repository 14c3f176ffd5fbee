/** A worker that calls every room in turn, blocking and not, until it is told to stop. */
import { parentPort } from "node:worker_threads";
import { train } from "marginals/bpe";
import { kernelDensity, mutualInformation, mutualInformationSync } from "marginals/information";
import { MarkovChain } from "marginals/markov";
import { facilityLocation, maximize, maximizeSync } from "marginals/submodular";

const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
const data = Float64Array.from({ length: 200 * 8 }, (_, at) => ((at * 37) % 101) / 101);
const x = data.subarray(0, 800);
const y = data.subarray(800);
const codes = Uint8Array.from(x, (value) => Math.floor(value * 5));
const text = "the quick brown fox jumps over the lazy dog and the other fox ".repeat(50);
const tokenizer = await train(text, { vocabSize: 300 });

const calls = [
  () => mutualInformation(x, y, { estimator: "ksg1" }).then(({ value }) => value),
  () => mutualInformationSync(codes, codes).value,
  () => kernelDensity(x, { at: x }).then(({ density }) => density[3]),
  () => maximize(facilityLocation({ data, rows: 200, cols: 8 }), { size: 5 }).then(({ value }) => value),
  () => maximizeSync(facilityLocation({ data, rows: 200, cols: 8 }), { size: 5 }).value,
  () => chain.select("entropy-rate", { size: 3 }).then(({ value }) => value),
  () => chain.entropyRateSync([0, 3]),
  () => tokenizer.encode(text).length,
  () => train(text, { vocabSize: 280 }).then((made) => made.count(text)),
];

let stopped = false;
parentPort.once("message", () => (stopped = true));
const expected = [];
for (const call of calls) expected.push(await call());
const faults = [];
let done = 0;
while (!stopped) {
  const at = done++ % calls.length;
  try {
    const answer = await calls[at]();
    if (!Object.is(answer, expected[at])) faults.push(`call ${at}: ${answer} for ${expected[at]}`);
  } catch (error) {
    faults.push(`call ${at}: ${error}`);
  }
  // Messages are read between turns of the loop.
  if (at === 0) await new Promise((resolve) => setImmediate(resolve));
}
parentPort.postMessage({ calls: done, faults: faults.slice(0, 10) });
