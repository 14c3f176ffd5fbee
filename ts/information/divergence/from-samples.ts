/**
 * The estimators of a divergence from samples: by neighbors, by kernel densities, by fitted Gaussian laws.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import { native, type Native } from "../../native.ts";
import { withDefault, type Schema } from "../../options.ts";
import { boolean } from "../../validate.ts";
import { continuousSpec, neighborOptions, valuesSpec, type ContinuousOptions } from "../continuous.ts";
import { estimator, type Estimators, type Start } from "../estimators.ts";
import { kernelOptions, kernelSpec, presentRows, samplesSpec, type KernelOptions } from "../kernel.ts";
import { completeRows, type MissingRows } from "../missing.ts";
import type { Variable } from "../variable.ts";
import type { DivergenceForm } from "./call.ts";
import type { Distributions } from "./distributions.ts";

/** An estimator of a divergence by neighbors. */
export type NeighborDivergence =
  | "wang-kulkarni-verdu"
  | "poczos-schneider"
  | "leonenko-pronzato-savani"
  | "ross";

/** Options of a divergence of samples. */
export interface SampleOptions<Neighbors extends NeighborDivergence = NeighborDivergence>
  extends Pick<ContinuousOptions, "k" | "norm">, KernelOptions {
  /**
   * Of samples, `'auto'` (default): by neighbors where they have an estimator and values are distinct, else `'kde'`, kernel
   * densities; `'gaussian'`: the closed form for the laws with the samples' means and covariances. Of probabilities
   * `'exact'`, of Gaussian laws `'gaussian'`.
   */
  estimator?: "auto" | "exact" | "gaussian" | "kde" | Neighbors | undefined;
  /** What becomes of samples with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

/** A divergence, its parameter, and both samples. */
interface Asked {
  name: string;
  parameter: number;
  p: Variable;
  q: Variable;
}

function asked(
  verb: string,
  form: DivergenceForm,
  input: Distributions,
  options: Readonly<Record<string, unknown>>,
): Asked {
  if (input.kind !== "samples")
    throw fault("UNSUPPORTED", verb, "p", "samples for this estimator", input.kind);
  const { p, q } = input;
  return { ...nameAndParameter(verb, form, options), p, q };
}

/**
 * What the native side calls a divergence.
 *
 * @param verb The function the caller called.
 * @param form The divergence.
 * @param options Checked options.
 * @returns Its name and its parameter; 0 where it has none.
 */
export function nameAndParameter(
  verb: string,
  form: DivergenceForm,
  options: Readonly<Record<string, unknown>>,
): { name: string; parameter: number } {
  const name = typeof form.name === "string" ? form.name : form.name(options);
  if (typeof form.parameter === "function") return { name, parameter: form.parameter(options, verb) };
  return { name, parameter: form.parameter === undefined ? 0 : Number(options[form.parameter]) };
}

/**
 * Starts an estimator that takes values by columns.
 *
 * @param verb The function the caller called.
 * @param name The estimator.
 * @param form The divergence.
 * @param input Samples of both laws.
 * @param options Checked options.
 * @returns How to compute.
 */
export function byColumns(
  verb: string,
  name: string,
  form: DivergenceForm,
  input: Distributions,
  options: Readonly<Record<string, unknown>> & { missing: MissingRows },
): Start {
  const given = asked(verb, form, input, options);
  const values = (sample: Variable): Native.ValuesSpec => {
    const [complete = sample] = completeRows(verb, [sample], options.missing);
    return valuesSpec(verb, complete, false);
  };
  const [p, q] = [values(given.p), values(given.q)];
  const { k, norm } = options as { k?: number; norm?: "maximum" | "euclidean" };
  const spec = continuousSpec(name, { k, ...(norm && { norm }) });
  return (job) => native().sampleDivergenceOf(given.name, given.parameter, p, q, spec, job);
}

/**
 * The estimators of a divergence from samples, `'gaussian'` apart.
 *
 * @param form The divergence.
 * @returns A table for its registry.
 */
export function sampleEstimators(form: DivergenceForm): Estimators<Distributions> {
  const ofColumns = (name: string): Estimators<Distributions>[string] =>
    estimator<Distributions, Schema>({ ...form.options, ...neighborOptions }, (verb, input, options) =>
      byColumns(verb, name, form, input, options),
    );
  const { neighbors } = form;
  return {
    auto: ofColumns("auto"),
    ...(neighbors !== undefined && { [neighbors]: ofColumns(neighbors) }),
    ...(form.kde !== false && { kde: byKernels(form) }),
  };
}

function byKernels(form: DivergenceForm): Estimators<Distributions>[string] {
  const hasLocal = form.name === "kullback-leibler";
  const more: Schema = hasLocal ? { local: withDefault(boolean, false) } : {};
  type Own = typeof kernelOptions & Schema;
  return estimator<Distributions, Own>(
    { ...form.options, ...kernelOptions, ...more },
    (verb, input, options) => {
      const { name, parameter, p, q } = asked(verb, form, input, options);
      const samples = (sample: Variable): Native.SamplesSpec =>
        samplesSpec(verb, presentRows(verb, sample, options.missing, undefined), undefined);
      const [of, from] = [samples(p), samples(q)];
      const kernel = kernelSpec(options);
      const local = options["local"] === true;
      return (job) => native().kernelDivergence(name, parameter, of, from, kernel, local, job);
    },
  );
}
