/**
 * What makes a choice of records good, by the names of the command line.
 *
 * @module
 */
import type { SetFunction } from "../submodular/index.ts";
import type { Features } from "./features.ts";

/** Functions of the command line. */
export const functionNames = ["facility-location", "log-determinant", "feature-based"] as const;

/** Similarities of the command line. */
export const metricNames = ["cosine", "euclidean", "dot", "rbf"] as const;

/** Name of a function. */
export type FunctionName = (typeof functionNames)[number];

/** Name of a similarity. */
export type MetricName = (typeof metricNames)[number];

/** The function over features. */
export async function setFunctionOf(
  features: Features,
  name: FunctionName = "facility-location",
  metric: MetricName = features.metric,
): Promise<SetFunction> {
  const room = await import("../submodular/index.ts");
  const { matrix } = features;
  switch (name) {
    case "log-determinant":
      return room.logDeterminant(matrix, { metric, regularization: 1 });
    case "feature-based":
      return room.featureBased(matrix);
    default:
      return room.facilityLocation(matrix, { metric });
  }
}
