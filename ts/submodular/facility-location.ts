/**
 * `facilityLocation()`: how well a few elements represent the many.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import type { AnyMatrixInput } from "../matrix.ts";
import { native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { nativeSetFunction, type NativeSetFunction } from "./set-function.ts";
import { similarity, similarityOptions, type SimilarityOptions } from "./similarity.ts";
import { ownWeights } from "./weights.ts";

/** Options of {@link facilityLocation}. */
export interface FacilityLocationOptions extends SimilarityOptions {
  /**
   * `'dense'` stores every similarity (4 or 8 bytes × elements × represented rows, and one more for bounds
   * where the memory limit allows), `'sparse'` the `neighbors` most similar elements of every represented row,
   * `'on-the-fly'` nothing. Default `'auto'`: planned from the sizes and the
   * memory limit, and said in the result's `method`. Where nothing is left out, all choose the same, with the same bits
   * of gains and value. `evaluations` and `bound` tell how much of it had to be computed, which differs by method and,
   * on the fly, between processors with AVX2 and without.
   */
  method?: "auto" | "dense" | "sparse" | "on-the-fly" | undefined;
  /** Most similar elements every represented row knows, 1 or more: the value becomes a lower bound. Default all. */
  neighbors?: number | undefined;
  /** Weight of every represented row, at least 0. Default 1 each. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
  /**
   * Represent this many rows drawn at random, each standing for as many: the value becomes an estimate. For ground
   * sets of which all pairs are too many. Default all.
   */
  sample?: number | undefined;
  /** Seed of that draw. Default 0. */
  seed?: number | bigint | undefined;
}

const raw: Check<unknown> = (value) => value;

/**
 * The function f(S) = Σ_i w_i max_{j∈S} max(0, s_ij): every row is represented by the most similar element of S. Monotone
 * and submodular, so greedy selection reaches 1 − 1/e of the optimum. Takes a snapshot of its input, and makes
 * neighbors or stored similarities in the first job that needs them, or in `await f.prepare()`.
 *
 * Similarities are rounded once to multiples of 2⁻²³ (`Float32Array`) or about 2⁻⁵⁰ (all else) of the largest possible
 * one; from there on, gains and values are exact. Where an outlier is so large that single precision would round what
 * the elements are worth by more than a millionth, they are taken to double precision. A gain costs as many operations as there are represented rows, times
 * the columns on the fly; 100,000 rows × 64 columns fit without the 40 GB of their similarities.
 *
 * Source: G. Cornuéjols, M. Fisher, G. Nemhauser (1977), Location of bank accounts to optimize float.
 *
 * @param matrix Feature rows, one per element, dense or sparse; with metric `'precomputed'`, similarities of represented
 *   rows × elements.
 * @param options See {@link FacilityLocationOptions}.
 * @returns The set function.
 * @throws MarginalsError `NON_FINITE` for NaN and infinities, `SHAPE` for rows of different lengths, `RANGE` for weights
 *   below 0; jobs over it fail with `RANGE` for a row of zeros under cosine and for refused similarities below 0,
 *   `OUT_OF_MEMORY` where a forced method does not fit.
 * @example
 * ```ts
 * import { facilityLocation, maximizeSync } from "marginals/submodular";
 *
 * const points = [[0, 1], [0.1, 1], [1, 0], [1, 0.1], [-1, 0]];
 * const representatives = maximizeSync(facilityLocation(points, { metric: "euclidean" }), { size: 3 });
 * console.log(representatives.indices); // Uint32Array(3) [ 1, 2, 4 ]
 * ```
 */
export function facilityLocation(
  matrix: AnyMatrixInput,
  options?: FacilityLocationOptions,
): NativeSetFunction {
  const verb = "facilityLocation";
  const owned = ownOptions(verb, options, {
    ...similarityOptions,
    method: withDefault(validate.oneOf(["auto", "dense", "sparse", "on-the-fly"]), "auto"),
    neighbors: optional(validate.integerIn(1, 2 ** 32 - 2)),
    weights: raw,
    sample: optional(validate.integerIn(1, 2 ** 32 - 2)),
    seed: withDefault(validate.seed, 0),
  });
  const { method, neighbors, sample } = owned;
  if (neighbors !== undefined && method !== "auto" && method !== "sparse") {
    throw fault("ARGUMENT", verb, "neighbors", "absent, or the method 'sparse' or 'auto'", `${neighbors}`);
  }
  const spec = similarity(verb, matrix, owned);
  const elements = spec.metric === "precomputed" ? spec.matrix.cols : spec.matrix.rows;
  if (neighbors !== undefined) {
    validate.integerIn(1, elements, "elements of the ground set")(neighbors, "neighbors", verb);
  }
  const represented = (spec.represented ?? spec.matrix).rows;
  const weights = ownWeights(verb, owned.weights, represented, "represented rows");
  const representation = {
    method,
    ...(neighbors !== undefined && { neighbors }),
    ...(weights && { weights }),
    ...(sample !== undefined && { sample }),
    seed: BigInt(owned.seed),
  };
  return nativeSetFunction(unwrap(verb, native().functionFacilityLocation(spec, representation)));
}
