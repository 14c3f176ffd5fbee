/** Callbacks that throw anything, answer nonsense, call back, change what they are given, or fill the stack. */
import { MarginalsError } from "marginals";
import { packContext } from "marginals/context";
import {
  customFunction,
  customMatroid,
  maximize,
  maximizeSync,
  modular,
  type CustomFunction,
  type Gains,
  type GreediExecutor,
  type Independent,
} from "marginals/submodular";
import type { Row } from "./measure.ts";

const right: Gains = (candidates, selected) => Array.from(candidates, (e) => 10 - e - 0.1 * selected.length);
const over = (gains: Gains): CustomFunction => customFunction({ groundSize: 6, gains });
const expected = maximizeSync(over(right), { size: 3 });

const circular = new Error("its own cause");
circular.cause = circular;
const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error("never read");
    },
  },
);
/** Values to throw; the very same must arrive. */
export const thrown: readonly unknown[] = [
  circular,
  throwing,
  Symbol("thrown"),
  Object.create(null),
  undefined,
  null,
  0,
  Number.NaN,
  "text",
  1n,
  {
    toString: () => {
      throw new Error("never read");
    },
  },
  Object.defineProperty(new Error("hidden"), "message", {
    get: () => {
      throw new Error("never read");
    },
  }),
  new Error("x".repeat(1 << 20)),
  () => {},
  Promise.resolve(1),
];

/** Answers that are none; every one is a `CALLBACK` error. */
const nonsense: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => "text",
  () => 1,
  () => [],
  () => [Number.NaN],
  () => Array.from({ length: 6 }, () => Number.NaN),
  () => Array.from({ length: 6 }, () => Number.POSITIVE_INFINITY),
  () => Array.from({ length: 7 }, () => 1),
  () => Array.from({ length: 6 }, () => "1"),
  () => new Float64Array(5),
  () => ({ length: 6 }),
  () => new Map(),
];

const same = (a: unknown, b: unknown): boolean => Object.is(a, b);
const isCallbackFault = (error: unknown): boolean =>
  error instanceof MarginalsError &&
  error.code === "ERR_MARGINALS_CALLBACK" &&
  error.message.includes("(): ");

/** Resolves to what was thrown, wrapped, or to undefined. */
const caught = async (run: () => unknown): Promise<{ error: unknown } | undefined> => {
  try {
    await run();
    return undefined;
  } catch (error) {
    return { error };
  }
};

const attackOnce = async (index: number): Promise<string | undefined> => {
  const blocking = index % 2 === 0;
  const call = (f: CustomFunction): unknown =>
    blocking ? maximizeSync(f, { size: 3 }) : maximize(f, { size: 3 });
  const late = index % 3;
  let asked = 0;
  switch (Math.floor(index / 2) % 6) {
    case 0: {
      const value = thrown[index % thrown.length];
      const outcome = await caught(() =>
        call(
          over((candidates, selected) => {
            if (asked++ >= late) throw value;
            return right(candidates, selected) as number[];
          }),
        ),
      );
      // A function that is asked only once never comes to its second throw.
      if (!outcome) return asked > late ? `swallowed ${typeof value}` : undefined;
      return same(outcome.error, value) ? undefined : `changed what was thrown (${typeof value})`;
    }
    case 1: {
      const answer = nonsense[index % nonsense.length]!;
      const outcome = await caught(() => call(over(answer as Gains)));
      return outcome && isCallbackFault(outcome.error)
        ? undefined
        : `took ${String(nonsense.indexOf(answer))} for gains: ${String(outcome?.error ?? "no error")}`;
    }
    case 2: {
      const self: CustomFunction = over((candidates, selected) => {
        if (index % 4 < 2) self.valueSync([0]);
        else maximizeSync(self, { size: 1 });
        return right(candidates, selected) as number[];
      });
      const outcome = await caught(() => call(self));
      const { error } = outcome ?? {};
      return error instanceof MarginalsError && error.code === "ERR_MARGINALS_REENTRANT"
        ? undefined
        : `allowed re-entry: ${String(error)}`;
    }
    case 3: {
      const result = (await call(
        over((candidates, selected) => {
          const gains = right(candidates.slice(), selected.slice()) as number[];
          if (index % 4 < 2) {
            candidates.fill(0);
            selected.fill(5);
          } else {
            structuredClone(candidates.buffer, { transfer: [candidates.buffer as ArrayBuffer] });
          }
          return gains;
        }),
      )) as typeof expected;
      return same(result.value, expected.value) && result.indices.join() === expected.indices.join()
        ? undefined
        : "was changed from within";
    }
    case 4: {
      // Another function inside this one, and so on until the stack ends: an error, never the end of the process.
      const deeper = (): Gains => (candidates, selected) => {
        maximizeSync(over(deeper()), { size: 1 });
        return right(candidates, selected) as number[];
      };
      if (index % 40 > 1) return undefined;
      const outcome = await caught(() => maximizeSync(over(deeper()), { size: 1 }));
      return outcome?.error instanceof Error ? undefined : "returned from an endless descent";
    }
    default: {
      if (blocking) {
        const outcome = await caught(() =>
          maximizeSync(
            over(async (c, s) => right(c, s) as number[]),
            { size: 3 },
          ),
        );
        return outcome?.error instanceof MarginalsError
          ? undefined
          : "waited for a promise in a blocking call";
      }
      const reason = thrown[index % (thrown.length - 1)];
      const outcome = await caught(() =>
        maximize(
          over(async () => Promise.reject(reason)),
          { size: 3 },
        ),
      );
      return outcome && same(outcome.error, reason) ? undefined : "changed the reason of a rejection";
    }
  }
};

