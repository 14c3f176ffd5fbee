/**
 * `skewDivergence()`: Kullback–Leibler that stays finite.
 *
 * @module
 */
import { withDefault } from "../../options.ts";
import { finiteNumber } from "../../validate.ts";
import type { Estimate } from "../estimate.ts";
import { measured, measuredSync } from "../estimators.ts";
import { divergenceCall, type DivergenceForm, type AnyDivergenceOptions } from "./call.ts";
import type { DistributionInput } from "./distributions.ts";

/** Options of {@link skewDivergence}. */
export interface SkewDivergenceOptions extends AnyDivergenceOptions {
  /** Share of q in what p is compared with, in [0, 1]. Default 0.5. */
  alpha?: number | undefined;
}

const form: DivergenceForm = {
  measure: "skew divergence",
  name: "skew",
  options: { alpha: withDefault(finiteNumber({ least: 0, most: 1 }), 0.5) },
  parameter: "alpha",
};

/**
 * Skew divergence KL(p ‖ (1 − α) p + α q): at most −ln(1 − α), so finite where Kullback–Leibler is not (L. Lee, "Measures of
 * distributional similarity", 1999).
 *
 * Exact for probabilities; it has no closed form for Gaussian laws. Cost: O(symbols).
 *
 * Of samples by kernel densities.
 *
 * @param p One distribution: probabilities, or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options `alpha`, `base`, and see {@link SkewDivergenceOptions}.
 * @returns The estimate, in nats unless `base` says otherwise.
 * @throws MarginalsError for distributions that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { skewDivergence } from "marginals/information";
 *
 * const { value } = await skewDivergence([0.5, 0.5], [0.25, 0.75]);
 * console.log(value.toFixed(4)); // 0.0323
 * ```
 */
export async function skewDivergence(
  p: DistributionInput,
  q: DistributionInput,
  options?: SkewDivergenceOptions,
): Promise<Estimate> {
  return measured(divergenceCall("skewDivergence", form, p, q, options));
}

/**
 * {@link skewDivergence} on the calling thread.
 *
 * @param p As for {@link skewDivergence}.
 * @param q As for {@link skewDivergence}.
 * @param options As for {@link skewDivergence}; a `signal` is only seen if it aborted before.
 * @returns As {@link skewDivergence}.
 * @throws What {@link skewDivergence} rejects with.
 */
export function skewDivergenceSync(
  p: DistributionInput,
  q: DistributionInput,
  options?: SkewDivergenceOptions,
): Estimate {
  return measuredSync(divergenceCall("skewDivergenceSync", form, p, q, options));
}
