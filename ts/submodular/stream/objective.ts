/**
 * What the value of a set of stream items is: functions that need the chosen items alone, never the whole stream.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault } from "../../errors.ts";
import { ownFloats } from "../../floats.ts";
import { denseMatrix, type MatrixInput } from "../../matrix.ts";
import type { Native } from "../../native.ts";
import { optional, ownEntries, ownValues, withDefault } from "../../options.ts";
import { finiteNumber, oneOf, type Check } from "../../validate.ts";

/**
 * Facility location against a fixed set of rows: Σ over them of the largest similarity with a chosen item, those below
 * 0 counted as 0. The stream itself is not known beforehand, so the value speaks of the rows given: labelled examples,
 * yesterday's items, or a sample of the stream. Memory: one number a represented row and set.
 */
export interface StreamFacilityLocation {
  function: "facility-location";
  /** The rows to represent, as many columns as the items. Kept in their float type. */
  represented: MatrixInput;
  /** Similarity of two rows. Default `'cosine'`. */
  metric?: "cosine" | "dot" | "euclidean" | "squared-euclidean" | "rbf" | "laplacian" | undefined;
  /** Rate of `'rbf'` and `'laplacian'`. Default 1 / columns. */
  gamma?: number | undefined;
}

/** ln det(K + ρI), K the similarities of the chosen items: diversity. Memory: the chosen items alone. */
export interface StreamLogDeterminant {
  function: "log-determinant";
  /** Similarity of two items, positive semidefinite. Default `'cosine'`. */
  metric?: "cosine" | "dot" | "rbf" | "laplacian" | undefined;
  /** Rate of `'rbf'` and `'laplacian'`. Default 1 / columns. */
  gamma?: number | undefined;
  /** ρ above 0. Default 1, the least at which the value never falls and guarantees hold. */
  regularization?: number | undefined;
}

/**
 * Σ over features of g(sum of the chosen items' features), features ≥ 0: coverage with diminishing returns. With
 * features 0 and 1 and `'min'`, the number of features covered. Memory: one number a feature and set.
 */
export interface StreamFeatureBased {
  function: "feature-based";
  /** g: √x (default), ln(1 + x), x / (1 + x), min(x, `cap`) or x^p for `{ power: p }`, p in (0, 1]. */
  concave?: "sqrt" | "log1p" | "saturating" | "min" | { power: number } | undefined;
  /** Cap of `'min'`. Default 1. */
  cap?: number | undefined;
  /** A weight ≥ 0 per feature. Default 1. */
  weights?: Float64Array | Float32Array | readonly number[] | undefined;
}

/** What the value of a set of stream items is. */
export type StreamObjective = StreamFacilityLocation | StreamLogDeterminant | StreamFeatureBased;

const raw: Check<unknown> = (value) => value;
const positive = finiteNumber({ above: 0 });
const names = ["facility-location", "log-determinant", "feature-based"] as const;
const metric = oneOf(["cosine", "dot", "euclidean", "squared-euclidean", "rbf", "laplacian"]);
const semidefinite = oneOf(["cosine", "dot", "rbf", "laplacian"]);

/** A stream objective, in the form the native side takes. */
export const objective: Check<Native.MeasureSpec> = (value, argument, verb) => {
  const name = ownEntries(verb, argument, value).find(([key]) => key === "function")?.[1];
  switch (oneOf(names)(name, `${argument}.function`, verb)) {
    case "facility-location":
      return representing(verb, argument, value);
    case "log-determinant": {
      const schema = {
        function: raw,
        metric: withDefault(semidefinite, "cosine"),
        gamma: optional(positive),
        regularization: withDefault(positive, 1),
      };
      const { gamma, ...given } = ownValues(verb, argument, value, schema);
      return {
        function: "log-determinant",
        metric: given.metric,
        regularization: given.regularization,
        ...rate(verb, argument, given.metric, gamma),
      };
    }
    default:
      return summing(verb, argument, value);
  }
};

function rate(verb: string, argument: string, chosen: string, gamma: number | undefined): { gamma?: number } {
  if (gamma === undefined) return {};
  if (chosen === "rbf" || chosen === "laplacian") return { gamma };
  const expected = "left out (the metrics 'rbf' and 'laplacian' have a rate)";
  throw fault("ARGUMENT", verb, `${argument}.gamma`, expected, describe(gamma));
}

function representing(verb: string, argument: string, value: unknown): Native.MeasureSpec {
  const given = ownValues(verb, argument, value, {
    function: raw,
    represented: raw,
    metric: withDefault(metric, "cosine"),
    gamma: optional(positive),
  });
  const { data, rows, cols } = denseMatrix(verb, `${argument}.represented`, given.represented);
  if (rows === 0 || cols === 0) {
    const expected = "of at least 1 row and 1 column";
    throw fault("SHAPE", verb, `${argument}.represented`, expected, `${rows} × ${cols}`);
  }
  return {
    function: "facility-location",
    metric: given.metric,
    represented: data,
    columns: cols,
    ...rate(verb, argument, given.metric, given.gamma),
  };
}

function summing(verb: string, argument: string, value: unknown): Native.MeasureSpec {
  const concave: Check<string | { power: number }> = (chosen, name, call) =>
    typeof chosen === "object" && chosen !== null
      ? { power: ownValues(call, name, chosen, { power: finiteNumber({ above: 0, most: 1 }) }).power }
      : oneOf(["sqrt", "log1p", "saturating", "min"])(chosen, name, call);
  const given = ownValues(verb, argument, value, {
    function: raw,
    concave: withDefault(concave, "sqrt"),
    cap: optional(positive),
    weights: raw,
  });
  if (given.cap !== undefined && given.concave !== "min") {
    const expected = "left out (concave 'min' alone has one)";
    throw fault("ARGUMENT", verb, `${argument}.cap`, expected, describe(given.cap));
  }
  const named = typeof given.concave === "string";
  const parameter = named ? given.cap : (given.concave as { power: number }).power;
  return {
    function: "feature-based",
    concave: named ? (given.concave as string) : "power",
    ...(parameter !== undefined && { parameter }),
    ...(given.weights !== undefined && {
      weights: Float64Array.from(ownFloats(verb, `${argument}.weights`, given.weights)),
    }),
  };
}
