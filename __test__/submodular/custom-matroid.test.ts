import {
  customFunction,
  customMatroid,
  facilityLocation,
  inProcessExecutor,
  maximize,
  maximizeSync,
  minimizeDifference,
  minimizeSync,
  modular,
  partitionMatroid,
  setCover,
  type Constraint,
  type CustomMatroid,
  type Independent,
  type SetFunction,
} from "marginals/submodular";
import { describe, expect, test } from "vitest";
import { rejected, thrown } from "../foundation/thrown.ts";

const ground = 7;
const classes = [0, 0, 1, 1, 1, 2, 2];
const limits = { 0: 1, 1: 2, 2: 1 };
const most = [1, 2, 1];
/** The independent sets of the partition matroid over `classes`. */
const within: Independent = (set) =>
  most.every((limit, own) => [...set].filter((e) => classes[e] === own).length <= limit);
const built = partitionMatroid({ classes, limits });
const own = (independent: Independent = within, groundSize = ground): CustomMatroid =>
  customMatroid({ groundSize, independent });
const later: Independent = async (set) => {
  await new Promise((resolve) => setImmediate(resolve));
  return within(set);
};

const points = Array.from({ length: ground }, (_, e) => [Math.sin(3 * e), Math.cos(5 * e), e / 7]);
const sets = Array.from({ length: ground }, (_, e) => [e % 5, (e * e + 1) % 6, (3 * e) % 7]);
const covered = (set: readonly number[]): number => new Set(set.flatMap((e) => sets[e] ?? [])).size;
const functions: Record<string, () => SetFunction> = {
  "facility location": () => facilityLocation(points, { metric: "rbf", gamma: 1 }),
  "set cover": () => setCover({ sets }),
  "a custom function": () =>
    customFunction({
      groundSize: ground,
      structure: { shape: "submodular", monotone: "increasing", nonNegative: true },
      gains: (candidates, selected) =>
        Array.from(candidates, (e) => covered([...selected, e]) - covered([...selected])),
    }),
};

