/**
 * Channels, and the divergences by which they are judged.
 *
 * @module
 */
import { fault } from "../../errors.ts";
import { denseMatrix, type MatrixInput } from "../../matrix.ts";
import type { Native } from "../../native.ts";
import { optional, withDefault, type Schema } from "../../options.ts";
import { finiteNumber, oneOf } from "../../validate.ts";
import { orderOf } from "../order-call.ts";
import type { DivergenceOptions } from "./call.ts";

/** Names of the divergences that a channel never makes larger. */
export const divergenceNames = [
  "kullback-leibler",
  "jeffreys",
  "jensen-shannon",
  "skew",
  "renyi",
  "tsallis",
  "amari",
  "hellinger",
  "bhattacharyya",
  "total-variation",
  "pearson-chi-square",
  "neyman-chi-square",
] as const;

/** A divergence that a channel never makes larger. */
export type DivergenceName = (typeof divergenceNames)[number];

/** Which divergence, with its parameter. */
export interface ByDivergence {
  /** Default `'kullback-leibler'`. */
  divergence?: DivergenceName | undefined;
  /** Order of `'renyi'` and `'tsallis'`. Default 1. */
  order?: number | undefined;
  /** α of `'skew'`, `'jensen-shannon'` and `'amari'`. Default 0.5. */
  alpha?: number | undefined;
}

/** Options of a measure by a divergence. */
export type ByDivergenceOptions = DivergenceOptions & ByDivergence;

/** {@link ByDivergence} as a schema. */
export const byDivergence: Schema = {
  divergence: withDefault(oneOf(divergenceNames), "kullback-leibler"),
  order: optional(orderOf),
  alpha: optional(finiteNumber()),
};

const logarithmic: ReadonlySet<string> = new Set([
  "kullback-leibler",
  "jeffreys",
  "jensen-shannon",
  "skew",
  "renyi",
  "bhattacharyya",
]);

/**
 * The divergence that was asked for.
 *
 * @param verb The function the caller called.
 * @param options Checked options.
 * @returns Its name, its parameter, and whether it has a unit.
 */
export function chosenDivergence(
  verb: string,
  options: Readonly<Record<string, unknown>>,
): { name: string; parameter: number; isLogarithmic: boolean } {
  const name = String(options["divergence"]);
  const isLogarithmic = logarithmic.has(name);
  if (!isLogarithmic && options["base"] !== undefined) {
    throw fault("ARGUMENT", verb, "base", `absent for '${name}', which takes no logarithm`, "a base");
  }
  const parameter =
    name === "renyi" || name === "tsallis" ? (options["order"] ?? 1) : (options["alpha"] ?? 0.5);
  return { name, parameter: Number(parameter), isLogarithmic };
}

/**
 * Takes a channel over.
 *
 * @param verb The function the caller called.
 * @param value A stochastic matrix: a row of output probabilities for each input.
 * @returns What the native side takes.
 */
export function channelSpec(verb: string, value: unknown): Native.ChannelSpec {
  const { data, rows, cols } = denseMatrix(verb, "channel", value);
  return { entries: Float64Array.from(data), inputs: rows, outputs: cols };
}

/** A stochastic matrix: a row of output probabilities for each input. */
export type ChannelInput = MatrixInput;
