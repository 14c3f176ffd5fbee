/** A time limit instead of patience: an exhaustive search that is stopped answers with the best it has found. */
import { MarkovChain } from "marginals/markov";

const chain = await MarkovChain.curieWeiss({ spins: 16, inverseTemperature: 0.1, field: 1 }).prepare();
const milliseconds = Number(process.argv[2] ?? 200);

const chosen = await chain.select("distance-to-factorizability", {
  size: 8,
  algorithm: "exhaustive",
  signal: AbortSignal.timeout(milliseconds),
  onAbort: "best-so-far",
  onProgress: ({ stage, done, total }) => console.error(stage, done, "of", total),
});

// An interrupted search certifies nothing: what it has not looked at could be better.
console.log(chosen.stopped === "aborted" ? `stopped, bound ${chosen.bound}` : "finished in time");
console.log(`the best so far is ${chosen.value > 0 ? "worth something" : "the empty set"}`);
console.error([...chosen.indices], chosen.value);
