/** Experiment (vi): which spin of eight to take out so that the rest mixes fastest, and how fast that is. */
import { MarkovChain } from "marginals/markov";
import type { Section } from "marginals/report";

const SPINS = 8;
const STEPS = 20;

/** What the experiment finds. */
export interface Mixing {
  readonly left: number;
  readonly chain: Float64Array;
  readonly projected: Float64Array;
  readonly product: Float64Array;
  readonly section: Section;
}

/** Runs the experiment. */
export async function mixing(): Promise<Mixing> {
  const chain = MarkovChain.curieWeiss({ spins: SPINS, inverseTemperature: 0.1, field: 1 });
  const out = await chain.select("distance-to-stationarity", {
    size: 1,
    exactSize: true,
    sense: "minimize",
    complement: true,
    algorithm: "exhaustive",
  });
  const left = out.indices[0] ?? 0;
  const rest = Array.from({ length: SPINS }, (_, spin) => spin).filter((spin) => spin !== left);
  const projected = chain.project(rest);
  const product = MarkovChain.product([projected, chain.project([left])]);
  // The product has the spin last; its distance is taken to the law of the eight spins in that order.
  const target = await chain.project([...rest, left]).referenceLaw();
  const [whole, without, apart] = [
    await chain.mixingCurve(STEPS),
    await projected.mixingCurve(STEPS),
    await product.mixingCurve(STEPS, { target }),
  ];
  const x = Array.from(whole.worst, (_, step) => step);
  const lines = [
    { label: "all eight spins", x, y: whole.worst },
    { label: `without spin ${left}`, x, y: without.worst },
    { label: "those and the spin, apart", x, y: apart.worst },
  ];
  return {
    left,
    chain: whole.worst,
    projected: without.worst,
    product: apart.worst,
    section: {
      title: "(vi) Mixing",
      text: `Spin ${left} is the one whose removal leaves the smallest distance to stationarity; by symmetry spin ${SPINS - 1 - left} is as good. The spins apart from one another mix towards the product of their laws, so that their distance to the law of the eight together stays above that between the two.`,
      result: { title: "Total variation from the worst start", xLabel: "steps", lines },
    },
  };
}
