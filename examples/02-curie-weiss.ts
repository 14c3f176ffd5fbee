/** Greedy, distorted greedy and the exhaustive optimum on ten spins: which spins keep most of the entropy rate? */
import { MarkovChain } from "marginals/markov";

const chain = MarkovChain.curieWeiss({ spins: 10, inverseTemperature: 0.1, field: 1 });
const curve = async (algorithm: "greedy" | "distorted-greedy" | "exhaustive") =>
  (await chain.selectCurve("entropy-rate", { algorithm, costs: "raw" })).selections;
const [greedy, distorted, optimum] = await Promise.all([
  curve("greedy"),
  curve("distorted-greedy"),
  curve("exhaustive"),
]);

console.log("size  greedy    distorted  optimum");
for (const [at, best] of optimum.entries()) {
  const cells = [greedy[at], distorted[at], best].map((selection) => selection?.value.toFixed(6));
  console.log(`${String(at + 1).padStart(4)}  ${cells.join("  ")}`);
}
