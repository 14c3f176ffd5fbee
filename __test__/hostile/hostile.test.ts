/** Every export answers a typed error or the right thing, whatever it is given. */
import * as root from "marginals";
import * as context from "marginals/context";
import * as bpe from "marginals/bpe";
import * as information from "marginals/information";
import * as markov from "marginals/markov";
import * as report from "marginals/report";
import * as submodular from "marginals/submodular";
import * as tables from "marginals/table";
import { describe, expect, it } from "vitest";
import { attackAll, places } from "./attack.ts";
import { covered, exempt, targets } from "./targets.ts";
import { hostileValues } from "./values.ts";

const methodsOf = (owner: object): string[] => {
  const names: string[] = [];
  for (
    let own: object | null = owner;
    own !== null && own !== Object.prototype && own !== Function.prototype;
    own = Object.getPrototypeOf(own) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(own)) {
      const value: unknown = Object.getOwnPropertyDescriptor(own, name)?.value;
      if (typeof value === "function" && name !== "constructor") names.push(name);
    }
  }
  return names;
};

describe("hostile input", () => {
  it("has at least sixty values", () => expect(hostileValues.length).toBeGreaterThanOrEqual(60));

  it("leaves no export out", () => {
    const exported = [root, bpe, context, information, markov, report, submodular, tables]
      .flatMap((room) => Object.entries(room))
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => name);
    const methods = [
      markov.MarkovChain,
      markov.MarkovChain.prototype,
      bpe.Tokenizer,
      bpe.Tokenizer.prototype,
      bpe.Encoding.prototype,
      bpe.Appender.prototype,
      bpe.IntervalCounter.prototype,
      context.ContextCorpus.prototype,
      information.AcquisitionPolicy.prototype,
      submodular.StreamSelector.prototype,
      submodular.SlidingWindow.prototype,
    ].flatMap(methodsOf);
    const missing = [...new Set([...exported, ...methods])].filter(
      (name) => !covered.has(name) && !exempt.has(name),
    );
    expect(missing).toEqual([]);
  });

  it.each(targets.map((target) => [target.name, target] as const))(
    "%s accepts what it should",
    async (_, target) => {
      await expect(Promise.resolve(target.call(...target.valid()))).resolves.not.toThrow();
    },
  );

  it.each(targets.map((target) => [target.name, target] as const))("%s", async (_, target) => {
    const { calls, faults } = await attackAll(target);
    expect(calls).toBe(places(target).length * hostileValues.length);
    expect(faults).toEqual([]);
  });

  it("a polluted prototype is not an option", async () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype["threads"] = -1;
    prototype["base"] = -1;
    try {
      const chain = markov.MarkovChain.curieWeiss({ spins: 3, inverseTemperature: 0.1, field: 0 });
      expect(await chain.entropyRate([0], {})).toBeGreaterThan(0);
    } finally {
      delete prototype["threads"];
      delete prototype["base"];
    }
  });
});
