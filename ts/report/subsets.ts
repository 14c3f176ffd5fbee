/**
 * What every subset is worth under every objective.
 *
 * @module
 */
import type { SubsetsResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

/** A table with one row for each subset and one column for each objective. */
export function renderSubsets(result: SubsetsResult, outerNames: Names): Markup {
  const names = result.names ?? outerNames;
  const headings = [
    { label: "subset" },
    ...result.objectives.map((objective) => ({ label: title(objective), numeric: true })),
  ];
  const rows = result.subsets.map((subset) => [
    setInWords(names, subset.indices),
    ...Array.from(subset.values, (value) => decimal(value)),
  ]);
  const unit = result.unit === undefined ? "" : `, in ${result.unit}`;
  return html`<div class="card">${table(`Every subset under every objective${unit}`, headings, rows)}</div>`;
}
