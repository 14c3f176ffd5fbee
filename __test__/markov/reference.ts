/** The cases of `__test__/reference/markov.json` and the chains they describe. */
import { readFileSync } from "node:fs";
import { MarkovChain, type ObjectiveName, type Reading } from "marginals/markov";

/** A number, or the word for an infinity. */
export type Value = number | "Infinity";

export type Quantity = ObjectiveName | "mutual-information";

interface Path {
  order: number[];
  values: number[];
  unique: boolean;
}

export interface Search {
  objective: Quantity;
  complement: boolean;
  sense: "maximize" | "minimize";
  greedy: Path;
  optima: { value: number; set: number[]; tied: number }[];
}

export interface Distorted {
  objective: ObjectiveName;
  sense: "maximize" | "minimize";
  size: number;
  costs: "clipped" | "raw";
  exactSize: boolean;
  order: number[];
  value: number;
  margin: number;
}

export interface Parts {
  objective: ObjectiveName;
  sense: "maximize" | "minimize";
  groundSets: number[][];
  greedy: Path;
  optima: number[];
  distorted: Omit<Distorted, "objective" | "sense">[];
}

type Input =
  | { kind: "matrix"; sizes: number[]; transition: number[]; reference: number[] | null }
  | { kind: "product"; sizes: number[]; factors: number[][] }
  | { kind: "bernoulli-laplace"; colors: number[]; urn: number; swaps: number; transition: number[] }
  | {
      kind: "curie-weiss";
      spins: number;
      inverseTemperature: number;
      field: number;
      couplings: "decaying" | "mean-field" | number[];
      dynamics: "metropolis" | "heat-bath";
      transition?: number[];
    };

export interface Case {
  name: string;
  input: Input;
  expected: {
    reference: number[];
    fixed: number[];
    quantities: Record<Quantity, (Value | null)[]>;
    projections: { subset: number[]; transition: number[]; reference: number[] }[];
    select: Search[];
    distorted: Distorted[];
    batch: { order: number[]; value: number; margin: number } | null;
    partitions: { blocks: number; value: number; partition: number[][]; tied: number }[];
    parts: Parts[];
  };
  tolerance: number;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/${name}`, import.meta.url), "utf8"));

export const cases = read("markov.json") as Case[];

/** Figures of the published experiments. */
export const published = read("published.json") as Record<string, Record<string, never>>;

/** Rows of a flat square matrix. */
export function rows(flat: readonly number[]): number[][] {
  const n = Math.round(Math.sqrt(flat.length));
  return Array.from({ length: n }, (_, x) => flat.slice(x * n, (x + 1) * n));
}

/** The chain of a case, by the constructor of its kind. */
export function chainOf({ input }: Case): MarkovChain {
  switch (input.kind) {
    case "matrix": {
      const { sizes, transition, reference } = input;
      return MarkovChain.fromMatrix({ sizes, transition, ...(reference && { reference }) });
    }
    case "product":
      return MarkovChain.product(
        input.factors.map((transition, i) =>
          MarkovChain.fromMatrix({ sizes: [input.sizes[i]!], transition }),
        ),
      );
    case "bernoulli-laplace": {
      const { colors, urn, swaps } = input;
      return MarkovChain.bernoulliLaplace({ colors, urn, swaps });
    }
    case "curie-weiss": {
      const { spins, inverseTemperature, field, couplings, dynamics } = input;
      return MarkovChain.curieWeiss({
        spins,
        inverseTemperature,
        field,
        couplings: typeof couplings === "string" ? couplings : rows(couplings),
        dynamics,
      });
    }
  }
}

/** The chain of a model again, as a matrix: other code finds its stationary law. */
export function matrixOf({ input, expected }: Case): MarkovChain | undefined {
  if (input.kind === "matrix" || input.kind === "product" || input.transition === undefined) return undefined;
  const sizes = chainOf({ input } as Case).sizes;
  return MarkovChain.fromMatrix({ sizes, transition: input.transition, reference: expected.reference });
}

/** Coordinates of a bit mask. */
export const members = (mask: number): number[] =>
  Array.from({ length: 32 }, (_, i) => i).filter((i) => (mask >>> i) & 1);

/** Bit mask of coordinates. */
export const maskOf = (set: Iterable<number>): number => {
  let mask = 0;
  for (const i of set) mask |= 1 << i;
  return mask;
};

/** Masks of all subsets of d coordinates. */
export const masks = (d: number): number[] => Array.from({ length: 2 ** d }, (_, mask) => mask);

/** Name and reading of a quantity as the options spell them. */
export const objectiveOf = (quantity: Quantity): { objective: ObjectiveName; reading: Reading } =>
  quantity === "mutual-information"
    ? { objective: "distance-to-stationarity", reading: "mutual-information" }
    : { objective: quantity, reading: "reference" };

/** The largest difference; infinities differ by nothing. */
export const difference = (actual: number, expected: Value): number =>
  expected === "Infinity" ? (actual === Infinity ? 0 : Infinity) : Math.abs(actual - expected);
