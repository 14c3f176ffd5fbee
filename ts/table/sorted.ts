/**
 * Sorting of doubles that can be interrupted: blocks sorted by the engine, then merged.
 *
 * @module
 */
import type { Steps } from "../cooperative.ts";

/** Values sorted or merged between two interruptions. */
const blockLength = 1 << 15;

/**
 * Sorts doubles.
 *
 * @param values Finite values; not changed.
 * @returns Steps that return the sorted copy: O(n log n) time, twice the memory of the values.
 */
export function* sorted(values: Float64Array): Steps<Float64Array> {
  const { length } = values;
  let from = new Float64Array(values);
  const passes = Math.max(0, Math.ceil(Math.log2(length / blockLength)));
  const total = (passes + 1) * length;
  let done = 0;
  for (let start = 0; start < length; start += blockLength) {
    const block = from.subarray(start, start + blockLength).sort();
    done += block.length;
    yield { stage: "sort", done, total };
  }
  let to = new Float64Array(length > blockLength ? length : 0);
  for (let width = blockLength; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const a = from[left] ?? 0;
        const b = from[right] ?? 0;
        const takeLeft = left < middle && (right >= end || a <= b);
        to[at] = takeLeft ? a : b;
        if (takeLeft) left++;
        else right++;
        if ((at & (blockLength - 1)) === 0) yield { stage: "sort", done: done + at - start, total };
      }
      done += end - start;
    }
    [from, to] = [to, from];
  }
  return from;
}
