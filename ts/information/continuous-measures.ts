/**
 * The estimators of values of every measure, by name.
 *
 * @module
 */
import { native } from "../native.ts";
import { optional, type Schema } from "../options.ts";
import { finiteNumber, type Check } from "../validate.ts";
import {
  neighborOptions,
  valuesEstimators,
  type ContinuousConditionalEstimator,
  type ContinuousEntropyEstimator,
  type ContinuousInformationEstimator,
  type ContinuousSharedEstimator,
  type ValuesStart,
} from "./continuous.ts";
import type { Discrete } from "./discrete.ts";
import type { Estimator } from "./estimators.ts";

const order = optional(finiteNumber({ above: 0 }));

/** Estimators of an information or an entropy on the native side. */
function table<Name extends string>(
  measure: string,
  names: readonly Name[],
): Record<Name, Estimator<Discrete>> {
  return valuesEstimators(names, {}, (values, spec) => (job) => {
    return native().continuousMeasure(measure, values, spec, job);
  });
}

/** Estimators of an entropy; a copula takes that of each column by neighbors. */
function entropies(measure: string): Record<ContinuousEntropyEstimator, Estimator<Discrete>> {
  const start: ValuesStart<Schema> = (values, spec) => (job) =>
    native().continuousMeasure(measure, values, spec, job);
  return {
    ...table(measure, ["auto", "kozachenko-leonenko", "gaussian"]),
    ...valuesEstimators(["gaussian-copula"], { k: neighborOptions.k }, start),
  };
}

const ofInformation = [
  ...(["auto", "ksg1", "ksg2", "ksg-extrapolated", "lnc", "mixed-ksg", "mesner-shalizi", "ross"] as const),
  ...(["gaussian", "gaussian-copula", "student-copula"] as const),
];

/** Names of the estimators of the information that two variables of values share given a third. */
export const conditionalNames: readonly ContinuousConditionalEstimator[] = [
  "auto",
  "frenzel-pompe",
  "mesner-shalizi",
  "gaussian",
  "gaussian-copula",
  "student-copula",
];

/** Names of the estimators of the information that two variables of values share. */
export const informationNames: readonly ContinuousInformationEstimator[] = ofInformation;

/** Estimators of the entropy of values. */
export const continuousEntropy: Record<ContinuousEntropyEstimator, Estimator<Discrete>> = {
  ...entropies("entropy"),
  ...valuesEstimators(["kozachenko-leonenko"], { order }, (values, spec) => (job) => {
    return native().continuousMeasure("entropy", values, spec, job);
  }),
};

/** Estimators of the joint entropy of variables of values. */
export const continuousJointEntropy: Record<ContinuousEntropyEstimator, Estimator<Discrete>> = entropies(
  "joint-entropy",
);

/** Estimators of the entropy of one variable of values given another. */
export const continuousConditionalEntropy: Record<
  ContinuousEntropyEstimator,
  Estimator<Discrete>
> = entropies("conditional-entropy");

/** Estimators of the information that two variables share. */
export const continuousInformation: Record<ContinuousInformationEstimator, Estimator<Discrete>> = table(
  "mutual-information",
  ofInformation,
);

/** Estimators of the information that two variables share given a third. */
export const continuousConditional: Record<ContinuousConditionalEstimator, Estimator<Discrete>> = table(
  "conditional-mutual-information",
  conditionalNames,
);

const sharedNames = ["auto", "ksg1", "mesner-shalizi", "gaussian", "gaussian-copula"] as const;
const totalNames = [...sharedNames, "ksg2"] as const;

/**
 * Estimators of values of a measure of many variables that each variable adds to.
 *
 * @param measure Its name on the native side.
 * @param options The option `gradient`.
 * @returns A table for the registry of the measure.
 */
export function continuousShared<S extends Schema & { readonly gradient: Check<boolean> }>(
  measure: string,
  options: S,
): Record<ContinuousSharedEstimator, Estimator<Discrete>> {
  return valuesEstimators(
    measure === "total-correlation" ? totalNames : sharedNames,
    options,
    (values, spec, owned) => (job) =>
      native().sharedInformationOfValues(
        measure,
        (owned as { gradient: boolean }).gradient,
        values,
        spec,
        job,
      ),
    ["local"],
  );
}
