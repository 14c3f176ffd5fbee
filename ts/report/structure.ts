/**
 * The structure of a chain: every coordinate alone, every pair, and what is known of the whole.
 *
 * @module
 */
import { renderPairs } from "./heat-map.ts";
import type { Numbers, Slack, StructureResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { nameOf, setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal } from "./number.ts";
import { renderPlain } from "./plain.ts";
import { table } from "./table.ts";

/** Fields that are told elsewhere or describe the result rather than belong to it. */
const TOLD = new Set([
  "names",
  "objective",
  "sense",
  "unit",
  "singles",
  "pairs",
  "whole",
  "slack",
  "warnings",
]);

/** Rows of a flat square matrix. */
function rowsOf(flat: Numbers, size: number): number[][] {
  const values = Array.from(flat);
  return Array.from({ length: size }, (_, row) => values.slice(row * size, (row + 1) * size));
}

/** A number of every coordinate, for one or more quantities. */
function isColumns(value: unknown, size: number): value is Readonly<Record<string, Numbers>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length > 0 &&
    Object.values(value).every(
      (column) => ArrayBuffer.isView(column) && "length" in column && column.length === size,
    )
  );
}

function columnsTable(
  caption: string,
  columns: Readonly<Record<string, Numbers>>,
  size: number,
  names: Names,
): Markup {
  const headings = Object.keys(columns).map((key) => ({ label: title(key), numeric: true }));
  const rows: Content[][] = Array.from({ length: size }, (_, index) => [
    nameOf(names, index),
    ...Object.values(columns).map((column) => decimal(column[index])),
  ]);
  return table(caption, [{ label: "coordinate" }, ...headings], rows);
}

/** One row for each coordinate and one for all together. */
function renderSingles(result: StructureResult, size: number, names: Names): Markup {
  const keys = [...new Set([...Object.keys(result.singles), ...Object.keys(result.whole ?? {})])];
  const headings = [{ label: "coordinate" }, ...keys.map((key) => ({ label: title(key), numeric: true }))];
  const rows: Content[][] = Array.from({ length: size }, (_, index) => [
    nameOf(names, index),
    ...keys.map((key) => decimal(result.singles[key]?.[index])),
  ]);
  const { whole } = result;
  if (whole !== undefined)
    rows.push([html`<em>all together</em>`, ...keys.map((key) => decimal(whole[key]))]);
  return html`<div class="card">
    <h3>Every coordinate alone</h3>
    ${table("Coordinates", headings, rows)}
  </div>`;
}

/** Whether greedy may be trusted: the entropy rate is submodular where no second difference is negative. */
function renderSlack({ value, set, pair, exact }: Slack, names: Names): Markup {
  const holds = value >= -1e-12;
  const verdict = holds
    ? exact
      ? "The entropy rate of this chain is submodular: no coordinate adds more to a larger subset."
      : "No sign against the entropy rate being submodular was found along random orders."
    : "The entropy rate of this chain is not submodular: a coordinate can add more to a larger subset.";
  return html`<div class="card">
    <h3>Diminishing returns</h3>
    <p>
      ${verdict} Smallest second difference: <strong>${decimal(value)}</strong>, of ${setInWords(names, pair)}
      at ${setInWords(names, set)}.
    </p>
  </div>`;
}

/** What a structure report says, with a heat map for each quantity of pairs. */
export function renderStructure(result: StructureResult, outerNames: Names): Markup {
  const names = result.names ?? outerNames;
  const size = Math.max(0, ...Object.values(result.singles).map((values) => values.length));
  const maps = Object.entries(result.pairs)
    .filter(([, flat]) => size > 1 && flat.length === size * size)
    .map(([key, flat]) => renderPairs({ title: `${title(key)} of pairs`, rows: rowsOf(flat, size) }, names));
  const rest = Object.entries(result).filter(
    ([key, value]) => !TOLD.has(key) && typeof value !== "function" && value !== null && value !== "",
  );
  const perCoordinate = rest.flatMap(([key, value]) =>
    isColumns(value, size) ? [[key, value] as const] : [],
  );
  const others = rest.filter(([, value]) => !isColumns(value, size));
  const tables = perCoordinate.map(
    ([key, columns]) =>
      html`<div class="card">
        <h3>${title(key)} each coordinate</h3>
        ${columnsTable(title(key), columns, size, names)}
      </div>`,
  );
  return html`<div class="stack">
      ${renderSingles(result, size, names)}${tables}
      <div class="cards">${maps}</div>
      ${result.slack !== undefined && renderSlack(result.slack, names)}${others.length > 0 && renderPlain(Object.fromEntries(others))}
    </div>
    ${warningBox(result.warnings)}`;
}
