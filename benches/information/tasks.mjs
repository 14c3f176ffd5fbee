/**
 * Laws of two variables whose mutual information is known: the forty of the benchmark of P. Czyż, F. Grabowski, J. E.
 * Vogt, N. Beerenwinkel, A. Marx, "Beyond normal: on the evaluation of mutual information estimators", 2023, and others
 * with other parameters and forms, on which the automatic choice was made. A task is `{ name, truth, sample }`;
 * `sample(rows, seed)` answers `{ x, y }`, each `{ data, rows, cols }`, every column of mean 0 and deviation 1 as there.
 *
 * An invertible map of x alone and of y alone leaves the information as it is, so the truth of every task is that of a
 * normal law, ½ ln(det Σx det Σy / det Σ), of a Student law, by its entropies, or of a sum with uniform noise.
 */
import { generator } from "./random.mjs";

/** Rows drawn one by one: `draw(random)` answers the numbers of x and of y. */
const task = (name, truth, draw) => ({
  name,
  truth,
  draw,
  sample: (rows, seed) => {
    const random = generator(seed);
    const drawn = Array.from({ length: rows }, () => draw(random));
    return { x: matrix(drawn.map(({ x }) => x)), y: matrix(drawn.map(({ y }) => y)) };
  },
});

const matrix = (drawn) => {
  const [rows, cols] = [drawn.length, drawn[0].length];
  const data = new Float64Array(rows * cols);
  for (let col = 0; col < cols; col += 1) {
    const mean = drawn.reduce((sum, row) => sum + row[col], 0) / rows;
    const squares = drawn.reduce((sum, row) => sum + (row[col] - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / rows);
    drawn.forEach((row, at) => (data[at * cols + col] = (row[col] - mean) / deviation));
  }
  return { data, rows, cols };
};

/** The lower Cholesky factor. */
const cholesky = (matrix) => {
  const factor = matrix.map((row) => row.map(() => 0));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      let rest = row[j];
      for (let k = 0; k < j; k += 1) rest -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  });
  return factor;
};

const logDeterminant = (matrix) => cholesky(matrix).reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);

const normalInformation = (sigma, first) => {
  const part = (from, to) => sigma.slice(from, to).map((row) => row.slice(from, to));
  const [x, y] = [part(0, first), part(first, sigma.length)];
  return (logDeterminant(x) + logDeterminant(y) - logDeterminant(sigma)) / 2;
};

/** x and y jointly normal with correlations `sigma`, the first `first` columns x. */
export const normal = (name, sigma, first) => {
  const factor = cholesky(sigma);
  return task(name, normalInformation(sigma, first), ({ normal: draw }) => {
    const white = sigma.map(draw);
    const row = factor.map((weights, i) => {
      let sum = 0;
      for (let k = 0; k <= i; k += 1) sum += weights[k] * white[k];
      return sum;
    });
    return { x: row.slice(0, first), y: row.slice(first) };
  });
};

const correlations = (cols, of) =>
  Array.from({ length: cols }, (_, i) => Array.from({ length: cols }, (_, j) => (i === j ? 1 : of(i, j))));

/** Every correlation the same. */
export const dense = (x, y, r = 0.5) =>
  normal(
    `multinormal ${x} × ${y} (dense, ${r})`,
    correlations(x + y, () => r),
    x,
  );

/** The first `pairs` columns of x with those of y, all others independent. */
export const paired = (x, y, { pairs = 2, r = 0.8 } = {}) =>
  normal(
    `multinormal ${x} × ${y} (${pairs}-pair${r === 0.8 ? "" : `, ${r}`})`,
    correlations(x + y, (i, j) => (Math.abs(i - j) === x && Math.min(i, j) < pairs ? r : 0)),
    x,
  );

/** ln Γ of a multiple of ½. */
const lnGamma = (z) => {
  let sum = z % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = z % 1 === 0 ? 1 : 0.5; at < z; at += 1) sum += Math.log(at);
  return sum;
};

