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
];
