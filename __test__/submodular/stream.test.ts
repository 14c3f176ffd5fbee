import {
  maximizeSync,
  customFunction,
  selectStream,
  SlidingWindow,
  StreamSelector,
} from "marginals/submodular";
import { describe, expect, it } from "vitest";

/** Rows of a fixed pseudo-random sequence. */
function rows(count: number, columns = 4, seed = 1): Float64Array[] {
  let x = seed * 2654435761;
  const next = (): number => {
    x = (x ^ (x << 13)) >>> 0;
    x = (x ^ (x >>> 17)) >>> 0;
    x = (x ^ (x << 5)) >>> 0;
    return x / 2 ** 32;
  };
  return Array.from({ length: count }, () => Float64Array.from({ length: columns }, next));
}

const objective = { function: "feature-based" } as const;
const algorithms = [
  "sieve-streaming",
  "sieve-streaming++",
  "salsa",
  "three-sieves",
  "quick-stream",
  "swap-streaming",
] as const;

/** The same objective over a known ground set, in JavaScript. */
function known(items: readonly Float64Array[]) {
  const value = (set: Iterable<number>): number => {
    const sums = new Float64Array(items[0]?.length ?? 0);
    for (const index of set) items[index]?.forEach((x, column) => (sums[column] = (sums[column] ?? 0) + x));
    return sums.reduce((total, sum) => total + Math.sqrt(sum), 0);
  };
  const structure = { shape: "submodular", monotone: "increasing" } as const;
  return {
    value,
    f: customFunction({
      groundSize: items.length,
      structure,
      gains: (candidates, selected) =>
        Array.from(candidates, (e) => value([...selected, e]) - value(selected)),
    }),
  };
}

/** A source that says how far it was read and whether it was closed. */
class Source implements AsyncIterableIterator<Float64Array> {
  read = 0;
  closed = 0;
  readonly #items: readonly Float64Array[];
  readonly #onNext: (read: number) => void | Promise<void>;

