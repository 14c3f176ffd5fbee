/**
 * Requests to the optimizers, checked and in the form the native side takes.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import type { Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
  type Owned,
} from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { subset, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { algorithmNames, type AlgorithmName } from "./algorithm.ts";
import { algorithmOptions, algorithmSpec, type AlgorithmOptions } from "./algorithm-options.ts";
import { limitsOf, type Constraint, type Independent } from "./constraint/index.ts";
import { CustomFunction } from "./custom-function.ts";
import type { GreediExecutor } from "./greedi.ts";
import { NativeSetFunction } from "./set-function.ts";

/** Options of `maximize()` and `minimize()`. */
export interface MaximizeOptions extends JobOptions, AlgorithmOptions {
  /** The optimizer. Default `'auto'`: chosen by structure and constraint; the result names what ran. */
  algorithm?: AlgorithmName | undefined;
  /** The answer must have exactly the size of the constraint. Default false: at most. */
  exactSize?: boolean | undefined;
  /**
   * Elements already chosen, in order. Default none. `initial: earlier.indices` with a larger size resumes an earlier
   * answer: greedy and lazy greedy continue as one run would have, at the cost of one full pass and the rest; `bound`
   * then comes from the later steps alone. All optimizers keep these elements but local search and majorize-minimize,
   * which start from them and may drop or swap any.
   */
  initial?: Subset | undefined;
  /** Elements that must not be chosen. Default none. */
  excluded?: Subset | undefined;
  /** Elements among which to choose, besides those of `initial`. Default all. */
  candidates?: Subset | undefined;
  /**
   * Accuracy of stochastic, lazier-than-lazy and threshold greedy, of adaptive sequencing and of the streaming
   * algorithms, in (0, 1). Default 0.1.
   */
  epsilon?: number | undefined;
  /**
   * The elements a streaming algorithm sees, each once, in order of arrival; those left out are never seen. Default:
   * all, ascending.
   */
  order?: Subset | undefined;
  /** Misses in a row after which the threshold of ThreeSieves falls. Default: half of the order lets it fall through all. */
  tries?: number | undefined;
  /** Batch sizes of batch greedy, the last one repeated. Default `[2]`. */
  batch?: readonly number[] | Uint32Array | undefined;
  /** Costs below 0 in the distorted family: raised to 0 (`'clipped'`, default) or kept (`'raw'`, no guarantee). */
  costs?: "clipped" | "raw" | undefined;
  /** Most gains to compute; passing it is an error, but branch and bound stops there with what it has. Default none. */
  maxEvaluations?: number | undefined;
  /** Stop once the value reaches this. Default none. */
  target?: number | undefined;
  /** Whether to spend evaluations on `bound`. Default true. */
  certificate?: boolean | undefined;
}

const raw: Check<unknown> = (value) => value;

const batchSizes: Check<Uint32Array> = (value, argument, verb) => {
  const sizes = ownIndices(verb, argument, value);
  if (sizes.length > 0 && !sizes.includes(0)) return sizes;
  throw fault("RANGE", verb, argument, "sizes of at least 1", sizes.length === 0 ? "none" : "0");
};

const { executor, ...tuning } = algorithmOptions;

/** Checkers of all options that name no elements. */
const solverOptions = {
  ...jobOptions,
  algorithm: withDefault(validate.oneOf(algorithmNames), "auto"),
  exactSize: withDefault(validate.boolean, false),
  tries: optional(validate.integerIn(1, 2 ** 32 - 1)),
  epsilon: optional(validate.finiteNumber({ above: 0, below: 1 })),
  ...tuning,
  batch: optional(batchSizes),
  costs: withDefault(validate.oneOf(["clipped", "raw"]), "clipped"),
  maxEvaluations: optional(validate.integerIn(1, Number.MAX_SAFE_INTEGER)),
  target: optional(validate.finiteNumber()),
  certificate: withDefault(validate.boolean, true),
};

