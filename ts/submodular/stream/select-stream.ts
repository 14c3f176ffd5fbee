/**
 * `selectStream()`: selection in one pass over whatever can be iterated.
 *
 * @module
 */
import { abortError, wrongKind } from "../../errors.ts";
import type { Native } from "../../native.ts";
import type { ProgressReport } from "../../options.ts";
import { typedArrayKind } from "../../typed-array.ts";
import { ItemStream } from "./item-stream.ts";
import type { StreamItem } from "./items.ts";
import { wholeSettings, type SelectStreamOptions, type StreamSettings } from "./options.ts";
import type { StreamSelection } from "./stream-selection.ts";

type AnyIterator<T> = Iterator<T> | AsyncIterator<T>;

/** The iterator of a source; asynchronous first, as in `for await`. */
function iterate<T>(verb: string, source: unknown): AnyIterator<T> {
  const expected = "an iterable or async iterable of items";
  // A typed array holds numbers, not items.
  if (typedArrayKind(source) !== undefined) throw wrongKind(verb, "source", expected, source);
  if ((typeof source !== "object" && typeof source !== "function") || source === null) {
    throw wrongKind(verb, "source", expected, source);
  }
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = source as Partial<
    AsyncIterable<T> & Iterable<T>
  >;
  const start: unknown = later ?? now;
  if (typeof start !== "function") throw wrongKind(verb, "source", expected, source);
  return Reflect.apply(start, source, []) as AnyIterator<T>;
}

/** Watches the signal: cancels the job under way and wakes whoever waits for the source. */
class Abort {
  readonly #signal: AbortSignal | undefined;
  readonly #listener = (): void => {
    this.job?.cancel();
    this.#wake();
  };
  #wake: () => void = () => {};
  job: Native.JobHandle | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener("abort", this.#listener, { once: true });
  }

  get aborted(): boolean {
    return this.#signal?.aborted === true;
  }

  error(): Error {
    return abortError(this.#signal);
  }

  /** What `next` resolves to, or `'aborted'`. One promise at a time is watched, so none pile up on a long stream. */
  async first<T>(next: PromiseLike<T>): Promise<T | "aborted"> {
    return new Promise((resolve, reject) => {
      this.#wake = (): void => resolve("aborted");
      next.then(resolve, reject);
    });
  }

  stopListening(): void {
    this.#signal?.removeEventListener("abort", this.#listener);
  }
}

const interval = 50;

/** Reports how many items were shown, at most every 50 ms. */
function reporter(
  onProgress: ((report: ProgressReport) => void) | undefined,
): (done: number, end?: boolean) => void {
  let reported = performance.now();
  return (done, end = false) => {
    const now = performance.now();
    if (onProgress === undefined || (!end && now - reported < interval)) return;
    reported = now;
    onProgress({ stage: "stream", done, total: end ? done : 0 });
  };
}

/** Ends the source early; a source that fails or never answers is left to itself. */
function leave(iterator: AnyIterator<unknown>): void {
  try {
    Promise.resolve(iterator.return?.()).catch(() => {});
  } catch {
    // What it threw is nobody's: the selection has its own reason to end.
  }
}

/** Reads up to a batch; `end` once the source is over. The source's own exceptions pass through as they are. */
async function pull<T>(
  verb: string,
  iterator: AnyIterator<T>,
  most: number,
  abort: Abort,
): Promise<{ items: T[]; end: boolean }> {
  const items: T[] = [];
  while (items.length < most) {
    const next = iterator.next();
    const isLater = typeof (next as { then?: unknown }).then === "function";
    const result = isLater ? await abort.first(next as PromiseLike<IteratorResult<T>>) : next;
    if (result === "aborted" || abort.aborted) {
      return { items, end: false };
    }
    const { done, value } = checked(verb, result as IteratorResult<T>);
    if (done === true) return { items, end: true };
    items.push(value);
  }
  return { items, end: false };
}

function checked<T>(verb: string, result: IteratorResult<T>): IteratorResult<T> {
  if (typeof result !== "object" || result === null) {
    throw wrongKind(verb, "source", "an iterator that answers { done, value }", result);
  }
  return result;
}

/**
 * Chooses at most `size` items from a source, in one pass and little memory: items are read by the batch, shown to the
 * engine, and forgotten unless a candidate set holds them. The source is read only when the engine is ready, never
 * further ahead than a batch.
 *
 * When to use which: a ground set that is known and has a set function: `maximize()` with a streaming `algorithm`. A
 * source that can be read (a file, a database cursor, a generator): this. Items that arrive by themselves:
 * {@link StreamSelector}. The most recent items alone: {@link SlidingWindow}.
 *
 * @param source An iterable or async iterable of arrays of numbers, or of objects with `vector` and perhaps `id`.
 * @param options See {@link SelectStreamOptions}.
 * @returns The chosen items themselves, their places in the stream, gains, value, the guarantee with its condition, how
 *   many were seen, the most memory held. No bound: one pass bounds no optimum from the data. The result depends on
 *   the items and their order alone, not on threads or `batchSize`.
 * @throws MarginalsError for options and items that make no sense, whatever the source throws, unchanged; an
 *   `AbortError` once `signal` aborts, unless `onAbort` is `'best-so-far'`. Whenever the reading ends early the
 *   source's `return()` is called.
 * @example
 * ```ts
 * import { selectStream } from "marginals/submodular";
 *
 * async function* readings() {
 *   for (const [id, vector] of Object.entries({ a: [4, 0], b: [4, 0.1], c: [0, 3] })) yield { id, vector };
 * }
 * const best = await selectStream(readings(), { size: 2, objective: { function: "log-determinant" } });
 * console.log(best.ids, best.seen); // [ 'a', 'c' ] 3
 * ```
 */
export async function selectStream<T extends StreamItem>(
  source: Iterable<T> | AsyncIterable<T>,
  options: SelectStreamOptions,
): Promise<StreamSelection<T>> {
  const verb = "selectStream";
  const settings = wholeSettings(verb, options);
  if (settings.job.signal?.aborted === true) throw abortError(settings.job.signal);
  const iterator = iterate<T>(verb, source);
  const abort = new Abort(settings.job.signal);
  let stream: ItemStream<T> | undefined;
  try {
    stream = new ItemStream<T>(verb, settings);
    return await consume(verb, iterator, stream, settings, abort);
  } finally {
    abort.stopListening();
    stream?.dispose();
  }
}

async function consume<T>(
  verb: string,
  iterator: AnyIterator<T>,
  stream: ItemStream<T>,
  settings: StreamSettings,
  abort: Abort,
): Promise<StreamSelection<T>> {
  const report = reporter(settings.job.onProgress);
  let ended = false;
  let pulling = false;
  try {
    while (!ended && !abort.aborted) {
      pulling = true;
      const { items, end } = await pull(verb, iterator, settings.batchSize, abort);
      pulling = false;
      ended = end;
      await stream.push(verb, items, (job) => {
        abort.job = job;
        if (abort.aborted) job.cancel();
      });
      report(stream.seen);
    }
  } catch (error) {
    if (!abort.aborted || !isAbort(error)) {
      // A source that threw is over already.
      if (!pulling && !ended) leave(iterator);
      throw error;
    }
  }
  if (!ended) leave(iterator);
  if (!ended && settings.job.onAbort === "reject") throw abort.error();
  const selection = await stream.result(verb);
  report(stream.seen, true);
  return ended ? selection : Object.assign(selection, { stopped: "aborted" });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === "ERR_MARGINALS_ABORTED";
}
