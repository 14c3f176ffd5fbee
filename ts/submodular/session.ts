/**
 * Optimizers over functions of the caller's: the optimizer says which gains it wants, or which elements may join, the
 * caller's function is asked, the answer is brought back. Nothing native is on the stack while the caller's code runs.
 *
 * @module
 */
import { Turns } from "../cooperative.ts";
import { abortError, fault } from "../errors.ts";
import { newHandle, run, unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { snapshot } from "../typed-array.ts";
import type { Independent } from "./constraint/custom-matroid.ts";
import { MatroidOracle, type Questions } from "./constraint/judging.ts";
import type { CustomFunction } from "./custom-function.ts";
import { gainsIn } from "./gains-answer.ts";
import type { NativeSelection } from "./selection.ts";
import { nativeHandle, NativeSetFunction } from "./set-function.ts";

/** A question of the native side: gains, or, with a `matroid`, who may join. */
interface Question {
  kind: "ask" | "judge";
  candidates: Uint32Array;
  selected: Uint32Array;
  matroid?: number;
}

/** What the native side wants next. */
type Step = Question | { kind: "done"; selection: NativeSelection };

/** What an optimizer asks: the caller's function, or its constraints only. */
export type Asked = CustomFunction | NativeSetFunction;

/** A selection under way. */
class Asking {
  readonly #verb: string;
  readonly #f: Asked;
  readonly #session: Native.SelectionSession;
  readonly oracles: readonly MatroidOracle[];
  readonly handle: Native.JobHandle;

  constructor(call: AskingCall) {
    const { verb, f, spec, options, oracles } = call;
    if (options.signal?.aborted === true) throw abortError(options.signal);
    this.#verb = verb;
    this.#f = f;
    this.oracles = (oracles ?? []).map((oracle) => new MatroidOracle(verb, oracle, f.groundSize));
    this.handle = newHandle(options, true);
    this.#session =
      f instanceof NativeSetFunction
        ? unwrap(verb, native().startNativeSession(nativeHandle(f), spec, this.handle))
        : f.session(verb, spec, this.handle);
  }

  step(): Step {
    return unwrap(this.#verb, this.#session.step() as Step);
  }

  /** Asks the caller's functions; each yield is something they answered. */
  *answer({ candidates, selected, matroid }: Question): Questions<void> {
    // The caller may write into what it is given.
    const [asked, set] = [snapshot(candidates), snapshot(selected)];
    if (matroid !== undefined) {
      const oracle = this.oracles[matroid];
      if (oracle !== undefined) this.#bring(yield* oracle.verdicts(asked, set));
      return;
    }
    if (!("ask" in this.#f)) return;
    const { answer, done } = this.#f.ask(this.#verb, asked, set);
    try {
      this.#bring(
        gainsIn(this.#verb, candidates, yield { answer, of: "gains", form: "an array of numbers" }),
      );
    } finally {
      done();
    }
  }

  #bring(numbers: Float64Array): void {
    unwrap(this.#verb, this.#session.answer(numbers));
  }
}

/** A call whose questions the caller's functions answer. */
export interface AskingCall {
  /** The function the caller called. */
  verb: string;
  f: Asked;
  /** What is asked. */
  spec: Native.RequestSpec;
  /** Oracles of custom matroids, by number. */
  oracles?: readonly Independent[];
  /** The checked job options. */
  options: CheckedJobOptions;
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function"
  );
}

/** Nothing the caller's functions answer may be a promise. */
function settledAtOnce(verb: string, questions: Questions<void>): void {
  let step = questions.next();
  while (step.done !== true) {
    const { answer, of, form } = step.value;
    if (isThenable(answer)) {
      // Its failure, if it comes to that, is nobody's any more.
      Promise.resolve(answer).catch(() => {});
      questions.return();
      const expected = `${form} in ${verb}() (a promise is for the call without Sync)`;
      throw fault("CALLBACK", verb, `the answer of ${of}`, expected, "a promise");
    }
    step = questions.next(answer);
  }
}

/**
 * Runs an optimizer over the caller's functions on the calling thread.
 *
 * @param call The call; a `signal` is only seen if it aborted before.
 * @returns What the optimizer answers.
 */
export function askedAtOnce(call: AskingCall): NativeSelection {
  const { verb, options } = call;
  const asking = new Asking(call);
  for (const oracle of asking.oracles) settledAtOnce(verb, oracle.examine());
  for (;;) {
    const step = asking.step();
    if (step.kind === "done") {
      options.onProgress?.(asking.handle.progress());
      return step.selection;
    }
    settledAtOnce(verb, asking.answer(step));
  }
}

/**
 * Runs an optimizer over the caller's functions, the event loop free between two questions.
 *
 * @param call The call.
 * @returns What the optimizer answers; rejects with an `AbortError` on abort, unless the best so far is wanted.
 */
export async function askedInTurns(call: AskingCall): Promise<NativeSelection> {
  const { verb, f, options } = call;
  const { signal, onProgress } = options;
  if (f instanceof NativeSetFunction) await run(verb, options, (job) => nativeHandle(f).prepare(job));
  const asking = new Asking(call);
  const abort = aborted(signal, () => asking.handle.cancel());
  // Abort is the session's affair: it knows the best so far.
  const turns = new Turns({ signal: undefined, onProgress });
  const pause = (): Promise<void> => turns.pause(() => asking.handle.progress());
  const settle = async (questions: Questions<void>): Promise<void> => {
    try {
      for (let step = questions.next(); step.done !== true; await pause()) {
        const { answer } = step.value;
        const settled = isThenable(answer) ? await Promise.race([answer, abort.promise]) : answer;
        if (settled === abort) return;
        step = questions.next(settled);
      }
    } finally {
      questions.return();
    }
  };
  try {
    for (const oracle of asking.oracles) await settle(oracle.examine());
    for (;;) {
      const step = cancelled(() => asking.step(), signal);
      if (step.kind === "done") {
        onProgress?.(asking.handle.progress());
        return step.selection;
      }
      await settle(asking.answer(step));
    }
  } finally {
    abort.stopListening();
  }
}

/** The error of a cancelled session as Node's own, with the signal's reason. */
function cancelled<T>(step: () => T, signal: AbortSignal | undefined): T {
  try {
    return step();
  } catch (error) {
    const isAbort = error instanceof Error && (error as { code?: unknown }).code === "ERR_MARGINALS_ABORTED";
    throw isAbort ? abortError(signal) : error;
  }
}

interface Abort {
  /** Resolves with this object once the signal aborts. */
  promise: Promise<unknown>;
  stopListening: () => void;
}

function aborted(signal: AbortSignal | undefined, onAbort: () => void): Abort {
  let listener: () => void = () => {};
  const abort: Abort = {
    promise: new Promise((resolve) => {
      listener = () => {
        onAbort();
        resolve(abort);
      };
    }),
    stopListening: () => signal?.removeEventListener("abort", listener),
  };
  signal?.addEventListener("abort", listener, { once: true });
  return abort;
}
