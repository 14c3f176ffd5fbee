/**
 * `submodularCover()`: the least costly subset whose value reaches a target.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import { jobOptions, optional, ownOptions, type CheckedJobOptions, type JobOptions } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import { finiteNumber, integerIn, type Check } from "../validate.ts";
import { ownCosts } from "./constraint/limits.ts";
import { CustomFunction } from "./custom-function.ts";
import { withJson, type Guarantee, type NativeSelection, type Stopped } from "./selection.ts";
import { askedAtOnce, askedInTurns } from "./session.ts";
import { nativeHandle, NativeSetFunction, type SetFunction } from "./set-function.ts";

/** What to reach, and what elements cost. */
export interface CoverOptions extends JobOptions {
  /** The value to reach. */
  target: number;
  /** What each element costs, above 0. Default 1 each: the fewest elements. */
  costs?: Float64Array | Float32Array | readonly number[] | undefined;
  /** Elements already chosen, in order. Default none. */
  initial?: Subset | undefined;
  /** Elements that must not be chosen. Default none. */
  excluded?: Subset | undefined;
  /** Most gains to compute; passing it is an error. Default no limit. */
  maxEvaluations?: number | undefined;
}

/** A set that reaches its target. */
export interface Cover {
  /** Elements in the order they were chosen. */
  indices: Uint32Array;
  /** What each added to the value when it was chosen. */
  gains: Float64Array;
  /** Value of the chosen set, the target at least (up to rounding). */
  value: number;
  /** What the chosen elements cost together. */
  cost: number;
  /** No set that reaches the target costs less than this; null where no such bound holds. */
  bound: number | null;
  /** The condition under which `bound` holds. */
  boundCondition: string | null;
  /** `bound / cost`, in [0, 1]: how near to the least cost this certainly is; null without a bound. */
  ratio: number | null;
  /** The cost is at most `ratio` (1 or more) times the least cost; null where nothing is promised. */
  guarantee: Guarantee | null;
  /** Gains computed. */
  evaluations: number;
  /** Optimizer that ran. */
  algorithm: string;
  /** Seed of the call. */
  seed: number | bigint;
  /** `target`, or `aborted` for the best so far of a call that was aborted. */
  stopped: Stopped;
  /** What the caller should know. */
  warnings: readonly string[];
  /** Names of the ground set, where it has some. */
  names?: readonly string[];
}

const raw: Check<unknown> = (value) => value;

const schema = {
  ...jobOptions,
  target: finiteNumber(),
  costs: raw,
  initial: raw,
  excluded: raw,
  maxEvaluations: optional(integerIn(1, Number.MAX_SAFE_INTEGER)),
};

interface Call {
  f: NativeSetFunction | CustomFunction;
  spec: Native.RequestSpec;
  costs: Float64Array;
  options: CheckedJobOptions;
}

function prepare(verb: string, f: unknown, options: unknown): Call {
  if (!(f instanceof NativeSetFunction) && !(f instanceof CustomFunction)) {
    throw fault("ARGUMENT", verb, "f", "a set function", describe(f));
  }
  const owned = ownOptions(verb, options, schema);
  const set = (name: "initial" | "excluded"): Uint32Array | undefined =>
    owned[name] === undefined ? undefined : subset(verb, name, owned[name], f.ground);
  const [initial, excluded] = [set("initial"), set("excluded")];
  const costs =
    owned.costs === undefined
      ? new Float64Array(f.groundSize).fill(1)
      : ownCosts(verb, owned.costs, f.groundSize);
  const spec: Native.RequestSpec = {
    minimize: false,
    exactSize: false,
    algorithm: "auto",
    rawCosts: false,
    target: owned.target,
    cover: costs,
    ...(initial && { initial }),
    ...(excluded && { excluded }),
    ...(owned.maxEvaluations !== undefined && { maxEvaluations: owned.maxEvaluations }),
    bestSoFar: owned.onAbort === "best-so-far",
  };
  return { f, spec, costs, options: owned };
}

function answer({ f, costs, options }: Call, found: NativeSelection): Cover {
  const cost = found.indices.reduce((sum, e) => sum + (costs[e] ?? 0), 0);
  const bound = found.bound ?? null;
  return withJson<Cover>({
    indices: found.indices,
    gains: found.gains,
    value: found.value,
    cost,
    bound,
    boundCondition: found.boundCondition ?? null,
    ratio: bound === null || cost === 0 ? null : Math.min(1, bound / cost),
    guarantee: found.guarantee ?? null,
    evaluations: found.evaluations,
    algorithm: found.algorithm,
    seed: options.seed,
    stopped: found.stopped,
    warnings: found.warnings,
    ...(f.names && { names: f.names }),
  });
}

/**
 * A subset of small cost whose value reaches a target, as in "the fewest sensors that see nine tenths". Greedy adds what
 * brings the value nearest per cost (Wolsey, 1982) and drops at the end what turned out not to be needed. For submodular
 * f that never falls the cost is at most 1 + ln(d₀/d₁) times the least, d₀ and d₁ the distances to the target at the
 * start and before the last step.
 *
 * @param f A set function.
 * @param options The `target`, and the `costs` of the elements; see {@link CoverOptions}.
 * @returns The set, its cost, and a lower bound on the cost of any set that reaches the target where f is submodular.
 * @throws MarginalsError `RANGE` for a target that cannot be reached, with the value the elements came to, and for costs
 *   that are not above 0; `LIMIT` beyond `maxEvaluations`; what a custom function throws; an `AbortError` once `signal`
 *   aborts.
 * @example
 * ```ts
 * import { modular, submodularCover } from "marginals/submodular";
 *
 * const cover = await submodularCover(modular([5, 4, 3]), { target: 7, costs: [9, 2, 2] });
 * console.log(cover.indices, cover.cost, cover.bound); // Uint32Array(2) [ 1, 2 ] 4 4
 * ```
 */
export async function submodularCover(f: SetFunction, options: CoverOptions): Promise<Cover> {
  const verb = "submodularCover";
  const call = prepare(verb, f, options);
  const { f: own, spec } = call;
  const found =
    own instanceof CustomFunction
      ? await askedInTurns({ verb, f: own, spec, options: call.options })
      : await run<NativeSelection>(verb, call.options, (job) => nativeHandle(own).maximize(spec, job));
  return answer(call, found);
}

/**
 * {@link submodularCover} on the calling thread; the gains of a custom function must not be promises.
 *
 * @param f A set function.
 * @param options As for {@link submodularCover}; a `signal` is only seen if it aborted before.
 * @returns As {@link submodularCover}.
 * @throws What {@link submodularCover} rejects with.
 */
export function submodularCoverSync(f: SetFunction, options: CoverOptions): Cover {
  const verb = "submodularCoverSync";
  const call = prepare(verb, f, options);
  const { f: own, spec } = call;
  const found =
    own instanceof CustomFunction
      ? askedAtOnce({ verb, f: own, spec, options: call.options })
      : runSync<NativeSelection>(verb, call.options, (job) => nativeHandle(own).maximize(spec, job));
  return answer(call, found);
}
