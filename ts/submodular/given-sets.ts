/**
 * A ground set with a query and a private set beside it: what the information forms over similarities take.
 *
 * @module
 */
import { fault } from "../errors.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import type { Native } from "../native.ts";
import { withDefault } from "../options.ts";
import { anything, finiteNumber, type Check } from "../validate.ts";
import { elementNames } from "./element-names.ts";
import { matrixSpec, similarity, similarityOptions, type CheckedSimilarityOptions } from "./similarity.ts";
import type { SimilarityOptions } from "./similarity.ts";

/** How alike rows are, and the names of the elements. */
export interface GivenSetsOptions extends Omit<SimilarityOptions, "represented"> {
  /** Names of the elements, distinct. */
  names?: readonly string[] | undefined;
}

/** A query beside the ground set. */
export interface QueryRows {
  /**
   * What the choice should be relevant to: feature rows with the columns of the matrix, at least one; with
   * `metric: 'precomputed'` similarities, a row per represented row and a column per query.
   */
  query: AnyMatrixInput;
  /** Weight η of the query, at least 0: the larger, the more relevance counts against coverage. Default 1. */
  eta?: number | undefined;
}

/** A private set beside the ground set. */
export interface PrivateRows {
  /**
   * What the choice should be unlike: feature rows with the columns of the matrix, at least one; with
   * `metric: 'precomputed'` similarities, a row per represented row and a column per private row.
   */
  private: AnyMatrixInput;
  /** Weight ν of the private set, at least 0: the larger, the stricter. Default 1. */
  nu?: number | undefined;
}

const weight = withDefault(finiteNumber({ least: 0 }), 1);

/** Checkers of a query. */
export const queryRows: { query: Check<unknown>; eta: Check<number> } = { query: anything, eta: weight };
/** Checkers of a private set. */
export const privateRows: { private: Check<unknown>; nu: Check<number> } = { private: anything, nu: weight };
/** Checkers of what all have. */
export const givenSetsOptions: typeof similarityOptions & { names: Check<unknown> } = {
  ...similarityOptions,
  names: anything,
};

/** Options after their checkers. */
export interface CheckedGivenSets extends CheckedSimilarityOptions {
  names: unknown;
  query?: unknown;
  eta?: number;
  private?: unknown;
  nu?: number;
}

/** What a builder gives to the native side. */
export interface OwnedSets {
  spec: Native.GivenSetsSpec;
  names: readonly string[] | undefined;
}

/**
 * Takes over ground set, query and private set.
 *
 * @param verb The function the caller called.
 * @param matrix The ground set.
 * @param options Checked options, with `query` or `private` or both where the form has them.
 * @param pairs Whether the form compares elements with represented rows; else, precomputed, the matrix itself holds the
 *   similarities of elements and query.
 * @returns The input of the native side, on memory of its own.
 */
export function givenSets(
  verb: string,
  matrix: unknown,
  options: CheckedGivenSets,
  pairs: boolean,
): OwnedSets {
  const base = similarity(verb, matrix, options);
  const precomputed = base.metric === "precomputed";
  const rows = base.represented ?? base.matrix;
  const set = (argument: string, value: unknown): Native.MatrixSpec => {
    const owned = matrixSpec(verb, argument, value, options.transfer);
    if (precomputed && owned.rows !== rows.rows) {
      const expected = `of ${rows.rows} rows (represented rows) with metric 'precomputed'`;
      throw fault("SHAPE", verb, argument, expected, `${owned.rows}`);
    }
    if (!precomputed && owned.cols !== base.matrix.cols) {
      const expected = `a matrix of ${base.matrix.cols} columns, as the ground set`;
      throw fault("SHAPE", verb, argument, expected, `${owned.cols} columns`);
    }
    return owned;
  };
  const alone = precomputed && !pairs;
  if (alone && options.query !== undefined) {
    const expected = "absent with metric 'precomputed', the matrix being similarities of elements × query";
    throw fault("ARGUMENT", verb, "query", expected, "a matrix");
  }
  const hasQuery = Object.hasOwn(options, "query") && !alone;
  const elements = precomputed && pairs ? base.matrix.cols : base.matrix.rows;
  return {
    spec: {
      ...base,
      ...(hasQuery && { query: set("query", options.query) }),
      ...(Object.hasOwn(options, "private") && { privateSet: set("private", options.private) }),
      eta: options.eta ?? 1,
      nu: options.nu ?? 1,
    },
    names: elementNames(verb, options.names, elements),
  };
}
