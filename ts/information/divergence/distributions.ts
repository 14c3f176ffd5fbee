/**
 * Two distributions of a divergence: probabilities, Gaussian laws, or samples.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault } from "../../errors.ts";
import { ownFloats } from "../../floats.ts";
import { denseMatrix, type MatrixInput } from "../../matrix.ts";
import type { Native } from "../../native.ts";
import { ownEntries, ownValues } from "../../options.ts";
import { typedArrayKind } from "../../typed-array.ts";
import { anything } from "../../validate.ts";
import { variable, type VariableInput } from "../given.ts";
import type { Variable } from "../variable.ts";

/** Probabilities of the symbols: at least 0, of sum 1 within 10⁻⁹. */
export type Probabilities = readonly number[] | Float64Array | Float32Array;

/** A Gaussian law; numbers in one dimension. */
export interface GaussianLaw {
  /** Mean. */
  mean: number | readonly number[] | Float64Array | Float32Array;
  /** Covariance, symmetric and positive definite; in one dimension, the variance. */
  covariance: number | MatrixInput;
}

/** A distribution: probabilities of the same symbols, a Gaussian law, or samples. */
export type DistributionInput =
  | Probabilities
  | { probabilities: Probabilities }
  | GaussianLaw
  | { samples: VariableInput };

/** {@link DistributionInput}s taken over, both of one kind. */
export type Distributions =
  | { kind: "probabilities"; p: Float64Array; q: Float64Array }
  | { kind: "gaussian"; p: Native.NormalSpec; q: Native.NormalSpec }
  | { kind: "samples"; p: Variable; q: Variable };

type One =
  | { kind: "probabilities"; value: Float64Array }
  | { kind: "gaussian"; value: Native.NormalSpec }
  | { kind: "samples"; value: Variable };

/**
 * Takes both distributions over.
 *
 * @param verb The function the caller called.
 * @param p One.
 * @param q The other, of the same kind.
 * @returns Both.
 */
export function distributions(verb: string, p: unknown, q: unknown): Distributions {
  const [first, second] = [one(verb, "p", p), one(verb, "q", q)];
  if (first.kind !== second.kind) {
    throw fault("ARGUMENT", verb, "q", `${first.kind}, as p`, second.kind);
  }
  // Both are of one kind: that was just checked.
  return { kind: first.kind, p: first.value, q: second.value } as Distributions;
}

/**
 * Takes probabilities over.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value Probabilities, or an object of them.
 * @returns A copy.
 */
export function probabilities(verb: string, argument: string, value: unknown): Float64Array {
  const found = one(verb, argument, value);
  if (found.kind === "probabilities") return found.value;
  throw fault("UNSUPPORTED", verb, argument, "probabilities", found.kind);
}

function one(verb: string, argument: string, value: unknown): One {
  if (Array.isArray(value) || typedArrayKind(value) !== undefined) {
    return { kind: "probabilities", value: Float64Array.from(ownFloats(verb, argument, value)) };
  }
  const keys = ownEntries(verb, argument, value).map(([key]) => key);
  if (keys.includes("samples")) {
    const { samples } = ownValues(verb, argument, value, { samples: anything });
    return { kind: "samples", value: variable(verb, `${argument}.samples`, samples) };
  }
  if (keys.includes("probabilities")) {
    const given = ownValues(verb, argument, value, { probabilities: anything });
    const owned = ownFloats(verb, `${argument}.probabilities`, given.probabilities);
    return { kind: "probabilities", value: Float64Array.from(owned) };
  }
  if (!keys.includes("mean") && !keys.includes("covariance")) {
    const expected = "probabilities, { mean, covariance } or { samples }";
    throw fault("ARGUMENT", verb, argument, expected, describe(value));
  }
  const given = ownValues(verb, argument, value, { mean: anything, covariance: anything });
  const mean = typeof given.mean === "number" ? [given.mean] : given.mean;
  const { covariance } = given;
  const matrix = typeof covariance === "number" ? [[covariance]] : covariance;
  const { data, rows, cols } = denseMatrix(verb, `${argument}.covariance`, matrix);
  if (rows !== cols) {
    throw fault("SHAPE", verb, `${argument}.covariance`, "square", `${rows} rows × ${cols} cols`);
  }
  const owned = Float64Array.from(ownFloats(verb, `${argument}.mean`, mean));
  return { kind: "gaussian", value: { mean: owned, covariance: Float64Array.from(data) } };
}
