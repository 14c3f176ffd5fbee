/** Waiting for items: ended by a signal, and holding on to none of them. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { abortable } from "../../ts/abortable.ts";

const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };

test("a wait for what never comes ends with the signal", async () => {
  const stop = new AbortController();
  const wait = abortable(never, stop.signal).next();
  setTimeout(() => stop.abort(new Error("enough")), 10);
  await expect(wait).rejects.toMatchObject({ name: "AbortError", cause: new Error("enough") });
  await expect(abortable(never, AbortSignal.abort()).next()).rejects.toMatchObject({ code: "ABORT_ERR" });
});

test("an abort between two items ends the next wait", async () => {
  const stop = new AbortController();
  let left = false;
  async function* items(): AsyncGenerator<number> {
    try {
      for (let at = 0; ; at++) yield at;
    } finally {
      left = true;
    }
  }
  const seen: number[] = [];
  const all = (async () => {
    for await (const item of abortable(items(), stop.signal)) if (seen.push(item) === 3) stop.abort();
  })();
  await expect(all).rejects.toMatchObject({ name: "AbortError" });
  expect(seen).toEqual([0, 1, 2]);
  await new Promise(setImmediate);
  expect(left).toBe(true);
});

test("items that were taken can be let go of", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const seen: WeakRef<object>[] = [];
  async function* items(): AsyncGenerator<object> {
    for (let at = 0; at < 100; at++) {
      const item = { at };
      seen.push(new WeakRef(item));
      yield item;
    }
  }
  let held = Infinity;
  let count = 0;
  for await (const _ of abortable(items(), new AbortController().signal)) {
    if (++count < 100) continue;
    await new Promise(setImmediate);
    collect();
    held = seen.filter((item) => item.deref() !== undefined).length;
  }
  expect(held).toBeLessThan(10);
});
