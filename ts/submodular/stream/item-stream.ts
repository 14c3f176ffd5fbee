/**
 * A stream that items are pushed into: the native side decides by slots, this side keeps the items behind them.
 *
 * @module
 */
import { failure, fault, MarginalsError, wrongKind, type Fault } from "../../errors.ts";
import { run, runSync, unwrap } from "../../job.ts";
import { native, type Native } from "../../native.ts";
import type { CheckedJobOptions } from "../../options.ts";
import { typedArrayKind } from "../../typed-array.ts";
import type { NativeSelection } from "../selection.ts";
import { ItemReader, type Batch } from "./items.ts";
import type { StreamSettings } from "./options.ts";
import { StreamSelection, type StreamMemory } from "./stream-selection.ts";

/** What the native side says of itself with every answer. */
interface Standing {
  seen: number;
  peakElements: number;
  peakBytes: number;
}

interface Taken extends Standing {
  slots: Uint32Array;
  freed: Uint32Array;
  failure?: unknown;
}

interface Answer extends Standing {
  selection: NativeSelection;
}

/** An item that is held. */
interface Held<T> {
  item: T;
  id: string | number | undefined;
  place: number;
}

const notHeld = 2 ** 32 - 1;

/** Starts a job, and shows its handle to whoever may cancel it. */
type OnJob = (job: Native.JobHandle) => void;

/** A stream that items are pushed into; {@link StreamSelector} and {@link SlidingWindow} are made of it. */
export class ItemStream<T> {
  readonly #native: Native.NativeStream;
  readonly #settings: StreamSettings;
  readonly #reader: ItemReader<T>;
  readonly #held = new Map<number, Held<T>>();
  #shown = 0;
  #announced = 0;
  #memory: StreamMemory = { elements: 0, bytes: 0 };
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #disposed = false;

  /**
   * @param verb The function the caller called.
   * @param settings Checked options.
   */
  constructor(verb: string, settings: StreamSettings) {
    this.#settings = settings;
    this.#reader = new ItemReader(settings.repeatedIds, settings.measure.columns ?? undefined);
    this.#native = unwrap(verb, native().newStream(settings.spec, settings.measure));
  }

  /** Items shown so far, those under way not counted. */
  get seen(): number {
    return this.#shown;
  }

