/**
 * The name the caller most likely meant, by edit distance.
 *
 * @module
 */

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[to.length] ?? 0;
}

/**
 * The known name nearest to one that is not known.
 *
 * @param name What the caller wrote.
 * @param known The names that exist; of equally near ones the first is taken.
 * @returns The nearest name, or undefined when none is near (more than a third of the letters differ).
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 60) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  let seen = 0;
  for (const candidate of known) {
    // A table may have 10^5 columns: a slow hint is no help.
    if (++seen > 10_000) break;
    if (Math.abs(candidate.length - name.length) > 20) continue;
    const edits = distance(written, candidate.toLowerCase());
    if (edits < bestDistance && edits <= Math.max(1, Math.max(name.length, candidate.length) / 3)) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/**
 * The end of a message about an unknown name.
 *
 * @param name What the caller wrote.
 * @param known The names that exist.
 * @returns ` (did you mean 'size'?)`, or nothing when no name is near.
 */
export function didYouMean(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : ` (did you mean '${meant}'?)`;
}
