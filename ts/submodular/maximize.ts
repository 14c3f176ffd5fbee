/**
 * `maximize()` and `minimize()`: the best subset under a constraint.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { ownIndices } from "../sparse-matrix.ts";
import { subset, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { algorithmNames, type AlgorithmName } from "./algorithm.ts";
import { limitsOf, type Constraint } from "./constraint.ts";
import { CustomFunction } from "./custom-function.ts";
import { Selection, type NativeSelection } from "./selection.ts";
import { askedAtOnce, askedInTurns } from "./session.ts";
import { NativeSetFunction, type SetFunction } from "./set-function.ts";

/** Options of {@link maximize} and {@link minimize}. */
export interface MaximizeOptions extends JobOptions {
  /** The optimizer. Default `'auto'`: chosen by structure and constraint; the result names what ran. */
  algorithm?: AlgorithmName | undefined;
  /** The answer must have exactly the size of the constraint. Default false: at most. */
  exactSize?: boolean | undefined;
  /** Elements already chosen, in order. Default none. */
  initial?: Subset | undefined;
  /** Elements that must not be chosen. Default none. */
  excluded?: Subset | undefined;
  /** Accuracy of stochastic and threshold greedy, in (0, 1). Default 0.1. */
  epsilon?: number | undefined;
  /** Batch sizes of batch greedy, the last one repeated. Default `[2]`. */
  batch?: readonly number[] | Uint32Array | undefined;
  /** Costs below 0 in the distorted family: raised to 0 (`'clipped'`, default) or kept (`'raw'`, no guarantee). */
  costs?: "clipped" | "raw" | undefined;
  /** Most gains to compute; passing it is an error. Default no limit. */
  maxEvaluations?: number | undefined;
  /** Stop once the value reaches this. Default none. */
  target?: number | undefined;
}

const raw: Check<unknown> = (value) => value;

const batchSizes: Check<Uint32Array> = (value, argument, verb) => {
  const sizes = ownIndices(verb, argument, value);
  if (sizes.length > 0 && !sizes.includes(0)) return sizes;
  throw fault("RANGE", verb, argument, "sizes of at least 1", sizes.length === 0 ? "none" : "0");
};

const schema = {
  ...jobOptions,
  algorithm: withDefault(validate.oneOf(algorithmNames), "auto"),
  exactSize: withDefault(validate.boolean, false),
  initial: raw,
  excluded: raw,
  epsilon: optional(validate.finiteNumber({ above: 0, below: 1 })),
  batch: optional(batchSizes),
  costs: withDefault(validate.oneOf(["clipped", "raw"]), "clipped"),
  maxEvaluations: optional(validate.integerIn(1, Number.MAX_SAFE_INTEGER)),
  target: optional(validate.finiteNumber()),
};

interface Call {
  verb: string;
  f: NativeSetFunction | CustomFunction;
  spec: Native.RequestSpec;
  options: CheckedJobOptions;
}

function prepare(verb: string, minimize: boolean, f: unknown, constraint: unknown, options: unknown): Call {
  if (!(f instanceof NativeSetFunction) && !(f instanceof CustomFunction)) {
    throw fault(
      "ARGUMENT",
      verb,
      "f",
      "a set function (of customFunction(), modular(), chain.objective())",
      describe(f),
    );
  }
  const owned = ownOptions(verb, options, schema);
  const set = (name: "initial" | "excluded"): Uint32Array | undefined =>
    owned[name] === undefined ? undefined : subset(verb, name, owned[name], f.ground);
  const [initial, excluded] = [set("initial"), set("excluded")];
  const spec: Native.RequestSpec = {
    minimize,
    ...limitsOf(verb, constraint, f.groundSize),
    exactSize: owned.exactSize,
    algorithm: owned.algorithm,
    rawCosts: owned.costs === "raw",
    ...(owned.epsilon !== undefined && { epsilon: owned.epsilon }),
    ...(owned.batch && { batch: owned.batch }),
    ...(initial && { initial }),
    ...(excluded && { excluded }),
    ...(owned.maxEvaluations !== undefined && { maxEvaluations: owned.maxEvaluations }),
    ...(owned.target !== undefined && { target: owned.target }),
    bestSoFar: owned.onAbort === "best-so-far",
  };
  return { verb, f, spec, options: owned };
}