/** ψ of a multiple of ½. */
const digamma = (z) => {
  const euler = 0.5772156649015329;
  let sum = z % 1 === 0 ? -euler : -euler - 2 * Math.LN2;
  for (let at = z % 1 === 0 ? 1 : 0.5; at < z; at += 1) sum += 1 / at;
  return sum;
};

/** Entropy of a standard Student law (R. B. Arellano-Valle, J. E. Contreras-Reyes, M. G. Genton, 2013). */
const studentEntropy = (columns, degrees) => {
  const half = (degrees + columns) / 2;
  const tail = half * (digamma(half) - digamma(degrees / 2));
  return lnGamma(degrees / 2) - lnGamma(half) + (columns / 2) * Math.log(degrees * Math.PI) + tail;
};

/** A Student law: a normal one over the root of a common χ², so that even uncorrelated columns depend. */
export const student = (x, y, degrees, sigma = correlations(x + y, () => 0)) => {
  const base = normal("", sigma, x);
  const tail = studentEntropy(x, degrees) + studentEntropy(y, degrees) - studentEntropy(x + y, degrees);
  return task(`Student ${x} × ${y} (${degrees} degrees)`, base.truth + tail, (random) => {
    const drawn = base.draw(random);
    const scale = Math.sqrt(degrees / random.chiSquare(degrees));
    return { x: drawn.x.map((value) => value * scale), y: drawn.y.map((value) => value * scale) };
  });
};

/** x uniform on (0, 1), y = x + noise uniform on (−width, width). */
export const additive = (width) =>
  task(
    `uniform with noise of ${width}`,
    width > 0.5 ? 1 / (4 * width) : width - Math.log(2 * width),
    ({ uniform }) => {
      const x = uniform();
      return { x: [x], y: [x + width * (2 * uniform() - 1)] };
    },
  );

/** The same information, other coordinates. */
export const mapped = (name, base, ofX, ofY = ofX) =>
  task(`${name} of ${base.name}`, base.truth, (random) => {
    const { x, y } = base.draw(random);
    return { x: ofX(x), y: ofY(y) };
  });

const each = (map) => (row) => row.map(map);

/** Φ by its Taylor series (G. Marsaglia, "Evaluating the normal distribution", 2004). */
export const phi = (x) => {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp((-x * x) / 2 - 0.9189385332046727);
};

