/**
 * How every computing call travels: one handle per call, the promise or its blocking twin, cancellation
 * wired to the caller's signal, progress polled from the handle.
 * @module
 */
import { abortError, MarginalsError, type ErrorCode } from "./errors.ts";
import { native, type Native } from "./native.ts";
import type { CheckedJobOptions } from "./options.ts";

/** Milliseconds between two readings of a job's progress. */
const PROGRESS_INTERVAL = 50;

/** What the native side answers instead of throwing. */
interface Fault {
  fault: string;
  argument?: string;
  expected: string;
  received?: string;
}

function isFault(answer: unknown): answer is Fault {
  return typeof answer === "object" && answer !== null && "fault" in answer;
}

/** The value of a native answer; throws the fault as the error of `verb`. */
export function unwrap<T>(verb: string, answer: T | Fault): T {
  if (!isFault(answer)) return answer;
  const { fault, argument, expected, received } = answer;
  const what = argument === undefined ? expected : `${argument} must be ${expected}, received ${received}`;
  throw new MarginalsError(`${verb}(): ${what}`, {
    code: `ERR_MARGINALS_${fault}` as ErrorCode,
    ...(argument === undefined ? {} : { argument }),
    expected,
    ...(received === undefined ? {} : { received }),
  });
}

/** Runs `start` on the calling thread; its answer is the value. */
export function runSync<T>(
  verb: string,
  options: CheckedJobOptions,
  start: (handle: Native.JobHandle) => unknown,
): T {
  if (options.signal?.aborted) throw abortError(options.signal);
  return unwrap(verb, start(newHandle(options, true)) as T | Fault);
}

/**
 * Runs `start` as a job off the event loop. An abort settles the promise at once unless the caller wants the
 * best so far; the job itself stops at its next check. An exception of `onProgress` stops the job and is
 * rethrown as it is.
 */
export async function run<T>(
  verb: string,
  options: CheckedJobOptions,
  start: (handle: Native.JobHandle) => unknown,
): Promise<T> {
  const { signal, onProgress } = options;
  if (signal?.aborted) throw abortError(signal);
  const handle = newHandle(options, false);
  let reject: (reason: unknown) => void = () => {};
  const stopped = new Promise<never>((_, rejectStopped) => (reject = rejectStopped));
  const stop = (reason: unknown): void => {
    handle.cancel();
    reject(reason);
  };
  const onAbort = (): void => {
    if (options.onAbort === "best-so-far") handle.cancel();
    else stop(abortError(signal));
  };
  const report = (): void => {
    try {
      onProgress?.(handle.progress());
    } catch (error) {
      stop(error);
    }
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = onProgress && setInterval(report, PROGRESS_INTERVAL);
  timer?.unref();
  try {
    const answer = (await Promise.race([start(handle), stopped])) as T | Fault;
    if (signal?.aborted && isFault(answer) && answer.fault === "ABORTED") throw abortError(signal);
    const value = unwrap(verb, answer);
    if (onProgress) onProgress(handle.progress());
    return value;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** A handle of one call, with its threads and seed. */
export function newHandle(options: CheckedJobOptions, blocking: boolean): Native.JobHandle {
  return new (native().JobHandle)(blocking, options.threads, BigInt(options.seed));
}
