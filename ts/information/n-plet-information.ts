/**
 * `nPletInformation()`: what every subset of some sizes shares.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { native } from "../native.ts";
import type { Schema } from "../options.ts";
import { run, runSync } from "../job.ts";
import { integerIn, type Check } from "../validate.ts";
import { valuesEstimators, type ContinuousOptions } from "./continuous.ts";
import { variablesSpec, type Discrete, type EntropyEstimator, type Law } from "./discrete.ts";
import { unitOf, type Unit } from "./estimate.ts";
import { estimator, type Estimators, type MeasureCall } from "./estimators.ts";
import type { VariablesInput } from "./given.ts";
import { byEstimator, scaled, sharedCall, type Measured, type SharedOptions } from "./shared.ts";

/** Options of {@link nPletInformation}. */
export interface NPletOptions
  extends Omit<SharedOptions, "estimator">, Pick<ContinuousOptions, "biasCorrection"> {
  /**
   * Default `'plug-in'` for symbols and laws, `'gaussian-copula'` where there are values: each column by its ranks, the
   * dependence as Gaussian. `'gaussian'` takes the values as they are.
   */
  estimator?: EntropyEstimator | "gaussian" | "gaussian-copula" | undefined;
  /** Numbers of variables in a subset, each from 2 to all of them. */
  sizes: readonly number[];
}

/** The measures of all subsets: entry i of each array belongs to subset i. */
export interface NPlets {
  /** Number of subsets. */
  count: number;
  /** Number of variables of each. */
  sizes: Uint32Array;
  /** The variables of all subsets one after the other, ascending within each. */
  members: Uint32Array;
  /** Σ H(Xᵢ) − H(X). */
  totalCorrelation: Float64Array;
  /** H(X) − Σ H(Xᵢ | others). */
  dualTotalCorrelation: Float64Array;
  /** TC − DTC: above 0 redundant, below 0 synergistic. */
  oInformation: Float64Array;
  /** TC + DTC. */
  sInformation: Float64Array;
  /** Unit of the four. */
  unit: Unit;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const sizeList: Check<Uint32Array> = (value, argument, verb) => {
  const expected = "an array of sizes, each at least 2";
  if (!Array.isArray(value)) throw wrongKind(verb, argument, expected, value);
  if (value.length === 0) throw fault("SHAPE", verb, argument, expected, "none");
  const size = integerIn(2, 2 ** 32 - 1);
  return Uint32Array.from(value as unknown[], (entry, at) => size(entry, `${argument}[${at}]`, verb));
};
const schema = { sizes: sizeList };

/** The estimators of the measures of n-plets. */
const ofSymbols: Estimators<Discrete> = byEstimator((name) =>
  estimator<Discrete, typeof schema & Schema>(schema, (verb, input, options) => {
    const spec = variablesSpec(verb, input, options.missing);
    const { sizes } = options;
    return (job) => native().nPletMeasures(spec, sizes, name, job);
  }),
);

const estimators: Estimators<Discrete> = {
  ...ofSymbols,
  ...valuesEstimators(["gaussian", "gaussian-copula"], schema, (values, spec, { sizes }) => (job) => {
    return native().nPletMeasuresOfValues(values, sizes, spec, job);
  }),
};

const measure: Measured = { measure: "n-plets", estimators, ofValues: "gaussian-copula" };

const call = (verb: string, variables: unknown, options: unknown): MeasureCall =>
  sharedCall(verb, measure, variables, options ?? {});

function answer(found: NPlets, base: number | undefined): NPlets {
  const plets = { ...found, count: found.sizes.length, unit: unitOf(base) };
  return scaled(plets, base, ["totalCorrelation", "dualTotalCorrelation", "oInformation", "sInformation"]);
}

/**
 * Total correlation, dual total correlation, O-information and S-information of every subset of the given sizes, by size
 * and then in lexicographic order: which triplets are synergistic, which are redundant.
 *
 * The entropy of a subset is computed once and serves all n-plets that need it. Cost: one pass over the distinct rows for
 * each subset up to the largest size, C(m, k) of them for each size k, on all threads; memory 8 bytes for each such
 * subset and 40 for each answer. Of values, subsets are visited so that each adds one row to the Cholesky factor of the
 * one before: O(k²) for each. Sources as for `oInformation()`.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `sizes`, and see {@link NPletOptions}.
 * @returns The measures, in nats unless `base` says otherwise.
 * @throws MarginalsError for input that makes no sense, `LIMIT` for more than 2³⁰ subsets, and for an estimator that does
 *   not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { nPletInformation } from "marginals/information";
 *
 * const bits = { columns: [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], [0, 0, 1, 1]] };
 * const plets = await nPletInformation(bits, { sizes: [3], base: 2 });
 * console.log(plets.members.subarray(0, 6), plets.oInformation[0]); // Uint32Array(6) [ 0, 1, 2, 0, 1, 3 ] -1
 * ```
 */
export async function nPletInformation(
  variables: VariablesInput | Law,
  options: NPletOptions,
): Promise<NPlets> {
  const own = call("nPletInformation", variables, options);
  return answer(await run<NPlets>(own.verb, own.options, own.start), own.options.base);
}

/**
 * {@link nPletInformation} on the calling thread.
 *
 * @param variables As for {@link nPletInformation}.
 * @param options As for {@link nPletInformation}; a `signal` is only seen if it aborted before.
 * @returns As {@link nPletInformation}.
 * @throws What {@link nPletInformation} rejects with.
 */
export function nPletInformationSync(variables: VariablesInput | Law, options: NPletOptions): NPlets {
  const own = call("nPletInformationSync", variables, options);
  return answer(runSync<NPlets>(own.verb, own.options, own.start), own.options.base);
}
