/**
 * The estimator `'kde'` of entropy and of mutual information.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { native, type Native } from "../native.ts";
import { optional, withDefault, type Schema } from "../options.ts";
import { boolean, oneOf } from "../validate.ts";
import type { Discrete } from "./discrete.ts";
import { estimator, type Estimator } from "./estimators.ts";
import { kernelOptions, kernelSpec, presentRows, samplesSpec, weights } from "./kernel.ts";
import { completeRows } from "./missing.ts";
import type { Variable } from "./variable.ts";

const forms = oneOf(["resubstitution", "leave-one-out", "integral"]);

const entropyOptions = {
  ...kernelOptions,
  form: withDefault(forms, "resubstitution"),
  weights: optional(weights),
  local: withDefault(boolean, false),
} satisfies Schema;

const informationOptions = {
  bandwidth: kernelOptions.bandwidth,
  bandwidthUnit: kernelOptions.bandwidthUnit,
  form: withDefault(forms, "leave-one-out"),
  orientation: withDefault(oneOf(["covariance", "axes"]), "covariance"),
  local: withDefault(boolean, false),
} satisfies Schema;

function variablesOf(verb: string, input: Discrete): readonly Variable[] {
  if ("variables" in input) return input.variables;
  throw fault("UNSUPPORTED", verb, "estimator", "one of counts, for a law", "'kde', which needs samples");
}

/** The entropy of variables, each sample a row of all their columns. */
export const kernelEntropy: Estimator<Discrete> = estimator<Discrete, typeof entropyOptions>(
  entropyOptions,
  (verb, input, options) => {
    const given = variablesOf(verb, input);
    const [first] = given;
    const spec =
      first !== undefined && given.length === 1
        ? samplesSpec(verb, presentRows(verb, first, options.missing, options.weights), options.weights)
        : joined(verb, completeRows(verb, given, options.missing));
    const kernel = kernelSpec(options);
    const { form, local } = options;
    return (job) => native().kernelEntropy(spec, kernel, form, local, job);
  },
);

const { weights: _, ...jointOptions } = entropyOptions;

/** The joint entropy of variables. */
export const kernelJointEntropy: Estimator<Discrete> = estimator<Discrete, typeof jointOptions>(
  jointOptions,
  (verb, input, options) => {
    const given = completeRows(verb, variablesOf(verb, input), options.missing);
    const spec = joined(verb, given);
    const kernel = kernelSpec(options);
    const { form, local } = options;
    return (job) => native().kernelEntropy(spec, kernel, form, local, job);
  },
);

/** The entropy of one variable given another, under the bandwidths of both together. */
export const kernelConditionalEntropy: Estimator<Discrete> = estimator<Discrete, typeof jointOptions>(
  jointOptions,
  (verb, input, options) => {
    const variables = completeRows(verb, variablesOf(verb, input), options.missing);
    const own = variables[0]?.columns.length ?? 0;
    const spec = joined(verb, variables);
    const kernel = kernelSpec(options);
    const { form, local } = options;
    return (job) => native().kernelConditionalEntropy(spec, own, kernel, form, local, job);
  },
);

function joined(verb: string, variables: readonly Variable[]): Native.SamplesSpec {
  const parts = variables.map((variable) => variable.values(verb));
  const rows = parts[0]?.rows ?? 0;
  const cols = parts.reduce((sum, part) => sum + part.cols, 0);
  const data = new Float64Array(rows * cols);
  let first = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++) {
      const from = part.data.subarray(row * part.cols, (row + 1) * part.cols);
      data.set(from, row * cols + first);
    }
    first += part.cols;
  }
  return { values: data, dimensions: cols };
}

/** Mutual information of two columns of values, or of values and classes. */
export const kernelMutualInformation: Estimator<Discrete> = estimator<Discrete, typeof informationOptions>(
  informationOptions,
  (verb, input, options) => {
    const kept = completeRows(verb, variablesOf(verb, input), options.missing);
    const [x, y] = kept;
    if (x === undefined || y === undefined || kept.length !== 2) {
      throw fault("ARGUMENT", verb, "variables", "two for the estimator 'kde'", `${kept.length}`);
    }
    const [values, other] = isClasses(x) && !isClasses(y) ? [y, x] : [x, y];
    for (const one of [values, other]) {
      if (one.columns.length === 1) continue;
      const expected = "one column for the estimator 'kde'";
      throw fault("UNSUPPORTED", verb, one.argument, expected, `${one.columns.length} columns`);
    }
    const { data } = values.values(verb);
    const target = targetOf(verb, other);
    const kernel = kernelSpec({ ...options, kernel: "gaussian" });
    const { form, orientation, local } = options;
    return (job) =>
      native().kernelMutualInformation(data, target, kernel, form, orientation === "covariance", local, job);
  },
);

function targetOf(verb: string, other: Variable): Native.KernelTargetSpec {
  const [column] = other.columns;
  if (!isClasses(other) || column === undefined) return { values: other.values(verb).data };
  if (column.kind === "categories") return { classes: column.codes, classCount: column.labels.length };
  const { data } = other.values(verb);
  const least = data.reduce((found, value) => Math.min(found, value), Infinity);
  return { classes: Uint32Array.from(data, (value) => (value === least ? 0 : 1)), classCount: 2 };
}

/** Strings, booleans, and whole numbers of which there are two at most. */
function isClasses(variable: Variable): boolean {
  const [column] = variable.columns;
  if (column?.kind === "categories") {
    return column.labels.length <= 2 || column.labels.some((label) => Number.isNaN(Number(label)));
  }
  if (column?.kind !== "integers") return false;
  const seen = new Set<number>();
  for (const value of column.data) {
    seen.add(value);
    if (seen.size > 2) return false;
  }
  return true;
}