async function inJob({ verb, f, spec, options }: Call): Promise<Selection> {
  const answer =
    f instanceof CustomFunction
      ? await askedInTurns(verb, f, spec, options)
      : await run<NativeSelection>(verb, options, (job) => f.start(spec, job));
  return new Selection(answer, options.seed, f.names);
}

function blocking({ verb, f, spec, options }: Call): Selection {
  const answer =
    f instanceof CustomFunction
      ? askedAtOnce(verb, f, spec, options)
      : runSync<NativeSelection>(verb, options, (job) => f.start(spec, job));
  return new Selection(answer, options.seed, f.names);
}

/**
 * The subset of largest value that an optimizer finds under a constraint.
 *
 * @param f A set function.
 * @param constraint `{ size }`, a `partitionMatroid()`, an array of both for their intersection; absent, no limit.
 * @param options See {@link MaximizeOptions}.
 * @returns The elements in the order they were chosen and their gains, the value, a bound on the optimum with its
 *   condition where one holds (else null), the guarantee of the algorithm with its source, the gains computed, why it
 *   stopped. Equal gains go to the lowest index; the result has the same bits for any number of threads.
 * @throws MarginalsError for arguments that make no sense, `LIMIT` beyond `maxEvaluations`, `UNSUPPORTED` for an
 *   algorithm that does not apply, what a custom function throws or answers wrongly; an `AbortError` once `signal`
 *   aborts, unless `onAbort` is `'best-so-far'`.
 * @example
 * ```ts
 * import { maximize, modular } from "marginals/submodular";
 *
 * const best = await maximize(modular([3, 1, 4, 1, 5]), { size: 2 });
 * console.log(best.indices, best.value); // Uint32Array(2) [ 4, 2 ] 9
 * ```
 */
export async function maximize(
  f: SetFunction,
  constraint?: Constraint,
  options?: MaximizeOptions,
): Promise<Selection> {
  return inJob(prepare("maximize", false, f, constraint, options));
}

/**
 * {@link maximize} on the calling thread; the gains of a custom function must not be promises.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; a `signal` is only seen if it aborted before.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { maximizeSync, modular } from "marginals/submodular";
 *
 * console.log(maximizeSync(modular([3, 1, 4]), { size: 1 }).stopped); // size
 * ```
 */
export function maximizeSync(f: SetFunction, constraint?: Constraint, options?: MaximizeOptions): Selection {
  return blocking(prepare("maximizeSync", false, f, constraint, options));
}

/**
 * The subset of smallest value that an optimizer finds under a constraint; `bound` bounds the optimum from below.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; `exactSize` keeps the answer from being empty.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { minimize, modular } from "marginals/submodular";
 *
 * const least = await minimize(modular([3, 1, 4]), { size: 2 }, { exactSize: true });
 * console.log(least.value); // 4
 * ```
 */
export async function minimize(
  f: SetFunction,
  constraint?: Constraint,
  options?: MaximizeOptions,
): Promise<Selection> {
  return inJob(prepare("minimize", true, f, constraint, options));
}

/**
 * {@link minimize} on the calling thread.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; a `signal` is only seen if it aborted before.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { minimizeSync, modular } from "marginals/submodular";
 *
 * console.log(minimizeSync(modular([3, 1, 4]), { size: 1 }, { exactSize: true }).indices); // Uint32Array(1) [ 1 ]
 * ```
 */
export function minimizeSync(f: SetFunction, constraint?: Constraint, options?: MaximizeOptions): Selection {
  return blocking(prepare("minimizeSync", true, f, constraint, options));
}
