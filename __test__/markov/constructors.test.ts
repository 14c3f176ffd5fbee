import { describe, expect, test } from "vitest";
import { MarkovChain } from "marginals/markov";
import { cases, chainOf, matrixOf, published, rows, type Case } from "./reference.ts";

const worst = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  expect(actual.length).toBe(expected.length);
  return Array.from(actual).reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
};

const matrixCases = cases.filter(({ input }) => input.kind === "matrix");
const modelCases = cases.filter((reference) => matrixOf(reference) !== undefined);
const flat = ({ input }: Case): number[] => (input as { transition: number[] }).transition;

test.each(cases)("the reference law of $name", async (reference) => {
  expect(worst(await chainOf(reference).referenceLaw(), reference.expected.reference)).toBeLessThan(1e-14);
});

test.each(modelCases)("the transition matrix of $name", async (reference) => {
  expect(worst(await chainOf(reference).transitionMatrix(), flat(reference))).toBeLessThan(1e-14);
});

test.each(cases.filter(({ expected }) => expected.projections.length > 0))(
  "projections of $name",
  async (reference) => {
    const chain = chainOf(reference);
    for (const { subset, transition, reference: law } of reference.expected.projections) {
      const part = chain.project(subset);
      expect(worst(await part.transitionMatrix(), transition)).toBeLessThan(1e-14);
      expect(worst(await part.referenceLaw(), law)).toBeLessThan(1e-14);
    }
  },
);

test.each(matrixCases)(
  "$name from sparse rows, edges, nested rows and single precision",
  async (reference) => {
    const {
      sizes,
      transition,
      reference: law,
    } = reference.input as { sizes: number[]; transition: number[]; reference: number[] | null };
    const frame = { sizes, ...(law && { reference: law }) };
    const n = Math.sqrt(transition.length);
    const places = transition
      .map((p, at) => ({ p, x: Math.floor(at / n), y: at % n }))
      .filter(({ p }) => p > 0);
    const indptr = Uint32Array.from(
      { length: n + 1 },
      (_, x) => places.filter((place) => place.x < x).length,
    );
    const data = Float64Array.from(places, ({ p }) => p);
    const indices = Uint32Array.from(places, ({ y }) => y);
    const backwards = places.toReversed();
    const halves = [...backwards, ...backwards];
    const expected = await MarkovChain.fromMatrix({ ...frame, transition }).transitionMatrix();
    const same = [
      MarkovChain.fromMatrix({ ...frame, transition: rows(transition) }),
      MarkovChain.fromMatrix({
        ...frame,
        transition: { data: Float64Array.from(transition), rows: n, cols: n },
      }),
      MarkovChain.fromSparse({ ...frame, transition: { data, indices, indptr, rows: n, cols: n } }),
      MarkovChain.fromSparse({
        ...frame,
        transition: {
          from: halves.map(({ x }) => x),
          to: halves.map(({ y }) => y),
          probability: halves.map(({ p }) => p / 2),
        },
      }),
    ];
    for (const chain of same) expect(await chain.transitionMatrix()).toEqual(expected);
  },
);

test.each(cases.filter(({ input }) => input.kind === "curie-weiss" && input.spins < 5))(
  "$name from its single flips",
  async (reference) => {
    const transition = flat(reference);
    const n = Math.sqrt(transition.length);
    const d = Math.log2(n);
    const probabilities = Array.from({ length: n * d }, (_, at) => {
      const x = Math.floor(at / d);
      return transition[x * n + (x ^ (1 << (d - 1 - (at % d))))]!;
    });
    const chain = MarkovChain.singleFlip({ sizes: Array.from({ length: d }, () => 2), probabilities });
    expect(worst(await chain.transitionMatrix(), transition)).toBeLessThan(1e-14);
    expect(worst(await chain.referenceLaw(), reference.expected.reference)).toBeLessThan(1e-13);
  },
);

test("independent chains side by side", async () => {
  const reference = cases.find(({ input }) => input.kind === "product")!;
  const { factors, sizes } = reference.input as { factors: number[][]; sizes: number[] };
  const chain = chainOf(reference);
  expect([...chain.sizes]).toEqual(sizes);
  for (const [i, factor] of factors.entries()) {
    expect(worst(await chain.project([i]).transitionMatrix(), factor)).toBeLessThan(1e-14);
  }
});

