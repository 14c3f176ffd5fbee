/**
 * `setCover()`, `probabilisticSetCover()`: what is covered, for sure or with a probability.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { unwrap } from "../job.ts";
import { largestCount, type AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { optional, ownInput, ownOptions, withDefault, type Owned } from "../options.ts";
import { ownIndices, sparseMatrix, type SparseMatrixInput } from "../sparse-matrix.ts";
import { typedArrayKind, typedArrayLength } from "../typed-array.ts";
import { anything, boolean, integerIn, type Check } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { elementRows } from "./native-matrix.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { ownWeights } from "./weights.ts";

/** Sets of concepts. */
export interface SetCoverInput {
  /**
   * The concepts each element covers: a list of concept numbers per element, or a sparse matrix with a row per
   * element and a column per concept, every entry other than 0 being covered.
   */
  sets: readonly (readonly number[] | Uint32Array | Int32Array)[] | SparseMatrixInput;
  /** Number of concepts; default: one more than the largest named, or as many as there are weights. */
  concepts?: number | undefined;
  /** Weight of each concept, at least 0; default 1, and then counts are exact. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
}

/** Sets one after the other. */
interface Lists {
  starts: Uint32Array;
  concepts: Uint32Array;
  /** One more than the largest concept, or the columns of the matrix. */
  count: number;
}

/**
 * Set cover: f(S) = Σ of the weights of the concepts that the elements of S cover together. With a size limit it is
 * maximum coverage; `submodularCover()` asks for the fewest elements that cover enough.
 *
 * A gain costs O(concepts / 64) where the sets are dense, else O(size of the set); the answer's `method` says which.
 * Monotone and submodular (proved), so greedy reaches 1 − 1/e of the optimum under a size limit, and no polynomial
 * algorithm does better: Feige (1998), "A threshold of ln n for approximating set cover".
 *
 * @param input {@link SetCoverInput}.
 * @returns The set function.
 * @throws MarginalsError `RANGE` for concepts that are no whole numbers or not below `concepts`, and for negative
 *   weights; `SHAPE`, `NON_FINITE`, `ARGUMENT` for what is no such input.
 * @example
 * ```ts
 * import { maximizeSync, setCover } from "marginals/submodular";
 *
 * const f = setCover({ sets: [[0, 1], [1, 2, 3], [3, 4], [0]] });
 * const { indices, value } = maximizeSync(f, { size: 2 });
 * console.log(indices, value); // Uint32Array(2) [ 1, 0 ] 4
 * ```
 */
export function setCover(input: SetCoverInput): NativeSetFunction {
  const verb = "setCover";
  const { starts, concepts, count, weights, names } = ownCover(verb, ownInput(verb, input, coverSchema));
  return nativeSetFunction(unwrap(verb, native().functionSetCover(starts, concepts, count, weights)), names);
}

/** The checkers of {@link SetCoverInput}. */
export const coverSchema: {
  sets: Check<unknown>;
  concepts: Check<number | undefined>;
  weights: Check<unknown>;
  names: Check<unknown>;
} = {
  sets: anything,
  concepts: optional(integerIn(1, largestCount)),
  weights: anything,
  names: anything,
};

/** Sets on memory of the library's own. */
export interface OwnCover extends Lists {
  weights: Float64Array | undefined;
  names: readonly string[] | undefined;
}

/**
 * Takes over sets of concepts with their weights and names.
 *
 * @param verb The function the caller called.
 * @param given What {@link coverSchema} let pass.
 * @returns The sets one after the other, `count` being the number of concepts.
 */
export function ownCover(verb: string, given: Owned<typeof coverSchema>): OwnCover {
  const { starts, concepts, count } = Array.isArray(given.sets)
    ? listed(verb, given.sets)
    : fromMatrix(verb, given.sets);
  const most = given.concepts ?? Math.max(count, weightCount(given.weights));
  if (count > most) {
    throw fault("RANGE", verb, "sets", `of concepts below ${most} (concepts)`, `${count - 1}`);
  }
  const weights = ownWeights(verb, given.weights, most, "concepts");
  const names = elementNames(verb, given.names, starts.length - 1);
  return { starts, concepts, count: most, weights, names };
}

function weightCount(weights: unknown): number {
  if (Array.isArray(weights)) return weights.length;
  return typedArrayKind(weights) === undefined ? 0 : typedArrayLength(weights);
}

function listed(verb: string, sets: readonly unknown[]): Lists {
  if (sets.length === 0) throw fault("SHAPE", verb, "sets", "at least one set", "none");
  const lists = Array.from(sets, (set, element) => ownIndices(verb, `sets[${element}]`, set));
  const starts = new Uint32Array(lists.length + 1);
  let total = 0;
  for (const [element, list] of lists.entries()) {
    total += list.length;
    if (total > largestCount)
      throw fault("LIMIT", verb, "sets", `of at most ${largestCount} entries`, "more");
    starts[element + 1] = total;
  }
  const concepts = new Uint32Array(total);
  let count = 0;
  for (const [element, list] of lists.entries()) {
    concepts.set(list, starts[element]);
    for (const concept of list) count = Math.max(count, concept + 1);
  }
  if (count > largestCount)
    throw fault("RANGE", verb, "sets", `of concepts below ${largestCount}`, "a larger one");
  return { starts, concepts, count };
}

function fromMatrix(verb: string, sets: unknown): Lists {
  if (typeof sets !== "object" || sets === null) {
    throw wrongKind(verb, "sets", "an array of arrays of concept numbers, or a sparse matrix", sets);
  }
  const { data, indices, indptr, rows, cols } = sparseMatrix(verb, "sets", sets);
  if (rows === 0) throw fault("SHAPE", verb, "sets", "at least one set", "none");
  const starts = new Uint32Array(rows + 1);
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      if (!Number.isFinite(data[at])) {
        throw fault("NON_FINITE", verb, `sets.data[${at}]`, "a finite number", `${data[at]}`);
      }
      if (data[at] !== 0) indices[kept++] = indices[at]!;
    }
    starts[row + 1] = kept;
  }
  return { starts, concepts: indices.slice(0, kept), count: cols };
}

