/** A set function against its peers at growing sizes: answers compared, then one table. */
import { memory, printTable, ratio, time } from "../report.mjs";

/** The power of n that the time grows with between two sizes. */
const power = (from, to) =>
  from && from.one.cpu > 0 && to.n > from.n
    ? (Math.log(to.one.cpu / from.one.cpu) / Math.log(to.n / from.n)).toFixed(2)
    : "–";

/**
 * Ours from the input to the answer, nothing prepared, and the choice alone once prepared; a peer as `peers.py` times it,
 * which is the choice alone, its similarities made. A value that differs by more than
 * `tolerance`, relatively, ends the benchmark.
 *
 * @param {object} harness The tools of the run.
 * @param {string} title Heading of the table.
 * @param {object[]} tasks One per size, each with `function`, data and `size`.
 * @param {string[]} peers Names of the peers.
 * @param {number} tolerance Largest relative difference of two values.
 */
export const against = ({ measure, peer, agree }, title, tasks, peers, tolerance = 1e-5) => {
  const rows = tasks.map((task) => {
    const ours = (threads, whole) => measure("measure.mjs", { threads, repeats: 5, whole, ...task });
    const [one, two, choice] = [ours(1, true), ours(2, true), ours(1, false)];
    agree(`${task.name}: prepared`, choice.value, one.value, 0);
    agree(`${task.name}: one against two threads`, two.value, one.value, 0);
    const theirs = Object.fromEntries(peers.map((name) => [name, peer("peers.py", { ...task, peer: name })]));
    for (const [name, other] of Object.entries(theirs))
      agree(`${task.function} on ${task.name}, ${name}`, one.value, other?.value, tolerance);
    return { data: task.name, n: task.rows, one, two, choice, peers: theirs };
  });
  printTable(
    title,
    rows.map(({ data, n, one, two, choice, peers: theirs }, at) => ({
      data,
      whole: time(one.cpu),
      "grows as n^": power(rows[at - 1], { n, one }),
      choice: time(choice.cpu),
      "2 threads, wall": time(two.seconds),
      memory: memory(one.addedBytes),
      ...Object.fromEntries(
        Object.entries(theirs).flatMap(([name, other]) => [
          [name, time(other?.cpu)],
          [`faster than ${name}`, ratio(other?.cpu, choice.cpu)],
          ...(name === "apricot" ? [["faster than its first", ratio(other?.cold, choice.cpu)]] : []),
        ]),
      ),
      gains: one.evaluations,
      value: one.value.toFixed(4),
    })),
  );
  return rows;
};
