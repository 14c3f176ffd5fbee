/** Series: what pasts tell, and the entropies of patterns: pyinform, infomeasure, antropy. Growth in times and pasts. */
import {
  activeInformationStorageSync,
  permutationEntropySync,
  sampleEntropySync,
  transferEntropySync,
} from "marginals/information";
import { printTable, ratio, time } from "../report.mjs";
import { symbols } from "./discrete.mjs";
import { agree, peersOf, secondsOf, timed } from "./measuring.mjs";

const numbers = (times) =>
  Float64Array.from(
    { length: times },
    (_, row) => (Math.imul(row * 2654435761 + 7 * 40503 + 12345, 2246822519) >>> 0) / 2 ** 32,
  );

export const bench = async ({ quick }) => {
  const results = [];
  const measure = async (task, request, work) => {
    const theirs = peersOf("time", request);
    // Short calls often enough that the engine has compiled what they run through.
    const repeats = request.times > 1e4 ? 9 : 99;
    const [one, two] = [await timed(repeats, () => work(1)), await timed(repeats, () => work(2))];
    if (one.answer.value !== two.answer.value) throw new Error(`${task}: two threads answer otherwise`);
    agree(task, one.answer.value, theirs, 1e-9);
    results.push({
      task,
      times: request.times,
      ours: one.seconds,
      "two threads": one.wall / two.wall,
      ...secondsOf(theirs),
    });
  };
  for (const times of quick ? [1e4, 1e5] : [1e4, 1e5, 1e6]) {
    for (const [alphabet, history] of [
      [2, 1],
      [2, 4],
      [4, 2],
    ]) {
      const [x, y] = [0, 1].map((column) => symbols(times, alphabet, column, Int32Array));
      const request = { times, alphabet, history };
      await measure(
        `transfer entropy, ${alphabet} symbols, past of ${history}`,
        { task: "transfer", ...request },
        (threads) => transferEntropySync(x, y, { history, threads }),
      );
      await measure(
        `active information, ${alphabet} symbols, past of ${history}`,
        { task: "storage", ...request },
        (threads) => activeInformationStorageSync(y, { history, threads }),
      );
    }
    const x = numbers(times);
    await measure("permutation entropy, order 3", { task: "permutation", times }, (threads) =>
      permutationEntropySync(x, { order: 3, threads }),
    );
    if (times <= 1e4)
      await measure("sample entropy, order 2", { task: "sample", times }, (threads) =>
        sampleEntropySync(x, { order: 2, threads }),
      );
  }
  printTable(
    "Series (peers: how many times our time)",
    results.map(({ ours, pyinform, infomeasure, antropy, "two threads": two, ...rest }) => ({
      ...rest,
      ours: time(ours),
      "two threads": `${two.toFixed(2)}×`,
      pyinform: ratio(pyinform, ours),
      infomeasure: ratio(infomeasure, ours),
      antropy: ratio(antropy, ours),
    })),
  );
  return { series: results };
};
