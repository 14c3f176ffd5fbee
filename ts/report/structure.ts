/**
 * The structure of a chain: every coordinate alone, every pair, and what is known of the whole.
 *
 * @module
 */
import { renderPairs } from "./heat-map.ts";
import type { Numbers, StructureResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { nameOf, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal } from "./number.ts";
import { renderPlain } from "./plain.ts";
import { table } from "./table.ts";

/** Fields that are told elsewhere or describe the result rather than belong to it. */
const TOLD = new Set(["names", "objective", "sense", "unit", "singles", "pairs", "whole", "warnings"]);

/** Rows of a flat square matrix. */
function rowsOf(flat: Numbers, size: number): number[][] {
  const values = Array.from(flat);
  return Array.from({ length: size }, (_, row) => values.slice(row * size, (row + 1) * size));
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

/** What a structure report says, with a heat map for each quantity of pairs. */
export function renderStructure(result: StructureResult, outerNames: Names): Markup {
  const names = result.names ?? outerNames;
  const size = Math.max(0, ...Object.values(result.singles).map((values) => values.length));
  const maps = Object.entries(result.pairs)
    .filter(([, flat]) => size > 1 && flat.length === size * size)
    .map(([key, flat]) => renderPairs({ title: `${title(key)} of pairs`, rows: rowsOf(flat, size) }, names));
  const others = Object.entries(result).filter(
    ([key, value]) => !TOLD.has(key) && typeof value !== "function" && value !== null,
  );
  return html`<div class="stack">
      ${renderSingles(result, size, names)}
      <div class="cards">${maps}</div>
      ${others.length > 0 && renderPlain(Object.fromEntries(others))}
    </div>
    ${warningBox(result.warnings)}`;
}
