import { describe, expect, test } from "vitest";
import { deduplicate, deduplicateSync } from "marginals/submodular";
import { rejected, thrown } from "../foundation/thrown.ts";

const rows = Array.from({ length: 1200 }, (_, i) => [
  Math.cos((i % 37) * 5 + i * 1e-5),
  Math.sin((i % 37) * 5),
]);

function naive(threshold: number): { kept: number[]; dropped: number[]; representatives: number[] } {
  const unit = rows.map(([x = 0, y = 0]) => [x / Math.hypot(x, y), y / Math.hypot(x, y)] as const);
  const [kept, dropped, representatives]: number[][] = [[], [], []];
  for (const [i, [x, y]] of unit.entries()) {
    let best: [number, number] | undefined;
    for (const k of kept!) {
      const value = x * unit[k]![0] + y * unit[k]![1];
      if (value >= threshold && (best === undefined || value > best[1])) best = [k, value];
    }
    if (best === undefined) kept!.push(i);
    else {
      dropped!.push(i);
      representatives!.push(best[0]);
    }
  }
  return { kept: kept!, dropped: dropped!, representatives: representatives! };
}

describe("deduplicate", () => {
  test("keeps the first of each group, for any threads, sync and async", async () => {
    for (const threshold of [0.2, 0.9, 0.9999]) {
      const wanted = naive(threshold);
      const answer = deduplicateSync(rows, { threshold });
      expect([...answer.kept]).toEqual(wanted.kept);
      expect([...answer.dropped]).toEqual(wanted.dropped);
      expect([...answer.representatives]).toEqual(wanted.representatives);
      for (const threads of [1, 2, 8])
        expect(await deduplicate(rows, { threshold, threads })).toEqual(answer);
      expect(answer.similarities.every((value) => value >= threshold)).toBe(true);
    }
  });

  test("takes a matrix of similarities and sparse rows", () => {
    const matrix = [
      [1, 0.9, 0.1],
      [0.9, 1, 0.95],
      [0.1, 0.95, 1],
    ];
    const { kept, representatives } = deduplicateSync(matrix, { threshold: 0.9, metric: "precomputed" });
    // Row 2 is like row 1, which is dropped, and not like row 0: it stays.
    expect([[...kept], [...representatives]]).toEqual([[0, 2], [0]]);
    const sparse = { data: [1, 1, 1], indices: [0, 0, 1], indptr: [0, 1, 2, 3], rows: 3, cols: 2 };
    expect([...deduplicateSync(sparse, { threshold: 1, metric: "jaccard" }).dropped]).toEqual([1]);
  });

  test("is plain data", async () => {
    const answer = await deduplicate([[1], [1]], { threshold: 0.5 });
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      kept: [0],
      dropped: [1],
      representatives: [0],
      similarities: [1],
    });
    expect(structuredClone(answer)).toMatchObject({ kept: Uint32Array.of(0) });
  });

  test("refuses what makes no sense", async () => {
    const fault = (matrix: unknown, options: unknown): string =>
      thrown(() => deduplicateSync(matrix as never, options as never))[1];
    expect(fault([[1]], {})).toMatch(/threshold must be a finite number/);
    expect(fault([[1]], { threshold: Number.NaN })).toMatch(/threshold/);
    expect(fault([[1]], { threshold: 1, treshold: 1 })).toMatch(/threshold/);
    expect(fault([[1], [Number.NaN]], { threshold: 1 })).toMatch(/NaN in row 1/);
    expect(fault([[1], [0]], { threshold: 1 })).toMatch(/zeros in row 1/);
    expect(fault([[1, 2]], { threshold: 1, metric: "precomputed" })).toMatch(/symmetric/);
    expect((await rejected(deduplicate([[0]], { threshold: 1 })))[1]).toMatch(/zeros in row 0/);
    const signal = AbortSignal.abort();
    await expect(deduplicate(rows, { threshold: 1, signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
