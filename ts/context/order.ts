/**
 * The order in which chosen passages are presented.
 *
 * @module
 */

/** Names of the orders. */
export const orderNames = ["relevance", "original", "edges", "chosen"] as const;

/**
 * Order of presentation: `'relevance'` the most relevant first; `'original'` as they were given; `'edges'` the most
 * relevant at both ends and the least in the middle, where models overlook most (N. Liu and others, 2024, "Lost in the
 * middle"); `'chosen'` as they were chosen, what must be included first.
 */
export type PassageOrder = (typeof orderNames)[number];

/**
 * Orders chosen passages.
 *
 * @param order Which order.
 * @param chosen Passages in the order they were chosen.
 * @param relevance Relevance of every passage.
 * @returns The same passages.
 */
export function presented(order: PassageOrder, chosen: Uint32Array, relevance: ArrayLike<number>): number[] {
  const indices = Array.from(chosen);
  if (order === "chosen") return indices;
  if (order === "original") return indices.sort((a, b) => a - b);
  indices.sort((a, b) => (relevance[b] ?? 0) - (relevance[a] ?? 0) || a - b);
  if (order === "relevance") return indices;
  const front = indices.filter((_, rank) => rank % 2 === 0);
  const back = indices.filter((_, rank) => rank % 2 === 1);
  return [...front, ...back.reverse()];
}
