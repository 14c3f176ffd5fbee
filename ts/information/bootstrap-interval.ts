/**
 * `bootstrapInterval()`: how far an estimate would move with other data of the same kind.
 *
 * @module
 */
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { fault } from "../errors.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { finiteNumber, integerIn, oneOf } from "../validate.ts";
import { inBase, measureJob, unitOf, type Unit } from "./estimate.ts";
import type { VariableInput } from "./given.ts";
import { inferred, inferredSync, type Inference } from "./inference.ts";
import type { Replicates, Replication } from "./replicates.ts";
import {
  commonRows,
  laggedVariables,
  testedOptions,
  testedSpec,
  testedVariables,
  type TestedOptions,
} from "./tested.ts";
import { testedValues } from "./tested-values.ts";

/** Options of {@link bootstrapInterval}. */
export interface BootstrapIntervalOptions extends TestedOptions {
  /** Resamples, 2 to 10⁷. Default 999. */
  resamples?: number | undefined;
  /** Share of resamples inside, in (0, 1). Default 0.95. */
  confidence?: number | undefined;
  /**
   * `'basic'` (default): quantiles of the resamples mirrored at the value, which takes out the upward bias that
   * resampling adds once more to an information; `'percentile'`: the quantiles.
   */
  method?: "basic" | "percentile" | undefined;
  /** Consecutive rows drawn together, round the end: more than 1 for series. Default 1. */
  blockLength?: number | undefined;
  /**
   * Estimator of values of the mutual information or the transfer entropy, in place of counting. None that searches
   * neighbors: a row that is drawn twice is its own neighbor. Default: counted.
   */
  estimator?: BootstrapEstimator | undefined;
}

/** An estimator of values of which resamples may be taken. */
export type BootstrapEstimator = "gaussian" | "gaussian-copula" | "student-copula";

const estimators = ["gaussian", "gaussian-copula", "student-copula"] as const satisfies BootstrapEstimator[];