const six = modular([6, 5, 4, 3, 2, 1]);
const passages = Array.from({ length: 6 }, (_, at) => ({ text: `passage ${at} of six`, embedding: [1, at] }));

/** Answers that are no number of tokens. */
const noCount: readonly unknown[] = [undefined, null, "3", -1, 1.5, Number.NaN, Infinity, 2n, [3], {}];

/** Answers that are no choice of an executor's parts. */
const noChoice: readonly unknown[] = [
  undefined,
  null,
  1,
  "text",
  [],
  [[0]],
  [[99], []],
  [[0.5], [1]],
  [["0"], ["1"]],
];

/** Callbacks other than gains: oracles of matroids, token counters, executors. */
const attackOther = async (index: number): Promise<string | undefined> => {
  const value = thrown[index % thrown.length];
  const turn = Math.floor(index / 3);
  const throws = turn % 2 === 0;
  const known = (what: string, outcome: { error: unknown } | undefined): string | undefined => {
    if (throws) return outcome && same(outcome.error, value) ? undefined : `${what} changed what was thrown`;
    const faulty = outcome === undefined || outcome.error instanceof MarginalsError;
    return faulty ? undefined : `${what} ended in ${String(outcome?.error)}`;
  };
  switch (index % 3) {
    case 0: {
      const independent = (() => {
        if (throws) throw value;
        return nonsense[turn % nonsense.length]!();
      }) as Independent;
      const constraint = customMatroid({ groundSize: 6, independent });
      return known("customMatroid", await caught(() => maximizeSync(six, constraint)));
    }
    case 1: {
      const countTokens = (): number => {
        if (throws) throw value;
        return noCount[turn % noCount.length] as number;
      };
      const outcome = await caught(() => packContext(passages, { query: [1, 1], budget: 20, countTokens }));
      if (!throws && outcome === undefined) return "countTokens took what is no count";
      return known("countTokens", outcome);
    }
    default: {
      const select = (async () => {
        if (throws) throw value;
        return noChoice[turn % noChoice.length];
      }) as GreediExecutor["select"];
      const options = { algorithm: "greedi", machines: 2, executor: { select } } as const;
      const outcome = await caught(() => maximize(six, { size: 2 }, options));
      if (!throws && outcome === undefined) return "executor took what is no choice";
      return known("executor", outcome);
    }
  }
};

/** `count` hostile callbacks, each followed by a call that must be right. */
export const hostileCallbacks = async (count: number): Promise<Row> => {
  const faults: string[] = [];
  for (let index = 0; index < count; index++) {
    const fault = index % 4 === 3 ? await attackOther((index - 3) / 4) : await attackOnce(index);
    if (fault) faults.push(fault);
    if (index % 10 === 0 && !same(maximizeSync(over(right), { size: 3 }).value, expected.value))
      faults.push("the next call was wrong");
  }
  return {
    row: "hostile callbacks",
    tried: `${count} that throw, answer nonsense, re-enter, detach, descend`,
    seen: `${faults.length} faults${faults.length > 0 ? ` (${faults[0]})` : ""}`,
    holds: faults.length === 0,
  };
};
