/**
 * What is answered when a call was aborted before passages were compared.
 *
 * @module
 */
import { fault } from "../errors.ts";
import type { Wanted } from "./call.ts";
import { Packing } from "./packing.ts";
import type { Passages } from "./passages.ts";
import { origin } from "./plan.ts";
import { countInTurns, type Counter } from "./token-counter.ts";

/**
 * The answer of a call that was aborted before anything was compared: what had to be included, where that fits.
 *
 * @param verb The function the caller called.
 * @param passages The passages.
 * @param request What was asked.
 * @param counter Counts the joined text.
 * @param separator What stands between two passages.
 * @returns The packing; throws `RANGE` when what had to be included does not fit.
 */
export async function unprepared(
  verb: string,
  passages: Passages,
  request: Wanted,
  counter: Counter,
  separator: string,
): Promise<Packing> {
  const { include, options } = request;
  const texts = Array.from(include, (index) => passages.texts[index] ?? "");
  const text = texts.join(separator);
  const counts = include.length === 0 ? [0] : await countInTurns(verb, counter, [text, ...texts], undefined);
  const [tokens = 0, ...own] = counts;
  if (tokens > options.budget) {
    const expected = `passages of at most ${options.budget} tokens together (budget)`;
    throw fault("RANGE", verb, "include", expected, `${tokens}`);
  }
  const unknown = { relevance: null, gain: null };
  return new Packing({
    passages: Array.from(include, (index, at) => {
      const tokens = own[at] ?? 0;
      return { ...origin(passages, index), text: texts[at] ?? "", tokens, ...unknown, included: true };
    }),
    text,
    tokens,
    budget: options.budget,
    omitted: passages.texts.flatMap((_, index) =>
      include.includes(index)
        ? []
        : [{ ...origin(passages, index), tokens: null, relevance: null, reason: "aborted" as const }],
    ),
    nextTokenGain: 0,
    next: null,
    value: 0,
    bound: null,
    boundCondition: null,
    ratio: null,
    guarantee: null,
    evaluations: 0,
    algorithm: options.algorithm === "auto" ? "cost-benefit-greedy" : options.algorithm,
    seed: options.seed,
    stopped: "aborted",
    warnings: [],
  });
}
