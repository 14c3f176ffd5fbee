/**
 * Columns by what they tell of a target: a screening, and columns chosen one after the other.
 *
 * @module
 */
import { drawBars } from "./bars.ts";
import type { FeatureSelectionResult, PairwiseResult, ScreenedResult } from "./input.ts";
import { renderPairs } from "./heat-map.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { nameOf, title, type Names } from "./naming.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

/** Columns that are drawn; the table has them all. */
const DRAWN = 30;

/** Columns of which every pair fits a picture. */
const PAIRS_FIT = 40;

/** Share of false discoveries up to which a bar is drawn as one that counts, where the result does not say. */
const USUAL_RATE = 0.05;

/** A screening: the best columns as bars, all of them in a table. */
export function renderScreening(rows: readonly ScreenedResult[]): Markup {
  const tested = rows.some(({ pValue }) => pValue !== null);
  const counts = ({ qValue, significant }: ScreenedResult): boolean =>
    significant ?? (qValue === null || qValue <= USUAL_RATE);
  const bars = rows
    .slice(0, DRAWN)
    .filter(({ value }) => Number.isFinite(value))
    .map((row) => ({
      label: row.name,
      value: row.value,
      strong: counts(row),
      ...(row.qValue !== null && { note: `q = ${decimal(row.qValue)}` }),
    }));
  const headings = [
    { label: "column" },
    { label: "value", numeric: true },
    ...(tested ? ["p-value", "q-value"].map((label) => ({ label, numeric: true })) : []),
  ];
  const cells = rows.map(({ name, value, pValue, qValue }) => [
    name,
    decimal(value),
    ...(tested ? [decimal(pValue), decimal(qValue)] : []),
  ]);
  const found = tested
    ? `${rows.filter(counts).length} of ${rows.length} columns are drawn strong: among those, few are expected to be there by chance (q-value).`
    : `The ${bars.length} largest of ${rows.length} values. Without permutations nothing is said of chance.`;
  return html`<figure aria-label="Screening">
    <figcaption><p>${found}</p></figcaption>
    ${bars.length > 0 && drawBars("Screening", bars)}${table("Columns, best first", headings, cells)}
  </figure>`;
}

/** Columns in order of choice: what each tells alone, and its score beside those before it. */
export function renderFeatureSelection(result: FeatureSelectionResult): Markup {
  const { names, criterion, unit } = result;
  const bars = Array.from(result.relevances, (value, at) => ({
    label: names[at] ?? String(at),
    value,
    strong: true,
    note: `score ${decimal(result.scores[at])}`,
  }));
  const headings = [
    { label: "column" },
    { label: "score", numeric: true },
    { label: `alone${unit === undefined ? "" : `, ${unit}`}`, numeric: true },
  ];
  const rows = names.map((name, at) => [name, decimal(result.scores[at]), decimal(result.relevances[at])]);
  return html`<figure aria-label="Columns chosen">
    <figcaption><p>In order of choice by ${criterion}; a bar is what a column tells alone.</p></figcaption>
    ${bars.length > 0 && drawBars("Columns chosen", bars.slice(0, DRAWN))}${table("Columns chosen", headings, rows)}
  </figure>`;
}

/** A measure of all pairs, as a heat map where it fits, else the strongest pairs. */
export function renderPairwise(result: PairwiseResult, names: Names): Markup {
  const { size, values } = result;
  const known = result.names ?? names;
  const heading = `${title(result.measure)}${typeof result.unit === "string" ? `, ${result.unit}` : ""}`;
  const list = Array.from(values);
  if (size <= PAIRS_FIT) {
    const rows = Array.from({ length: size }, (_, row) => list.slice(row * size, (row + 1) * size));
    return renderPairs({ title: heading, rows }, known);
  }
  const pairs = list.flatMap((value, at) => {
    const [row, col] = [Math.floor(at / size), at % size];
    return row < col && Number.isFinite(value) ? [{ row, col, value }] : [];
  });
  const strongest = pairs.toSorted((a, b) => b.value - a.value).slice(0, 2 * DRAWN);
  const cells = strongest.map(({ row, col, value }) => [
    nameOf(known, row),
    nameOf(known, col),
    decimal(value),
  ]);
  const headings = [{ label: "column" }, { label: "and" }, { label: heading, numeric: true }];
  return html`<div class="card">${table(`${heading}: largest pairs`, headings, cells)}</div>`;
}
