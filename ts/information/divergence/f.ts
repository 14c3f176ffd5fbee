/**
 * `fDivergence()`: a divergence by a convex function of the caller's.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault } from "../../errors.ts";
import { native } from "../../native.ts";
import { optional, ownOptions } from "../../options.ts";
import { callback, type Check } from "../../validate.ts";
import { measureJob, measureOptions, type Estimate } from "../estimate.ts";
import { measured, measuredSync, type MeasureCall } from "../estimators.ts";
import type { UnitlessDivergenceOptions } from "./call.ts";
import { probabilities, type Probabilities } from "./distributions.ts";

/** Options of {@link fDivergence}. */
export interface FDivergenceOptions extends UnitlessDivergenceOptions {
  /** The limit of f(t)/t as t grows, for symbols of q = 0 < p; may be `Infinity`, the default. */
  slopeAtInfinity?: number | undefined;
}

const slope: Check<number> = (value, argument, verb) => {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw fault("ARGUMENT", verb, argument, "a number", describe(value));
};

function call(verb: string, p: unknown, q: unknown, f: unknown, options: unknown): MeasureCall {
  const laws = [probabilities(verb, "p", p), probabilities(verb, "q", q)] as const;
  const convex = callback<(t: number) => unknown>("a function (ratio) => number")(f, "f", verb);
  const { base: _, missing: __, seed: ___, ...common } = measureOptions;
  const owned = ownOptions(verb, options, { ...common, slopeAtInfinity: optional(slope) });
  const [of, against] = laws;
  if (of.length !== against.length) {
    throw fault("SHAPE", verb, "q", `of length ${of.length} (as p)`, `${against.length}`);
  }
  // The caller's function runs here, once per symbol, before anything else: it may throw what it likes.
  const values = Float64Array.from(of, (mass, at) => {
    const other = against[at] ?? 0;
    if (other === 0) return mass === 0 ? 0 : (owned.slopeAtInfinity ?? Infinity);
    return answer(verb, convex(mass / other));
  });
  const job = measureJob({ ...owned, seed: 0, base: undefined, missing: "error" as const });
  return {
    verb,
    start: (handle) => native().sumOfFunction(of, against, values, handle),
    options: job,
    unit: "dimensionless",
  };
}

function answer(verb: string, value: unknown): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw fault("CALLBACK", verb, "the answer of f", "a number", describe(value));
}

/**
 * f-divergence Σ q f(p/q) by any convex f with f(1) = 0: t ln t gives Kullback–Leibler, |t − 1|/2 total variation,
 * (t − 1)² Pearson's χ² (I. Csiszár, 1963; S. M. Ali and S. D. Silvey, 1966).
 *
 * `f` is called on the calling thread, once per symbol. Cost: O(symbols).
 *
 * @param p Probabilities.
 * @param q Probabilities of the same symbols.
 * @param f The function, of t = p/q ≥ 0.
 * @param options `slopeAtInfinity`, and see {@link FDivergenceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for laws that make no sense, an answer of `f` that is no number; whatever `f` throws; an
 *   `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { fDivergence } from "marginals/information";
 *
 * const { value } = await fDivergence([0.5, 0.5], [0.25, 0.75], (t) => Math.abs(t - 1) / 2);
 * console.log(value); // 0.25
 * ```
 */
export async function fDivergence(
  p: Probabilities,
  q: Probabilities,
  f: (ratio: number) => number,
  options?: FDivergenceOptions,
): Promise<Estimate> {
  return measured(call("fDivergence", p, q, f, options));
}

/**
 * {@link fDivergence} on the calling thread.
 *
 * @param p As for {@link fDivergence}.
 * @param q As for {@link fDivergence}.
 * @param f As for {@link fDivergence}.
 * @param options As for {@link fDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link fDivergence}.
 * @throws What {@link fDivergence} rejects with.
 */
export function fDivergenceSync(
  p: Probabilities,
  q: Probabilities,
  f: (ratio: number) => number,
  options?: FDivergenceOptions,
): Estimate {
  return measuredSync(call("fDivergenceSync", p, q, f, options));
}
