/**
 * Tables: every chart has one below it, so that nothing is told by a picture alone.
 *
 * @module
 */
import { html } from "./markup.ts";
import type { TableResult } from "./input.ts";
import { decimal } from "./number.ts";
import type { Content, Markup } from "./markup.ts";

/** A column: its heading, and whether it holds numbers. */
export interface Heading {
  readonly label: string;
  readonly numeric?: boolean;
}

/** Cells as they were given: numbers to the right, with four decimals. */
export function renderTable(result: TableResult): Markup {
  const headings = result.headings.map((label, column) => {
    const cells = result.rows.map((row) => row[column]);
    return { label, numeric: cells.every((cell) => typeof cell === "number" || cell === null) };
  });
  const rows = result.rows.map((row) =>
    row.map((cell) =>
      typeof cell === "number" ? (Number.isInteger(cell) ? String(cell) : decimal(cell)) : (cell ?? "–"),
    ),
  );
  return html`<div class="card">${table(result.caption ?? "Table", headings, rows, LONG)}</div>`;
}

/** As {@link FOLD}, for a table that stands for itself. */
const LONG = 60;

/** Rows beyond this many are folded away behind their caption. */
const FOLD = 12;

const NUMERIC = html` class="n"`;

function kindOf(heading: Heading | undefined): Content {
  return heading?.numeric === true && NUMERIC;
}

/** A table; the first cell of each row heads it. */
export function table(
  caption: string,
  headings: readonly Heading[],
  rows: readonly (readonly Content[])[],
  fold: number = FOLD,
): Markup {
  const head = headings.map((heading) => html`<th scope="col" ${kindOf(heading)}>${heading.label}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const kind = kindOf(headings[column]);
      return column === 0 ? html`<th scope="row" ${kind}>${cell}</th>` : html`<td${kind}>${cell}</td>`;
    });
    return html`<tr>
      ${cells}
    </tr>`;
  });
  const whole = html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
  if (rows.length <= fold) return whole;
  return html`<details>
    <summary>${caption} (${rows.length} rows)</summary>
    ${whole}
  </details>`;
}