/** What {@link bootstrapInterval} finds. */
export interface BootstrapInterval {
  /** The measure of the data, in `unit`. */
  value: number;
  /** Lower end of the interval. */
  lower: number;
  /** Upper end of the interval. */
  upper: number;
  /** Share of resamples it was made for. */
  confidence: number;
  /** Standard deviation of the resamples. */
  standardDeviation: number;
  /** Mean of the resamples less the value: the bias of the estimate, as the bootstrap sees it. */
  bias: number;
  /** Values of the resamples. */
  samples: Float64Array;
  /** Unit of the values; null for a measure of your own. */
  unit: Unit | null;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const schema = {
  ...testedOptions,
  resamples: withDefault(integerIn(2, 10_000_000), 999),
  confidence: withDefault(finiteNumber({ above: 0, below: 1 }), 0.95),
  method: withDefault(oneOf(["basic", "percentile"]), "basic"),
  blockLength: withDefault(integerIn(1, 2 ** 32 - 1), 1),
  estimator: optional(oneOf(estimators)),
};

interface Answer {
  value: number;
  lower: number;
  upper: number;
  standardDeviation: number;
  bias: number;
  samples: Float64Array;
}

function plan(verb: string, x: unknown, y: unknown, options: unknown): Inference<Answer, BootstrapInterval> {
  const owned = ownOptions(verb, options, schema);
  const { base, measure, given, bins, resamples, blockLength, confidence, method, estimator } = owned;
  const own = typeof measure === "function";
  if (own && estimator !== undefined)
    throw fault("ARGUMENT", verb, "estimator", "absent for a measure of your own", `'${estimator}'`);
  const scaled = (value: number): number => (own ? value : inBase(value, base));
  const answer = (found: Answer): BootstrapInterval => {
    const [one, other] = [scaled(found.lower), scaled(found.upper)];
    return withJson({
      value: scaled(found.value),
      // A base below 1 turns the axis round.
      lower: Math.min(one, other),
      upper: Math.max(one, other),
      confidence,
      standardDeviation: Math.abs(scaled(found.standardDeviation)),
      bias: scaled(found.bias),
      samples: found.samples.map(scaled),
      unit: own ? null : unitOf(base),
    });
  };
  const common = { verb, options: measureJob(owned), answer };
  if (own) {
    const rows = commonRows(verb, { x, y, given });
    integerIn(1, rows, "rows")(blockLength, "blockLength", verb);
    const inputs = given === undefined ? [x, y] : [x, y, given];
    const replication: Replication = {
      ...{ verb, options: common.options, measure, inputs, following: inputs.length },
      scheme: { surrogate: "bootstrap", blockLength, rows },
      ...{ every: false, count: resamples, stage: "resamples" },
    };
    const judged =
      ({ value, values }: Replicates) =>
      (job: Native.JobHandle): unknown =>
        native().summarizeSamples(value, values, confidence, method, job);
    return { ...common, how: { replication, judged } };
  }
  const variables = testedVariables(verb, { x, y, given }, owned.missing);
  const lagged = measure === "transfer-entropy" ? laggedVariables(verb, variables, owned) : variables;
  if (estimator !== undefined) {
    integerIn(1, lagged.x.rows, "rows")(blockLength, "blockLength", verb);
    const [values, spec] = testedValues(verb, lagged, bins, estimator);
    return {
      ...common,
      how: (job) =>
        native().intervalOfValuesByBootstrap(values, spec, resamples, blockLength, confidence, method, job),
    };
  }
  const { spec, rows } = testedSpec(verb, lagged, bins);
  integerIn(1, rows, "rows")(blockLength, "blockLength", verb);
  return {
    ...common,
    how: (job) => native().intervalByBootstrap(spec, resamples, blockLength, confidence, method, job),
  };
}

/**
 * A bootstrap interval of a measure of dependence: rows are drawn with replacement, singly or for series in blocks, and
 * the measure is taken of each resample. Costs one estimate a resample. The same bits for any number of threads. Its
 * coverage is approximate. Values are cut and counted, or taken by a Gaussian or a copula (`estimator`); estimators by
 * nearest neighbors cannot be bootstrapped so, because rows are repeated. Near independence, where an information lies at its bound 0, prefer `permutationTest()`.
 *
 * Source: B. Efron and R. Tibshirani, "An introduction to the bootstrap", 1993; D. N. Politis and J. P. Romano, "A circular
 * block-resampling procedure for stationary data", 1992.
 *
 * @param x One variable; the source of a transfer entropy.
 * @param y The other; the target of a transfer entropy.
 * @param options See {@link BootstrapIntervalOptions}.
 * @returns Value, interval, and the resamples.
 * @throws MarginalsError for arguments that make no sense; `CALLBACK` for a measure that answers no finite number; what
 *   it throws itself as it is; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { bootstrapInterval } from "marginals/information";
 *
 * const x = Uint8Array.from({ length: 200 }, (_, row) => row % 2);
 * const y = x.map((value, row) => (row % 5 === 0 ? 0 : value));
 * const { value, lower, upper } = await bootstrapInterval(x, y, { resamples: 400 });
 * console.log(value.toFixed(2), lower < value && value < upper); // 0.42 true
 * ```
 */
export async function bootstrapInterval(
  x: VariableInput,
  y: VariableInput,
  options?: BootstrapIntervalOptions,
): Promise<BootstrapInterval> {
  return inferred(plan("bootstrapInterval", x, y, options));
}

/**
 * {@link bootstrapInterval} on the calling thread; a measure of your own must answer at once.
 *
 * @param x As for {@link bootstrapInterval}.
 * @param y As for {@link bootstrapInterval}.
 * @param options As for {@link bootstrapInterval}; a `signal` is only seen if it aborted before.
 * @returns As {@link bootstrapInterval}.
 * @throws What {@link bootstrapInterval} rejects with.
 * @example
 * ```ts
 * import { bootstrapIntervalSync } from "marginals/information";
 *
 * const x = [0, 1, 0, 1, 0, 1];
 * console.log(bootstrapIntervalSync(x, x, { resamples: 99, base: 2 }).value.toFixed(3)); // 1.000
 * ```
 */
export function bootstrapIntervalSync(
  x: VariableInput,
  y: VariableInput,
  options?: BootstrapIntervalOptions,
): BootstrapInterval {
  return inferredSync(plan("bootstrapIntervalSync", x, y, options));
}