/** What covering is worth. */
export interface ProbabilisticSetCoverOptions {
  /** Weight of each concept (column), at least 0; default 1. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
  /** Names of the rows, distinct. */
  names?: readonly string[] | undefined;
  /** Hand the matrix over instead of copying it: the caller's typed arrays are empty afterwards. Default false. */
  transfer?: boolean | undefined;
}

/**
 * Probabilistic set cover: f(S) = Σ_i w_i (1 − Π over a in S of (1 − p_ai)), the expected weight of the concepts
 * covered when element a covers concept i with probability p_ai, independently.
 *
 * A gain costs one pass over a row, O(columns) dense or O(entries of the row) sparse. Monotone and submodular
 * (proved). Source: El-Arini, Veda, Shahaf and Guestrin (2009), "Turning down the noise in the blogosphere".
 *
 * @param matrix A row per element, a column per concept, entries in 0..=1, dense or sparse.
 * @param options {@link ProbabilisticSetCoverOptions}.
 * @returns The set function.
 * @throws MarginalsError `RANGE` for an entry outside 0..=1 (its row and column are named) or a negative weight,
 *   `NON_FINITE`, `SHAPE`, `ARGUMENT` for what is no such matrix or option.
 * @example
 * ```ts
 * import { maximizeSync, probabilisticSetCover } from "marginals/submodular";
 *
 * const f = probabilisticSetCover([[0.9, 0.1, 0], [0.8, 0.8, 0], [0, 0, 0.5]]);
 * const { indices, value } = maximizeSync(f, { size: 2 });
 * console.log(indices, value.toFixed(2)); // Uint32Array(2) [ 1, 2 ] 2.10
 * ```
 */
export function probabilisticSetCover(
  matrix: AnyMatrixInput,
  options?: ProbabilisticSetCoverOptions,
): NativeSetFunction {
  const verb = "probabilisticSetCover";
  const given = ownOptions(verb, options, {
    weights: anything,
    names: anything,
    transfer: withDefault(boolean, false),
  });
  const rows = elementRows(verb, "matrix", matrix, given.transfer);
  const weights = ownWeights(verb, given.weights, rows.cols, "columns of the matrix");
  const names = elementNames(verb, given.names, rows.rows);
  return nativeSetFunction(unwrap(verb, native().functionProbabilisticSetCover(rows, weights)), names);
}
