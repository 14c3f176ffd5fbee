/**
 * Labels of category columns: from whole numbers, and without those that no row has.
 *
 * @module
 */
import { rowsPerStep, type Steps } from "../cooperative.ts";
import { missingCode, type Draft } from "./column.ts";

/** How far apart numbers may lie, in numbers and beyond for each row, to be looked up in a table rather than a map. */
const span = { least: 1024, perRow: 4 };

/**
 * Categories of whole numbers, labels rising; NaN is missing.
 *
 * @param name Name of the column.
 * @param numbers Whole numbers or NaN.
 * @returns Steps that return the draft. Three passes; a sort of the distinct numbers where they lie far apart.
 */
export function* integerCategories(name: string, numbers: ArrayLike<number>): Steps<Draft> {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < numbers.length; from += rowsPerStep) {
    [least, most] = extent(numbers, from, [least, most]);
    yield { stage: "label", done: from, total: numbers.length };
  }
  const near = most - least < span.least + span.perRow * numbers.length;
  const { codes, labels } = yield* near ? nearNumbers(numbers, least, most) : farNumbers(numbers);
  return { name, kind: "categories", codes, labels, edges: null };
}

interface Labeled {
  codes: Uint32Array;
  labels: string[];
}

// The loops over the rows of a step are functions of their own: they run several times as fast as within a generator.

const endOf = (rows: ArrayLike<number>, from: number): number => Math.min(rows.length, from + rowsPerStep);

function extent(numbers: ArrayLike<number>, from: number, [least, most]: [number, number]): [number, number] {
  for (let row = from, end = endOf(numbers, from); row < end; row++) {
    const number = numbers[row] ?? Number.NaN;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return [least, most];
}

function markNumbers(numbers: ArrayLike<number>, from: number, least: number, rank: Uint32Array): void {
  for (let row = from, end = endOf(numbers, from); row < end; row++) {
    const number = numbers[row] ?? Number.NaN;
    if (number >= least) rank[number - least] = 0;
  }
}

function codeNumbers(
  numbers: ArrayLike<number>,
  from: number,
  least: number,
  rank: Uint32Array,
  codes: Uint32Array,
): void {
  for (let row = from, end = endOf(numbers, from); row < end; row++) {
    const number = numbers[row] ?? Number.NaN;
    codes[row] = number >= least ? (rank[number - least] ?? missingCode) : missingCode;
  }
}

/** Codes of numbers between two that are near each other. */
function* nearNumbers(numbers: ArrayLike<number>, least: number, most: number): Steps<Labeled> {
  const codes = new Uint32Array(numbers.length);
  const rank = new Uint32Array(Math.max(0, most - least + 1)).fill(missingCode);
  for (let from = 0; from < codes.length; from += rowsPerStep) {
    markNumbers(numbers, from, least, rank);
    yield { stage: "label", done: from, total: codes.length };
  }
  const labels: string[] = [];
  for (let at = 0; at < rank.length; at++) {
    if (rank[at] !== 0) continue;
    rank[at] = labels.length;
    labels.push(String(least + at));
  }
  for (let from = 0; from < codes.length; from += rowsPerStep) {
    codeNumbers(numbers, from, least, rank, codes);
    yield { stage: "label", done: from, total: codes.length };
  }
  return { codes, labels };
}

/** Codes of numbers that may lie anywhere. */
function* farNumbers(numbers: ArrayLike<number>): Steps<Labeled> {
  const codes = new Uint32Array(numbers.length);
  const codeOf = new Map<number, number>();
  const distinct: number[] = [];
  for (let row = 0; row < codes.length; row++) {
    const number = (numbers[row] ?? Number.NaN) + 0;
    if (row % rowsPerStep === rowsPerStep - 1) yield { stage: "label", done: row, total: codes.length };
    if (Number.isNaN(number)) {
      codes[row] = missingCode;
      continue;
    }
    let code = codeOf.get(number);
    if (code === undefined) {
      code = distinct.length;
      codeOf.set(number, code);
      distinct.push(number);
    }
    codes[row] = code;
  }
  const order = Uint32Array.from(distinct.keys()).sort((a, b) => (distinct[a] ?? 0) - (distinct[b] ?? 0));
  const labels = Array.from(order, (code) => String(distinct[code]));
  const rank = new Uint32Array(distinct.length);
  order.forEach((code, position) => (rank[code] = position));
  yield* recode(codes, rank);
  return { codes, labels };
}

/**
 * Leaves out labels that no row has, the order of the others kept.
 *
 * @param codes Codes of the rows; changed in place.
 * @param labels All labels.
 * @returns Steps that return the labels that occur.
 */
export function* occurringLabels(codes: Uint32Array, labels: readonly string[]): Steps<string[]> {
  const occurs = new Uint8Array(labels.length);
  for (const code of codes) if (code !== missingCode) occurs[code] = 1;
  if (!occurs.includes(0)) return [...labels];
  const rank = new Uint32Array(labels.length);
  const kept: string[] = [];
  labels.forEach((label, code) => {
    if (occurs[code] === 0) return;
    rank[code] = kept.length;
    kept.push(label);
  });
  yield* recode(codes, rank);
  return kept;
}

function* recode(codes: Uint32Array, rank: Uint32Array): Steps<void> {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? 0;
    if (code !== missingCode) codes[row] = rank[code] ?? 0;
    if (row % rowsPerStep === rowsPerStep - 1) yield { stage: "label", done: row, total: codes.length };
  }
}
