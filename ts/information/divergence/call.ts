/**
 * Calls of the divergences: exact for probabilities, in closed form for Gaussian laws.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import { native } from "../../native.ts";
import type { Schema } from "../../options.ts";
import type { MeasureOptions } from "../estimate.ts";
import { estimator, measureCall, type Estimators, type MeasureCall } from "../estimators.ts";
import { distributions, type Distributions } from "./distributions.ts";
import {
  byColumns,
  nameAndParameter,
  sampleEstimators,
  type NeighborDivergence,
  type SampleOptions,
} from "./from-samples.ts";

/** Options of a divergence with a logarithm. */
export type DivergenceOptions = Omit<MeasureOptions, "missing" | "seed">;

/** Options of a divergence without. */
export type UnitlessDivergenceOptions = Omit<DivergenceOptions, "base">;

/** Options of a divergence of distributions in any form. */
export type AnyDivergenceOptions<Neighbors extends NeighborDivergence = never> = DivergenceOptions &
  SampleOptions<Neighbors>;

/** A divergence. */
export interface DivergenceForm {
  /** In words, for messages. */
  measure: string;
  /** Name on the native side, by the options. */
  name: string | ((options: Readonly<Record<string, unknown>>) => string);
  /** Options of its own. */
  options?: Schema;
  /** Option that is its parameter, or what it is by the options. */
  parameter?: string | ((options: Readonly<Record<string, unknown>>, verb: string) => number);
  unit?: "dimensionless";
  /** Its estimator by neighbors, where it has one. */
  neighbors?: NeighborDivergence;
  /** False where kernel densities do not estimate it. */
  kde?: false;
}

/**
 * Takes the arguments of a divergence over.
 *
 * @param verb The function the caller called.
 * @param form The divergence.
 * @param p One distribution.
 * @param q The other.
 * @param options Options as the caller gave them.
 * @returns The call.
 */
export function divergenceCall(
  verb: string,
  form: DivergenceForm,
  p: unknown,
  q: unknown,
  options: unknown,
): MeasureCall {
  const { measure, unit } = form;
  const input = distributions(verb, p, q);
  const estimators: Estimators<Distributions> = {
    exact: exact(form, "probabilities"),
    gaussian: exact(form, "gaussian"),
    ...sampleEstimators(form),
  };
  const fallback = { probabilities: "exact", gaussian: "gaussian", samples: "auto" }[input.kind];
  return measureCall({ verb, measure, estimators, fallback, input, options, ...(unit && { unit }) });
}

function exact(form: DivergenceForm, kind: "probabilities" | "gaussian"): Estimators<Distributions>[string] {
  return estimator<Distributions, Schema>(form.options ?? {}, (verb, input, options) => {
    const { name, parameter } = nameAndParameter(verb, form, options);
    if (input.kind === "samples" && kind === "gaussian") return byColumns(verb, kind, form, input, options);
    if (input.kind !== kind)
      throw fault("UNSUPPORTED", verb, "estimator", `one of ${input.kind}`, `one of ${kind}`);
    if (input.kind === "probabilities") {
      return (job) => native().massDivergence(name, parameter, input.p, input.q, job);
    }
    if (input.kind === "gaussian") {
      return (job) => native().normalDivergence(name, parameter, input.p, input.q, job);
    }
    throw fault("UNSUPPORTED", verb, "estimator", "one of samples", `'${kind}'`);
  });
}
