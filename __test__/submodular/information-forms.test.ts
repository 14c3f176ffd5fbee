import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as submodular from "marginals/submodular";
import type { NativeSetFunction } from "marginals/submodular";
import { thrown } from "../foundation/thrown.ts";

interface Instance {
  input: {
    ground: number[][];
    query: number[][];
    private: number[][];
    eta: number;
    nu: number;
    regularization: number;
    lambda: number;
    sets: number[][];
    wanted: number[];
    hidden: number[];
    weights: number[];
    probabilities: number[][];
  };
  expected: Record<string, number[]>;
}

const file = new URL("../reference/information-forms.json", import.meta.url);
const { instances } = JSON.parse(readFileSync(file, "utf8")) as { instances: Instance[] };

/** Every form of an instance, by the name the reference has for it. */
const forms = ({ input }: Instance): Record<string, NativeSetFunction> => {
  const { ground, query, private: hidden, eta, nu, regularization, lambda } = input;
  const metric = "dot";
  const cover = { sets: input.sets, weights: input.weights, concepts: 6 };
  const row = (concepts: number[]): number[][] => [
    Array.from({ length: 6 }, (_, concept) => Number(concepts.includes(concept))),
  ];
  const [wanted, unwanted] = [row(input.wanted), row(input.hidden)];
  const likely = { weights: input.weights };
  const concave = (name: "log1p" | "sqrt" | "saturating"): NativeSetFunction =>
    submodular.concaveOverModularMutualInformation(ground, { query, eta, metric, concave: name });
  return {
    facilityLocationMutualInformation: submodular.facilityLocationMutualInformation(ground, {
      query,
      eta,
      metric,
    }),
    "facilityLocationMutualInformation over query": submodular.facilityLocationMutualInformation(ground, {
      query,
      eta,
      metric,
      over: "query",
    }),
    facilityLocationConditionalGain: submodular.facilityLocationConditionalGain(ground, {
      private: hidden,
      nu,
      metric,
    }),
    facilityLocationConditionalMutualInformation: submodular.facilityLocationConditionalMutualInformation(
      ground,
      { query, eta, private: hidden, nu, metric },
    ),
    graphCutMutualInformation: submodular.graphCutMutualInformation(ground, { query, metric }),
    graphCutConditionalGain: submodular.graphCutConditionalGain(ground, {
      private: hidden,
      nu,
      lambda,
      metric,
    }),
    logDeterminantMutualInformation: submodular.logDeterminantMutualInformation(ground, {
      query,
      eta,
      regularization,
      metric,
    }),
    logDeterminantConditionalGain: submodular.logDeterminantConditionalGain(ground, {
      private: hidden,
      nu,
      regularization,
      metric,
    }),
    logDeterminantConditionalMutualInformation: submodular.logDeterminantConditionalMutualInformation(
      ground,
      {
        query,
        private: hidden,
        eta,
        nu: eta,
        regularization,
        metric,
      },
    ),
    setCoverMutualInformation: submodular.setCoverMutualInformation({ ...cover, query: input.wanted }),
    setCoverConditionalGain: submodular.setCoverConditionalGain({ ...cover, private: input.hidden }),
    setCoverConditionalMutualInformation: submodular.setCoverConditionalMutualInformation({
      ...cover,
      query: input.wanted,
      private: input.hidden,
    }),
    probabilisticSetCoverMutualInformation: submodular.probabilisticSetCoverMutualInformation(
      input.probabilities,
      { ...likely, query: wanted },
    ),
    probabilisticSetCoverConditionalGain: submodular.probabilisticSetCoverConditionalGain(
      input.probabilities,
      { ...likely, private: unwanted },
    ),
    probabilisticSetCoverConditionalMutualInformation:
      submodular.probabilisticSetCoverConditionalMutualInformation(input.probabilities, {
        ...likely,
        query: wanted,
        private: unwanted,
      }),
    "concaveOverModularMutualInformation log1p": concave("log1p"),
    "concaveOverModularMutualInformation sqrt": concave("sqrt"),
    "concaveOverModularMutualInformation saturating": concave("saturating"),
  };
};