  constructor(items: readonly Float64Array[], onNext: (read: number) => void | Promise<void> = () => {}) {
    this.#items = items;
    this.#onNext = onNext;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
  async next(): Promise<IteratorResult<Float64Array>> {
    await this.#onNext(this.read);
    const value = this.#items[this.read];
    if (value === undefined) return { done: true, value: undefined };
    this.read++;
    return { done: false, value };
  }
  async return(): Promise<IteratorResult<Float64Array>> {
    this.closed++;
    return { done: true, value: undefined };
  }
}

describe("selectStream", () => {
  it.each(algorithms)("%s chooses from a stream what it chooses from the known set", async (algorithm) => {
    const items = rows(200);
    const { f, value } = known(items);
    const options = { size: 5, objective, algorithm, batchSize: 7, length: 200 };
    const selection = await selectStream(new Source(items), options);
    const expected = maximizeSync(f, { size: 5 }, { algorithm });
    expect([...selection.indices]).toEqual([...expected.indices]);
    expect(selection.value).toBeCloseTo(value(selection.indices), 9);
    expect(selection.items).toEqual(Array.from(selection.indices, (index) => items[index]));
    expect(selection.items.every((item, at) => item === items[selection.indices[at] ?? -1])).toBe(true);
    expect(selection.guarantee?.ratio).toBe(expected.guarantee?.ratio);
    expect(selection.seen).toBe(200);
    expect(selection.bound).toBeNull();
  });

  it("does not depend on the batches, the threads or the kind of source", async () => {
    const items = rows(300, 6);
    const represented = rows(40, 6, 2);
    const options = {
      size: 4,
      objective: { function: "facility-location", represented, metric: "rbf" },
    } as const;
    const expected = await selectStream(items, options);
    expect(expected.method).toBe("on-the-fly");
    for (const more of [{ batchSize: 1 }, { batchSize: 64, threads: 1 }, { batchSize: 1000, threads: 2 }]) {
      for (const source of [items.values(), new Source(items)]) {
        const selection = await selectStream(source, { ...options, ...more });
        expect([...selection.gains]).toEqual([...expected.gains]);
        expect(selection.items).toEqual(expected.items);
      }
    }
  });

  it("reads no further ahead than a batch", async () => {
    const items = rows(100);
    let last = 0;
    const source = new Source(items, () => {
      last++;
    });
    const reports: number[] = [];
    await selectStream(source, {
      size: 3,
      objective,
      batchSize: 10,
      onProgress: ({ done }) => reports.push(done),
    });
    expect(last).toBe(101);
    expect(reports.at(-1)).toBe(100);
    const ahead = new Source(items);
    const push = selectStream(ahead, { size: 3, objective, batchSize: 10 });
    await Promise.resolve();
    expect(ahead.read).toBeLessThanOrEqual(10);
    await push;
  });

  it("holds little and says how much", async () => {
    const items = rows(5000);
    const options = { size: 3, objective, batchSize: 50 } as const;
    const selection = await selectStream(items, { ...options, algorithm: "swap-streaming" });
    expect(selection.memory.elements).toBeLessThanOrEqual(53);
    expect(selection.memory.bytes).toBeLessThan(20_000);
  });

  it("ends with the source, however early", async () => {
    const empty = await selectStream([] as Float64Array[], { size: 3, objective });
    expect([empty.indices.length, empty.value, empty.seen, empty.stopped]).toEqual([0, 0, 0, "exhausted"]);
    const one = await selectStream([[1, 2]], { size: 3, objective });
    expect([...one.indices]).toEqual([0]);
    expect(one.stopped).toBe("exhausted");
  });

  it("closes the source on abort and settles at once, even while the source hangs", async () => {
    for (const onAbort of ["reject", "best-so-far"] as const) {
      const controller = new AbortController();
      const source = new Source(rows(100), (read) => {
        if (read === 25) {
          setTimeout(() => controller.abort("enough"), 5);
          return new Promise(() => {});
        }
        return undefined;
      });
      const { signal } = controller;
      const selecting = selectStream(source, { size: 2, objective, batchSize: 10, signal, onAbort });
      if (onAbort === "reject") {
        await expect(selecting).rejects.toMatchObject({
          name: "AbortError",
          code: "ABORT_ERR",
          cause: "enough",
        });
      } else {
        const selection = await selecting;
        expect(selection.stopped).toBe("aborted");
        expect(selection.seen).toBeGreaterThanOrEqual(20);
        expect(selection.indices.length).toBe(2);
      }
      expect(source.closed).toBe(1);
    }
    const signal = AbortSignal.abort();
    const untouched = new Source(rows(3));
    await expect(selectStream(untouched, { size: 1, objective, signal })).rejects.toMatchObject({
      code: "ABORT_ERR",
    });
    expect(untouched.read).toBe(0);
  });

  it("passes on what the source throws, and closes a source that yields nonsense", async () => {
    const thrown = new Error("the disk is gone");
    const failing = new Source(rows(100), (read) => {
      if (read === 12) throw thrown;
    });
    await expect(selectStream(failing, { size: 2, objective, batchSize: 5 })).rejects.toBe(thrown);
    expect(failing.closed).toBe(0);
    const broken = {
      [Symbol.iterator]: () => {
        throw thrown;
      },
    };
    await expect(selectStream(broken, { size: 2, objective })).rejects.toBe(thrown);
    const [first, second] = rows(2) as [Float64Array, Float64Array];
    for (const [bad, message] of [
      [new Float64Array(3), "items[1] must be of length 4 (as the items before), received 3"],
      [Float64Array.of(1, 2, Number.NaN, 3), "items[1] must be finite numbers, received NaN at index 2"],
      [Float64Array.of(1, -2, 0, 3), "items[1] must be features of at least 0, received -2 at index 1"],
      ["text", "items[1] must be an array of numbers or an object"],
      [{ vector: undefined }, "items[1] must be"],
      [{ vector: first, id: {} }, "items[1].id must be a string or a finite number"],
    ] as const) {
      const source = new Source([first, bad as Float64Array, second]);
      await expect(selectStream(source, { size: 2, objective })).rejects.toThrow(message);
    }
    const endless = new Source(
      Array.from({ length: 100 }, (_, at) => (at === 30 ? new Float64Array(3) : first)),
    );
    await expect(selectStream(endless, { size: 2, objective, batchSize: 10 })).rejects.toThrow("items[30]");
    expect(endless.closed).toBe(1);
  });

  it("refuses, ignores or keeps repeated ids by choice", async () => {
    const items = ["a", "b", "a", "c"].map((id, at) => ({ id, vector: [at + 1, 1] }));
    const options = { size: 4, objective, batchSize: 2, algorithm: "swap-streaming" } as const;
    await expect(selectStream(items, options)).rejects.toThrow("items[2].id must be new in the stream");
    const ignored = await selectStream(items, { ...options, repeatedIds: "ignore" });
    expect([ignored.ids, ignored.seen]).toEqual([["a", "b", "c"], 3]);
    expect(ignored.items).toEqual([items[0], items[1], items[3]]);
    const kept = await selectStream(items, { ...options, repeatedIds: "keep" });
    expect([kept.ids, kept.seen]).toEqual([["a", "b", "a", "c"], 4]);
  });

  it("refuses options that make no sense", async () => {
    const reject = async (options: object, message: string): Promise<void> => {
      await expect(selectStream([[1]], options as never)).rejects.toThrow(message);
    };
    await reject({ size: 0, objective }, "size must be an integer in 1..=4294967294");
    await reject({ size: 1 }, "objective must be an object");
    await reject({ size: 1, objective: { function: "sum" } }, "objective.function must be one of");
    await reject({ size: 1, objective, algorithm: "greedy" }, "algorithm must be one of");
    await reject({ size: 1, objective: { ...objective, cap: 2 } }, "objective.cap must be left out");
    const determinant = { function: "log-determinant", metric: "euclidean" };
    await reject({ size: 1, objective: determinant }, "objective.metric must be one of");
    await reject({ size: 1, objective: { function: "facility-location" } }, "objective.represented must be");
    await reject({ size: 1, objective, windows: 3 }, "unknown");
    await expect(selectStream(7 as never, { size: 1, objective })).rejects.toThrow(
      "source must be an iterable",
    );
  });
});

describe("StreamSelector", () => {
  it("serves calls in order and answers at any time", async () => {
    const items = rows(90);
    const selector = new StreamSelector({ size: 3, objective, algorithm: "sieve-streaming" });
    const pushes = [
      selector.push(items.slice(0, 30)),
      selector.push(items.slice(30, 31)),
      selector.push(items.slice(31)),
    ];
    const all = selector.result();
    expect(() => selector.pushSync(items)).toThrow("under way");
    expect(await Promise.all(pushes)).toEqual([30, 1, 59]);
    const expected = await selectStream(items, { size: 3, objective, algorithm: "sieve-streaming" });
    expect((await all).items).toEqual(expected.items);
    expect(selector.resultSync().items).toEqual(expected.items);
    expect(selector.seen).toBe(90);
    expect(selector.memory.elements).toBeGreaterThan(0);
    selector.dispose();
    expect(() => selector.pushSync(items)).toThrow("disposed");
    await expect(selector.result()).rejects.toThrow("disposed");
  });

  it("leaves the stream as it was when a batch is bad", async () => {
    using selector = new StreamSelector({ size: 2, objective });
    await selector.push([{ id: 1, vector: [1, 2] }]);
    await expect(
      selector.push([
        { id: 2, vector: [3, 1] },
        { id: 3, vector: [Number.NaN, 1] },
      ]),
    ).rejects.toMatchObject({ code: "ERR_MARGINALS_NON_FINITE" });
    expect(selector.seen).toBe(1);
    expect(selector.pushSync([{ id: 2, vector: [3, 1] }])).toBe(1);
    expect(() => selector.pushSync([{ id: 3, vector: [-1, 1] }])).toThrow("at least 0");
    expect(selector.pushSync([{ id: 3, vector: [1, 1] }])).toBe(1);
    const selection = await selector.result();
    expect(selection.seen).toBe(3);
    expect(JSON.parse(JSON.stringify(selection))).toMatchObject({ seen: 3, bound: null });
    expect(structuredClone({ ...selection }).items).toEqual(selection.items);
  });

  it("counts on after a batch that was refused while others waited", async () => {
    using selector = new StreamSelector({ size: 2, objective });
    const bad = selector.push([
      [1, 2],
      [1, -2],
    ]);
    const good = selector.push([[3, 4]]);
    const worse = selector.push([
      [3, 4],
      [-3, 4],
    ]);
    await expect(bad).rejects.toThrow("items[1] must be features");
    expect(await good).toBe(1);
    await expect(worse).rejects.toThrow("items[2] must be features");
    expect([...(await selector.result()).indices]).toEqual([0]);
  });

  it("takes numbers over before the call returns", async () => {
    using selector = new StreamSelector({ size: 1, objective });
    const item = Float32Array.of(4, 9);
    const pushed = selector.push([item]);
    item.fill(0);
    await pushed;
    expect((await selector.result()).value).toBe(5);
  });
});

describe("SlidingWindow", () => {
  it("chooses from the most recent items alone", async () => {
    const items = rows(400);
    using recent = new SlidingWindow({ window: 50, size: 3, objective, epsilon: 0.1 });
    for (let at = 0; at < items.length; at += 25) {
      await recent.push(items.slice(at, at + 25));
      const { indices, value, guarantee, algorithm } = await recent.result();
      const first = Math.max(0, at + 25 - 50);
      expect(indices.every((index) => index >= first)).toBe(true);
      const { f } = known(items.slice(first, at + 25));
      const best = maximizeSync(f, { size: 3 });
      expect(guarantee?.ratio).toBeCloseTo(1 / 3 - 0.1, 12);
      expect(algorithm).toBe("sliding-window");
      expect(value).toBeGreaterThanOrEqual((guarantee?.ratio ?? 1) * best.value);
    }
  });
});

describe("salsa", () => {
  it("needs to know how many items come, and is no worse than the sieves it holds", async () => {
    const items = rows(120);
    await expect(selectStream(items, { size: 4, objective, algorithm: "salsa" })).rejects.toThrow(
      "length must be the number of items to come, which 'salsa' needs, received none",
    );
    const sieves = await selectStream(items, { size: 4, objective });
    const salsa = await selectStream(items, { size: 4, objective, algorithm: "salsa", length: 120 });
    expect(salsa.value).toBeGreaterThanOrEqual(0.9 * sieves.value);
    expect(salsa.guarantee?.ratio).toBeCloseTo(0.4, 12);
  });
});
