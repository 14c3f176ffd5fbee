/**
 * Selection curves in numbers: a row for every size, beside the optimum where it is known.
 *
 * @module
 */
import type { CurveResult, SelectionResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { decimal, percent } from "./number.ts";
import { table } from "./table.ts";
import type { Heading } from "./table.ts";

/** A selection with the size it was made for. */
export interface Point {
  readonly size: number;
  readonly selection: SelectionResult;
}

/** The selections of a curve with their sizes. */
export function points(curve: CurveResult): Point[] {
  return curve.selections.map((selection, index) => ({
    size: curve.sizes[index] ?? selection.indices.length,
    selection,
  }));
}

/** Name of the algorithm that made a curve. */
export function algorithmOf(curve: CurveResult): string {
  return curve.selections[0]?.algorithm ?? "chosen";
}

/** The table below a chart of curves. */
export function curveTable(caption: string, curves: readonly CurveResult[], names: Names): Markup {
  const optimum = curves.find((curve) => algorithmOf(curve) === "exhaustive");
  const told = curves.filter((curve) => curve !== optimum || curves.length === 1);
  const several = told.length > 1;
  const headings: Heading[] = [
    { label: "size", numeric: true },
    ...(several ? [{ label: "algorithm" }] : []),
    { label: "chosen, in order" },
    { label: "value", numeric: true },
    { label: "certified", numeric: true },
    ...(optimum === undefined ? [] : [{ label: "optimum", numeric: true }]),
  ];
  const best = new Map(
    (optimum === undefined ? [] : points(optimum)).map((point) => [point.size, point.selection]),
  );
  const rows = told.flatMap((curve) =>
    points(curve).map(({ size, selection }) => [
      String(size),
      ...(several ? [title(algorithmOf(curve))] : []),
      setInWords(names, selection.indices),
      decimal(selection.value),
      certifiedCell(selection),
      ...(optimum === undefined ? [] : [optimumCell(best.get(size), selection, names)]),
    ]),
  );
  return table(caption, headings, rows);
}

function certifiedCell(selection: SelectionResult): Content {
  const { bound, ratio } = selection;
  if (typeof bound !== "number") return "–";
  const sign = selection.sense === "minimize" ? "≥" : "≤";
  return [percent(ratio), html`<br />`, html`<small class="soft">${sign} ${decimal(bound)}</small>`];
}

function optimumCell(best: SelectionResult | undefined, selection: SelectionResult, names: Names): Content {
  if (best === undefined) return "–";
  if (Math.abs(best.value - selection.value) <= 1e-9 * Math.max(1, Math.abs(best.value)))
    return html`<span title="no set of this size does better">✓</span><span class="sr"> optimal</span>`;
  return [
    decimal(best.value),
    html`<br />`,
    html`<small class="soft">${setInWords(names, best.indices)}</small>`,
  ];
}