  /** Most memory held at once so far. */
  get memory(): StreamMemory {
    return { ...this.#memory };
  }

  /**
   * Shows items, after those of earlier calls.
   *
   * @param verb The function the caller called.
   * @param items The items.
   * @param onJob Told of the job's handle.
   * @returns How many were shown, ignored ones not counted.
   */
  push(verb: string, items: Iterable<T>, onJob?: OnJob): Promise<number> {
    const batch = this.#read(verb, items);
    return this.#queued(async () => {
      if (batch.items.length === 0) return 0;
      const before = this.#shown;
      try {
        this.#refuseDisposed(verb);
        const taken = await run<Taken>(verb, quiet(this.#settings.job), (job) => {
          onJob?.(job);
          return this.#native.push(batch.data, batch.columns, job);
        });
        return this.#take(verb, batch, taken);
      } catch (error) {
        throw this.#refused(verb, batch, before, error);
      }
    });
  }

  /** As {@link ItemStream.push}, on the calling thread. */
  pushSync(verb: string, items: Iterable<T>): number {
    this.#refuseBusy(verb);
    const batch = this.#read(verb, items);
    if (batch.items.length === 0) return 0;
    const before = this.#shown;
    try {
      const taken = runSync<Taken>(verb, quiet(this.#settings.job), (job) =>
        this.#native.push(batch.data, batch.columns, job),
      );
      return this.#take(verb, batch, taken);
    } catch (error) {
      throw this.#refused(verb, batch, before, error);
    }
  }

  /** The best set of the items shown before. */
  result(verb: string): Promise<StreamSelection<T>> {
    this.#refuseDisposed(verb);
    return this.#queued(async () => {
      this.#refuseDisposed(verb);
      const answer = await run<Answer>(verb, quiet(this.#settings.job), (job) => this.#native.answer(job));
      return this.#selection(answer);
    });
  }

  /** As {@link ItemStream.result}, on the calling thread. */
  resultSync(verb: string): StreamSelection<T> {
    this.#refuseDisposed(verb);
    this.#refuseBusy(verb);
    return this.#selection(
      runSync<Answer>(verb, quiet(this.#settings.job), (job) => this.#native.answer(job)),
    );
  }

  /** Lets go of the memory. */
  dispose(): void {
    this.#disposed = true;
    this.#native.dispose();
    this.#held.clear();
  }

  #refuseDisposed(verb: string): void {
    if (this.#disposed) throw failure("ARGUMENT", verb, "the stream was disposed of");
  }

  #refuseBusy(verb: string): void {
    if (this.#waiting > 0) {
      const advice = "await them first, or use the call without Sync";
      throw failure("REENTRANT", verb, `${this.#waiting} calls of this stream are under way: ${advice}`);
    }
  }

  #read(verb: string, items: Iterable<T>): Batch<T> {
    this.#refuseDisposed(verb);
    const isIterable =
      typeof (items as Partial<Iterable<T>> | null | undefined)?.[Symbol.iterator] === "function";
    if (!isIterable || typeof items === "string" || typedArrayKind(items) !== undefined)
      throw wrongKind(verb, "items", "an iterable of items", items);
    const batch = this.#reader.read(verb, items, this.#announced);
    if (this.#announced + batch.items.length >= notHeld) {
      this.#reader.forget(batch.ids);
      throw fault("LIMIT", verb, "items", `fewer than ${notHeld} in all`, "more");
    }
    this.#announced += batch.items.length;
    return batch;
  }

  /** Runs `work` after all that was asked before, whether that failed or not. */
  #queued<R>(work: () => Promise<R>): Promise<R> {
    this.#waiting++;
    const turn = this.#tail.then(work).finally(() => this.#waiting--);
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /** Forgets the items of a batch that were not shown; the error with the item's place in the stream. */
  #refused(verb: string, batch: Batch<T>, before: number, error: unknown): unknown {
    const shown = this.#shown - before;
    this.#reader.forget(batch.ids.slice(shown));
    this.#announced -= batch.items.length - shown;
    if (!(error instanceof MarginalsError) || error.argument === undefined) return error;
    const place = /^items\[(\d+)\]$/.exec(error.argument)?.[1];
    if (place === undefined) return error;
    const kind = error.code.replace("ERR_MARGINALS_", "") as Fault;
    const name = `items[${before + Number(place)}]`;
    return fault(kind, verb, name, error.expected ?? "", error.received ?? "");
  }

  /** Notes what became of a batch; throws what ended it early. */
  #take(verb: string, batch: Batch<T>, taken: Taken): number {
    for (const slot of taken.freed) this.#held.delete(slot);
    for (const [at, slot] of taken.slots.entries()) {
      if (slot === notHeld) continue;
      this.#held.set(slot, { item: batch.items[at] as T, id: batch.ids[at], place: this.#shown + at });
    }
    this.#shown += taken.slots.length;
    this.#note(taken);
    if (taken.failure === undefined) return taken.slots.length;
    return unwrap(verb, taken.failure as never);
  }

  #note(standing: Standing): void {
    this.#memory = { elements: standing.peakElements, bytes: standing.peakBytes };
  }

  #selection(answer: Answer): StreamSelection<T> {
    this.#note(answer);
    const held = Array.from(answer.selection.indices, (slot) => {
      const item = this.#held.get(slot);
      if (item === undefined) throw failure("INTERNAL", "result", "a chosen item is not held");
      return item;
    });
    const indices = Uint32Array.from(held, ({ place }) => place);
    return new StreamSelection<T>({ ...answer.selection, indices }, this.#settings.job.seed, {
      items: held.map(({ item }) => item),
      ids: held.map(({ id }) => id),
      seen: this.#shown,
      memory: this.memory,
    });
  }
}

/** A stream watches the signal itself, between items: what was shown before an abort stays shown. */
function quiet(options: CheckedJobOptions): CheckedJobOptions {
  return { ...options, signal: undefined, onProgress: undefined, onAbort: "reject" };
}
