/**
 * Prototypes of real sentences: facility location over embeddings of a language model, against submodlib and apricot.
 * The sentences are those that document three Python packages; the model comes in a package of its own.
 */
import { readFileSync } from "node:fs";
import { printTable, ratio, time } from "../report.mjs";

const SIZE = 50;
const SHOWN = 6;

export const bench = ({ quick, sentences, measure, peer, agree }) => {
  const results = (quick ? [500] : [1_000, 3_000]).flatMap((count) => {
    const data = sentences(count);
    if (!data) return [];
    const task = { function: "facility-location", ...data, size: SIZE, threads: 1 };
    const one = measure("measure.mjs", { ...task, repeats: 5 });
    const whole = measure("measure.mjs", { ...task, repeats: 5, whole: true });
    const peers = ["submodlib", "apricot"].map((name) => peer("peers.py", { ...task, peer: name }));
    for (const other of peers) agree(data.name, one.value, other?.value, 1e-5);
    const texts = readFileSync(data.texts, "utf8").split("\n");
    return [
      { data: data.name, one, whole, peers, prototypes: one.chosen.slice(0, SHOWN).map((at) => texts[at]) },
    ];
  });
  printTable(
    `Real sentences, ${SIZE} chosen, one thread, similarities given`,
    results.map(({ data, one, whole, peers: [submodlib, apricot] }) => ({
      data,
      choice: time(one.cpu),
      "from embeddings": time(whole.cpu),
      submodlib: time(submodlib?.cpu),
      "faster than it": ratio(submodlib?.cpu, one.cpu),
      "apricot, first": time(apricot?.cold),
      "faster than first": ratio(apricot?.cold, one.cpu),
      value: one.value.toFixed(4),
    })),
  );
  for (const [at, sentence] of (results.at(-1)?.prototypes ?? []).entries())
    console.log(`${at + 1}. ${sentence}`);
  return results;
};
