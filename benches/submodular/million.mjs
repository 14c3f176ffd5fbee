/**
 * Facility location beyond what is exact: a sample represents the rows, or each row knows its most similar elements
 * alone. What that loses is the value of the choice over all rows and similarities, beside that of the exact choice.
 */
import { memory, printTable, time } from "../report.mjs";

const SIZE = 100;

export const bench = ({ quick, clusters, measure }) => {
  const task = {
    function: "facility-location",
    size: SIZE,
    threads: 1,
    whole: true,
    repeats: 1,
    judge: true,
  };
  const data = clusters(quick ? 5_000 : 20_000, 64);
  const exact = measure("measure.mjs", { ...task, ...data, method: "dense", judge: false });
  const ways = [
    ["exact, dense", exact],
    ["exact, on the fly", measure("measure.mjs", { ...task, ...data, method: "on-the-fly", judge: false })],
    ...[1_000, 5_000].map((sample) => [
      `${sample} rows represented`,
      measure("measure.mjs", { ...task, ...data, sample }),
    ]),
    ...[10, 100].map((neighbors) => [
      `${neighbors} neighbors of every row`,
      measure("measure.mjs", { ...task, ...data, method: "sparse", neighbors }),
    ]),
  ];
  printTable(
    `What the shorter ways lose: ${data.name}, ${SIZE} chosen, one thread`,
    ways.map(([way, one]) => ({
      way,
      CPU: time(one.cpu),
      memory: memory(one.addedBytes),
      "own value": one.value.toFixed(1),
      "value over all": (one.judged ?? one.value).toFixed(1),
      loss: `${(100 * (1 - (one.judged ?? one.value) / exact.value)).toFixed(2)} %`,
    })),
  );

  // No exact choice to compare with: the value over all rows says what the estimate is worth.
  const million = clusters(quick ? 50_000 : 1_000_000, 64);
  const sampled = [1_000, 5_000].map((sample) => ({
    sample,
    one: measure("measure.mjs", { ...task, ...million, sample }),
  }));
  const best = Math.max(...sampled.map(({ one }) => one.judged));
  printTable(
    `${million.name}, ${SIZE} chosen, one thread`,
    sampled.map(({ sample, one }) => ({
      represented: sample,
      CPU: time(one.cpu),
      memory: memory(one.addedBytes),
      "estimate of the value": one.value.toFixed(1),
      "value over all rows": one.judged.toFixed(1),
      "estimate off by": `${(100 * (one.value / one.judged - 1)).toFixed(2)} %`,
      "below the better": `${(100 * (1 - one.judged / best)).toFixed(2)} %`,
    })),
  );
  return { ways, sampled };
};
