/**
 * `minimizeDifference()`: a set that is good for one function and bad for another.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import { prepare, type Call, type MaximizeOptions } from "./request.ts";
import { Selection, type NativeSelection } from "./selection.ts";
import type { SizeConstraint } from "./constraint/index.ts";
import { checkNative, nativeHandle, type SetFunction } from "./set-function.ts";

type Prepared = Call & { start: (job: Native.JobHandle) => unknown };

function difference(
  verb: string,
  f: unknown,
  subtracted: unknown,
  constraint: unknown,
  options: unknown,
): Prepared {
  const first = checkNative(verb, f);
  const second = checkNative(verb, subtracted, "subtracted");
  if (second.groundSize !== first.groundSize) {
    const expected = `a function of ${first.groundSize} elements, as the first`;
    throw fault("SHAPE", verb, "subtracted", expected, `${second.groundSize} elements`);
  }
  const call = prepare(verb, true, first, constraint, options);
  const { algorithm } = call.spec;
  if (algorithm !== "auto" && algorithm !== "majorize-minimize") {
    throw fault("UNSUPPORTED", verb, "algorithm", "'majorize-minimize' for a difference", `'${algorithm}'`);
  }
  return {
    ...call,
    start: (job) => nativeHandle(first).minimizeDifference(nativeHandle(second), call.spec, job),
  };
}

/**
 * A set of small f(S) − g(S), for f and g both submodular: the majorize–minimize procedure of Iyer & Bilmes (2012),
 * which bounds the difference by a modular function that is tight at the set it stands at and moves to the minimum of
 * that, until nothing falls; swaps follow. It ends in a local minimum; where f and g are not submodular the result says
 * so in its `warnings`.
 *
 * @param f A set function computed natively.
 * @param subtracted The function that is subtracted, on the same ground set.
 * @param constraint `{ size }`; absent, no limit. Other constraints are not supported here.
 * @param options As for `minimize()`; the only algorithm is `'majorize-minimize'`.
 * @returns The set, f − g of it as `value`, and what is known of the optimum.
 * @throws MarginalsError `SHAPE` for ground sets of different sizes, `UNSUPPORTED` for other constraints, and what
 *   `minimize()` rejects with.
 * @example
 * ```ts
 * import { minimizeDifference, modular } from "marginals/submodular";
 *
 * const least = await minimizeDifference(modular([1, 5, 2]), modular([4, 1, 3]));
 * console.log(least.value); // -4
 * ```
 */
export async function minimizeDifference(
  f: SetFunction,
  subtracted: SetFunction,
  constraint?: SizeConstraint,
  options?: MaximizeOptions,
): Promise<Selection> {
  const call = difference("minimizeDifference", f, subtracted, constraint, options);
  const answer = await run<NativeSelection>(call.verb, call.options, call.start);
  return new Selection(answer, call.options.seed, f.names);
}

/**
 * {@link minimizeDifference} on the calling thread.
 *
 * @param f A set function computed natively.
 * @param subtracted The function that is subtracted.
 * @param constraint `{ size }`; absent, no limit.
 * @param options As for `minimize()`; the only algorithm is `'majorize-minimize'`.
 * @returns As {@link minimizeDifference}.
 * @throws What {@link minimizeDifference} rejects with.
 */
export function minimizeDifferenceSync(
  f: SetFunction,
  subtracted: SetFunction,
  constraint?: SizeConstraint,
  options?: MaximizeOptions,
): Selection {
  const call = difference("minimizeDifferenceSync", f, subtracted, constraint, options);
  return new Selection(
    runSync<NativeSelection>(call.verb, call.options, call.start),
    call.options.seed,
    f.names,
  );
}
