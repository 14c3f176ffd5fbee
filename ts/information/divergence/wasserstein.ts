/**
 * `wassersteinDistance()`: how far the mass of one Gaussian law has to be moved to make another.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import { native } from "../../native.ts";
import type { Schema } from "../../options.ts";
import type { Estimate } from "../estimate.ts";
import { estimator, measureCall, measured, measuredSync, type MeasureCall } from "../estimators.ts";
import type { MissingRows } from "../missing.ts";
import type { UnitlessDivergenceOptions } from "./call.ts";
import { distributions, type Distributions, type GaussianLaw } from "./distributions.ts";
import { byColumns } from "./from-samples.ts";
import type { VariableInput } from "../given.ts";

/** Options of {@link wassersteinDistance}. */
export interface WassersteinDistanceOptions extends UnitlessDivergenceOptions {
  /** `'gaussian'`, the only one: the closed form; of samples, for the laws with their means and covariances. */
  estimator?: "gaussian" | undefined;
  /** What becomes of samples with a missing value: `'error'` (default) or `'drop'`. */
  missing?: MissingRows | undefined;
}

const form = { measure: "wasserstein distance", name: "wasserstein" };

const gaussian = estimator<Distributions, Schema>({}, (verb, input, options) => {
  if (input.kind === "samples") return byColumns(verb, "gaussian", form, input, options);
  if (input.kind === "gaussian") return (job) => native().normalWasserstein(input.p, input.q, job);
  const expected = "{ mean, covariance } of a Gaussian law, or { samples }";
  throw fault("UNSUPPORTED", verb, "p", expected, "probabilities, which have no distances");
});

const call = (verb: string, p: unknown, q: unknown, options: unknown): MeasureCall =>
  measureCall({
    verb,
    measure: form.measure,
    estimators: { gaussian },
    fallback: "gaussian",
    input: distributions(verb, p, q),
    options,
    unit: "dimensionless",
  });

/**
 * Wasserstein distance of order 2 between Gaussian laws, the root of |μₚ − μ_q|² + tr(Σₚ + Σ_q − 2 (Σₚ^½ Σ_q Σₚ^½)^½): how far
 * mass has to be moved on average, a metric, in the units of the data. It stays finite where laws are singular or far apart.
 *
 * Of samples, the distance of the Gaussian laws that fit them, a lower bound of that of the laws themselves (M. Gelbrich,
 * 1990). Cost: O(d³). Source: D. C. Dowson and B. V. Landau, "The Fréchet distance between multivariate normal
 * distributions", 1982.
 *
 * @param p `{ mean, covariance }` of a Gaussian law, the covariance perhaps singular; or `{ samples }` of values.
 * @param q The other, of the same kind and size.
 * @param options none of its own, and see {@link WassersteinDistanceOptions}.
 * @returns The distance, in the units of the data (`unit` says `'dimensionless'`: there is no logarithm).
 * @throws MarginalsError for laws that make no sense or do not fit together; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { wassersteinDistance } from "marginals/information";
 *
 * const { value } = await wassersteinDistance({ mean: 0, covariance: 4 }, { mean: 3, covariance: 36 });
 * console.log(value); // 5
 * ```
 */
export async function wassersteinDistance(
  p: GaussianLaw | { samples: VariableInput },
  q: GaussianLaw | { samples: VariableInput },
  options?: WassersteinDistanceOptions,
): Promise<Estimate> {
  return measured(call("wassersteinDistance", p, q, options));
}

/**
 * {@link wassersteinDistance} on the calling thread.
 *
 * @param p As for {@link wassersteinDistance}.
 * @param q As for {@link wassersteinDistance}.
 * @param options As for {@link wassersteinDistance}; a `signal` is only seen if it aborted before.
 * @returns As {@link wassersteinDistance}.
 * @throws What {@link wassersteinDistance} rejects with.
 */
export function wassersteinDistanceSync(
  p: GaussianLaw | { samples: VariableInput },
  q: GaussianLaw | { samples: VariableInput },
  options?: WassersteinDistanceOptions,
): Estimate {
  return measuredSync(call("wassersteinDistanceSync", p, q, options));
}
