/**
 * `sampleDivergence()`: how far apart the laws of two samples of values lie.
 *
 * @module
 */
import { native } from "../native.ts";
import { withDefault, type Schema } from "../options.ts";
import { boolean, oneOf } from "../validate.ts";
import type { Estimate, MeasureOptions } from "./estimate.ts";
import {
  estimator,
  measureCall,
  measured,
  measuredSync,
  type Estimators,
  type MeasureCall,
} from "./estimators.ts";
import { variable, type VariableInput } from "./given.ts";
import { kernelOptions, kernelSpec, presentRows, samplesSpec, type KernelOptions } from "./kernel.ts";
import type { Variable } from "./variable.ts";

/** Options of {@link sampleDivergence}. */
export interface SampleDivergenceOptions extends MeasureOptions, KernelOptions {
  /** How it is estimated. Default `'kde'`. */
  estimator?: "kde" | undefined;
  /** `'kl'` (default), or `'jensen-shannon'`, which is symmetric and at most ln 2. */
  divergence?: "kl" | "jensen-shannon" | undefined;
  /** Also give the contribution of each sample of p, `'kl'` only. Default false. */
  local?: boolean | undefined;
}

interface Pair {
  p: Variable;
  q: Variable;
}

const kernelSchema = {
  ...kernelOptions,
  divergence: withDefault(oneOf(["kl", "jensen-shannon"]), "kl"),
  local: withDefault(boolean, false),
} satisfies Schema;

const estimators: Estimators<Pair> = {
  kde: estimator<Pair, typeof kernelSchema>(kernelSchema, (verb, { p, q }, options) => {
    const [one, other] = [p, q].map((samples) =>
      samplesSpec(verb, presentRows(verb, samples, options.missing, undefined), undefined),
    ) as [ReturnType<typeof samplesSpec>, ReturnType<typeof samplesSpec>];
    const kernel = kernelSpec(options);
    const { divergence, local } = options;
    return (job) =>
      native().kernelDivergence(divergence, one, other, kernel, local && divergence === "kl", job);
  }),
};

const call = (verb: string, p: unknown, q: unknown, options: unknown): MeasureCall =>
  measureCall({
    verb,
    measure: "a divergence of samples",
    estimators,
    fallback: "kde",
    input: { p: variable(verb, "p", p), q: variable(verb, "q", q) },
    options,
  });

/**
 * Divergence of the law of one sample from that of another, without assuming what the laws are.
 *
 * By kernel densities: KL(P ‖ Q) is the mean of ln p − ln q over the samples of P, p estimated at each without itself;
 * Jensen–Shannon is the mean of both laws' divergences from their mixture. One bandwidth serves both samples. Estimates
 * of 0 scatter around it and may fall below. Cost: exact sums up to 20 million pairs, lattices above (one and two
 * dimensions).
 *
 * @param p Samples of one law: a column, or rows of several columns.
 * @param q Samples of the other, of as many columns.
 * @param options `divergence`, `kernel`, `bandwidth`, `base`, and see {@link SampleDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise; infinite, with a warning, where a compact kernel leaves
 *   a sample of p without any of q.
 * @throws MarginalsError for samples that make no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { sampleDivergence } from "marginals/information";
 *
 * const before = [3.1, 2.9, 3.4, 3.0, 2.8, 3.2];
 * const after = [13.2, 12.7, 13.1, 13.5, 12.9, 13.3];
 * const { value } = await sampleDivergence(before, after, { divergence: "jensen-shannon", base: 2 });
 * console.log(value.toFixed(3)); // 1.000
 * ```
 */
export async function sampleDivergence(
  p: VariableInput,
  q: VariableInput,
  options?: SampleDivergenceOptions,
): Promise<Estimate> {
  return measured(call("sampleDivergence", p, q, options));
}

/**
 * {@link sampleDivergence} on the calling thread.
 *
 * @param p As for {@link sampleDivergence}.
 * @param q As for {@link sampleDivergence}.
 * @param options As for {@link sampleDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link sampleDivergence}.
 * @throws What {@link sampleDivergence} rejects with.
 */
export function sampleDivergenceSync(
  p: VariableInput,
  q: VariableInput,
  options?: SampleDivergenceOptions,
): Estimate {
  return measuredSync(call("sampleDivergenceSync", p, q, options));
}