test("random chains follow their seed", async () => {
  const make = (seed: number, productLaw: boolean) =>
    MarkovChain.random({ sizes: [2, 3, 2], seed, productLaw });
  for (const productLaw of [false, true]) {
    const [one, again, other] = await Promise.all(
      [4, 4, 5].map((seed) => make(seed, productLaw).transitionMatrix()),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  }
  const chain = make(4, true);
  const law = await chain.referenceLaw();
  const margins = await Promise.all([0, 1, 2].map((i) => chain.project([i]).referenceLaw()));
  const product = Array.from(
    law,
    (_, x) => margins[0]![Math.floor(x / 6)]! * margins[1]![Math.floor(x / 2) % 3]! * margins[2]![x % 2]!,
  );
  expect(worst(law, product)).toBeLessThan(1e-13);
  const { stationary, residual } = await chain.facts();
  expect([stationary, residual < 1e-13]).toEqual([true, true]);
});

describe("trajectories", () => {
  const h = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

  test("are counted", async () => {
    // 0→1, 1→1, 1→0, 0→0: every transition once.
    const chain = await MarkovChain.fromTrajectories([0, 1, 1, 0, 0]);
    expect([...(await chain.transitionMatrix())]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(await chain.entropyRate()).toBeCloseTo(Math.LN2, 15);
  });

  test("one does not lead into the next", async () => {
    const chain = await MarkovChain.fromTrajectories(
      [
        [0, 0, 0, 1],
        [1, 1],
      ],
      { sizes: [2] },
    );
    expect(worst(await chain.transitionMatrix(), [2 / 3, 1 / 3, 0, 1])).toBeLessThan(1e-15);
    expect(await chain.entropyRate()).toBeCloseTo(0.75 * h(1 / 3), 15);
  });

  test("hold strings, several coordinates, a lag and pseudo-counts", async () => {
    const weather = [
      ["wet", "calm"],
      ["wet", "wild"],
      ["dry", "calm"],
      ["wet", "calm"],
      ["dry", "wild"],
    ];
    const chain = await MarkovChain.fromTrajectories(weather, { names: ["rain", "wind"] });
    expect([[...chain.sizes], chain.names]).toEqual([
      [2, 2],
      ["rain", "wind"],
    ]);
    // rain: wet→wet, wet→dry, dry→wet, wet→dry.
    expect(worst(await chain.project(["rain"]).transitionMatrix(), [1 / 3, 2 / 3, 1, 0])).toBeLessThan(1e-15);
    const two = await MarkovChain.fromTrajectories([0, 1, 0, 0, 1], { lag: 2 });
    expect(worst(await two.transitionMatrix(), [0.5, 0.5, 1, 0])).toBeLessThan(1e-15);
    const smooth = await MarkovChain.fromTrajectories([0, 1, 0, 0], { smoothing: { add: 1 } });
    expect(worst(await smooth.transitionMatrix(), [0.5, 0.5, 2 / 3, 1 / 3])).toBeLessThan(1e-15);
    const half = await MarkovChain.fromTrajectories([0, 1, 0, 0], { smoothing: "krichevsky-trofimov" });
    expect(worst(await half.transitionMatrix(), [0.5, 0.5, 0.75, 0.25])).toBeLessThan(1e-15);
  });

  test("both forms agree", async () => {
    const data = Array.from({ length: 500 }, (_, t) => [(t * t) % 3, (t >> 1) % 2]);
    const [one, two] = [await MarkovChain.fromTrajectories(data), MarkovChain.fromTrajectoriesSync(data)];
    expect(await two.transitionMatrix()).toEqual(await one.transitionMatrix());
    expect(two.distanceToIndependenceSync()).toBe(await one.distanceToIndependence());
  });

  test("a table's rows are one", async () => {
    const columns = { rain: ["no", "no", "yes", "no", "yes", "yes"], level: [1, 0, 1, 1, 0, 0] };
    const chain = await MarkovChain.fromTable({ columns });
    const rowsOfIt = columns.rain.map((rain, t) => [rain === "yes" ? 1 : 0, columns.level[t]!]);
    const counted = await MarkovChain.fromTrajectories(rowsOfIt);
    expect(chain.names).toEqual(["rain", "level"]);
    expect(Math.abs((await chain.entropyRate()) - (await counted.entropyRate()))).toBeLessThan(1e-15);
  });
});

test("mixing of eight spins and of seven of them", async () => {
  const figures = published["curie-weiss-8"] as unknown as Record<string, number>;
  const chain = MarkovChain.curieWeiss({ spins: 8, inverseTemperature: 0.1, field: 1 });
  const whole = await chain.mixingCurve(10);
  const without = await chain.project([0, 1, 2, 4, 5, 6, 7]).mixingCurve(10);
  const found = [whole.worst[10]!, without.worst[9]!, without.worst[10]!];
  expect(
    worst(found, [figures["tvFull10"]!, figures["tvWithout3After9"]!, figures["tvWithout3After10"]!]),
  ).toBeLessThan(1e-12);
});

test("eigenvalues of the urns", async () => {
  const colors = [...Array.from({ length: 6 }, () => 1), 6];
  const { real, imaginary, reversible, gap } = await MarkovChain.bernoulliLaplace({
    colors,
    urn: 6,
  }).spectrum();
  expect(reversible).toBe(true);
  expect(Math.max(...imaginary.map(Math.abs))).toBe(0);
  // 1 − n (L − n + 1) / (N (L − N)) with L = 12, N = 6.
  const closed = Array.from({ length: 7 }, (_, n) => 1 - (n * (13 - n)) / 36);
  for (const value of real)
    expect(Math.min(...closed.map((other) => Math.abs(other - value)))).toBeLessThan(1e-12);
  expect(gap).toBeCloseTo(12 / 36, 12);
});