describe("information forms", () => {
  test.each(instances.map((instance, index) => [index, instance] as const))(
    "have the values submodlib gives, instance %i",
    (_, instance) => {
      const all = forms(instance);
      expect(Object.keys(all).sort()).toEqual(Object.keys(instance.expected).sort());
      for (const [name, f] of Object.entries(all)) {
        for (const [mask, expected] of (instance.expected[name] ?? []).entries()) {
          const set = [0, 1, 2, 3, 4].filter((e) => (mask >> e) & 1);
          expect(Math.abs(f.valueSync(set) - expected), `${name} of ${set.join()}`).toBeLessThan(2e-4);
        }
      }
    },
  );

  test("take similarities instead of features", () => {
    const [instance] = instances;
    if (instance === undefined) throw new Error("no instance");
    const { ground, query, private: hidden } = instance.input;
    const dot = (a: number[][], b: number[][]): number[][] =>
      a.map((x) => b.map((y) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)));
    const [pairs, wanted, unwanted] = [dot(ground, ground), dot(ground, query), dot(ground, hidden)];
    const metric = "precomputed";
    const set = [0, 3];
    const same = (a: NativeSetFunction, b: NativeSetFunction): void =>
      expect(a.valueSync(set)).toBeCloseTo(b.valueSync(set), 10);
    same(
      submodular.facilityLocationConditionalMutualInformation(pairs, {
        query: wanted,
        private: unwanted,
        metric,
      }),
      submodular.facilityLocationConditionalMutualInformation(ground, {
        query,
        private: hidden,
        metric: "dot",
      }),
    );
    same(
      submodular.facilityLocationMutualInformation(wanted, { over: "query", metric }),
      submodular.facilityLocationMutualInformation(ground, { query, over: "query", metric: "dot" }),
    );
    same(
      submodular.graphCutMutualInformation(wanted, { metric }),
      submodular.graphCutMutualInformation(ground, { query, metric: "dot" }),
    );
    expect(thrown(() => submodular.graphCutMutualInformation(wanted, { query: wanted, metric }))[1]).toMatch(
      /query must be absent with metric 'precomputed'/,
    );
    expect(
      thrown(() => submodular.logDeterminantConditionalGain(pairs, { private: unwanted, metric }))[0],
    ).toBe("UNSUPPORTED");
  });

  test("carry names and structure to the selection", () => {
    const rows = [
      [1, 0.1],
      [0.9, 0.2],
      [0.1, 1],
      [0.2, 0.9],
    ];
    const f = submodular.facilityLocationMutualInformation(rows, {
      query: [[0, 1]],
      names: ["a", "b", "c", "d"],
    });
    const best = submodular.maximizeSync(f, { size: 2 });
    expect(best.names).toEqual(["a", "b", "c", "d"]);
    expect(best.bound).not.toBeNull();
    expect(best.algorithm).toBe("lazy-greedy");
    const unknown = submodular.logDeterminantMutualInformation(rows, { query: [[0, 1]] });
    expect(submodular.maximizeSync(unknown, { size: 2 }).bound).toBeNull();
  });

  test("refuse what makes no sense", () => {
    const rows = [
      [1, 0],
      [0, 1],
    ];
    expect(thrown(() => submodular.facilityLocationMutualInformation(rows, {} as never))[0]).toBe("ARGUMENT");
    expect(thrown(() => submodular.facilityLocationMutualInformation(rows, { query: [[1]] }))[1]).toBe(
      "facilityLocationMutualInformation(): query must be a matrix of 2 columns, as the ground set, received 1 columns",
    );
    expect(thrown(() => submodular.graphCutConditionalGain(rows, { private: rows, nu: -1 }))[0]).toBe(
      "RANGE",
    );
    expect(thrown(() => submodular.setCoverMutualInformation({ sets: [[0]], query: [3] }))[0]).toBe("RANGE");
  });
});
