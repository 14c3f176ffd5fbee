/** A worker with jobs running and waiting, until it is terminated. */
import { parentPort } from "node:worker_threads";
import { MarkovChain } from "marginals/markov";

const chain = MarkovChain.curieWeiss({
  spins: 16,
  inverseTemperature: 0.1,
  field: 1,
  couplings: "decaying",
  dynamics: "metropolis",
});
for (let index = 0; index < 6; index++) {
  const job = chain.select("distance-to-factorizability", {
    size: 8,
    algorithm: "greedy",
    route: "pair-law",
  });
  job.catch((error) => parentPort.postMessage(String(error)));
}
parentPort.postMessage("busy");