const schema = { ...solverOptions, initial: raw, excluded: raw, candidates: raw, order: raw, executor };

/** The part of a request that names no elements. */
function solverSpec(
  verb: string,
  minimize: boolean,
  owned: Owned<typeof solverOptions> & { executor?: GreediExecutor | undefined },
): Native.RequestSpec {
  return {
    minimize,
    exactSize: owned.exactSize,
    algorithm: owned.algorithm,
    rawCosts: owned.costs === "raw",
    ...(owned.epsilon !== undefined && { epsilon: owned.epsilon }),
    ...algorithmSpec(verb, { ...owned, executor: owned.executor }, owned.algorithm),
    ...(owned.batch && { batch: owned.batch }),
    ...(owned.tries !== undefined && { tries: owned.tries }),
    ...(owned.maxEvaluations !== undefined && { maxEvaluations: owned.maxEvaluations }),
    ...(owned.target !== undefined && { target: owned.target }),
    ...(!owned.certificate && { withoutCertificate: true }),
    bestSoFar: owned.onAbort === "best-so-far",
  };
}

/**
 * Checks options that name no elements.
 *
 * @param verb The function the caller called.
 * @param options What the caller gave.
 * @returns The request to maximize, without limits, and the job options.
 */
export function solverRequest(
  verb: string,
  options: unknown,
): { spec: Native.RequestSpec; options: CheckedJobOptions } {
  const owned = ownOptions(verb, options, solverOptions);
  return { spec: solverSpec(verb, false, owned), options: owned };
}

/** A call ready to run in either form. */
export interface Call {
  verb: string;
  f: NativeSetFunction | CustomFunction;
  spec: Native.RequestSpec;
  /** Oracles of custom matroids. */
  oracles: readonly Independent[];
  options: CheckedJobOptions;
  /** What the caller gave, checked: parts of GreeDi are told. */
  constraint: Constraint | undefined;
  executor: GreediExecutor | undefined;
}

/**
 * Refuses what is no set function.
 *
 * @param verb The function the caller called.
 * @param f What the caller gave.
 * @param argument Name of the argument.
 */
export function checkFunction(
  verb: string,
  f: unknown,
  argument = "f",
): asserts f is NativeSetFunction | CustomFunction {
  if (!(f instanceof NativeSetFunction) && !(f instanceof CustomFunction)) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "a set function (of customFunction(), modular(), chain.objective())",
      describe(f),
    );
  }
}

/**
 * Checks the arguments of a verb.
 *
 * @param verb The function the caller called.
 * @param minimize Whether smaller is better.
 * @param f What should be a set function.
 * @param constraint What should be a constraint.
 * @param options What should be options.
 * @returns The call.
 */
export function prepare(
  verb: string,
  minimize: boolean,
  f: unknown,
  constraint: unknown,
  options: unknown,
): Call {
  checkFunction(verb, f);
  const owned = ownOptions(verb, options, schema);
  const set = (name: "initial" | "excluded" | "candidates" | "order"): Uint32Array | undefined =>
    owned[name] === undefined ? undefined : subset(verb, name, owned[name], f.ground);
  const [initial, excluded] = [set("initial"), set("excluded")];
  const [candidates, order] = [set("candidates"), set("order")];
  if (order?.length === 0) throw fault("SHAPE", verb, "order", "of length 1 at least", "0");
  const limits = limitsOf(verb, constraint, f.groundSize);
  const spec: Native.RequestSpec = {
    ...solverSpec(verb, minimize, owned),
    ...limits.spec,
    ...(initial && { initial }),
    ...(excluded && { excluded }),
    ...(candidates && { candidates }),
    ...(order && { order }),
  };
  // The constraint was checked as a whole.
  const given = constraint as Constraint | undefined;
  return {
    verb,
    f,
    spec,
    oracles: limits.oracles,
    options: owned,
    constraint: given,
    executor: owned.executor,
  };
}
