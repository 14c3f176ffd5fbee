/** The information room, with arguments it accepts. */
import * as information from "marginals/information";
import type { Target } from "./attack.ts";

const tail = ["seed", "threads", "signal", "onProgress", "base", "missing"];
const estimation = [...tail, "estimator"];

/** A verb and its blocking twin. `name` may end in ` (what)`. */
const both = (
  name: string,
  valid: () => unknown[],
  properties: Target["properties"] = {},
): readonly Target[] => {
  const [verb = name] = name.split(" ");
  const rest = name.slice(verb.length);
  return [verb, `${verb}Sync`].map((key) => ({
    name: `${key}${rest}`,
    call: (information as Record<string, unknown>)[key] as Target["call"],
    valid,
    properties,
  }));
};

const discrete = [...estimation, "support", "local"];
const law = (...shape: readonly number[]): { probabilities: number[]; shape: number[] } => {
  const cells = shape.reduce((product, size) => product * size, 1);
  return { probabilities: Array.from({ length: cells }, () => 1 / cells), shape: [...shape] };
};

const smoothing = [
  ...["threads", "signal", "onProgress", "missing"],
  ...["kernel", "bandwidth", "bandwidthUnit", "weights"],
];

const pairs = ["threads", "signal", "onProgress", "base", "missing", "bins"];
const tested = [...tail, "measure", "given", "bins", "history", "sourceHistory", "delay", "blockLength"];
const columns = { a: [0, 1, 0, 1], b: ["x", "y", "y", "x"], c: [1.5, 2.5, 3.5, 4.5] };
const cases = { a: [0, 1, 0, 1], b: ["x", "y", "y", "x"], c: [true, true, false, false] };
const policy = information.acquisitionPolicy({ columns: cases }, { target: "a" });

/** Screening, selection, tests. */
const screeningTargets: readonly Target[] = [
  ...both("screenFeatures", () => [{ columns }, { target: "a", permutations: 9 }], {
    1: [
      ...tail,
      "target",
      "estimator",
      "bins",
      "bandwidth",
      "permutations",
      "stopAfter",
      "fdr",
      "resampling",
      "blockLength",
      "chunkBytes",
    ],
  }),
  ...both("pairwiseDependence", () => [{ columns }, {}], { 1: [...pairs, "measure", "normalization"] }),
  ...both("selectFeatures", () => [{ columns }, { target: "a", size: 1 }], {
    1: [...pairs, "target", "size", "criterion", "given"],
  }),
  ...both("permutationTest", () => [[0, 1, 1, 0], ["x", "y", "y", "x"], { permutations: 9 }], {
    2: [...tested, "permutations", "resampling", "alternative"],
  }),
  ...both("bootstrapInterval", () => [[0, 1, 1, 0], ["x", "y", "y", "x"], { resamples: 9 }], {
    2: [...tested, "resamples", "confidence", "method"],
  }),
  {
    name: "acquisitionPolicy",
    call: information.acquisitionPolicy as unknown as Target["call"],
    valid: () => [{ columns: cases }, { target: "a" }],
    properties: { 1: ["target", "costs"] },
  },
  ...(["next", "nextSync"] as const).map((key): Target => ({
    name: `policy.${key}`,
    call: (...args) => Reflect.apply(policy[key], policy, args) as unknown,
    valid: () => [{ b: "x" }, { budget: 2 }],
    properties: { 1: ["threads", "signal", "onProgress", "base", "budget"] },
  })),
  {
    name: "benjaminiHochberg",
    call: information.benjaminiHochberg as Target["call"],
    valid: () => [[0.5, 0.1]],
  },
];

/** Targets of `marginals/information`. */
export const informationTargets: readonly Target[] = [
  ...both("entropy", () => [{ samples: ["a", "b", "a"] }, {}], { 1: discrete }),
  ...both("entropy (counts)", () => [{ counts: [1, 2] }, {}]),
  ...both("entropy (law)", () => [law(2, 2), {}]),
  ...both("jointEntropy", () => [{ columns: { a: [0, 1, 0], b: ["x", "y", "y"] } }, {}], { 1: discrete }),
  ...both("conditionalEntropy", () => [[0, 1, 1], ["x", "y", "y"], {}], { 2: discrete }),
  ...both("mutualInformation", () => [Uint8Array.of(0, 1, 1), ["x", "y", "y"], {}], { 2: discrete }),
  ...both("mutualInformation (law)", () => [law(2, 2), {}]),
  ...both("conditionalMutualInformation", () => [[0, 1, 1], ["x", "y", "y"], [true, false, true], {}], {
    3: discrete,
  }),
  ...both("entropy (kde)", () => [{ samples: [0.5, 1.5, 2.5] }, { estimator: "kde" }], {
    1: [...tail, "kernel", "bandwidth", "bandwidthUnit", "form", "weights", "local"],
  }),
  ...both("mutualInformation (kde)", () => [[0.5, 1.5, 2.5], [0.1, 0.7, 0.2], { estimator: "kde" }], {
    2: [...tail, "bandwidth", "bandwidthUnit", "form", "orientation", "local"],
  }),
  ...both("kernelDensity", () => [[0.5, 1.5, 2.5], {}], {
    1: [...smoothing, "at", "grid", "range", "bounds", "adaptive", "method"],
  }),
  ...screeningTargets,
];
