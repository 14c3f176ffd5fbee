/**
 * Graph cut with a query or a private set, and concave over modular between the two.
 *
 * @module
 */
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { finiteNumber } from "../validate.ts";
import { capped, concave, type ConcaveInput } from "./concave.ts";
import {
  givenSets,
  givenSetsOptions,
  privateRows,
  queryRows,
  type GivenSetsOptions,
  type PrivateRows,
} from "./given-sets.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";

/** A query that is absent where the matrix itself holds the similarities. */
export interface RelevanceOptions extends GivenSetsOptions {
  /**
   * Feature rows to be relevant to, with the columns of the matrix; absent with `metric: 'precomputed'`, where the
   * matrix holds the similarities of elements × query.
   */
  query?: AnyMatrixInput | undefined;
}

const { represented: _, ...shared } = givenSetsOptions;
const lambda = withDefault(finiteNumber({ least: 0 }), 0.5);

/** Options of {@link graphCutMutualInformation}. */
export interface GraphCutMutualInformationOptions extends RelevanceOptions {
  /** λ of the graph cut, at least 0. Default 0.5, with which the value is the plain sum of similarities. */
  lambda?: number | undefined;
}

/**
 * Graph cut mutual information (GCMI): 2λ Σ_{a∈A, q∈Q} s_aq, retrieval by total similarity to the query.
 *
 * Modular (proved): greedy is exact, and chooses near-duplicates gladly. Costs rows × queries similarities once, then
 * O(1) a gain. For diversity take `facilityLocationMutualInformation()` or
 * {@link concaveOverModularMutualInformation}.
 *
 * Source: V. Kaushal et al., "PRISM: a unified framework of parameterized submodular information measures for targeted
 * data subset selection and summarization", 2021.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of elements × query.
 * @param options `query`, `lambda`, and how alike rows are.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError `SHAPE`, `RANGE`, `NON_FINITE`, `ARGUMENT` for what is no such matrix or option; a similarity
 *   below 0 that is refused is a `RANGE` of the first call that uses the function.
 * @example
 * ```ts
 * import { graphCutMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * const nearest = graphCutMutualInformation([[1, 0], [0.6, 0.8], [0, 1]], { query: [[0, 1]] });
 * const { indices, value } = maximizeSync(nearest, { size: 2 });
 * console.log(indices, value.toFixed(3)); // Uint32Array(2) [ 2, 1 ] 1.800
 * ```
 */
export function graphCutMutualInformation(
  matrix: AnyMatrixInput,
  options: GraphCutMutualInformationOptions,
): NativeSetFunction {
  const verb = "graphCutMutualInformation";
  const checked = ownOptions(verb, options, { ...shared, query: queryRows.query, lambda });
  const { spec, names } = givenSets(verb, matrix, { ...checked, represented: undefined }, false);
  const handle = native().functionGraphCutMutualInformation(spec, checked.lambda);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/** Options of {@link graphCutConditionalGain}. */
export interface GraphCutConditionalGainOptions extends GivenSetsOptions, PrivateRows {
  /** λ of the graph cut, at least 0. Default 0.5. */
  lambda?: number | undefined;
}

/**
 * Graph cut conditional gain (GCCG): f(A) − 2λν Σ_{a∈A, p∈P} s_ap for the graph cut f(A) = Σ_{i, a∈A} s_ia − λ Σ_{a,b∈A} s_ab:
 * representative, not redundant, and unlike a private set.
 *
 * Submodular (proved), not monotone in general. Costs of `graphCut()`, and rows × |P| similarities once. The graph
 * cut's conditional mutual information does not depend on P and is {@link graphCutMutualInformation}.
 *
 * Source: as {@link graphCutMutualInformation}; J. Li, L. Li and T. Li, "Multi-document summarization via submodularity",
 * 2012, for update summaries.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of the elements, symmetric.
 * @param options `private`, `nu`, `lambda`, and how alike rows are.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link graphCutMutualInformation}.
 * @example
 * ```ts
 * import { graphCutConditionalGain, maximizeSync } from "marginals/submodular";
 *
 * const unlike = graphCutConditionalGain([[1, 0], [0.9, 0.1], [0, 1]], { private: [[1, 0]], nu: 2 });
 * console.log(maximizeSync(unlike, { size: 1 }).indices); // Uint32Array(1) [ 2 ]
 * ```
 */
export function graphCutConditionalGain(
  matrix: AnyMatrixInput,
  options: GraphCutConditionalGainOptions,
): NativeSetFunction {
  const verb = "graphCutConditionalGain";
  const checked = ownOptions(verb, options, { ...shared, ...privateRows, lambda });
  const { spec, names } = givenSets(verb, matrix, { ...checked, represented: undefined }, true);
  const handle = native().functionGraphCutConditionalGain(spec, checked.lambda);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/** Options of {@link concaveOverModularMutualInformation}. */
export interface ConcaveOverModularInformationOptions extends RelevanceOptions {
  /** Weight η of relevance against coverage of the query, at least 0. Default 1. */
  eta?: number | undefined;
  /** The concave function ψ. Default `'log1p'`. */
  concave?: ConcaveInput | undefined;
  /** The cap of `concave: 'min'`. Default 1. */
  cap?: number | undefined;
}

/**
 * Concave over modular (COM): η Σ_{a∈A} ψ(Σ_{q∈Q} s_aq) + Σ_{q∈Q} ψ(Σ_{a∈A} s_aq), relevance that spreads over the query: between
 * graph cut, which only retrieves, and facility location, which needs one match per query.
 *
 * Monotone and submodular (proved) for similarities of at least 0, so greedy reaches 1 − 1/e. Keeps rows × queries
 * numbers; a gain costs O(queries).
 *
 * Source: V. Kaushal et al., "PRISM", 2021; H. Lin and J. Bilmes, "A class of submodular functions for document
 * summarization", 2011, with ψ the square root.
 *
 * @param matrix Feature rows of the ground set; with `metric: 'precomputed'` similarities of elements × query.
 * @param options `query`, `eta`, `concave`, and how alike rows are.
 * @returns The set function over the rows of the matrix.
 * @throws MarginalsError As {@link graphCutMutualInformation}.
 * @example
 * ```ts
 * import { concaveOverModularMutualInformation, maximizeSync } from "marginals/submodular";
 *
 * const rows = [[1, 0], [0.95, 0.05], [0, 0.9]];
 * const both = concaveOverModularMutualInformation(rows, { query: [[1, 0], [0, 1]], metric: "dot" });
 * console.log(maximizeSync(both, { size: 2 }).indices); // Uint32Array(2) [ 1, 2 ]
 * ```
 */
export function concaveOverModularMutualInformation(
  matrix: AnyMatrixInput,
  options: ConcaveOverModularInformationOptions,
): NativeSetFunction {
  const verb = "concaveOverModularMutualInformation";
  const checked = ownOptions(verb, options, {
    ...shared,
    ...queryRows,
    concave: withDefault(concave, { name: "log1p" }),
    cap: optional(finiteNumber({ above: 0 })),
  });
  const { spec, names } = givenSets(verb, matrix, { ...checked, represented: undefined }, false);
  const law = capped(verb, checked.concave, checked.cap);
  return nativeSetFunction(unwrap(verb, native().functionConcaveOverModularInformation(spec, law)), names);
}
