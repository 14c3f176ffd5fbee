/**
 * `partialInformationDecomposition()`: what sources tell of a target redundantly, uniquely and only together.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { optional, ownOptions } from "../options.ts";
import { subset, type GroundSet, type Subset } from "../subset.ts";
import { anything, oneOf } from "../validate.ts";
import { variablesSpec, type Law } from "./discrete.ts";
import {
  inBase,
  measureJob,
  measureOptions,
  unitOf,
  type CheckedMeasureOptions,
  type MeasureOptions,
  type Unit,
} from "./estimate.ts";
import type { VariablesInput } from "./given.ts";
import { groundOf } from "./ground.ts";
import { severalVariables } from "./joint-entropy.ts";

/** A measure of redundancy; see {@link partialInformationDecomposition}. */
export type RedundancyMeasure = "min" | "mmi" | "ccs" | "broja";

/** Options of {@link partialInformationDecomposition}. */
export interface PartialInformationOptions extends MeasureOptions {
  /** The target, by index or name, or several variables taken as one. Default: the last variable. */
  target?: number | string | Subset | undefined;
  /** Two to four sources, each a variable or several taken as one. Default: every variable but the target. */
  sources?: readonly (number | string | Subset)[] | undefined;
  /** Measure of redundancy. Default `'broja'` for two sources, `'min'` for more. */
  measure?: RedundancyMeasure | undefined;
}

/** A node of the redundancy lattice. */
export interface InformationAtom {
  /** Sets of sources, by index: what each of these sets tells, and no fewer sources do. */
  sources: number[][];
  /** What each of the sets tells of the target. */
  redundancy: number;
  /** What no node below it tells. */
  information: number;
}

