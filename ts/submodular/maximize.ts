/**
 * `maximize()` and `minimize()`: the best subset under a constraint.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Constraint } from "./constraint/index.ts";
import { CustomFunction } from "./custom-function.ts";
import { firstRound } from "./greedi.ts";
import { prepare, type Call, type MaximizeOptions } from "./request.ts";
import { Selection, type NativeSelection } from "./selection.ts";
import { askedAtOnce, askedInTurns } from "./session.ts";
import { nativeHandle, type SetFunction } from "./set-function.ts";

async function inJob(call: Call): Promise<Selection> {
  await firstRound(call);
  const { verb, f, spec, oracles, options } = call;
  const answer =
    f instanceof CustomFunction || oracles.length > 0
      ? await askedInTurns(call)
      : await run<NativeSelection>(verb, options, (job) => nativeHandle(f).maximize(spec, job));
  return new Selection(answer, options.seed, f.names);
}

function blocking(call: Call): Selection {
  const { verb, f, spec, oracles, options, executor } = call;
  if (executor !== undefined) {
    const twin = verb.replace("Sync", "()");
    throw fault("UNSUPPORTED", verb, "executor", `absent: it may answer later, so ${twin} takes it`, "one");
  }
  const answer =
    f instanceof CustomFunction || oracles.length > 0
      ? askedAtOnce(call)
      : runSync<NativeSelection>(verb, options, (job) => nativeHandle(f).maximize(spec, job));
  return new Selection(answer, options.seed, f.names);
}

/**
 * The subset of largest value that an optimizer finds under a constraint.
 *
 * @param f A set function.
 * @param constraint `{ size }`, `{ costs, budget }`, a matroid or group bounds by a builder, an array for their
 *   intersection; absent, no limit. What no set can keep to is refused before any work.
 * @param options See {@link MaximizeOptions}.
 * @returns The elements in the order they were chosen and their gains, the value, a bound on the optimum with its
 *   condition where one holds (else null), the guarantee of the algorithm with its source, the gains computed, why it
 *   stopped. Equal gains go to the lowest index; the result has the same bits for any number of threads.
 * @throws MarginalsError for arguments that make no sense, `LIMIT` beyond `maxEvaluations`, `UNSUPPORTED` for an
 *   algorithm that does not apply, what a custom function throws or answers wrongly; an `AbortError` once `signal`
 *   aborts, unless `onAbort` is `'best-so-far'`.
 * @example
 * ```ts
 * import { maximize, modular } from "marginals/submodular";
 *
 * const best = await maximize(modular([3, 1, 4, 1, 5]), { size: 2 });
 * console.log(best.indices, best.value); // Uint32Array(2) [ 4, 2 ] 9
 * ```
 */
export async function maximize(
  f: SetFunction,
  constraint?: Constraint,
  options?: MaximizeOptions,
): Promise<Selection> {
  return inJob(prepare("maximize", false, f, constraint, options));
}

/**
 * {@link maximize} on the calling thread; the gains of a custom function must not be promises.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; a `signal` is only seen if it aborted before.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { maximizeSync, modular } from "marginals/submodular";
 *
 * console.log(maximizeSync(modular([3, 1, 4]), { size: 1 }).stopped); // size
 * ```
 */
export function maximizeSync(f: SetFunction, constraint?: Constraint, options?: MaximizeOptions): Selection {
  return blocking(prepare("maximizeSync", false, f, constraint, options));
}

/**
 * The subset of smallest value that an optimizer finds under a constraint; `bound` bounds the optimum from below.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; `exactSize` keeps the answer from being empty.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { minimize, modular } from "marginals/submodular";
 *
 * const least = await minimize(modular([3, 1, 4]), { size: 2 }, { exactSize: true });
 * console.log(least.value); // 4
 * ```
 */
export async function minimize(
  f: SetFunction,
  constraint?: Constraint,
  options?: MaximizeOptions,
): Promise<Selection> {
  return inJob(prepare("minimize", true, f, constraint, options));
}

/**
 * {@link minimize} on the calling thread.
 *
 * @param f A set function.
 * @param constraint As for {@link maximize}.
 * @param options See {@link MaximizeOptions}; a `signal` is only seen if it aborted before.
 * @returns As {@link maximize}.
 * @throws What {@link maximize} rejects with.
 * @example
 * ```ts
 * import { minimizeSync, modular } from "marginals/submodular";
 *
 * console.log(minimizeSync(modular([3, 1, 4]), { size: 1 }, { exactSize: true }).indices); // Uint32Array(1) [ 1 ]
 * ```
 */
export function minimizeSync(f: SetFunction, constraint?: Constraint, options?: MaximizeOptions): Selection {
  return blocking(prepare("minimizeSync", true, f, constraint, options));
}
