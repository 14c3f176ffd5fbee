/** Measures and convex functions of the caller's that throw anything, answer nonsense, call back or change their input. */
import { MarginalsError } from "marginals";
import {
  bootstrapInterval,
  bootstrapIntervalSync,
  fDivergence,
  fDivergenceSync,
  mutualInformationSync,
  permutationTest,
  permutationTestSync,
  type MeasureFunction,
} from "marginals/information";
import { thrown } from "./hostile-callbacks.ts";
import type { Row } from "./measure.ts";

const x = Float64Array.from({ length: 24 }, (_, at) => ((at * 7) % 24) + 0.5);
const y = x.map((value, at) => value + (at % 3));
const p = Float64Array.of(0.5, 0.25, 0.25);
const q = Float64Array.of(0.2, 0.3, 0.5);

/** What a verb does with a callback: the promise of its answer. */
type Verb = (callback: (...given: readonly unknown[]) => unknown) => unknown;

const verbs: Readonly<Record<string, Verb>> = {
  fDivergence: (f) => fDivergence(p, q, f as (t: number) => number),
  fDivergenceSync: (f) => fDivergenceSync(p, q, f as (t: number) => number),
  permutationTest: (f) => permutationTest(x, y, { measure: f as MeasureFunction, permutations: 5 }),
  permutationTestSync: (f) => permutationTestSync(x, y, { measure: f as MeasureFunction, permutations: 5 }),
  bootstrapInterval: (f) => bootstrapInterval(x, y, { measure: f as MeasureFunction, resamples: 5 }),
  bootstrapIntervalSync: (f) => bootstrapIntervalSync(x, y, { measure: f as MeasureFunction, resamples: 5 }),
};

/** No answers of a measure or of a convex function. */
const nonsense: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => "1",
  () => 1n,
  () => Number.NaN,
  () => [1],
  () => ({}),
  () => ({ value: "1" }),
  () => Symbol("none"),
  () => new Map(),
];

const caught = async (work: () => unknown): Promise<{ error: unknown } | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
};

const product = (a: unknown, b: unknown): number =>
  (a as Float64Array).reduce((sum, value, at) => sum + value * ((b as Float64Array)[at] ?? 0), 0);

const names = Object.keys(verbs);

const attack = async (index: number): Promise<string | undefined> => {
  const name = names[index % names.length]!;
  const verb = verbs[name]!;
  const turn = Math.floor(index / names.length);
  const deep = Math.floor(turn / 4);
  switch (turn % 4) {
    case 0: {
      const value = thrown[deep % thrown.length];
      const outcome = await caught(() =>
        verb(() => {
          throw value;
        }),
      );
      return outcome && Object.is(outcome.error, value) ? undefined : `${name} changed what was thrown`;
    }
    case 1: {
      const answer = nonsense[deep % nonsense.length]!;
      const outcome = await caught(() => verb(answer));
      const { error } = outcome ?? {};
      return error instanceof MarginalsError && error.code === "ERR_MARGINALS_CALLBACK"
        ? undefined
        : `${name} took nonsense ${deep % nonsense.length}: ${String(error ?? "no error")}`;
    }
    case 2: {
      // The library called from within, on the very input; answers are those of calls outside.
      const isDivergence = name.startsWith("fDivergence");
      const inner = (...given: unknown[]): number => {
        mutualInformationSync(x, y, { estimator: "ksg1" });
        return isDivergence ? Math.abs((given[0] as number) - 1) / 2 : product(given[0], given[1]);
      };
      const plain = (...given: unknown[]): number =>
        isDivergence ? Math.abs((given[0] as number) - 1) / 2 : product(given[0], given[1]);
      const [one, other] = [await verb(inner), await verb(plain)] as { value: number }[];
      return one && other && Object.is(one.value, other.value)
        ? undefined
        : `${name} was changed by a call within`;
    }
    default: {
      // What a measure is given is a copy: changing or detaching it changes no later call and none of the caller's.
      if (name.startsWith("fDivergence")) return undefined;
      const before = x.slice();
      const outcome = await caught(() =>
        verb((...given: unknown[]) => {
          const own = given[0] as Float64Array;
          const answer = product(own, given[1]);
          if (own !== x) {
            own.fill(0);
            if (deep % 2 === 1) structuredClone(own.buffer, { transfer: [own.buffer as ArrayBuffer] });
          }
          return answer;
        }),
      );
      if (outcome) return `${name}: ${String(outcome.error)}`;
      return x.every((value, at) => value === before[at]) ? undefined : `${name} gave the caller's own array`;
    }
  }
};

/** `count` hostile callbacks of the room of information. */
export const measureCallbacks = async (count: number): Promise<Row> => {
  const faults: string[] = [];
  const expected = fDivergenceSync(p, q, (t) => (t - 1) ** 2).value;
  for (let index = 0; index < count; index++) {
    const fault = await attack(index);
    if (fault) faults.push(fault);
    const next = fDivergenceSync(p, q, (t) => (t - 1) ** 2).value;
    if (!Object.is(next, expected)) faults.push("the next call was wrong");
  }
  return {
    row: "information callbacks",
    tried: `${count} measures and functions that throw, answer nonsense, call back, detach`,
    seen: `${faults.length} faults${faults.length > 0 ? ` (${faults[0]})` : ""}`,
    holds: faults.length === 0,
  };
};
