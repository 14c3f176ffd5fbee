/**
 * Calls of the entropies of an order.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { native } from "../native.ts";
import type { Schema } from "../options.ts";
import type { Check } from "../validate.ts";
import { fallback } from "./call.ts";
import { valuesEstimators, type ContinuousOptions, type ContinuousOrderEstimator } from "./continuous.ts";
import { variablesSpec } from "./discrete.ts";
import { entropyInput, ofSamples, type EntropyMaterial } from "./entropy-input.ts";
import { estimator, measureCall, type Estimators, type MeasureCall } from "./estimators.ts";

/** Options of an entropy of an order. */
export interface OrderOptions extends Pick<ContinuousOptions, "k" | "norm" | "biasCorrection"> {
  /** The order: at least 0, `Infinity` too where the entropy has a limit there. */
  order: number;
  /**
   * `'plug-in'` (default for symbols), or `'unbiased'`: whole orders from 2 up to the number of samples, from samples or
   * counts. Of values `'leonenko-pronzato-savani'` (default): by neighbors, orders above 0 and below k + 1; or
   * `'gaussian'`, orders above 0.
   */
  estimator?: "plug-in" | "unbiased" | ContinuousOrderEstimator | undefined;
}

/** An order: at least 0, or infinite. */
export const orderOf: Check<number> = (value, argument, verb) => {
  const expected = "a number at least 0";
  if (typeof value !== "number") throw wrongKind(verb, argument, expected, value);
  if (Number.isNaN(value)) throw fault("NON_FINITE", verb, argument, expected, "NaN");
  if (value < 0) throw fault("RANGE", verb, argument, expected, describe(value));
  return value + 0;
};

/** An entropy of an order. */
export interface OrderForm {
  /** In words, for messages. */
  measure: string;
  family: "renyi" | "tsallis" | "hill";
  /** The order, where the verb has it in its name. */
  order?: number;
  unit?: "dimensionless";
}

/**
 * Takes the arguments over.
 *
 * @param verb The function the caller called.
 * @param form The entropy.
 * @param given What it is taken of.
 * @param options Options as the caller gave them.
 * @returns The call.
 */
export function orderCall(verb: string, form: OrderForm, given: unknown, options: unknown): MeasureCall {
  return orderCallOf(verb, form, entropyInput(verb, given), options);
}

/**
 * {@link orderCall} of input that was taken over.
 *
 * @param verb The function the caller called.
 * @param form The entropy.
 * @param input What it is taken of.
 * @param options Options as the caller gave them.
 * @returns The call.
 */
export function orderCallOf(
  verb: string,
  form: OrderForm,
  input: EntropyMaterial,
  options: unknown,
): MeasureCall {
  const { measure, family, order, unit } = form;
  const schema: Schema = order === undefined ? { order: orderOf } : {};
  const ofCounts: Estimators<EntropyMaterial> = Object.fromEntries(
    ["plug-in", "unbiased"].map((name) => [
      name,
      estimator<EntropyMaterial, Schema>(schema, (own, of, checked) => {
        const spec = { family, order: Number(order ?? checked["order"]), unbiased: name === "unbiased" };
        const counts = "counts" in of ? of.counts : undefined;
        const variables = "counts" in of ? undefined : variablesSpec(own, of, checked.missing);
        return (job) => native().orderEntropy(spec, variables, counts, job);
      }),
    ]),
  );
  const values = valuesEstimators(
    ["leonenko-pronzato-savani", "gaussian"],
    schema,
    (given, spec) => (job) => {
      return native().continuousMeasure(family, given, order === undefined ? spec : { ...spec, order }, job);
    },
    ["local"],
  );
  const estimators = { ...Object.fromEntries(Object.entries(values).map(ofSamples)), ...ofCounts };
  return measureCall({
    verb,
    measure,
    estimators,
    fallback: "counts" in input || fallback(input) === "plug-in" ? "plug-in" : "leonenko-pronzato-savani",
    input,
    options,
    ...(unit && { unit }),
  });
}
