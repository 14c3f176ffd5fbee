/**
 * `chatterjeeXi()`: how far one variable is a function of another.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { oneOf } from "../validate.ts";
import { dependenceJob, dependenceOptions, pairOf, type DependenceOptions } from "./dependence.ts";
import type { CheckedMeasureOptions } from "./estimate.ts";
import type { VariableInput } from "./given.ts";

/** Options of {@link chatterjeeXi}. */
export interface ChatterjeeXiOptions extends DependenceOptions {
  /** Equal values of x are taken in their `'given'` order (default), or `'random'`ly by the seed. */
  ties?: "given" | "random" | undefined;
}

/** What {@link chatterjeeXi} answers. */
export interface ChatterjeeXi {
  /** ξ: 0 in the limit exactly where x and y are independent, 1 exactly where y is a function of x. */
  value: number;
  /** Its standard deviation if they were independent. */
  standardDeviation: number;
  /** Probability of at least this value if they were independent, by the normal law. */
  pValue: number;
  /** What the caller should know: ties in x, a constant y. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

interface Call {
  verb: string;
  options: CheckedMeasureOptions;
  start: (job: Native.JobHandle) => unknown;
}

function call(verb: string, x: unknown, y: unknown, options: unknown): Call {
  const ties = withDefault(oneOf(["given", "random"]), "given");
  const owned = ownOptions(verb, options, { ...dependenceOptions, ties });
  const columns = pairOf(verb, x, y, owned.missing).map(({ argument, columns: of }) => {
    const [column] = of;
    if (column !== undefined && of.length === 1) return column;
    throw fault("SHAPE", verb, argument, "of one column", `${of.length} columns`);
  });
  const [first = new Float64Array(0), second = first] = columns;
  return {
    verb,
    options: dependenceJob(owned),
    start: (job) => native().chatterjeeXiOf(first, second, owned.ties === "random", job),
  };
}

interface Found {
  value: number;
  standardDeviation: number;
  pValue: number;
  tied: number;
}

function result({ tied, ...found }: Found): ChatterjeeXi {
  const warnings: string[] = [];
  if (tied > 0) warnings.push(`ties: ${tied} values of x have an equal, whose order the value depends on`);
  if (Number.isNaN(found.value)) warnings.push("y is constant: its dependence on x has no meaning");
  return withJson({ ...found, warnings });
}

/**
 * Chatterjee's ξ of y on x: how far y is a function of x, of any shape. Not symmetric. In the order of x,
 * ξ = 1 − n Σ |rᵢ₊₁ − rᵢ| / 2 Σ lᵢ(n − lᵢ), rᵢ and lᵢ the samples at most and at least yᵢ. Cost: O(n log n).
 * Sourav Chatterjee, "A new coefficient of correlation", 2021.
 *
 * @param x One column of numbers, at least two.
 * @param y The other, as many.
 * @param options `ties`, and see {@link ChatterjeeXiOptions}.
 * @returns ξ with its deviation and p-value under independence; NaN, with a warning, for a constant y.
 * @throws MarginalsError for input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { chatterjeeXi } from "marginals/information";
 *
 * const x = Float64Array.from({ length: 101 }, (_, i) => i / 50 - 1);
 * const { value } = await chatterjeeXi(x, x.map((x) => x * x));
 * console.log(value.toFixed(2)); // 0.94
 * ```
 */
export async function chatterjeeXi(
  x: VariableInput,
  y: VariableInput,
  options?: ChatterjeeXiOptions,
): Promise<ChatterjeeXi> {
  const own = call("chatterjeeXi", x, y, options);
  return result(await run<Found>(own.verb, own.options, own.start));
}

/**
 * {@link chatterjeeXi} on the calling thread.
 *
 * @param x As for {@link chatterjeeXi}.
 * @param y As for {@link chatterjeeXi}.
 * @param options As for {@link chatterjeeXi}; a `signal` is only seen if it aborted before.
 * @returns As {@link chatterjeeXi}.
 * @throws What {@link chatterjeeXi} rejects with.
 */
export function chatterjeeXiSync(
  x: VariableInput,
  y: VariableInput,
  options?: ChatterjeeXiOptions,
): ChatterjeeXi {
  const own = call("chatterjeeXiSync", x, y, options);
  return result(runSync<Found>(own.verb, own.options, own.start));
}
