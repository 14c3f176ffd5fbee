/**
 * Selection in one pass. Sieve-streaming of facility location against the same algorithm in NumPy, which is given its
 * similarities, and of √ of feature sums against apricot's; then all algorithms beside lazy greedy.
 */
import { printTable, ratio, time } from "../report.mjs";

const SIZE = 50;
const EPSILON = 0.1;

export const bench = ({ quick, clusters, counts, measure, peer, agree }) => {
  const task = { size: SIZE, epsilon: EPSILON, algorithm: "sieve-streaming", threads: 1, repeats: 3 };
  const shown = (given) => measure("measure-stream.mjs", { ...task, ...given });
  const sizes = quick ? [1_000, 2_000, 4_000] : [2_500, 5_000, 10_000];

  const represented = { function: "facility-location" };
  const facility = sizes.map((rows) => {
    const data = clusters(rows, 64);
    const one = shown({ ...data, objective: represented });
    const two = shown({ ...data, objective: represented, threads: 2 });
    agree(`${data.name}: one against two threads`, two.value, one.value, 0);
    const numpy = peer("stream_peers.py", { ...data, ...task, peer: "numpy" });
    // A gain that equals its threshold but for rounding may go either way.
    agree(`sieve-streaming on ${data.name}`, one.value, numpy?.value, 1e-3);
    return { data: data.name, one, two, numpy };
  });
  printTable(
    `Sieve-streaming of facility location, every row represented, ${SIZE} chosen, ε = ${EPSILON}, one thread`,
    facility.map(({ data, one, two, numpy }) => ({
      data,
      CPU: time(one.cpu),
      "2 threads, wall": time(two.seconds),
      NumPy: time(numpy?.cpu),
      "faster than NumPy": ratio(numpy?.cpu, one.cpu),
      "same choice": numpy ? one.chosen.join() === numpy.chosen.join() : "–",
      value: one.value.toFixed(4),
    })),
  );

  const sums = { function: "feature-based", concave: "sqrt" };
  const features = (quick ? [5_000, 10_000, 20_000] : [10_000, 30_000, 100_000]).map((rows) => {
    const data = counts(rows, 64);
    const one = shown({ ...data, objective: sums });
    const best = measure("measure.mjs", {
      ...data,
      ...{ function: "feature-based", concave: "sqrt", size: SIZE, threads: 1, repeats: 1, whole: true },
    });
    if (!(one.value >= (0.5 - EPSILON) * best.value)) throw new Error(`${data.name}: below the promise`);
    const apricot = peer("stream_peers.py", { ...data, ...task, peer: "apricot" });
    // Its guesses and ours differ, so the choices do; neither may be far below the other.
    agree(`sieve-streaming on ${data.name}`, one.value, apricot?.value, 0.1);
    return { data: data.name, one, best, apricot };
  });
  printTable(
    `Sieve-streaming of √ of feature sums, ${SIZE} chosen, ε = ${EPSILON}, one thread`,
    features.map(({ data, one, best, apricot }) => ({
      data,
      CPU: time(one.cpu),
      apricot: time(apricot?.cpu),
      "faster than apricot": ratio(apricot?.cpu, one.cpu),
      value: one.value.toFixed(4),
      "apricot's": apricot ? apricot.value.toFixed(4) : "–",
      "lazy greedy's": best.value.toFixed(4),
    })),
  );

  const data = counts(quick ? 5_000 : 30_000, 64);
  const algorithms = ["sieve-streaming", "sieve-streaming++", "three-sieves", "quick-stream"].map(
    (algorithm) => ({ algorithm, one: shown({ ...data, objective: sums, algorithm }) }),
  );
  printTable(
    `Every algorithm on ${data.name}`,
    algorithms.map(({ algorithm, one }) => ({ algorithm, CPU: time(one.cpu), value: one.value.toFixed(4) })),
  );
  return { facility, features, algorithms };
};
