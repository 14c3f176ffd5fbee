/** Definitions summed as they are written, and small random data. */

/** A generator of whole numbers below a bound, the same for a seed on every machine. */
export const random = (seed: number): ((bound: number) => number) => {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * bound);
  };
};

/** Random symbols. */
export const symbols = (next: (bound: number) => number, length: number, alphabet: number): number[] =>
  Array.from({ length }, () => next(alphabet));

/** Numbers of equal tuples of some columns. */
export const naiveCounts = (columns: readonly (readonly unknown[])[]): number[] => {
  const counts = new Map<string, number>();
  for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
    const key = columns.map((column) => String(column[row])).join("|");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()];
};

/** Joint entropy of some columns, in nats. */
export const naiveEntropy = (columns: readonly (readonly unknown[])[]): number => {
  const n = columns[0]?.length ?? 0;
  return naiveCounts(columns).reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
};

/** Normal draws, the same for a seed on every machine. */
export function normals(count: number, seed: number): Float64Array {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c_1b_3c_6d) + 0x9e_37_79_b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x29_7a_2d_39);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 4_294_967_296;
  };
  return Float64Array.from({ length: count }, () => {
    return Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  });
}
