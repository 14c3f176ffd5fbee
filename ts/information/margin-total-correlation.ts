/**
 * `marginTotalCorrelation()`: total correlation averaged over chosen margins.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import { native } from "../native.ts";
import type { Schema } from "../options.ts";
import { subset, type Subset } from "../subset.ts";
import type { Check } from "../validate.ts";
import { variablesSpec, type Discrete, type Law } from "./discrete.ts";
import type { Estimate } from "./estimate.ts";
import { estimator, measured, measuredSync, type MeasureCall } from "./estimators.ts";
import type { VariablesInput } from "./given.ts";
import { groundOf } from "./ground.ts";
import { byEstimator, scaled, sharedCall, type Measured, type SharedOptions } from "./shared.ts";

/** Options of {@link marginTotalCorrelation}. */
export interface MarginOptions extends SharedOptions {
  /** The margins: for each the variables in it, by index or by name. */
  margins: readonly Subset[];
}

/** A mean over margins, with its terms. */
export interface MarginEstimate extends Estimate {
  /** Total correlation of each margin, in the order given; their mean is the value. */
  margins: Float64Array;
}

const listOfMargins: Check<readonly unknown[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of margins", value);
  return Array.from(value as unknown[]);
};
const schema = { margins: listOfMargins };

const measure: Measured = {
  measure: "margin total correlation",
  estimators: byEstimator((name) =>
    estimator<Discrete, typeof schema & Schema>(schema, (verb, input, options) => {
      const ground = groundOf(input);
      const margins = options.margins.map((margin, at) => subset(verb, `margins[${at}]`, margin, ground));
      const spec = variablesSpec(verb, input, options.missing);
      return (job) =>
        native().sharedInformation(
          { measure: "margins", estimator: name, gradient: false, margins },
          spec,
          job,
        );
    }),
  ),
};

const call = (verb: string, variables: unknown, options: unknown): MeasureCall =>
  sharedCall(verb, measure, variables, options ?? {});

/**
 * Total correlation (multi-information) averaged over margins: the mean of TC(X_S) over chosen sets S of variables. It is
 * what a model that takes the variables of each margin as independent misses on average.
 *
 * Cost: O(distinct rows) for each variable of each margin, after one count of the samples. Source: M. Studený and
 * J. Vejnarová, "The multiinformation function as a tool for measuring stochastic dependence", 1998.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `margins`, and see {@link MarginOptions}.
 * @returns The mean, in nats unless `base` says otherwise, and the term of each margin.
 * @throws MarginalsError for input that makes no sense, a margin that is empty or names a variable twice, and for an
 *   estimator that does not exist; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { marginTotalCorrelation } from "marginals/information";
 *
 * const copies = { columns: { a: [0, 1, 0, 1], b: [0, 1, 0, 1], c: [0, 0, 1, 1] } };
 * const found = await marginTotalCorrelation(copies, { margins: [["a", "b"], ["a", "c"]], base: 2 });
 * console.log(found.value, found.margins); // 0.5 Float64Array(2) [ 1, 0 ]
 * ```
 */
export async function marginTotalCorrelation(
  variables: VariablesInput | Law,
  options: MarginOptions,
): Promise<MarginEstimate> {
  const own = call("marginTotalCorrelation", variables, options);
  return scaled(await measured<MarginEstimate>(own), own.options.base, ["margins"]);
}

/**
 * {@link marginTotalCorrelation} on the calling thread.
 *
 * @param variables As for {@link marginTotalCorrelation}.
 * @param options As for {@link marginTotalCorrelation}; a `signal` is only seen if it aborted before.
 * @returns As {@link marginTotalCorrelation}.
 * @throws What {@link marginTotalCorrelation} rejects with.
 */
export function marginTotalCorrelationSync(
  variables: VariablesInput | Law,
  options: MarginOptions,
): MarginEstimate {
  const own = call("marginTotalCorrelationSync", variables, options);
  return scaled(measuredSync<MarginEstimate>(own), own.options.base, ["margins"]);
}
