/**
 * Lists of whole numbers, one after another in two arrays.
 *
 * @module
 */

/**
 * Puts lists into two arrays.
 *
 * @param lists The lists.
 * @returns Where each starts and the last ends, and the numbers of all.
 */
export function flatten(lists: readonly ArrayLike<number>[]): [offsets: Uint32Array, items: Uint32Array] {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [at, list] of lists.entries()) offsets[at + 1] = (offsets[at] ?? 0) + list.length;
  const items = new Uint32Array(offsets.at(-1) ?? 0);
  for (const [at, list] of lists.entries()) items.set(list, offsets[at] ?? 0);
  return [offsets, items];
}
