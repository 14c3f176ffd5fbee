/**
 * Streams that are pushed to.
 *
 * @module
 */
import { ItemStream } from "./item-stream.ts";
import type { StreamItem } from "./items.ts";
import {
  selectorSettings,
  windowSettings,
  type SlidingWindowInput,
  type StreamSelectorInput,
  type StreamSettings,
} from "./options.ts";
import type { StreamMemory, StreamSelection } from "./stream-selection.ts";

/**
 * A selection from items that are pushed as they come, answered at any time. Calls are served in order; a batch with a
 * bad item is refused whole and leaves the stream as it was.
 */
abstract class Pushed<T extends StreamItem> implements Disposable {
  readonly #stream: ItemStream<T>;

  /** Not for callers. */
  constructor(verb: string, settings: StreamSettings) {
    this.#stream = new ItemStream<T>(verb, settings);
    Object.freeze(this);
  }

  /** Items shown so far, those of calls under way not counted. */
  get seen(): number {
    return this.#stream.seen;
  }

  /** Most memory held at once so far. */
  get memory(): StreamMemory {
    return this.#stream.memory;
  }

  /**
   * Shows items, in order, after those of earlier calls. The numbers are copied before the call returns.
   *
   * @param items Arrays of numbers or objects with `vector` and perhaps `id`, all of one length.
   * @returns How many were shown, those ignored for their id not counted.
   * @throws MarginalsError `SHAPE`, `NON_FINITE`, `RANGE` or `ARGUMENT` for a bad item, nothing shown then;
   *   `OUT_OF_MEMORY`, the items before it shown.
   */
  async push(items: Iterable<T>): Promise<number> {
    return this.#stream.push("push", items);
  }

  /**
   * As `push()`, on the calling thread.
   *
   * @param items The items.
   * @returns How many were shown.
   * @throws What `push()` rejects with; `REENTRANT` while calls without Sync are under way.
   */
  pushSync(items: Iterable<T>): number {
    return this.#stream.pushSync("pushSync", items);
  }

  /**
   * The best set of the items shown by earlier calls. More may be pushed afterwards.
   *
   * @returns The chosen items, their places, gains and value, the guarantee where one holds.
   * @throws MarginalsError `ARGUMENT` after `dispose()`.
   */
  async result(): Promise<StreamSelection<T>> {
    return this.#stream.result("result");
  }

  /**
   * As `result()`, on the calling thread.
   *
   * @returns As `result()`.
   * @throws What `result()` rejects with; `REENTRANT` while calls without Sync are under way.
   */
  resultSync(): StreamSelection<T> {
    return this.#stream.resultSync("resultSync");
  }

  /** Lets go of the memory at once; calls afterwards fail. */
  dispose(): void {
    this.#stream.dispose();
  }

  /** As `dispose()`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Selection in one pass from items that are pushed as they come: from a socket, a queue, a callback. For a source that
 * can be read, `selectStream()` does the pulling; for a ground set that is known, `maximize()` with a streaming
 * `algorithm` takes any set function.
 *
 * Memory holds a few times `size` items, whatever passes. The guarantee holds for objectives that never fall
 * (facility location, feature-based, log-determinant with `regularization` ≥ 1).
 *
 * @example
 * ```ts
 * import { StreamSelector } from "marginals/submodular";
 *
 * const words = new StreamSelector({
 *   size: 2,
 *   objective: { function: "feature-based", concave: "min" },
 *   algorithm: "swap-streaming",
 * });
 * words.pushSync([[1, 0, 0], [1, 1, 0]]);
 * words.pushSync([{ id: "c", vector: [0, 0, 1] }]);
 * const best = words.resultSync();
 * console.log(best.indices, best.value, best.ids); // Uint32Array(2) [ 0, 1 ] 2 [ undefined, undefined ]
 * words.dispose();
 * ```
 */
export class StreamSelector<T extends StreamItem = StreamItem> extends Pushed<T> {
  /**
   * @param options See {@link StreamSelectorInput}.
   * @throws MarginalsError for options that make no sense.
   */
  constructor(options: StreamSelectorInput) {
    super("StreamSelector", selectorSettings("StreamSelector", options));
  }
}

/**
 * A good set of the last `window` items, at any time: what is representative now. Reaches 1/3 − ε of the best set of
 * the window (A. Epasto, S. Lattanzi, S. Vassilvitskii, M. Zadimoghaddam, 2017, "Submodular optimization over sliding
 * windows") for objectives that never fall, holding O(size · log(size · Φ) / ε) items, Φ the largest value of an item
 * over the smallest.
 *
 * @example
 * ```ts
 * import { SlidingWindow } from "marginals/submodular";
 *
 * const recent = new SlidingWindow({ window: 2, size: 1, objective: { function: "feature-based" } });
 * recent.pushSync([[9], [1], [4]]);
 * console.log(recent.resultSync().value); // 2
 * recent.dispose();
 * ```
 */
export class SlidingWindow<T extends StreamItem = StreamItem> extends Pushed<T> {
  /**
   * @param options See {@link SlidingWindowInput}.
   * @throws MarginalsError for options that make no sense.
   */
  constructor(options: SlidingWindowInput) {
    super("SlidingWindow", windowSettings("SlidingWindow", options));
  }
}
