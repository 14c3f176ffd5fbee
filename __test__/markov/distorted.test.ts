import { describe, expect, test } from "vitest";
import { cases, chainOf, members } from "./reference.ts";

/** Paths whose closest decision is nearer than this may part from the reference. */
const CLEAR = 1e-9;

describe.each(cases.filter(({ expected }) => expected.distorted.length > 0))("$name", (reference) => {
  const chain = chainOf(reference);

  test("distorted greedy follows its paper, with costs clipped at 0 and raw", () => {
    for (const { order, value, margin, objective, ...options } of reference.expected.distorted) {
      const found = chain.selectSync(objective, { ...options, algorithm: "distorted-greedy" });
      if (margin < CLEAR) continue;
      const what = `${objective} ${JSON.stringify(options)}`;
      expect([...found.indices], what).toEqual(order);
      expect(Math.abs(found.value - value), what).toBeLessThan(reference.tolerance);
    }
  });

  test("a cost below 0 is said in the result", () => {
    const full = 2 ** chain.dimension - 1;
    const rate = reference.expected.quantities["entropy-rate"] as number[];
    const costs = members(full).map((e) => rate[full ^ (1 << e)]! - rate[full]!);
    const options = { size: chain.dimension, algorithm: "distorted-greedy" } as const;
    const clipped = chain.selectSync("entropy-rate", options);
    const raw = chain.selectSync("entropy-rate", { ...options, costs: "raw" });
    const negative = costs.some((cost) => cost < -1e-9);
    const words = (warnings: readonly string[]): string => warnings.join("\n");
    if (negative) {
      expect(words(clipped.warnings)).toMatch(/costs are below 0 .* were raised to 0/);
      expect(words(raw.warnings)).toMatch(/does not hold for raw costs/);
      expect(raw.guarantee).toBe(null);
    } else if (costs.every((cost) => cost > 1e-9)) {
      expect(words(clipped.warnings)).not.toMatch(/raised/);
    }
  });
});

describe.each(cases.filter(({ name }) => name.startsWith("product stationary law")))("$name", (reference) => {
  test("f(S) ≥ (1 − 1/e) f(O) − c(O)/e where the theorem applies", () => {
    const chain = chainOf(reference);
    const full = 2 ** chain.dimension - 1;
    const rate = reference.expected.quantities["entropy-rate"] as number[];
    const optima = reference.expected.select.find(
      ({ objective, sense, complement }) =>
        objective === "entropy-rate" && sense === "maximize" && !complement,
    )!.optima;
    for (const [at, best] of optima.entries()) {
      const found = chain.selectSync("entropy-rate", { size: at + 1, algorithm: "distorted-greedy" });
      const cost = best.set.reduce((sum, e) => sum + Math.max(0, rate[full ^ (1 << e)]! - rate[full]!), 0);
      expect(found.value).toBeGreaterThan((1 - 1 / Math.E) * best.value - cost / Math.E - 1e-12);
    }
  });
});
