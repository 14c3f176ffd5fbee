/**
 * Optimizers over a function of the caller's: the optimizer says which gains it wants, the caller's function is asked,
 * the answer is brought back. Nothing native is on the stack while the caller's code runs.
 *
 * @module
 */
import { Turns } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { abortError, fault } from "../errors.ts";
import { newHandle, unwrap } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { isTypedArray, snapshot, typedArrayKind, typedArrayLength } from "../typed-array.ts";
import type { CustomFunction } from "./custom-function.ts";
import type { NativeSelection } from "./selection.ts";

/** What the native side wants next. */
type Step =
  | { kind: "ask"; candidates: Uint32Array; selected: Uint32Array }
  | { kind: "done"; selection: NativeSelection };

/** A selection under way. */
class Asking {
  readonly #verb: string;
  readonly #f: CustomFunction;
  readonly #session: Native.SelectionSession;
  readonly handle: Native.JobHandle;

  constructor(verb: string, f: CustomFunction, spec: Native.RequestSpec, options: CheckedJobOptions) {
    if (options.signal?.aborted === true) throw abortError(options.signal);
    f.refuseReentry(verb);
    this.#verb = verb;
    this.#f = f;
    this.handle = newHandle(options, true);
    this.#session = unwrap(verb, native().startSession(f.groundSize, f.structure, spec, this.handle));
  }

  step(): Step {
    return unwrap(this.#verb, this.#session.step() as Step);
  }

  /** The caller's answer to a question, a promise perhaps. */
  ask(question: Step & { kind: "ask" }): { answer: unknown; done: () => void } {
    // The caller may write into what it is given.
    return this.#f.ask(this.#verb, snapshot(question.candidates), snapshot(question.selected));
  }

  answer(question: Step & { kind: "ask" }, answer: unknown): void {
    unwrap(this.#verb, this.#session.answer(numbers(this.#verb, question.candidates, answer)));
  }
}

/** The gains in an answer, one finite number per candidate. */
function numbers(verb: string, candidates: Uint32Array, answer: unknown): Float64Array {
  const expected = `one finite number for each of ${candidates.length} candidates`;
  const kind = typedArrayKind(answer);
  if (kind !== "Float64Array" && !(kind === undefined && Array.isArray(answer))) {
    throw fault("CALLBACK", verb, "the answer of gains", expected, describe(answer));
  }
  const length = kind === undefined ? (answer as unknown[]).length : typedArrayLength(answer);
  if (length !== candidates.length) {
    throw fault("CALLBACK", verb, "the answer of gains", expected, `${length}`);
  }
  const gains = isTypedArray(answer, "Float64Array") ? snapshot(answer) : new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const gain: unknown = kind === undefined ? (answer as unknown[])[i] : gains[i];
    if (typeof gain !== "number" || !Number.isFinite(gain)) {
      throw fault(
        "CALLBACK",
        verb,
        "the answer of gains",
        expected,
        `${describe(gain)} for element ${candidates[i]}`,
      );
    }
    gains[i] = gain;
  }
  return gains;
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function"
  );
}

/**
 * Runs an optimizer over the caller's function on the calling thread.
 *
 * @param verb The function the caller called.
 * @param f The function.
 * @param spec What is asked.
 * @param options The checked job options; a `signal` is only seen if it aborted before.
 * @returns What the optimizer answers.
 */
export function askedAtOnce(
  verb: string,
  f: CustomFunction,
  spec: Native.RequestSpec,
  options: CheckedJobOptions,
): NativeSelection {
  const asking = new Asking(verb, f, spec, options);
  for (;;) {
    const step = asking.step();
    if (step.kind === "done") {
      options.onProgress?.(asking.handle.progress());
      return step.selection;
    }
    const { answer, done } = asking.ask(step);
    try {
      if (isThenable(answer)) {
        // Its failure, if it comes to that, is nobody's any more.
        Promise.resolve(answer).catch(() => {});
        const expected = `an array of numbers in ${verb}() (a promise is for the call without Sync)`;
        throw fault("CALLBACK", verb, "the answer of gains", expected, "a promise");
      }
      asking.answer(step, answer);
    } finally {
      done();
    }
  }
}

/**
 * Runs an optimizer over the caller's function, the event loop free between two questions.
 *
 * @param verb The function the caller called.
 * @param f The function.
 * @param spec What is asked.
 * @param options The checked job options.
 * @returns What the optimizer answers; rejects with an `AbortError` on abort, unless the best so far is wanted.
 */
export async function askedInTurns(
  verb: string,
  f: CustomFunction,
  spec: Native.RequestSpec,
  options: CheckedJobOptions,
): Promise<NativeSelection> {
  const { signal, onProgress } = options;
  const asking = new Asking(verb, f, spec, options);
  const abort = aborted(signal, () => asking.handle.cancel());
  // Abort is the session's affair: it knows the best so far.
  const turns = new Turns({ signal: undefined, onProgress });
  try {
    for (;;) {
      const step = cancelled(() => asking.step(), signal);
      if (step.kind === "done") {
        onProgress?.(asking.handle.progress());
        return step.selection;
      }
      const { answer, done } = asking.ask(step);
      try {
        const settled = isThenable(answer) ? await Promise.race([answer, abort.promise]) : answer;
        if (settled !== abort) asking.answer(step, settled);
      } finally {
        done();
      }
      await turns.pause(() => asking.handle.progress());
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
