/**
 * `npm run bench -- submodular/feature-based`: 100,000 rows of 64 features, 100 chosen, g = √ and ln(1 + x), beside the
 * greedy written in plain JavaScript. On a small part of the data both choose the same before anything is timed.
 */
import { featureBased, maximizeSync } from "../../dist/submodular/index.js";

const [ROWS, COLUMNS, SIZE] = [100_000, 64, 100];

/** Uniform numbers in [0, 1), the same every time. */
const generator = (seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
const next = generator(11);
// Most features of a row are small, a few are large, as counts are.
const data = Float64Array.from({ length: ROWS * COLUMNS }, () => next() ** 4);

/** Plain greedy: every gain at every step. */
const plain = (rows, size, g) => {
  const sums = new Float64Array(COLUMNS);
  const chosen = [];
  const taken = new Set();
  while (chosen.length < size) {
    let best = -1;
    let most = -1;
    for (let row = 0; row < rows; row += 1) {
      if (taken.has(row)) continue;
      let gain = 0;
      for (let column = 0; column < COLUMNS; column += 1) {
        gain += g(sums[column] + data[row * COLUMNS + column]) - g(sums[column]);
      }
      if (gain > most) [best, most] = [row, gain];
    }
    chosen.push(best);
    taken.add(best);
    for (let column = 0; column < COLUMNS; column += 1) sums[column] += data[best * COLUMNS + column];
  }
  return chosen;
};

const seconds = (work) => {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, answer];
};

for (const [concave, g] of [
  ["sqrt", Math.sqrt],
  ["log1p", Math.log1p],
]) {
  const small = featureBased(
    { data: data.slice(0, 2_000 * COLUMNS), rows: 2_000, cols: COLUMNS },
    { concave },
  );
  const expected = plain(2_000, 20, g);
  const found = [...maximizeSync(small, { size: 20 }).indices];
  if (found.join() !== expected.join()) throw new Error(`${concave}: the choices differ`);
  for (const [name, entries] of [
    ["double", data],
    ["single", Float32Array.from(data)],
  ]) {
    const [build, f] = seconds(() => featureBased({ data: entries, rows: ROWS, cols: COLUMNS }, { concave }));
    const runs = Array.from({ length: 5 }, () =>
      seconds(() => maximizeSync(f, { size: SIZE }, { algorithm: "lazy-greedy", threads: 1 })),
    );
    const [, { value, evaluations }] = runs[0];
    const best = Math.min(...runs.map(([time]) => time));
    console.log(
      `${concave} ${name}: built in ${build.toFixed(3)} s, chosen in ${best.toFixed(3)} s of CPU, ` +
        `value ${value.toFixed(6)}, ${evaluations} gains`,
    );
    f.dispose();
  }
}
