/**
 * How a corpus reaches the native side: part by part, each a job.
 * @module
 */
import { wrongKind } from "../errors.ts";
import { run, runSync } from "../job.ts";
import type { Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import type { Corpus, Feed } from "./train-input.ts";

/** What takes in a corpus. */
export type Taker = Pick<Native.NativeTraining, "texts" | "bytes" | "file" | "words">;

const taken =
  (taker: Taker, total: number, feed: Feed) =>
  (job: Native.JobHandle): unknown => {
    if ("texts" in feed) return taker.texts(feed.texts, total, job);
    if ("bytes" in feed) return taker.bytes(feed.bytes, feed.ends, total, job);
    if ("file" in feed) return taker.file(feed.file, total, job);
    return taker.words(feed.words, feed.counts, job);
  };

/**
 * Hands over a corpus as it comes.
 *
 * @param verb The function the caller called.
 * @param job Its job options.
 * @param corpus The corpus.
 * @param taker What takes it in.
 */
export async function fed(verb: string, job: CheckedJobOptions, corpus: Corpus, taker: Taker): Promise<void> {
  for await (const feed of corpus.later?.(job.signal) ?? corpus.feeds ?? []) {
    await run(verb, job, taken(taker, corpus.total, feed));
  }
}

/** As {@link fed}, on the calling thread, of a corpus that is there at once. */
export function fedSync(verb: string, job: CheckedJobOptions, corpus: Corpus, taker: Taker): void {
  if (corpus.feeds === undefined) {
    const expected = `a corpus that is there at once (${verb.replace(/Sync$/, "")}() takes others)`;
    throw wrongKind(verb, "input", expected, {});
  }
  for (const feed of corpus.feeds) runSync(verb, job, taken(taker, corpus.total, feed));
}
