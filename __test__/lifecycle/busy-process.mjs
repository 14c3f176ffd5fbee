/** `node busy-process.mjs CODE DELAY`: exits with CODE after DELAY milliseconds while jobs run. */
import { MarkovChain } from "marginals/markov";

const [code, delay] = process.argv.slice(2).map(Number);
const chain = MarkovChain.curieWeiss({
  spins: 16,
  inverseTemperature: 0.1,
  field: 1,
  couplings: "decaying",
  dynamics: "metropolis",
});
for (let index = 0; index < 4; index++) {
  void chain.select("distance-to-factorizability", { size: 8, algorithm: "greedy", route: "pair-law" });
}
setTimeout(() => process.exit(code), delay);
