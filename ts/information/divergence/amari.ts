/**
 * `amariDivergence()`: Amari's α-divergence.
 *
 * @module
 */
import { finiteNumber } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link amariDivergence}. */
export interface AmariDivergenceOptions extends Omit<AnyDivergenceOptions<"poczos-schneider">, "base"> {
  /** α: −1 gives KL(p ‖ q), 0 four times the squared Hellinger distance over 1, 1 KL(q ‖ p). */
  alpha: number;
}

const form: DivergenceForm = {
  measure: "amari divergence",
  name: "amari",
  options: { alpha: finiteNumber() },
  parameter: "alpha",
  unit: "dimensionless",
  neighbors: "poczos-schneider",
};

/**
 * Amari α-divergence 4/(1 − α²) (1 − Σ p^{(1−α)/2} q^{(1+α)/2}); exchanging p and q turns α into −α (S. Amari,
 * "Differential-Geometrical Methods in Statistics", 1985).
 *
 * Exact for probabilities, in closed form for Gaussian laws. Cost: O(symbols), or O(d³).
 *
 * Of samples by neighbors (B. Póczos and J. Schneider, 2011) or kernel densities; neighbors: (1 − α)/2 within k of 1.
 *
 * @param p One distribution: probabilities, `{ mean, covariance }` of a Gaussian law, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options `alpha`, and see {@link AmariDivergenceOptions}.
 * @returns The estimate, dimensionless.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { amariDivergence } from "marginals/information";
 *
 * const { value } = await amariDivergence([0.5, 0.5], [0.25, 0.75], { alpha: 0 });
 * console.log(value.toFixed(4)); // 0.1363
 * ```
 */
export async function amariDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options: AmariDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("amariDivergence", form, p, q, options));
}

/**
 * {@link amariDivergence} on the calling thread.
 *
 * @param p As for {@link amariDivergence}.
 * @param q As for {@link amariDivergence}.
 * @param options As for {@link amariDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link amariDivergence}.
 * @throws What {@link amariDivergence} rejects with.
 */
export function amariDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options: AmariDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("amariDivergenceSync", form, p, q, options));
}
