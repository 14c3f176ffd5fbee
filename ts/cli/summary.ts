/**
 * Results in a few lines for a person at a terminal.
 *
 * @module
 */
import type { MarkovChain, PartitionResult } from "../markov/index.ts";
import { compared } from "./analysis.ts";
import type { Analysis } from "./analysis.ts";
import type { Answer } from "./task.ts";
import { FREE_OBJECTIVES, WORDINGS } from "./wording.ts";

/** Names of the coordinates, or their indices. */
export type Names = MarkovChain["names"];

/** A set in words. */
export function setInWords(names: Names, indices: ArrayLike<number>): string {
  return `{${Array.from(indices, (index) => names?.[index] ?? String(index)).join(", ")}}`;
}

/** A share in percent, rounded down. */
export function percent(ratio: number): string {
  return ratio >= 1 - 1e-12 ? "100%" : `${(Math.floor(ratio * 1000) / 10).toFixed(1)}%`;
}

/** Lines whose columns stand under each other. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

interface Certain {
  readonly value: number;
  readonly ratio: number | null;
  readonly bound: number | null;
}

/** What is certain of a value. */
function certainty({ value, ratio, bound }: Certain): string {
  if (ratio !== null) return `certified ${percent(ratio)} of the optimum`;
  if (bound !== null) return `within ${Math.abs(bound - value).toFixed(4)} of the optimum`;
  return "no bound holds";
}

function interrupted(stopped: string): string {
  return stopped === "aborted" ? " (interrupted: the best so far)" : "";
}

function partitionInWords(partition: PartitionResult, names: Names): string {
  return partition.blocks.map((block) => setInWords(names, block)).join(" ");
}

/** Size told first of an analysis: about half of the coordinates. */
export function toldSize(dimension: number): number {
  return Math.max(1, Math.ceil(dimension / 2));
}

/** One line for each objective, and one for the best split in two. */
export function analysisLines(analysis: Analysis, chain: MarkovChain): string[] {
  const { names, dimension } = chain;
  const size = toldSize(dimension);
  const rows: string[][] = [];
  for (const objective of FREE_OBJECTIVES) {
    const found = compared(analysis, objective, size);
    if (found === null) continue;
    const { greedy, best, optimal, ratio } = found;
    const told = best === null || optimal ? greedy : best;
    const reached = ratio === null ? greedy.value.toFixed(4) : percent(ratio);
    const how =
      best === null
        ? certainty(greedy)
        : `certified 100%; greedy ${optimal ? "finds it" : `reaches ${reached}`}`;
    rows.push([WORDINGS[objective].chosen, setInWords(names, told.indices), told.value.toFixed(4), how]);
  }
  const [split] = analysis.partitions;
  if (split !== undefined) {
    rows.push([
      "best split",
      partitionInWords(split, names),
      split.value.toFixed(4),
      split.exact ? "certified 100%" : split.algorithm,
    ]);
  }
  return columns(rows);
}

/** The answer to one question. */
export function answerLines(found: Answer, chain: MarkovChain): string[] {
  const { names } = chain;
  if ("partition" in found) {
    const { partition } = found;
    return [
      `${partitionInWords(partition, names)}  ${partition.value.toFixed(6)} nats  ${partition.exact ? "certified 100% of the optimum" : partition.algorithm}`,
    ];
  }
  if ("parts" in found) {
    const { parts } = found;
    const sets = parts.parts.map((part) => setInWords(names, part)).join(" ");
    return [
      `${sets}  ${parts.value.toFixed(6)} nats  ${certainty(parts)}  ${parts.algorithm}${interrupted(parts.stopped)}`,
    ];
  }
  const selections = "selection" in found ? [found.selection] : found.curve.selections;
  const rows = selections.map((selection) => [
    String(selection.indices.length),
    setInWords(names, selection.indices),
    `${selection.value.toFixed(6)} nats`,
    `${certainty(selection)}; ${selection.algorithm}${interrupted(selection.stopped)}`,
  ]);
  const warnings = new Set(selections.flatMap((selection) => selection.warnings));
  return [...columns(rows), ...Array.from(warnings, (warning) => `note: ${warning}`)];
}
