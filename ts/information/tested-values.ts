/**
 * The variables of permutation tests and bootstrap intervals where they are estimated as values.
 *
 * @module
 */
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import { continuousSpec, valuesSpec } from "./continuous.ts";
import type { GivenVariables } from "./tested.ts";
import type { Binning } from "./variable.ts";

/**
 * The variables of an information as an estimator of values takes them.
 *
 * @param verb The function the caller called.
 * @param variables Variables.
 * @param bins How values are cut, which they must not be.
 * @param name The estimator.
 * @returns What the native side takes.
 */
export function testedValues(
  verb: string,
  { x, y, given }: GivenVariables,
  bins: Binning | undefined,
  name: string,
): [Native.ValuesSpec[], Native.ContinuousSpec] {
  if (bins !== undefined) throw fault("ARGUMENT", verb, "bins", "absent for an estimator of values", "given");
  const takesSymbols = ["auto", "ross", "mesner-shalizi"].includes(name);
  const all = given === undefined ? [x, y] : [x, y, given];
  return [all.map((one) => valuesSpec(verb, one, takesSymbols)), continuousSpec(name, {})];
}
