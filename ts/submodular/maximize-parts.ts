/**
 * `maximizeParts()`: k disjoint sets at once.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync, unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import { ownValues, type CheckedJobOptions } from "../options.ts";
import type { Subset } from "../subset.ts";
import { anything, integerIn } from "../validate.ts";
import { CustomFunction } from "./custom-function.ts";
import { customParts } from "./custom-parts.ts";
import { groundSetsOf, partSizes } from "./part-sets.ts";
import { checkFunction, solverRequest, type MaximizeOptions } from "./request.ts";
import { Selection, withJson, type NativeSelection, type SelectionData } from "./selection.ts";
import { askedAtOnce, askedInTurns } from "./session.ts";
import { nativeHandle, NativeSetFunction, nativeSetFunction, type SetFunction } from "./set-function.ts";

/** The parts to choose: where from, and how large. */
export interface PartsConstraint {
  /** Elements that each part may hold; an element that several may hold goes to one of them at most. */
  groundSets: readonly Subset[];
  /** Elements in all parts together, at most. Either this or `sizes`. */
  size?: number | undefined;
  /** Elements of each part, at most. Either this or `size`. */
  sizes?: readonly number[] | Uint32Array | undefined;
}

/** Options of `maximizeParts()`: those of `maximize()` that name no elements. */
export type MaximizePartsOptions = Omit<
  MaximizeOptions,
  "initial" | "excluded" | "candidates" | "order" | "executor"
>;

/** k disjoint sets, with a statement of how good the choice is. */
export interface SelectedParts extends Omit<SelectionData, "indices"> {
  /** Elements of each part, in the order they were chosen. */
  parts: Uint32Array[];
  /** Element and part of each step; `gains` goes with it. */
  order: { part: number; element: number }[];
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

interface Call {
  verb: string;
  /** The function of the pairs (element, part). */
  pairs: NativeSetFunction | CustomFunction;
  groundSets: readonly Uint32Array[];
  names: readonly string[] | undefined;
  spec: Native.RequestSpec;
  options: CheckedJobOptions;
}

/** The functions of the parts: one for all, or one each. */
function functionsOf(verb: string, given: unknown): (NativeSetFunction | CustomFunction)[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) throw fault("SHAPE", verb, "f", "a function, or one for each part", "none");
  return Array.from(list, (f, at) => {
    checkFunction(verb, f, Array.isArray(given) ? `f[${at}]` : "f");
    return f;
  });
}

function prepare(verb: string, given: unknown, constraint: unknown, options: unknown): Call {
  const functions = functionsOf(verb, given);
  const { ground, groundSize, names } = functions[0]!;
  for (const [at, f] of functions.entries()) {
    if (f.groundSize === groundSize) continue;
    const same = `a function of ${groundSize} elements, as the first`;
    throw fault("SHAPE", verb, `f[${at}]`, same, `${f.groundSize} elements`);
  }
  const wanted = ownValues(verb, "constraint", constraint, {
    groundSets: anything,
    size: anything,
    sizes: anything,
  });
  const solver = solverRequest(verb, options);
  const groundSets = groundSetsOf(verb, wanted.groundSets, ground);
  if (Array.isArray(given) && functions.length !== groundSets.length) {
    const expected = `one function for each of ${groundSets.length} parts`;
    throw fault("SHAPE", verb, "f", expected, `${functions.length}`);
  }
  const held = new Set(groundSets.flatMap((set) => Array.from(set))).size;
  if (held === 0) throw fault("SHAPE", verb, "groundSets", "of at least one element in all", "none");
  const sizes = partSizes(verb, wanted.sizes, groundSets.length);
  if (sizes !== undefined && wanted.size !== undefined) {
    throw fault("ARGUMENT", verb, "size", "absent where sizes is given", "both");
  }
  const size = sizes === undefined && integerIn(1, held, "elements of the ground sets");
  const spec: Native.RequestSpec = {
    ...solver.spec,
    ...(size && { size: size(wanted.size, "size", verb) }),
    parts: { groundSets, ...(sizes && { sizes }) },
  };
  return {
    verb,
    pairs: pairsOf(verb, functions, groundSets),
    groundSets,
    names,
    spec,
    options: solver.options,
  };
}

