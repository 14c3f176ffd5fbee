/**
 * Work done in JavaScript in small steps: all at once for a blocking call, or a few milliseconds at a time with the
 * event loop free in between.
 *
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { abortError } from "./errors.ts";
import type { ProgressReport } from "./options.ts";

/** Work that may be left and taken up again at each `yield`; a step takes at most some milliseconds. */
export type Steps<T> = Generator<ProgressReport, T, undefined>;

/** What a cooperative job observes. */
export interface Watch {
  signal: AbortSignal | undefined;
  onProgress: ((report: ProgressReport) => void) | undefined;
}

/** Milliseconds of work between two turns of the event loop. */
const slice = 5;
/** Milliseconds between two progress reports. */
const reportInterval = 50;

/** Gives way to the event loop when a slice is used up; reports progress; stops on abort. */
export class Turns {
  readonly #watch: Watch;
  #sliceStart = performance.now();
  #reported = performance.now();

  constructor(watch: Watch) {
    this.#watch = watch;
    this.check();
  }

  /** Throws the abort error once the signal has aborted. */
  check(): void {
    const { signal } = this.#watch;
    if (signal?.aborted === true) throw abortError(signal);
  }

  /** To be awaited between steps. */
  async pause(report: () => ProgressReport): Promise<void> {
    const now = performance.now();
    if (now - this.#sliceStart < slice) return;
    if (now - this.#reported >= reportInterval) {
      this.#reported = now;
      this.#watch.onProgress?.(report());
    }
    await nextTurn();
    this.#sliceStart = performance.now();
    this.check();
  }

  /** The last report, once the work is done. */
  finish(report: ProgressReport | undefined): void {
    this.check();
    if (report !== undefined)
      this.#watch.onProgress?.({ ...report, done: report.total === 0 ? report.done : report.total });
  }
}

/** Rows that a loop of light work handles between two interruptions. */
export const rowsPerStep: number = 1 << 16;

/**
 * Runs all steps on the calling thread, nobody watching.
 *
 * @param steps The work.
 * @returns What the work returns.
 */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * Runs all steps on the calling thread.
 *
 * @param steps The work.
 * @param watch Signal and progress of the call; a signal is only seen if it aborted before.
 * @returns What the work returns.
 */
export function runSteps<T>(steps: Steps<T>, watch: Watch): T {
  const turns = new Turns(watch);
  let last: ProgressReport | undefined;
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) {
      turns.finish(last);
      return value;
    }
    last = value;
  }
}

/**
 * Runs steps a few milliseconds at a time.
 *
 * @param steps The work.
 * @param watch Signal and progress of the call.
 * @returns What the work returns; rejects with an `AbortError` within a step of the signal's abort.
 */
export async function runCooperatively<T>(steps: Steps<T>, watch: Watch): Promise<T> {
  const turns = new Turns(watch);
  let last: ProgressReport | undefined;
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) {
      turns.finish(last);
      return value;
    }
    last = value;
    await turns.pause(() => value);
  }
}
