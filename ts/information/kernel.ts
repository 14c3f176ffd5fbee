/**
 * Smoothing kernels and their bandwidths as options.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { floats, ownFloats } from "../floats.ts";
import type { Native } from "../native.ts";
import { didYouMean } from "../nearest.ts";
import { withDefault } from "../options.ts";
import { isSharedMemory, isTypedArray, typedArrayKind } from "../typed-array.ts";
import { finiteNumber, oneOf, type Check } from "../validate.ts";
import { completeRows, type MissingRows } from "./missing.ts";
import type { Variable } from "./variable.ts";

const kernels = [
  "gaussian",
  "epanechnikov",
  "box",
  "triangular",
  "biweight",
  "triweight",
  "cosine",
  "tricube",
  "exponential",
] as const;

/** A smoothing kernel. */
export type KernelName = (typeof kernels)[number];

const rules = [
  "scott",
  "silverman",
  "robust-silverman",
  "isj",
  "likelihood-cross-validation",
  "least-squares-cross-validation",
] as const;

/** A rule for the bandwidth. */
export type BandwidthRule = (typeof rules)[number];

/** A bandwidth: by a rule, or one number for all dimensions, or one for each. */
export type Bandwidth = BandwidthRule | number | readonly number[] | Float64Array;

/** How an entropy or an information is read off densities. */
export type DensityForm = "resubstitution" | "leave-one-out" | "integral";

/** Options of everything that smooths with a kernel. */
export interface KernelOptions {
  /**
   * Kernel, a product of one factor per dimension. Default `'gaussian'`; `'box'` is also called top-hat.
   */
  kernel?: KernelName | undefined;
  /**
   * Bandwidth. `'scott'` (default), `'silverman'`, `'robust-silverman'` (with the interquartile range), `'isj'` (Botev's
   * improved Sheather–Jones), by cross-validation, or numbers. Rules are applied to each dimension.
   */
  bandwidth?: Bandwidth | undefined;
  /**
   * What numbers mean: the kernel's `'standard-deviation'` (default) or its `'half-width'`, where a compact kernel ends.
   */
  bandwidthUnit?: "standard-deviation" | "half-width" | undefined;
}

/** Options of the estimator `'kde'` of an entropy. */
export interface KernelEntropyOptions extends KernelOptions {
  /**
   * `'resubstitution'` (default): −mean ln f at the samples, low; `'leave-one-out'`: each sample left out of its own
   * density, high; `'integral'`: −∫ f ln f, one or two dimensions.
   */
  form?: DensityForm | undefined;
  /** A weight of each sample, at least 0. */
  weights?: Float64Array | readonly number[] | undefined;
}

/** Options of the estimator `'kde'` of mutual information. */
export interface KernelInformationOptions extends Pick<KernelOptions, "bandwidth" | "bandwidthUnit"> {
  /** Default `'leave-one-out'`. */
  form?: DensityForm | undefined;
  /**
   * `'covariance'` (default): the kernel of the pair has the shape of the sample covariance, so that smoothing keeps
   * the correlation; `'axes'`: it is round.
   */
  orientation?: "covariance" | "axes" | undefined;
}

/** What is measured of kernel densities, beside the estimate. */
export interface KernelMeasured {
  /** Standard deviation of the kernel in each dimension. */
  bandwidth: Float64Array;
}

const width = finiteNumber({ above: 0 });

const bandwidth: Check<BandwidthRule | Float64Array> = (value, argument, verb) => {
  if (typeof value === "string") {
    const rule = rules.find((known) => known === value);
    if (rule !== undefined) return rule;
    const expected = `numbers or one of ${rules.map((known) => `'${known}'`).join(", ")}`;
    throw fault("ARGUMENT", verb, argument, expected, describeName(value) + didYouMean(value, rules));
  }
  if (typeof value === "number") return Float64Array.of(width(value, argument, verb));
  if (typedArrayKind(value) === undefined && !Array.isArray(value)) {
    throw wrongKind(verb, argument, "a number, numbers or the name of a rule", value);
  }
  const numbers = Array.from(floats(value, argument, verb));
  if (numbers.length === 0) throw fault("SHAPE", verb, argument, "one number per dimension", "none");
  return Float64Array.from(numbers, (number, at) => width(number, `${argument}[${at}]`, verb));
};

const unit = oneOf(["standard-deviation", "half-width"]);

/** One weight of each sample. */
export const weights: Check<Float64Array> = (value, argument, verb) => {
  const given = ownFloats(verb, argument, value);
  return isTypedArray(given, "Float64Array") ? given : Float64Array.from(given);
};

/** Options of a kernel, to be spread into a schema. */
export const kernelOptions: {
  readonly [Key in keyof CheckedKernelOptions]: Check<CheckedKernelOptions[Key]>;
} = {
  kernel: withDefault(oneOf(kernels), "gaussian"),
  bandwidth: withDefault(bandwidth, "scott"),
  bandwidthUnit: withDefault(unit, "standard-deviation"),
};

/** Options of a kernel after they were checked. */
export interface CheckedKernelOptions {
  kernel: KernelName;
  bandwidth: BandwidthRule | Float64Array;
  bandwidthUnit: "standard-deviation" | "half-width";
}

/**
 * A kernel as the native side takes it.
 *
 * @param options Checked options.
 * @returns The kernel and its bandwidth.
 */
export function kernelSpec(options: CheckedKernelOptions): Native.KernelSpec {
  const { kernel, bandwidth: given, bandwidthUnit } = options;
  const chosen = typeof given === "string" ? { rule: given } : { widths: given };
  return { kernel, ...chosen, halfWidth: bandwidthUnit === "half-width" };
}

/**
 * The rows of samples that are there.
 *
 * @param verb The function the caller called.
 * @param whole The samples.
 * @param missing What becomes of rows with missing values.
 * @param given A weight for each, if any.
 * @returns The samples; a plain column is looked through by the native side, which reads it anyhow.
 */
export function presentRows(
  verb: string,
  whole: Variable,
  missing: MissingRows,
  given: Float64Array | undefined,
): Variable {
  if (missing === "error" && plainColumn(whole) !== undefined) return whole;
  const [complete = whole] = completeRows(verb, [whole], missing);
  if (given === undefined || complete === whole) return complete;
  throw fault("UNSUPPORTED", verb, "weights", "absent where rows are dropped", "weights");
}

function plainColumn({ columns }: Variable): Float64Array | undefined {
  const [column, ...others] = columns;
  if (column?.kind !== "values" || column.stride !== 1 || others.length > 0) return undefined;
  return isTypedArray(column.data, "Float64Array") ? column.data : undefined;
}

/**
 * Samples as the native side takes them.
 *
 * @param verb The function the caller called.
 * @param variable The samples.
 * @param given A weight for each, if any.
 * @returns The samples, which the native side copies unless the caller waits for it.
 */
export function samplesSpec(
  verb: string,
  variable: Variable,
  given: Float64Array | undefined,
): Native.SamplesSpec {
  const plain = plainColumn(variable);
  const { data, cols } = plain === undefined ? variable.values(verb) : { data: plain, cols: 1 };
  const shared = isSharedMemory(data);
  return { values: data, dimensions: cols, shared, ...(given && { weights: given }) };
}