const inverse = (increasing) => (p) => {
  let [low, high] = [-12, 12];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (increasing(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

export const cdf = (base) => mapped("normal CDF", base, each(phi));
export const halfCube = (base) =>
  mapped(
    "half-cube",
    base,
    each((x) => x * Math.sqrt(Math.abs(x))),
  );
export const asinh = (base) => mapped("asinh", base, each(Math.asinh));

const bimodal = (base) =>
  mapped(
    "bimodal",
    base,
    each((x) => inverse((at) => 0.3 * phi(at) + 0.7 * phi(at - 5))(phi(x))),
    each((y) => inverse((at) => 0.5 * phi(at + 1) + 0.5 * phi(at - 3))(phi(y))),
  );

const wiggly = (base) =>
  mapped(
    "wiggly",
    base,
    each((x) => x + 0.4 * Math.sin(x) + 0.2 * Math.sin(1.7 * x + 1) + 0.03 * Math.sin(3.3 * x - 2.5)),
    each(
      (y) => y - 0.4 * Math.sin(0.4 * y) + 0.17 * Math.sin(1.3 * y + 3.5) + 0.02 * Math.sin(4.3 * y - 2.5),
    ),
  );

/** A uniform number rolled up in the plane. */
export const swissRoll = (base) =>
  mapped(
    "Swiss roll",
    cdf(base),
    ([x]) => {
      const t = 1.5 * Math.PI * (1 + 2 * x);
      return [(t * Math.cos(t)) / 21, (t * Math.sin(t)) / 21];
    },
    (y) => y,
  );

/** Turns columns i and j by an angle that grows with the squared length of the row. */
const turned = (i, j, speed) => (row) => {
  const angle = (speed / row.length) * row.reduce((sum, value) => sum + value * value, 0);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return row.map((value, at) => {
    if (at === i) return cos * value - sin * row[j];
    return at === j ? sin * row[i] + cos * value : value;
  });
};

export const spiral = (base, speed = 1) => mapped("spiral", base, turned(0, 1, speed), turned(1, 2, speed));

const line = normal(
  "normal 1 × 1",
  correlations(2, () => 0.75),
  1,
);
const [three, five, many] = [3, 5, 25].map((columns) => paired(columns, columns));

/** The forty tasks of the benchmark. */
export const tasks = [
  ...[line, cdf(line), additive(0.1), additive(0.75), bimodal(line), wiggly(line), halfCube(line)],
  ...[student(1, 1, 1), asinh(student(1, 1, 1)), swissRoll(line)],
  ...[2, 3, 5, 25, 50].map((columns) => dense(columns, columns)),
  ...[2, 3, 5, 25].map((columns) => paired(columns, columns)),
  ...[
    student(2, 2, 1),
    student(2, 2, 2),
    student(3, 3, 2),
    student(3, 3, 3),
    student(5, 5, 2),
    student(5, 5, 3),
  ],
  ...[three, five, many].map(cdf),
  ...[three, five, many].map(halfCube),
  ...[three, five, many].map((base) => spiral(base)),
  ...[three, five, many].map((base) => spiral(cdf(base))),
  ...[student(2, 2, 1), student(3, 3, 2), student(5, 5, 2)].map(asinh),
];

const [four, eight, fifteen] = [
  paired(4, 4, { pairs: 3, r: 0.6 }),
  paired(4, 2, { pairs: 1, r: 0.9 }),
  paired(15, 15, { pairs: 4, r: 0.7 }),
];

const other = (r) =>
  normal(
    `normal 1 × 1 (${r})`,
    correlations(2, () => r),
    1,
  );

/** Laws with other parameters and forms, for choosing what `auto` does. */
export const others = [
  ...[0, 0.3, 0.6, 0.9, 0.99].map(other),
  ...[0.02, 0.3, 0.5, 1.5].map(additive),
  ...[cdf(other(0.5)), halfCube(other(0.6)), asinh(student(1, 1, 3)), student(1, 1, 5)],
  ...[
    student(
      1,
      1,
      2,
      correlations(2, () => 0.6),
    ),
    swissRoll(other(0.3)),
    swissRoll(other(0.9)),
  ],
  ...[
    dense(1, 2, 0.4),
    dense(2, 4, 0.3),
    dense(4, 4, 0.2),
    dense(8, 8, 0.4),
    dense(15, 15, 0.3),
    dense(30, 30, 0.2),
  ],
  ...[four, eight, fifteen, paired(3, 3, { pairs: 0 }), paired(6, 6, { pairs: 6, r: 0.5 })],
  ...[
    student(1, 2, 2),
    student(2, 2, 4),
    student(4, 4, 2),
    student(
      4,
      4,
      5,
      correlations(8, () => 0.3),
    ),
    student(6, 6, 3),
  ],
  ...[cdf(four), cdf(fifteen), halfCube(eight), asinh(student(4, 4, 3))],
  ...[0.5, 1.5].flatMap((speed) => [spiral(paired(3, 3, { r: 0.7 }), speed), spiral(four, speed)]),
  ...[
    spiral(paired(6, 6, { pairs: 3, r: 0.7 })),
    spiral(fifteen, 2),
    spiral(cdf(four), 2),
    spiral(cdf(fifteen), 3),
  ],
  ...[spiral(student(3, 3, 3)), spiral(dense(4, 4, 0.5)), spiral(paired(3, 3, { r: 0.9 }), 2)],
];
