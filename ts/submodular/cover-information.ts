/**
 * Set cover and probabilistic set cover with a query and a private set.
 *
 * @module
 */
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { ownInput, ownOptions, withDefault } from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { anything, boolean } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { elementRows } from "./native-matrix.ts";
import { coverSchema, ownCover } from "./set-cover.ts";
import type { ProbabilisticSetCoverOptions, SetCoverInput } from "./set-cover.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { ownWeights } from "./weights.ts";

/** Concepts wanted. */
export interface QueryConcepts {
  /** The concepts γ(Q) that the query covers: only these count. */
  query: readonly number[] | Uint32Array | Int32Array;
}

/** Concepts not wanted. */
export interface PrivateConcepts {
  /** The concepts γ(P) that the private set covers: these do not count. */
  private: readonly number[] | Uint32Array | Int32Array;
}

function cover(verb: string, input: unknown, ...sets: ("query" | "private")[]): NativeSetFunction {
  const extra: Record<string, typeof anything> = Object.fromEntries(sets.map((set) => [set, anything]));
  const given = ownInput(verb, input, { ...coverSchema, ...extra }) as ReturnType<
    typeof ownInput<typeof coverSchema>
  > &
    Record<"query" | "private", unknown>;
  const { starts, concepts, count, weights, names } = ownCover(verb, given);
  const [query, hidden] = (["query", "private"] as const).map((set) =>
    sets.includes(set) ? ownIndices(verb, set, given[set]) : undefined,
  );
  const handle = native().functionSetCoverInformation(starts, concepts, count, weights, query, hidden);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/**
 * Set cover mutual information: w(γ(A) ∩ γ(Q)), the weight of the query's concepts that the chosen sets cover.
 *
 * A set cover again, so monotone and submodular (proved): greedy reaches 1 − 1/e. Costs of `setCover()`.
 *
 * Source: R. Iyer, N. Khargonkar, J. Bilmes and H. Asnani, "Submodular combinatorial information measures with
 * applications in machine learning", 2021.
 *
 * @param input As for `setCover()`, with `query`.
 * @returns The set function.
 * @throws MarginalsError As `setCover()`; `RANGE` for a concept of the query that does not exist.
 * @example
 * ```ts
 * import { maximizeSync, setCoverMutualInformation } from "marginals/submodular";
 *
 * const f = setCoverMutualInformation({ sets: [[0, 1, 2], [3], [3, 4]], query: [3, 4] });
 * console.log(maximizeSync(f, { size: 1 }).indices, f.valueSync([0])); // Uint32Array(1) [ 2 ] 0
 * ```
 */
export function setCoverMutualInformation(input: SetCoverInput & QueryConcepts): NativeSetFunction {
  return cover("setCoverMutualInformation", input, "query");
}

/**
 * Set cover conditional gain: w(γ(A) ∖ γ(P)), the weight of what the chosen sets cover and the private set does not.
 * Structure, cost and source as {@link setCoverMutualInformation}.
 *
 * @param input As for `setCover()`, with `private`.
 * @returns The set function.
 * @throws MarginalsError As {@link setCoverMutualInformation}.
 * @example
 * ```ts
 * import { setCoverConditionalGain } from "marginals/submodular";
 *
 * console.log(setCoverConditionalGain({ sets: [[0, 1, 2], [3]], private: [0, 3] }).valueSync([0, 1])); // 2
 * ```
 */
export function setCoverConditionalGain(input: SetCoverInput & PrivateConcepts): NativeSetFunction {
  return cover("setCoverConditionalGain", input, "private");
}

/**
 * Set cover conditional mutual information: w(γ(A) ∩ γ(Q) ∖ γ(P)). Structure, cost and source as
 * {@link setCoverMutualInformation}.
 *
 * @param input As for `setCover()`, with `query` and `private`.
 * @returns The set function.
 * @throws MarginalsError As {@link setCoverMutualInformation}.
 * @example
 * ```ts
 * import { setCoverConditionalMutualInformation } from "marginals/submodular";
 *
 * const f = setCoverConditionalMutualInformation({ sets: [[0, 1, 2], [3]], query: [1, 2, 3], private: [2] });
 * console.log(f.valueSync([0]), f.valueSync([0, 1])); // 1 2
 * ```
 */
export function setCoverConditionalMutualInformation(
  input: SetCoverInput & QueryConcepts & PrivateConcepts,
): NativeSetFunction {
  return cover("setCoverConditionalMutualInformation", input, "query", "private");
}

/** A query over concepts. */
export interface QueryProbabilities {
  /** A row per query, a column per concept: with what probability it covers the concept; at least one row. */
  query: AnyMatrixInput;
}

/** A private set over concepts. */
export interface PrivateProbabilities {
  /** A row per private element, a column per concept: with what probability it covers the concept. */
  private: AnyMatrixInput;
}

function expected(
  verb: string,
  matrix: unknown,
  options: unknown,
  ...sets: ("query" | "private")[]
): NativeSetFunction {
  const extra: Record<string, typeof anything> = Object.fromEntries(sets.map((set) => [set, anything]));
  const schema = { weights: anything, names: anything, transfer: withDefault(boolean, false) };
  const given = ownOptions(verb, options, { ...schema, ...extra }) as ReturnType<
    typeof ownOptions<typeof schema>
  > &
    Record<"query" | "private", unknown>;
  const rows = elementRows(verb, "matrix", matrix, given.transfer);
  const weights = ownWeights(verb, given.weights, rows.cols, "columns of the matrix");
  const names = elementNames(verb, given.names, rows.rows);
  const [query, hidden] = (["query", "private"] as const).map((set) =>
    sets.includes(set) ? elementRows(verb, set, given[set], given.transfer) : undefined,
  );
  const handle = native().functionProbabilisticSetCoverInformation(rows, weights, query, hidden);
  return nativeSetFunction(unwrap(verb, handle), names);
}

/**
 * Probabilistic set cover mutual information: Σ_u w_u c_u(A) c_u(Q), c_u being the probability that a set covers concept u:
 * the expected weight of what the chosen rows and the query both cover.
 *
 * A probabilistic set cover again, so monotone and submodular (proved): greedy reaches 1 − 1/e. Costs of
 * `probabilisticSetCover()`.
 *
 * Source: as {@link setCoverMutualInformation}.
 *
 * @param matrix A row per element, a column per concept, entries in 0..=1, dense or sparse.
 * @param options As for `probabilisticSetCover()`, with `query`.
 * @returns The set function.
 * @throws MarginalsError As `probabilisticSetCover()`; `SHAPE` for a query over other concepts.
 * @example
 * ```ts
 * import { maximizeSync, probabilisticSetCoverMutualInformation } from "marginals/submodular";
 *
 * const topics = [[0.9, 0, 0.1], [0, 0.8, 0.3], [0.5, 0.1, 0.1]];
 * const about = probabilisticSetCoverMutualInformation(topics, { query: [[0, 1, 0]] });
 * console.log(maximizeSync(about, { size: 1 }).indices); // Uint32Array(1) [ 1 ]
 * ```
 */
export function probabilisticSetCoverMutualInformation(
  matrix: AnyMatrixInput,
  options: ProbabilisticSetCoverOptions & QueryProbabilities,
): NativeSetFunction {
  return expected("probabilisticSetCoverMutualInformation", matrix, options, "query");
}

/**
 * Probabilistic set cover conditional gain: Σ_u w_u c_u(A) (1 − c_u(P)). Structure, cost and source as
 * {@link probabilisticSetCoverMutualInformation}.
 *
 * @param matrix A row per element, a column per concept, entries in 0..=1, dense or sparse.
 * @param options As for `probabilisticSetCover()`, with `private`.
 * @returns The set function.
 * @throws MarginalsError As {@link probabilisticSetCoverMutualInformation}.
 * @example
 * ```ts
 * import { probabilisticSetCoverConditionalGain } from "marginals/submodular";
 *
 * const f = probabilisticSetCoverConditionalGain([[0.5, 0.5]], { private: [[1, 0.5]] });
 * console.log(f.valueSync([0])); // 0.25
 * ```
 */
export function probabilisticSetCoverConditionalGain(
  matrix: AnyMatrixInput,
  options: ProbabilisticSetCoverOptions & PrivateProbabilities,
): NativeSetFunction {
  return expected("probabilisticSetCoverConditionalGain", matrix, options, "private");
}

/**
 * Probabilistic set cover conditional mutual information: Σ_u w_u c_u(A) c_u(Q) (1 − c_u(P)). Structure, cost and source as
 * {@link probabilisticSetCoverMutualInformation}.
 *
 * @param matrix A row per element, a column per concept, entries in 0..=1, dense or sparse.
 * @param options As for `probabilisticSetCover()`, with `query` and `private`.
 * @returns The set function.
 * @throws MarginalsError As {@link probabilisticSetCoverMutualInformation}.
 * @example
 * ```ts
 * import { probabilisticSetCoverConditionalMutualInformation } from "marginals/submodular";
 *
 * const f = probabilisticSetCoverConditionalMutualInformation([[0.5, 0.5]], { query: [[1, 0.5]], private: [[0.5, 0]] });
 * console.log(f.valueSync([0])); // 0.5
 * ```
 */
export function probabilisticSetCoverConditionalMutualInformation(
  matrix: AnyMatrixInput,
  options: ProbabilisticSetCoverOptions & QueryProbabilities & PrivateProbabilities,
): NativeSetFunction {
  const verb = "probabilisticSetCoverConditionalMutualInformation";
  return expected(verb, matrix, options, "query", "private");
}
