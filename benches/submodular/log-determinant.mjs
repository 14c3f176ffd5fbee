/**
 * `npm run bench -- submodular/log-determinant`: 100,000 rows of 64 features around 50 centers, 100 chosen by the
 * log-determinant of their cosine kernel plus 1 on its diagonal, one thread. On a small part of the data the choice is
 * compared with a greedy Cholesky factorization in plain JavaScript before anything is timed.
 */
import { logDeterminant, maximizeSync } from "../../dist/submodular/index.js";

const [ROWS, COLUMNS, SIZE] = [100_000, 64, 100];

/** Uniform numbers in [0, 1), the same every time. */
const generator = (seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
const next = generator(5);
const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const centers = Array.from({ length: 50 }, () => Array.from({ length: COLUMNS }, normal));
const data = Float32Array.from(
  { length: ROWS * COLUMNS },
  (_, at) => centers[Math.floor(at / COLUMNS) % 50][at % COLUMNS] + 0.7 * normal(),
);

/** Greedy Cholesky with every remaining diagonal at every step; or the elements of `order`, whatever remains of them. */
const plain = (rows, size, order) => {
  const unit = Array.from({ length: rows }, (_, row) => {
    const own = Float64Array.from(data.subarray(row * COLUMNS, (row + 1) * COLUMNS));
    const norm = Math.hypot(...own);
    return own.map((x) => x / norm);
  });
  const dot = (a, b) => a.reduce((sum, x, at) => sum + x * b[at], 0);
  const factors = Array.from({ length: rows }, () => []);
  const rest = Array.from({ length: rows }, () => 2);
  const chosen = [];
  while (chosen.length < size) {
    let best = order === undefined ? -1 : order[chosen.length];
    for (let row = 0; order === undefined && row < rows; row += 1) {
      if (!chosen.includes(row) && (best < 0 || rest[row] > rest[best] + 1e-6)) best = row;
    }
    const root = Math.sqrt(rest[best]);
    for (let row = 0; row < rows; row += 1) {
      if (row === best || chosen.includes(row)) continue;
      const entry = (dot(unit[row], unit[best]) - dot(factors[best], factors[row])) / root;
      factors[row].push(entry);
      rest[row] -= entry * entry;
    }
    chosen.push(best);
  }
  return chosen.reduce((sum, row) => sum + Math.log(rest[row]), 0);
};

const seconds = (work) => {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, answer];
};

const small = logDeterminant({ data: data.slice(0, 1_000 * COLUMNS), rows: 1_000, cols: COLUMNS });
// All first gains are equal: rounding may start the two at different elements, so values are compared, not elements.
const found = maximizeSync(small, { size: 40 });
const [own, other] = [plain(1_000, 40, found.indices), plain(1_000, 40)];
if (Math.abs(found.value - own) > 1e-5 * own) throw new Error(`the value is ${own}, not ${found.value}`);
if (Math.abs(found.value - other) > 0.02 * other) throw new Error(`${found.value} instead of ${other}`);

const f = logDeterminant({ data, rows: ROWS, cols: COLUMNS });
const [prepared] = seconds(() => f.prepareSync({ threads: 1 }));
const runs = Array.from({ length: 3 }, () =>
  seconds(() => maximizeSync(f, { size: SIZE }, { algorithm: "lazy-greedy", threads: 1 })),
);
const [, { value, evaluations }] = runs[0];
console.log(
  `prepared in ${prepared.toFixed(3)} s, chosen in ${Math.min(...runs.map(([time]) => time)).toFixed(3)} s of CPU, ` +
    `value ${value.toFixed(6)}, ${evaluations} gains`,
);
