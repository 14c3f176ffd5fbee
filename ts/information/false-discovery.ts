/**
 * `benjaminiHochberg()`: q-values of p-values.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { ownFloats } from "../floats.ts";
import { runSync } from "../job.ts";
import { native } from "../native.ts";
import { measureJob } from "./estimate.ts";

/**
 * The q-value of every p-value: of those whose q-value is at most α, a share of at most α is expected to be there by
 * chance. q of the i-th smallest of m is the least of p₍ⱼ₎ m / j over j ≥ i, at most 1. Holds for independent tests and
 * for tests with positive dependence. A sort; synchronous.
 *
 * Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", 1995.
 *
 * @param pValues Numbers in 0 to 1, one for each test.
 * @returns The q-values, in the order given.
 * @throws MarginalsError `RANGE` and `NON_FINITE` for what is not in 0 to 1, `ARGUMENT` for what is no array of numbers.
 * @example
 * ```ts
 * import { benjaminiHochberg } from "marginals/information";
 *
 * console.log(benjaminiHochberg([0.5, 0.01, 0.02])); // Float64Array(3) [ 0.5, 0.03, 0.03 ]
 * ```
 */
export function benjaminiHochberg(pValues: Float64Array | Float32Array | readonly number[]): Float64Array {
  const verb = "benjaminiHochberg";
  const own = Float64Array.from(ownFloats(verb, "pValues", pValues));
  const wrong = own.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    const kind = Number.isFinite(own[wrong]) ? "RANGE" : "NON_FINITE";
    throw fault(kind, verb, `pValues[${wrong}]`, "a number in 0 to 1", `${own[wrong]}`);
  }
  const job = measureJob({
    seed: 0,
    threads: undefined,
    signal: undefined,
    onProgress: undefined,
    base: undefined,
    missing: "error",
  });
  return runSync<Float64Array>(verb, job, (handle) => native().falseDiscoveryRates(own, handle));
}
