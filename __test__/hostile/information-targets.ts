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

const timed = estimation.filter((name) => name !== "missing");
const patterns = [...tail.filter((name) => name !== "missing"), "delay"];
const several = (): unknown => ({
  columns: { a: [0, 0, 1, 1], b: ["x", "y", "x", "y"], c: [true, false, false, true] },
});
const discrete = [...estimation, "support", "local", "bins"];
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
    2: [...tested, "permutations", "resampling", "alternative", "estimator", "neighbors"],
  }),
  ...both(
    "permutationTest (values)",
    () => [floats(), other(), { given: [1.5, 1.25, 0.5, 0.75, 2.5], estimator: "gaussian", permutations: 9 }],
    { 2: [...tail, "given", "estimator", "neighbors", "permutations", "resampling", "alternative"] },
  ),
  ...both("bootstrapInterval", () => [[0, 1, 1, 0], ["x", "y", "y", "x"], { resamples: 9 }], {
    2: [...tested, "resamples", "confidence", "method"],
  }),
  {
    name: "acquisitionPolicy",
    call: (...args) => Reflect.apply(information.acquisitionPolicy, undefined, args) as unknown,
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
const floats = (): number[] => [0.5, 1.5, 2.25, 3.5, 4.75];
const other = (): number[] => [0.25, 0.5, 0.125, 0.75, 1.5];
const neighbors = [...estimation, "k", "norm", "local"];
const values = (): unknown => ({ columns: [floats(), other(), [1.5, 1.25, 0.5, 0.75, 2.5]] });
const dependence = ["seed", "threads", "signal", "onProgress", "missing"];

const comparing = tail.filter((option) => option !== "base");
const laws = (): number[][] => [
  [0.5, 0.5],
  [0.25, 0.75],
];
const divergences = (
  [
    ["klDivergence", {}, ["base"]],
    ["jeffreysDivergence", {}, ["base"]],
    ["skewDivergence", { alpha: 0.3 }, ["base"]],
    ["renyiDivergence", { order: 2 }, ["base"]],
    ["tsallisDivergence", { order: 2 }, []],
    ["amariDivergence", { alpha: 0.5 }, []],
    ["hellingerDistance", {}, []],
    ["bhattacharyyaDistance", {}, ["base"]],
    ["totalVariationDistance", {}, []],
    ["chiSquareDivergence", { form: "neyman" }, []],
    ["cauchySchwarzDivergence", {}, ["base"]],
    ["jensenShannonDivergence", { weights: [0.5, 0.5] }, ["base"]],
  ] as const
).flatMap(([name, options, more]) =>
  both(name, () => [...laws(), { ...options }], { 2: ["threads", "signal", "onProgress", ...more] }),
);

/** Targets of `marginals/information`. */
export const informationTargets: readonly Target[] = [
  ...both("entropy", () => [{ samples: ["a", "b", "a"] }, {}], { 1: discrete }),
  ...both("entropy (counts)", () => [{ counts: [1, 2] }, {}]),
  ...both("entropy (law)", () => [law(2, 2), {}]),
  ...both("entropy (prior)", () => [{ counts: [1, 2] }, { estimator: "dirichlet", concentration: 2 }]),
  ...both("entropy (xi)", () => [{ counts: [1, 2] }, { estimator: "schurmann", xi: 0.7 }]),
  ...both("entropy (nsb)", () => [{ counts: [1, 2] }, { estimator: "nsb", support: 10 }]),
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
  ...both("entropy (neighbors)", () => [{ samples: floats() }, { estimator: "kozachenko-leonenko" }], {
    1: [...neighbors, "order"],
  }),
  ...both("mutualInformation (neighbors)", () => [floats(), other(), { estimator: "ksg1" }], {
    2: neighbors,
  }),
  ...both("mutualInformation (auto)", () => [floats(), other(), {}], { 2: [...neighbors, "biasCorrection"] }),
  ...both(
    "conditionalMutualInformation (neighbors)",
    () => [floats(), other(), [1.5, 1.25, 0.5, 0.75, 2.5], { estimator: "frenzel-pompe" }],
    { 3: neighbors },
  ),
  ...both("chatterjeeXi", () => [floats(), other(), {}], { 2: [...dependence, "ties"] }),
  ...both("distanceCorrelation", () => [floats(), other(), {}], { 2: [...dependence, "unbiased"] }),
  ...both("distanceCovariance", () => [floats(), other(), {}], { 2: [...dependence, "unbiased"] }),
  ...both("hsic", () => [floats(), other(), {}], {
    2: [...dependence, "bandwidthX", "bandwidthY", "unbiased"],
  }),
  ...both("klDivergence (samples)", () => [{ samples: floats() }, { samples: other() }, {}], {
    2: [...estimation, "k", "norm"],
  }),
  ...both("klDivergence (kde)", () => [{ samples: floats() }, { samples: other() }, { estimator: "kde" }], {
    2: [...estimation, "kernel", "bandwidth", "bandwidthUnit", "local"],
  }),
  ...both("renyiDivergence (samples)", () => [{ samples: floats() }, { samples: other() }, { order: 2 }], {
    2: [...estimation, "k", "norm"],
  }),
  ...both("jensenShannonDivergence (samples)", () => [{ samples: floats() }, { samples: other() }, {}], {
    2: [...estimation, "weights"],
  }),
  ...both("wassersteinDistance", () => [{ mean: 0, covariance: 1 }, { mean: [1], covariance: [[2]] }, {}], {
    2: ["threads", "signal", "onProgress", "estimator", "missing"],
  }),
  ...both("wassersteinDistance (samples)", () => [{ samples: floats() }, { samples: other() }, {}]),
  ...both("jointEntropy (values)", () => [{ columns: { a: floats(), b: other() } }, {}], { 1: neighbors }),
  ...both("jointEntropy (kde)", () => [{ columns: { a: floats(), b: other() } }, { estimator: "kde" }], {
    1: [...tail, "kernel", "bandwidth", "bandwidthUnit", "form", "local"],
  }),
  ...both("conditionalEntropy (values)", () => [floats(), other(), { estimator: "gaussian-copula" }], {
    2: [...estimation, "k", "biasCorrection"],
  }),
  ...both("conditionalEntropy (kde)", () => [floats(), other(), { estimator: "kde" }], {
    2: [...tail, "kernel", "bandwidth", "bandwidthUnit", "form", "local"],
  }),
  ...both("totalCorrelation (values)", () => [values(), { estimator: "ksg1" }], {
    1: [...estimation, "gradient", "k", "norm"],
  }),
  ...both("oInformation (values)", () => [values(), { estimator: "gaussian" }], {
    1: [...estimation, "gradient", "biasCorrection"],
  }),
  ...both("nPletInformation (values)", () => [values(), { sizes: [2, 3] }], {
    1: [...estimation, "sizes", "biasCorrection"],
  }),
  ...both("transferEntropy (values)", () => [floats(), other(), { estimator: "frenzel-pompe", k: 1 }], {
    2: [
      ...timed,
      "history",
      "sourceHistory",
      "delay",
      "conditions",
      "conditionHistory",
      "shuffles",
      "k",
      "norm",
    ],
  }),
  ...both("activeInformationStorage (values)", () => [floats(), { estimator: "ksg1", k: 1 }], {
    1: [...timed, "history", "local", "k", "norm"],
  }),
  ...both("excessEntropy (values)", () => [floats(), { estimator: "gaussian" }], {
    1: [...timed, "history", "future", "biasCorrection"],
  }),
  ...both("timeLaggedInformation (values)", () => [floats(), { lags: [1], estimator: "ksg1", k: 1 }], {
    1: [...timed, "lags", "target", "k", "norm"],
  }),
  ...both("renyiEntropy (values)", () => [{ samples: floats() }, { order: 2 }], {
    1: [...estimation, "k", "norm"],
  }),
  ...both("tsallisEntropy (values)", () => [{ samples: floats() }, { order: 2, estimator: "gaussian" }], {
    1: [...comparing, "estimator", "biasCorrection"],
  }),
  ...both("densityModes", () => [[0.5, 1.5, 2.5], {}], {
    1: ["seed", ...smoothing.filter((name) => name !== "kernel"), "starts", "dimensions"],
  }),
  ...both("kernelDensity", () => [[0.5, 1.5, 2.5], {}], {
    1: [...smoothing, "at", "grid", "range", "bounds", "adaptive", "method"],
  }),
  ...screeningTargets,
  ...both("totalCorrelation", () => [several(), {}], { 1: [...estimation, "gradient"] }),
  ...both("dualTotalCorrelation", () => [several(), {}], { 1: [...estimation, "gradient"] }),
  ...both("oInformation", () => [several(), { gradient: true }], { 1: [...estimation, "gradient"] }),
  ...both("sInformation", () => [law(2, 2, 2), {}], { 1: [...estimation, "gradient"] }),
  ...both("coInformation", () => [several(), {}], { 1: estimation }),
  ...both("interactionInformation", () => [several(), {}], { 1: estimation }),
  ...both("tseComplexity", () => [several(), {}], { 1: estimation }),
  ...both("marginTotalCorrelation", () => [several(), { margins: [[0, 1]] }], {
    1: [...estimation, "margins"],
  }),
  ...both("nPletInformation", () => [several(), { sizes: [3] }], { 1: [...estimation, "sizes"] }),
  ...both("partialInformationDecomposition", () => [several(), {}], {
    1: [...tail, "target", "sources", "measure"],
  }),
  ...both("transferEntropy", () => [[0, 1, 1, 0], [1, 0, 1, 1], {}], {
    2: [...timed, "history", "sourceHistory", "delay", "conditions", "conditionHistory", "shuffles", "local"],
  }),
  ...both("activeInformationStorage", () => [[0, 1, 1, 0], {}], { 1: [...timed, "history", "local"] }),
  ...both("excessEntropy", () => [[0, 1, 1, 0], {}], { 1: [...timed, "history", "future", "local"] }),
  ...both("entropyRate", () => [[0, 1, 1, 0], { depth: 2 }], { 1: [...timed, "depth"] }),
  ...both("entropyRate (blocks)", () => [[0, 1, 1, 0], { estimator: "plug-in" }], {
    1: [...timed, "history", "local"],
  }),
  ...both("blockEntropies", () => [[0, 1, 1, 0], { lengths: [2] }], { 1: [...timed, "lengths"] }),
  ...both("timeLaggedInformation", () => [[0, 1, 1, 0], { lags: [1] }], { 1: [...timed, "lags", "target"] }),
  ...both("permutationEntropy", () => [[0.5, 1, 0.25, 2], {}], {
    1: [...patterns, "estimator", "order", "weighted", "normalize"],
  }),
  ...both("dispersionEntropy", () => [[0.5, 1, 0.25, 2], {}], {
    1: [...patterns, "estimator", "order", "classes", "normalize"],
  }),
  ...both("sampleEntropy", () => [[0.5, 1, 0.5, 1, 0.5, 1], {}], { 1: [...patterns, "order", "tolerance"] }),
  ...both("approximateEntropy", () => [[0.5, 1, 0.25, 2], {}], { 1: [...patterns, "order", "tolerance"] }),
  ...both("renyiEntropy", () => [{ samples: [0, 1, 1] }, { order: 2, estimator: "unbiased" }], {
    1: estimation,
  }),
  ...both("tsallisEntropy", () => [{ counts: [2, 1] }, { order: 2 }], { 1: comparing }),
  ...both("hillNumber", () => [{ probabilities: [0.5, 0.5] }, { order: 2 }], { 1: comparing }),
  ...both("giniSimpson", () => [{ counts: [2, 1] }, {}], { 1: [...comparing, "estimator"] }),
  ...both("variationOfInformation", () => [[0, 1, 1], ["a", "b", "a"], {}], { 2: tail }),
  ...both("normalizedMutualInformation", () => [[0, 1, 1], ["a", "b", "a"], { normalization: "max" }], {
    2: comparing,
  }),
  ...both("adjustedMutualInformation", () => [[0, 1, 1], ["a", "b", "a"], { normalization: "max" }], {
    2: comparing,
  }),
  ...divergences,
  ...both("klDivergence (Gaussian)", () => [
    { mean: 0, covariance: 1 },
    { mean: [1], covariance: [[2]] },
    {},
  ]),
  ...both("channelEntropy", () => [laws(), { family: "tsallis", order: 2 }], { 1: ["threads", "base"] }),
  ...both("determinismDivergence", () => [laws(), { divergence: "renyi", order: 2 }], {
    1: ["alpha", "base"],
  }),
  ...both("independenceDivergence", () => [law(2, 2), { divergence: "skew", alpha: 0.2 }], { 1: ["base"] }),
  ...both("dataProcessingCheck", () => [laws(), ...laws(), { divergence: "amari", alpha: 0.2 }], {
    3: ["order", "base", "signal"],
  }),
  ...both("jensenShannonDivergence (many)", () => [laws(), {}]),
  ...both("fDivergence", () => [...laws(), (t: number) => t - 1, { slopeAtInfinity: 1 }], {
    3: ["threads", "signal", "onProgress"],
  }),
];
