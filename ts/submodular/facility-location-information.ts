/**
 * Facility location with a query and a private set.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native, type Native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { anything, integerIn, oneOf } from "../validate.ts";
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
import { ownWeights } from "./weights.ts";

/** How facility location is computed. */
export interface FacilityLocationFormOptions extends GivenSetsOptions {
  /** Rows that are to be represented, with the columns of the matrix. Default: the rows of the matrix themselves. */
  represented?: AnyMatrixInput | undefined;
  /** As for `facilityLocation()`: default `'auto'`, planned from sizes and memory and said in the result. */
  method?: "auto" | "dense" | "sparse" | "on-the-fly" | undefined;
  /** Most similar elements every represented row knows, 1 or more. Default all. */
  neighbors?: number | undefined;
  /** Weight of every represented row, at least 0. Default 1 each. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
}

const schema = {
  ...givenSetsOptions,
  method: withDefault(oneOf(["auto", "dense", "sparse", "on-the-fly"]), "auto"),
  neighbors: optional(integerIn(1, 2 ** 32 - 2)),
  weights: anything,
};

interface CheckedForm extends CheckedGivenSets {
  method: string;
  neighbors: number | undefined;
  weights: unknown;
}

function build(verb: string, matrix: unknown, options: CheckedForm, overQuery: boolean): NativeSetFunction {
  const { spec, names } = givenSets(verb, matrix, options, !overQuery);
  const rows = (spec.represented ?? spec.matrix).rows;
  const weights = ownWeights(verb, options.weights, rows, "represented rows");
  const how: Native.RepresentationSpec = {
    method: options.method,
    ...(options.neighbors !== undefined && { neighbors: options.neighbors }),
    ...(weights && { weights }),
    seed: 0n,
  };
  const handle = native().functionFacilityLocationInformation(spec, how, overQuery);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/** Options of {@link facilityLocationMutualInformation}. */
export interface FacilityLocationMutualInformationOptions
  extends FacilityLocationFormOptions, Omit<QueryRows, "query"> {
  /**
   * Feature rows to be relevant to, with the columns of the matrix; with `metric: 'precomputed'` similarities of
   * represented rows × query, and absent with `over: 'query'`, where the matrix holds them.
   */
  query?: AnyMatrixInput | undefined;
  /**
   * `'represented'` (default) sums over the represented rows: Σ_i min(max_{j∈A} s_ij, η max_{q∈Q} s_iq), FLVMI, which
   * stops gaining once the query is covered. `'query'` sums over the query: Σ_{q∈Q} max_{j∈A} s_qj + η Σ_{j∈A} max_{q∈Q} s_jq,
   * FLQMI, which does not, and costs rows × queries instead of rows × rows.
   */
  over?: "represented" | "query" | undefined;
}

/**
 * Facility location mutual information: how well a few elements represent the rows as far as the query does
 * (`over: 'represented'`), or how well they represent the query and are relevant to it (`over: 'query'`). Guided
 * selection: choose what resembles the query and is diverse.
 *
 * Monotone and submodular (proved) for every η, so greedy reaches 1 − 1/e. The query costs rows × queries
 * similarities once; then `'represented'` costs what `facilityLocation()` costs, in all its methods, `'query'` only
 * O(queries) a gain: take it for large ground sets.
 *
 * Source: V. Kaushal, S. Kothawade, G. Ramakrishnan, J. Bilmes and R. Iyer, "PRISM: a unified framework of
 * parameterized submodular information measures for targeted data subset selection and summarization", 2021.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of represented rows ×
 *   elements, or with `over: 'query'` of elements × query.
 * @param options `query`, `eta`, `over`, and the options of `facilityLocation()`.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError `SHAPE`, `RANGE`, `NON_FINITE`, `ARGUMENT` for what is no such matrix or option; a similarity
 *   below 0 that is refused is a `RANGE` of the first call that uses the function.
 * @example
 * ```ts
 * import { facilityLocationMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * const photos = [[1, 0.1], [0.9, 0.2], [0.1, 1], [0.2, 0.9], [0.7, 0.7]];
 * const near = facilityLocationMutualInformation(photos, { query: [[0, 1]], over: "query" });
 * console.log(maximizeSync(near, { size: 2 }).indices); // Uint32Array(2) [ 2, 3 ]
 * ```
 */
export function facilityLocationMutualInformation(
  matrix: AnyMatrixInput,
  options: FacilityLocationMutualInformationOptions,
): NativeSetFunction {
  const verb = "facilityLocationMutualInformation";
  const { over, ...checked } = ownOptions(verb, options, {
    ...schema,
    ...queryRows,
    over: withDefault(oneOf(["represented", "query"]), "represented"),
  });
  if (over === "query" && checked.represented !== undefined) {
    throw fault("ARGUMENT", verb, "represented", "absent with over: 'query'", "a matrix");
  }
  return build(verb, matrix, checked, over === "query");
}

/**
 * Facility location conditional gain (FLCG): Σ_i max(max_{j∈A} s_ij − ν max_{p∈P} s_ip, 0), how much better a few elements
 * represent the rows than a private set does. Choose what is new against P, or unlike what must not be shown.
 *
 * Monotone and submodular (proved) for every ν, so greedy reaches 1 − 1/e. The private set costs rows × |P|
 * similarities once; then it costs what `facilityLocation()` costs, in all its methods.
 *
 * Source: as {@link facilityLocationMutualInformation}.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of represented rows ×
 *   elements.
 * @param options `private`, `nu`, and the options of `facilityLocation()`.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link facilityLocationMutualInformation}.
 * @example
 * ```ts
 * import { facilityLocationConditionalGain, maximizeSync } from "marginals/submodular";
 *
 * const articles = [[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]];
 * const fresh = facilityLocationConditionalGain(articles, { private: [[1, 0]] });
 * console.log(maximizeSync(fresh, { size: 1 }).indices); // Uint32Array(1) [ 2 ]
 * ```
 */
export function facilityLocationConditionalGain(
  matrix: AnyMatrixInput,
  options: FacilityLocationFormOptions & PrivateRows,
): NativeSetFunction {
  const verb = "facilityLocationConditionalGain";
  return build(verb, matrix, ownOptions(verb, options, { ...schema, ...privateRows }), false);
}

/**
 * Facility location conditional mutual information (FLCMI): Σ_i max(min(max_{j∈A} s_ij, η max_{q∈Q} s_iq) − ν max_{p∈P} s_ip, 0),
 * how well a few elements represent the rows as far as the query does and beyond what a private set does. Choose what
 * resembles the query and not the private set.
 *
 * Monotone and submodular (proved) for every η and ν, so greedy reaches 1 − 1/e. Costs as
 * {@link facilityLocationMutualInformation} over represented rows.
 *
 * Source: as {@link facilityLocationMutualInformation}.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of represented rows ×
 *   elements.
 * @param options `query`, `eta`, `private`, `nu`, and the options of `facilityLocation()`.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link facilityLocationMutualInformation}.
 * @example
 * ```ts
 * import { facilityLocationConditionalMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * // Pictures of cats (second column) wanted, but none at night (third column).
 * const pictures = [[1, 0, 0], [0, 1, 0], [0, 1, 0.9], [0.2, 0.9, 0], [0.8, 0.1, 0.2]];
 * const wanted = facilityLocationConditionalMutualInformation(pictures, {
 *   query: [[0, 1, 0]],
 *   private: [[0, 0, 1]],
 * });
 * console.log(maximizeSync(wanted, { size: 1 }).indices); // Uint32Array(1) [ 1 ]
 * ```
 */
export function facilityLocationConditionalMutualInformation(
  matrix: AnyMatrixInput,
  options: FacilityLocationFormOptions & QueryRows & PrivateRows,
): NativeSetFunction {
  const verb = "facilityLocationConditionalMutualInformation";
  const checked = ownOptions(verb, options, { ...schema, ...queryRows, ...privateRows });
  return build(verb, matrix, checked, false);
}
