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
  // Every wait has a promise of its own: one that outlived them would keep all that they brought.
  let stop: () => void = () => {};
  const onAbort = (): void => stop();
  signal?.addEventListener("abort", onAbort, { once: true });
  let finished = false;
  try {
    for (;;) {
      if (signal?.aborted === true) throw abortError(signal);
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        stop = () => reject(abortError(signal));
        Promise.resolve(iterator.next()).then(resolve, reject);
      });
      if (next.done === true) {
        finished = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    // One left early is told so; whether it can stop is its own affair.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
