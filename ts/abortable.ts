/**
 * Waiting for the items of an asynchronous iterable without waiting for one that never comes.
 *
 * @module
 */
import { abortError } from "./errors.ts";

/**
 * The items of an asynchronous iterable, until the signal aborts.
 *
 * @param items The iterable. An error of its own is thrown as it is.
 * @param signal Ends the wait for an item that does not come.
 */
export async function* abortable<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
  });
  // Nobody may be waiting when it rejects.
  aborted.catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  let finished = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) {
        finished = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    // One left early is told so; whether it can stop is its own affair.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
