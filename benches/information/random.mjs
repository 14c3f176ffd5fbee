/** Random numbers that are the same on every machine: two steps of mulberry32 make 53 bits; Box–Muller makes normals. */

/** A generator of uniform numbers in (0, 1), of standard normals and of χ². */
export const generator = (seed) => {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
  const uniform = () => ((word() >>> 6) * 2 ** 27 + (word() >>> 5) + 0.5) / 2 ** 53;
  let kept;
  const normal = () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    const [length, angle] = [Math.sqrt(-2 * Math.log(uniform())), 2 * Math.PI * uniform()];
    kept = length * Math.sin(angle);
    return length * Math.cos(angle);
  };
  /** Of whole degrees of freedom. */
  const chiSquare = (degrees) => {
    let sum = 0;
    for (let i = 0; i < degrees; i += 1) sum += normal() ** 2;
    return sum;
  };
  return { uniform, normal, chiSquare };
};