function pairsOf(
  verb: string,
  functions: readonly (NativeSetFunction | CustomFunction)[],
  groundSets: Uint32Array[],
): NativeSetFunction | CustomFunction {
  const custom = functions.filter((f) => f instanceof CustomFunction);
  const known = functions.filter((f) => f instanceof NativeSetFunction);
  if (custom.length > 0 && known.length > 0) {
    throw fault("ARGUMENT", verb, "f", "functions computed natively, or custom functions", "some of each");
  }
  if (custom.length > 0) {
    return customParts(
      verb,
      groundSets.map((elements, at) => ({ f: custom[at] ?? custom[0]!, elements })),
    );
  }
  const handles = known.map(nativeHandle);
  return nativeSetFunction(unwrap(verb, native().functionParts(handles, groundSets)));
}

function answer({ groundSets, names, options }: Call, found: NativeSelection): SelectedParts {
  const pairs = groundSets.flatMap((set, part) => Array.from(set, (element) => ({ part, element })));
  const { indices, ...rest } = new Selection(found, options.seed, names);
  const order = Array.from(indices, (place) => pairs[place]!);
  const parts = groundSets.map((_, own) =>
    Uint32Array.from(order.filter(({ part }) => part === own).map(({ element }) => element)),
  );
  return withJson<SelectedParts>({ parts, ...rest, order });
}

/**
 * k disjoint sets, one from each ground set, of largest total value Σ fᵢ(Sᵢ): sensors of several kinds, a summary for
 * each of several readers, batches for several annotators. The sets are one set of pairs (element, part) under a
 * matroid, so every optimizer serves; a gain costs one gain of its part's function.
 *
 * @param f One set function for all parts, or one for each, all of the same elements: all computed natively, or all custom.
 * @param constraint `{ groundSets, size }` limits the parts together, `{ groundSets, sizes }` one by one.
 * @param options See {@link MaximizePartsOptions}.
 * @returns The parts, the total value and what is known of the optimum, as `maximize()` answers; `order` is the element
 *   and the part of each step. For submodular f that never falls greedy reaches 1 − 1/e of the optimum where the ground
 *   sets are disjoint and `size` is the limit, 1/2 where they overlap or are disjoint under `sizes`, 1/3 for both
 *   (Fisher, Nemhauser & Wolsey, 1978).
 * @throws MarginalsError `SHAPE` for numbers of functions, ground sets and sizes that do not fit together, `RANGE` for
 *   elements and sizes out of range, and what `maximize()` rejects with.
 * @example
 * ```ts
 * import { maximizeParts, modular } from "marginals/submodular";
 *
 * const [day, night] = [modular([5, 4, 1]), modular([6, 1, 2])];
 * const everyone = [0, 1, 2];
 * const shifts = await maximizeParts([day, night], { groundSets: [everyone, everyone], sizes: [1, 2] });
 * console.log(shifts.parts, shifts.value); // [ Uint32Array(1) [ 1 ], Uint32Array(2) [ 0, 2 ] ] 12
 * ```
 */
export async function maximizeParts(
  f: SetFunction | readonly SetFunction[],
  constraint: PartsConstraint,
  options?: MaximizePartsOptions,
): Promise<SelectedParts> {
  const call = prepare("maximizeParts", f, constraint, options);
  const { verb, pairs, spec, options: owned } = call;
  const found =
    pairs instanceof CustomFunction
      ? await askedInTurns({ verb, f: pairs, spec, options: owned })
      : await run<NativeSelection>(verb, owned, (job) => nativeHandle(pairs).maximize(spec, job));
  return answer(call, found);
}

/**
 * {@link maximizeParts} on the calling thread; the gains of a custom function must not be promises.
 *
 * @param f As for {@link maximizeParts}.
 * @param constraint As for {@link maximizeParts}.
 * @param options See {@link MaximizePartsOptions}; a `signal` is only seen if it aborted before.
 * @returns As {@link maximizeParts}.
 * @throws What {@link maximizeParts} rejects with.
 */
export function maximizePartsSync(
  f: SetFunction | readonly SetFunction[],
  constraint: PartsConstraint,
  options?: MaximizePartsOptions,
): SelectedParts {
  const call = prepare("maximizePartsSync", f, constraint, options);
  const { verb, pairs, spec, options: owned } = call;
  const found =
    pairs instanceof CustomFunction
      ? askedAtOnce({ verb, f: pairs, spec, options: owned })
      : runSync<NativeSelection>(verb, owned, (job) => nativeHandle(pairs).maximize(spec, job));
  return answer(call, found);
}