/** The information of sources about a target, split. */
export interface PartialInformation {
  /** I(all sources; target), the sum of all atoms. */
  information: number;
  /** What every source tells. */
  redundancy: number;
  /** What each source alone tells. */
  unique: Float64Array;
  /** What only all sources together tell. */
  synergy: number;
  /** The whole lattice, every node after those below it. */
  atoms: InformationAtom[];
  /** Measure of redundancy. */
  measure: RedundancyMeasure;
  /** `'broja'`: no part is further than this from its exact value, by a dual bound; null for closed forms. */
  gap: number | null;
  /** Unit of all of these. */
  unit: Unit;
  /** What the caller should know. */
  warnings: readonly string[];
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

/** A gap that deserves a warning, in nats. */
const wideGap = 1e-7;

interface Call {
  verb: string;
  options: CheckedMeasureOptions;
  measure: RedundancyMeasure;
  count: number;
  start: (job: Native.JobHandle) => unknown;
}

const single = (value: unknown): boolean => typeof value === "number" || typeof value === "string";
const chosen = (verb: string, argument: string, value: unknown, ground: GroundSet): Uint32Array =>
  subset(verb, argument, single(value) ? [value] : value, ground);

function call(verb: string, variables: unknown, options: unknown): Call {
  const input = severalVariables(verb, variables);
  const owned = ownOptions(verb, options, {
    ...measureOptions,
    target: anything,
    sources: anything,
    measure: optional(oneOf(["min", "mmi", "ccs", "broja"])),
  });
  const ground = groundOf(input);
  const target =
    owned.target === undefined
      ? Uint32Array.of(ground.size - 1)
      : chosen(verb, "target", owned.target, ground);
  const sources = sourcesOf(verb, owned.sources, target, ground);
  const spec = variablesSpec(verb, input, owned.missing);
  const measure = owned.measure ?? (sources.length === 2 ? "broja" : "min");
  return {
    verb,
    options: { ...owned, ...measureJob(owned) },
    measure,
    count: sources.length,
    start: (job) => native().partialInformation(spec, sources, target, measure, job),
  };
}

function sourcesOf(verb: string, given: unknown, target: Uint32Array, ground: GroundSet): Uint32Array[] {
  const expected = "an array of two to four sources";
  if (given !== undefined && !Array.isArray(given)) throw wrongKind(verb, "sources", expected, given);
  const list: readonly unknown[] =
    given === undefined
      ? Array.from({ length: ground.size }, (_, at) => at).filter((at) => !target.includes(at))
      : (given as unknown[]);
  if (list.length < 2 || list.length > 4) throw fault("RANGE", verb, "sources", expected, `${list.length}`);
  return Array.from(list, (one, at) => chosen(verb, `sources[${at}]`, one, ground));
}

interface NativeAtom {
  sets: Uint32Array;
  redundancy: number;
  information: number;
}

function answer(
  { measure, count, options: { base } }: Call,
  found: { information: number; gap: number | null; atoms: NativeAtom[] },
): PartialInformation {
  const scale = (nats: number): number => inBase(nats, base);
  const members = (set: number): number[] =>
    Array.from({ length: count }, (_, at) => at).filter((at) => (set >> at) & 1);
  const of = (...sets: number[]): number => {
    const atom = found.atoms.find((one) => `${[...one.sets]}` === `${sets}`);
    return scale(atom?.information ?? Number.NaN);
  };
  const singles = Array.from({ length: count }, (_, at) => 1 << at);
  const gap = found.gap === null ? null : Math.abs(scale(found.gap));
  return withJson({
    information: scale(found.information),
    redundancy: of(...singles),
    unique: Float64Array.from(singles, (set) => of(set)),
    synergy: of((1 << count) - 1),
    atoms: found.atoms.map(({ sets, redundancy, information }) => ({
      sources: Array.from(sets, members),
      redundancy: scale(redundancy),
      information: scale(information),
    })),
    measure,
    gap,
    unit: unitOf(base),
    warnings: found.gap !== null && found.gap > wideGap ? [`the parts are only proved within ${gap}`] : [],
  });
}

/**
 * Partial information decomposition: I(sources; target) split over what sources tell redundantly, what one alone tells,
 * and what they tell only together, on the redundancy lattice of two to four sources.
 *
 * Measures of redundancy: `'min'`, I_min, the expected least specific information (P. L. Williams and R. D. Beer, 2010);
 * `'mmi'`, the least mutual information (A. B. Barrett, 2015); `'ccs'`, common change in surprisal on the law of largest
 * entropy that keeps all pairs (R. A. A. Ince, 2017), parts may be negative; `'broja'`, by the least I(S₁, S₂; T) over laws
 * with the same source–target pairs (N. Bertschinger et al., "Quantifying unique information", 2014), solved to about
 * 10⁻¹¹ with a bound from its dual in `gap`. `'ccs'` and `'broja'` take two sources. They disagree: two independent bits
 * copied are one bit of redundancy for `'min'` and `'mmi'`, none for the others.
 *
 * From samples all are plug-in quantities. Cost: `'min'` and `'mmi'` O(2^sources · distinct rows); the others some fifty
 * linear systems with an unknown for every pair that occurs, at most 3,000.
 *
 * @param variables A table in any form, a matrix or an array of rows with a variable in each column, or a law
 *   `{ probabilities, shape }`. An array of arrays is rows: give columns as `{ columns: [x, y, z] }`.
 * @param options `target`, `sources`, `measure`, and see {@link PartialInformationOptions}.
 * @returns The parts, in nats unless `base` says otherwise.
 * @throws MarginalsError `RANGE` for fewer than two or more than four sources, `UNSUPPORTED` for a measure that takes two,
 *   `LIMIT` for alphabets too large; other input that makes no sense; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { partialInformationDecomposition } from "marginals/information";
 *
 * const and = { columns: { a: [0, 0, 1, 1], b: [0, 1, 0, 1], both: [0, 0, 0, 1] } };
 * const { redundancy, synergy } = await partialInformationDecomposition(and, { measure: "min", base: 2 });
 * console.log(redundancy.toFixed(4), synergy.toFixed(4)); // 0.3113 0.5000
 * ```
 */
export async function partialInformationDecomposition(
  variables: VariablesInput | Law,
  options?: PartialInformationOptions,
): Promise<PartialInformation> {
  const own = call("partialInformationDecomposition", variables, options);
  return answer(own, await run(own.verb, own.options, own.start));
}

/**
 * {@link partialInformationDecomposition} on the calling thread.
 *
 * @param variables As for {@link partialInformationDecomposition}.
 * @param options As for {@link partialInformationDecomposition}; a `signal` is only seen if it aborted before.
 * @returns As {@link partialInformationDecomposition}.
 * @throws What {@link partialInformationDecomposition} rejects with.
 */
export function partialInformationDecompositionSync(
  variables: VariablesInput | Law,
  options?: PartialInformationOptions,
): PartialInformation {
  const own = call("partialInformationDecompositionSync", variables, options);
  return answer(own, runSync(own.verb, own.options, own.start));
}
