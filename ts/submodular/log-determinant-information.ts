/**
 * Log-determinant with a query and a private set.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { ownOptions, withDefault, type Schema } from "../options.ts";
import { finiteNumber } from "../validate.ts";
import {
  givenSets,
  givenSetsOptions,
  privateRows,
  queryRows,
  type CheckedGivenSets,
  type GivenSetsOptions,
  type PrivateRows,
  type QueryRows,
} from "./given-sets.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/** How alike rows are, and what is added to the diagonal of the kernel. */
export interface LogDeterminantFormOptions extends Omit<GivenSetsOptions, "negative"> {
  /** ε added to the diagonal of the kernel, above 0. Default 1. */
  regularization?: number | undefined;
}

const { represented: _, negative: __, ...shared } = givenSetsOptions;
const schema = { ...shared, regularization: withDefault(finiteNumber({ above: 0 }), 1) };

function build(verb: string, matrix: unknown, options: unknown, sets: Schema): NativeSetFunction {
  const checked = ownOptions(verb, options, { ...schema, ...sets });
  if (checked.metric === "precomputed") {
    const expected =
      "one of feature rows (for a kernel, submodularConditionalGain() and the like of logDeterminant())";
    throw fault("UNSUPPORTED", verb, "metric", expected, "'precomputed'");
  }
  // The kernel is taken as it is: entries below 0 say something here.
  const rows: CheckedGivenSets = { ...checked, represented: undefined, negative: "clamp" };
  const { spec, names } = givenSets(verb, matrix, rows, true);
  const handle = native().functionLogDeterminantInformation(spec, checked.regularization);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/**
 * Log-determinant mutual information (LogDetMI): f(A) − f(A | Q) for f(A) = log det(K_A + εI), similarities with the query
 * times η: how much the query tells of the chosen rows, diversity and relevance at once.
 *
 * Never falls; **not submodular** (the gain of a row can grow from 0.65 to 2.58 when another is chosen), so no bound is
 * given and every step evaluates all candidates. Two Cholesky factors are kept; no kernel is formed.
 *
 * Source: V. Kaushal, S. Kothawade, G. Ramakrishnan, J. Bilmes and R. Iyer, "PRISM: a unified framework of
 * parameterized submodular information measures for targeted data subset selection and summarization", 2021.
 *
 * @param matrix Feature rows of the ground set.
 * @param options `query`, `eta`, `regularization`, and how alike rows are. η above 1 may make the kernel indefinite.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError `SHAPE`, `RANGE`, `NON_FINITE`, `ARGUMENT` for what is no such matrix or option, `UNSUPPORTED`
 *   for a precomputed kernel (take the generic form of `logDeterminant()`); a kernel found indefinite is a `RANGE` of the
 *   call that meets it.
 * @example
 * ```ts
 * import { logDeterminantMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * const rows = [[1, 0], [0.8, 0.6], [0, 1]];
 * const relevant = logDeterminantMutualInformation(rows, { query: [[0, 1]], regularization: 0.1 });
 * console.log(maximizeSync(relevant, { size: 1 }).indices); // Uint32Array(1) [ 2 ]
 * ```
 */
export function logDeterminantMutualInformation(
  matrix: AnyMatrixInput,
  options: LogDeterminantFormOptions & QueryRows,
): NativeSetFunction {
  return build("logDeterminantMutualInformation", matrix, options, queryRows);
}

/**
 * Log-determinant conditional gain (LogDetCG): f(A | P) = log det of K_A + εI − ν² K_AP (K_P + εI)⁻¹ K_PA: diversity in what
 * a private set does not span.
 *
 * Submodular (proved for ν ≤ 1), monotone for ε ≥ 1. One Cholesky factor with P chosen first; no kernel is formed.
 *
 * Source: as {@link logDeterminantMutualInformation}.
 *
 * @param matrix Feature rows of the ground set.
 * @param options `private`, `nu`, `regularization`, and how alike rows are. ν above 1 may make the kernel indefinite.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link logDeterminantMutualInformation}.
 * @example
 * ```ts
 * import { logDeterminantConditionalGain, maximizeSync } from "marginals/submodular";
 *
 * const rows = [[1, 0], [0.8, 0.6], [0, 1]];
 * const unlike = logDeterminantConditionalGain(rows, { private: [[1, 0]] });
 * console.log(maximizeSync(unlike, { size: 1 }).indices); // Uint32Array(1) [ 2 ]
 * ```
 */
export function logDeterminantConditionalGain(
  matrix: AnyMatrixInput,
  options: LogDeterminantFormOptions & PrivateRows,
): NativeSetFunction {
  return build("logDeterminantConditionalGain", matrix, options, privateRows);
}

/**
 * Log-determinant conditional mutual information (LogDetCMI): f(A | P) − f(A | Q ∪ P): what the query tells of the chosen
 * rows beyond what a private set does. Similarities of Q and P are taken as they are.
 *
 * Never falls; not submodular in general, so no bound is given. With η = ν ≤ 1 the kernel stays positive semi-definite.
 *
 * Source: as {@link logDeterminantMutualInformation}.
 *
 * @param matrix Feature rows of the ground set.
 * @param options `query`, `eta`, `private`, `nu`, `regularization`, and how alike rows are.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link logDeterminantMutualInformation}.
 * @example
 * ```ts
 * import { logDeterminantConditionalMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * const rows = [[1, 0, 0], [0, 1, 0], [0, 0.7, 0.7]];
 * const wanted = logDeterminantConditionalMutualInformation(rows, { query: [[0, 1, 0]], private: [[0, 0, 1]] });
 * console.log(maximizeSync(wanted, { size: 1 }).indices); // Uint32Array(1) [ 1 ]
 * ```
 */
export function logDeterminantConditionalMutualInformation(
  matrix: AnyMatrixInput,
  options: LogDeterminantFormOptions & QueryRows & PrivateRows,
): NativeSetFunction {
  return build("logDeterminantConditionalMutualInformation", matrix, options, {
    ...queryRows,
    ...privateRows,
  });
}
