/**
 * Calls of a measure of a fixed number of variables, each an argument of its own, or of their law.
 *
 * @module
 */
import { isLaw, law, type Discrete } from "./discrete.ts";
import { measureCall, type Estimators, type MeasureCall } from "./estimators.ts";
import { variable } from "./given.ts";

/** A measure of variables that are arguments of their own. */
export interface Measure {
  /** In words, for messages: `mutual information`. */
  measure: string;
  /** Its estimators. */
  estimators: Estimators<Discrete>;
  /** Names of the arguments. */
  names: readonly string[];
}

/**
 * Takes the arguments of a measure over.
 *
 * @param verb The function the caller called.
 * @param measure The measure.
 * @param args Its variables and then options, or a law and then options.
 * @returns The call; without `estimator`, symbols are counted, and values go to `'auto'`.
 */
export function callOf(verb: string, measure: Measure, args: readonly unknown[]): MeasureCall {
  const { names, ...rest } = measure;
  const fromLaw = isLaw(args[0]);
  const input: Discrete = fromLaw
    ? { law: law(verb, names[0] ?? "law", args[0], names.length) }
    : { variables: names.map((name, at) => variable(verb, name, args[at])) };
  return measureCall({
    verb,
    ...rest,
    fallback: fallback(input),
    input,
    options: args[fromLaw ? 1 : names.length],
  });
}

/**
 * The estimator of data for which the caller names none.
 *
 * @param input Variables or a law.
 * @returns `'auto'` where some variable holds values.
 */
export function fallback(input: Discrete): "auto" | "plug-in" {
  const isValues = "variables" in input && input.variables.some(({ natural }) => natural === "values");
  return isValues ? "auto" : "plug-in";
}
