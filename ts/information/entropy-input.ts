/**
 * What entropies of one variable are taken of.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { ownEntries, ownValues } from "../options.ts";
import { anything } from "../validate.ts";
import { integerCounts } from "./counts.ts";
import { law, type Discrete, type Law } from "./discrete.ts";
import { estimator, type Estimator } from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";

/** What an entropy is taken of: samples, counts of the symbols, or their probabilities. */
export type EntropyInput =
  | { samples: VariableInput }
  | { counts: readonly number[] | Float64Array | Uint32Array }
  | { probabilities: Law["probabilities"]; shape?: readonly number[] };

/** {@link EntropyInput} taken over. */
export type EntropyMaterial = Discrete | { counts: Float64Array };

/**
 * Takes the input of an entropy over.
 *
 * @param verb The function the caller called.
 * @param given What the caller gave.
 * @returns Variables, a law or counts.
 */
export function entropyInput(verb: string, given: unknown): EntropyMaterial {
  const keys = ownEntries(verb, "input", given).map(([key]) => key);
  if (keys.includes("probabilities")) return { law: law(verb, "input", given) };
  const { samples, counts } = ownValues(verb, "input", given, {
    samples: anything,
    counts: anything,
    probabilities: anything,
  });
  if ((samples === undefined) === (counts === undefined)) {
    const received = samples === undefined ? "none of them" : "several of them";
    throw fault("ARGUMENT", verb, "input", "one of { samples }, { counts }, { probabilities }", received);
  }
  if (samples !== undefined) return { variables: [variable(verb, "samples", samples)] };
  return { counts: integerCounts(verb, "counts", counts) };
}

/**
 * An estimator that needs samples, among those of an entropy.
 *
 * @param entry Its name and itself.
 * @returns Name and estimator of what an entropy is taken of; counts are an error.
 */
export function ofSamples([name, of]: [string, Estimator<Discrete>]): [string, Estimator<EntropyMaterial>] {
  const one = estimator<EntropyMaterial, typeof of.options>(of.options, (verb, input, options) => {
    if (!("counts" in input)) return of.prepare(verb, input, options);
    throw fault("UNSUPPORTED", verb, "estimator", "one of counts", `'${name}', which needs samples`);
  });
  return [name, one];
}
