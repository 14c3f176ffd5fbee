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
      chosenCell(selection, best.get(size), names),
      decimal(selection.value),
      certifiedCell(selection, best.get(size)),
      ...(optimum === undefined ? [] : [optimumCell(selection, best.get(size))]),
    ]),
  );
  return table(caption, headings, rows);
}

/** Share of the optimum that is certain: by the bound, or by the optimum itself where that is known. */
function certifiedCell(selection: SelectionResult, best: SelectionResult | undefined): Content {
  const { bound, ratio, sense } = selection;
  const known = best === undefined ? ratio : (ratioTo(selection, best) ?? ratio);
  if (typeof bound !== "number") return percent(known);
  return [
    percent(known),
    html`<br />`,
    html`<small class="soft">${sense === "minimize" ? "≥" : "≤"} ${decimal(bound)}</small>`,
  ];
}

function ratioTo(selection: SelectionResult, best: SelectionResult): number | null {
  if (isOptimal(selection, best)) return 1;
  const [smaller, larger] =
    selection.sense === "minimize" ? [best.value, selection.value] : [selection.value, best.value];
  return smaller >= 0 && larger > 0 ? Math.min(smaller / larger, 1) : null;
}

function isOptimal(selection: SelectionResult, best: SelectionResult): boolean {
  return Math.abs(best.value - selection.value) <= 1e-9 * Math.max(1, Math.abs(best.value));
}

function chosenCell(selection: SelectionResult, best: SelectionResult | undefined, names: Names): Content {
  const chosen = setInWords(names, selection.indices);
  if (best === undefined || isOptimal(selection, best)) return chosen;
  return [chosen, html`<br /><small class="soft">best: ${setInWords(names, best.indices)}</small>`];
}

function optimumCell(selection: SelectionResult, best: SelectionResult | undefined): Content {
  if (best === undefined) return "–";
  if (!isOptimal(selection, best)) return decimal(best.value);
  return html`<span title="no set of this size does better">✓</span><span class="sr"> optimal</span>`;
}
