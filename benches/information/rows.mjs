/** Tables of up to 10⁸ rows: counting them, and greedy over their columns. The peer is a loop in JavaScript over one array of cells. */
import { jointEntropySync, mutualInformationSync } from "marginals/information";
import { columnEntropy, maximizeSync } from "marginals/submodular";
import { table } from "marginals/table";
import { memory, printTable, ratio, time } from "../report.mjs";
import { symbols } from "./discrete.mjs";
import { agree, timed } from "./measuring.mjs";

const ALPHABET = 16;
const COLUMNS = 6;

/** The joint entropy of columns, in nats. */
const counted = (columns) => {
  const [rows, cells] = [columns[0].length, new Uint32Array(ALPHABET ** columns.length)];
  for (let row = 0; row < rows; row += 1) {
    let cell = 0;
    for (const column of columns) cell = cell * ALPHABET + column[row];
    cells[cell] += 1;
  }
  let sum = 0;
  for (const count of cells) if (count > 0) sum += count * Math.log(count);
  return Math.log(rows) - sum / rows;
};

export const bench = async ({ quick }) => {
  const results = [];
  for (const rows of quick ? [1e5, 1e6, 1e7] : [1e6, 1e7, 1e8]) {
    const columns = Array.from({ length: COLUMNS }, (_, at) => symbols(rows, ALPHABET, at, Uint8Array));
    const three = { columns: columns.slice(0, 3) };
    const repeats = rows < 1e7 ? 5 : 1;
    const loop = await timed(repeats, () => counted(three.columns));
    const joint = await timed(repeats, () => jointEntropySync(three, { threads: 1 }));
    agree("joint entropy", joint.answer.value, { loop: { value: loop.answer } }, 1e-9);
    const pair = await timed(repeats, () => mutualInformationSync(columns[0], columns[1], { threads: 1 }));
    const alone = (at) => counted([columns[at]]);
    const value = alone(0) + alone(1) - counted(columns.slice(0, 2));
    agree("mutual information", pair.answer.value, { loop: { value } }, 1e-9);
    const made = await timed(1, () => table({ columns }));
    const f = columnEntropy(made.answer);
    const greedy = await timed(1, () => maximizeSync(f, { size: 3 }, { algorithm: "greedy", threads: 1 }));
    const chosen = Array.from(greedy.answer.indices, (at) => columns[at]);
    agree("greedy", greedy.answer.value, { loop: { value: counted(chosen) } }, 1e-9);
    const peak = process.resourceUsage().maxRSS * 1024;
    results.push({ rows, loop, joint, pair, made, greedy, peak });
  }
  printTable(
    `Tables of ${COLUMNS} columns of ${ALPHABET} symbols`,
    results.map(({ rows, loop, joint, pair, made, greedy, peak }) => ({
      rows: rows.toExponential(0),
      "joint entropy of three": time(joint.seconds),
      loop: time(loop.seconds),
      faster: ratio(loop.seconds, joint.seconds),
      "information of two": time(pair.seconds),
      "table()": time(made.seconds),
      "greedy to three": time(greedy.seconds),
      "peak memory": memory(peak),
    })),
  );
  return results.map(({ rows, loop, joint, pair, made, greedy, peak }) => {
    const seconds = { loop, joint, pair, made, greedy };
    return { rows, peak, ...Object.fromEntries(Object.entries(seconds).map(([k, v]) => [k, v.seconds])) };
  });
};
