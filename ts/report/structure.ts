/**
 * The structure of a chain: every coordinate alone, every pair.
 *
 * @module
 */
import { renderPairs } from "./heat-map.ts";
import type { PairQuantity } from "./heat-map.ts";
import type { StructureResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { nameOf, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal } from "./number.ts";
import { renderPlain } from "./plain.ts";
import { table } from "./table.ts";

function isNumbers(value: unknown): value is ArrayLike<number> {
  return (
    (Array.isArray(value) && value.every((one) => typeof one === "number")) ||
    value instanceof Float64Array ||
    value instanceof Float32Array
  );
}

/** Reads a matrix given as rows or flat, row after row. */
function matrixOf(value: unknown, size: number): readonly (readonly number[])[] | null {
  if (
    Array.isArray(value) &&
    value.length === size &&
    value.every((row) => isNumbers(row) && row.length === size)
  ) {
    return value.map((row: ArrayLike<number>) => Array.from(row));
  }
  if (!isNumbers(value) || value.length !== size * size) return null;
  const flat = Array.from(value);
  return Array.from({ length: size }, (_, row) => flat.slice(row * size, (row + 1) * size));
}

/** Every square matrix within `pairwise`, or `pairwise` itself. */
function pairQuantities(pairwise: unknown, size: number): PairQuantity[] {
  const whole = matrixOf(pairwise, size);
  if (whole !== null) return [{ title: "Distance to independence of pairs", rows: whole }];
  if (typeof pairwise !== "object" || pairwise === null) return [];
  return Object.entries(pairwise).flatMap(([key, value]) => {
    const rows = matrixOf(value, size);
    return rows === null ? [] : [{ title: `${title(key)} of pairs`, rows }];
  });
}

function renderSingles(singles: StructureResult["singles"], names: Names): Markup {
  const first = singles[0] ?? {};
  const keys = Object.keys(first).filter((key) => typeof first[key] === "number" && key !== "index");
  const headings = [{ label: "coordinate" }, ...keys.map((key) => ({ label: title(key), numeric: true }))];
  const rows: Content[][] = singles.map((single, index) => {
    const name = typeof single["name"] === "string" ? single["name"] : nameOf(names, index);
    return [
      name,
      ...keys.map((key) => {
        const value = single[key];
        if (typeof value !== "number") return "–";
        return Number.isInteger(value) && /size|count/i.test(key) ? String(value) : decimal(value);
      }),
    ];
  });
  return html`<div class="card">
    <h3>Every coordinate alone</h3>
    ${table("Coordinates", headings, rows)}
  </div>`;
}

/** What a structure report says, with a heat map for each quantity of pairs. */
export function renderStructure(result: StructureResult, outerNames: Names): Markup {
  const own = result.singles.map((single) => single["name"]);
  const names = result.names ?? (own.every((name) => typeof name === "string") ? own : outerNames);
  const { singles, pairwise, warnings, ...rest } = result;
  const others = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !["names", "objective", "sense", "unit", "toJSON"].includes(key)),
  );
  const maps = pairQuantities(pairwise, singles.length).map((quantity) => renderPairs(quantity, names));
  return html`${renderSingles(singles, names)}
    <div class="cards">${maps}</div>
    ${Object.keys(others).length > 0 && renderPlain(others)}${warningBox(warnings)}`;
}