describe("a matroid known by an oracle", () => {
  test.each(Object.keys(functions))("is the same constraint as the one built, over %s", async (name) => {
    for (const algorithm of ["auto", "greedy", "lazy-greedy", "exhaustive", "random-greedy"] as const) {
      for (const also of [[], [{ size: 3 }], [{ costs: [1, 2, 1, 2, 1, 2, 1], budget: 5 }]]) {
        const f = functions[name]!();
        const under = (constraint: Constraint) => maximizeSync(f, constraint, { algorithm, seed: 4 });
        const asked = under([own(), ...also]);
        expect(asked.indices).toEqual(under([built, ...also]).indices);
        expect(within(asked.indices)).toBe(true);
        const options = { algorithm, seed: 4 };
        expect(await maximize(f, [own(), ...also], options)).toEqual(asked);
        expect(await maximize(f, [own(later), ...also], options)).toEqual(asked);
      }
    }
  });

  test("keeps the guarantee of the matroid it stands for", () => {
    const f = functions["facility location"]!();
    const options = { algorithm: "lazy-greedy" } as const;
    const [asked, known] = [maximizeSync(f, own(), options), maximizeSync(f, built, options)];
    expect(asked.guarantee?.ratio).toBe(known.guarantee?.ratio);
    expect(asked.value).toBe(known.value);
  });

  test("is found best by brute force", () => {
    const f = functions["set cover"]!();
    let best = 0;
    for (let mask = 0; mask < 2 ** ground; mask++) {
      const set = Array.from({ length: ground }, (_, e) => e).filter((e) => (mask >> e) & 1);
      if (within(Uint32Array.from(set))) best = Math.max(best, covered(set));
    }
    expect(maximizeSync(f, own(), { algorithm: "exhaustive" }).value).toBe(best);
  });

  test("serves minimization, two matroids at once, resumption and the parts of GreeDi", async () => {
    const f = modular([3, -1, 4, -1, 5, -9, 2]);
    expect(minimizeSync(f, own()).value).toBe(minimizeSync(f, built).value);
    const even: Independent = (set) => set.filter((e) => e % 2 === 0).length <= 1;
    const both = maximizeSync(f, [own(), own(even)]);
    expect(both.indices).toEqual(Uint32Array.of(4));
    const first = maximizeSync(f, own(), { algorithm: "greedy", candidates: [4] });
    expect(maximizeSync(f, own(), { algorithm: "greedy", initial: first.indices }).indices).toEqual(
      maximizeSync(f, built, { algorithm: "greedy" }).indices,
    );
    const greedi = { algorithm: "greedi", machines: 2, executor: inProcessExecutor(f) } as const;
    expect((await maximize(f, own(), greedi)).value).toBe((await maximize(f, built, greedi)).value);
  });

  test("leaves the event loop free and stops on abort", async () => {
    const controller = new AbortController();
    const never: Independent = (set) => (set.length < 2 ? within(set) : new Promise<boolean>(() => {}));
    const running = maximize(modular([1, 2, 3, 4, 5, 6, 7]), own(never), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 5);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    const early = new AbortController();
    early.abort();
    const refused = maximize(
      modular([1, 2]),
      own(() => true, 2),
      { signal: early.signal },
    );
    await expect(refused).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("an oracle that is no matroid's", () => {
  const f = modular([1, 2, 3, 4]);
  const broken: [string, Independent, RegExp][] = [
    ["refuses the empty set", (set) => set.length > 0, /empty set is independent, received/u],
    [
      "has bases of two sizes",
      (set) => !(set.includes(0) && set.length > 1),
      /equally large, received bases of 1 and 3/u,
    ],
    [
      "refuses a subset",
      (set) => set.length !== 2 || !(set.includes(1) && set.includes(3)),
      /equally large|every subset/u,
    ],
    [
      "refuses a subset of a basis",
      (set) => `${[...set].sort()}` !== "2,3" && set.length < 4,
      /axiom|equally large|every subset|larger holds/u,
    ],
  ];
  test.each(broken)("%s", async (_, independent, words) => {
    const blocking = thrown(() => maximizeSync(f, own(independent, 4)));
    expect(blocking[0]).toBe("CALLBACK");
    expect(blocking[1]).toMatch(/^maximizeSync\(\): independent must be the oracle of a matroid: /u);
    expect(blocking[1]).toMatch(words);
    const waiting = await rejected(
      maximize(
        f,
        own(async (set) => independent(set), 4),
      ),
    );
    expect(waiting[1]).toBe(blocking[1].replace("maximizeSync", "maximize"));
  });

  test("is found out during the run", () => {
    // The bases from either end have two elements; {4} alone can be joined by none.
    const star: Independent = (set) => set.length < 2 || (set.length === 2 && !set.includes(2));
    const [code, message] = thrown(() => maximizeSync(modular([1, 1, 9, 1, 1]), own(star, 5)));
    expect(code).toBe("CALLBACK");
    expect(message).toMatch(/a set of 1 that no element of one of 2 can join$/u);
    // Three elements in the middle are independent as well.
    const middle: Independent = (set) => set.length < 3 || `${[...set].sort()}` === "1,2,3";
    expect(thrown(() => maximizeSync(modular([1, 9, 8, 7, 1]), own(middle, 5)))[1]).toMatch(
      /bases of 2 elements and an independent set of 3$/u,
    );
  });

  test("answers with something else, throws, or is asked where it cannot be", async () => {
    const wrong = own((() => 1) as never, 4);
    expect(thrown(() => maximizeSync(f, wrong))).toEqual([
      "CALLBACK",
      "maximizeSync(): the answer of independent must be true or false, received 1",
    ]);
    expect(
      thrown(() =>
        maximizeSync(
          f,
          own(async () => true, 4),
        ),
      ),
    ).toEqual([
      "CALLBACK",
      "maximizeSync(): the answer of independent must be true or false in maximizeSync() (a promise is for the call " +
        "without Sync), received a promise",
    ]);
    const mine = new TypeError("mine");
    const throwing: Independent = () => {
      throw mine;
    };
    expect(() => maximizeSync(f, own(throwing, 4))).toThrow(mine);
    await expect(maximize(f, own(throwing, 4))).rejects.toBe(mine);
    await expect(
      maximize(
        f,
        own(() => Promise.reject(mine), 4),
      ),
    ).rejects.toBe(mine);
    expect((await rejected(minimizeDifference(f, f, own(() => true, 4) as never)))[0]).toBe("UNSUPPORTED");
  });

  test("a copy and a matroid of another ground set are refused", () => {
    const matroid = own(() => true, 4);
    for (const copy of [{ ...matroid }, { kind: "custom-matroid", groundSize: 4, independent: () => true }]) {
      expect(thrown(() => maximizeSync(f, copy as CustomMatroid))).toEqual([
        "ARGUMENT",
        "maximizeSync(): constraint must be a custom matroid made by customMatroid(), received a copy of one",
      ]);
    }
    expect(
      thrown(() =>
        maximizeSync(
          f,
          own(() => true, 5),
        ),
      )[0],
    ).toBe("SHAPE");
    expect(thrown(() => customMatroid({ groundSize: 0, independent: () => true }))[0]).toBe("RANGE");
    expect(thrown(() => customMatroid({ groundSize: 2 } as never))[0]).toBe("ARGUMENT");
    expect(Object.isFrozen(matroid)).toBe(true);
  });
});
