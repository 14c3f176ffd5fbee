/**
 * Selection curves: the value of the chosen set for every size, against the exhaustive optimum, the certified bound,
 * and every other subset.
 *
 * @module
 */
import { axis, chartKey, drawChart, FITTED } from "./chart.ts";
import type { ChartOption, KeyEntry } from "./chart.ts";
import { algorithmOf, curveTable, points } from "./curve-table.ts";
import type { CurveResult, CurvesResult, SubsetsResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal } from "./number.ts";

const COLORS = ["s1", "s4", "s5", "s6"] as const;

type Series = Extract<NonNullable<ChartOption["series"]>, readonly unknown[]>[number];

function finite(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

interface Drawing {
  readonly series: Series[];
  readonly marks: string[][];
  readonly key: KeyEntry[];
}

function drawCloud(
  drawing: Drawing,
  objective: string,
  subsets: SubsetsResult | undefined,
  names: Names,
): void {
  const column = subsets?.objectives.indexOf(objective) ?? -1;
  if (subsets === undefined || column < 0) return;
  const shown = subsets.subsets.filter((subset) => finite(subset.values[column]));
  drawing.series.push({
    type: "scatter",
    symbolSize: 7,
    itemStyle: { color: "var(--s3)", opacity: 0.35 },
    data: shown.map((subset) => [subset.indices.length, subset.values[column] ?? 0]),
  });
  drawing.marks.push(
    shown.map((subset) => `${setInWords(names, subset.indices)}: ${decimal(subset.values[column])}`),
  );
  drawing.key.push({ label: "every subset", color: "s3", mark: "dot" });
}

function drawBound(drawing: Drawing, heuristics: readonly CurveResult[]): void {
  const bounded =
    heuristics[0] === undefined ? [] : points(heuristics[0]).filter((point) => finite(point.selection.bound));
  if (bounded.length === 0) return;
  drawing.series.push({
    type: "line",
    symbol: bounded.length === 1 ? "rect" : "none",
    data: bounded.map((point) => [point.size, point.selection.bound ?? 0]),
    lineStyle: { color: "var(--s3)", width: 1.5, type: "dashed" },
    itemStyle: { color: "var(--s3)" },
  });
  drawing.marks.push([]);
  drawing.key.push({ label: "certified bound", color: "s3", mark: "dash" });
}

function drawCurve(
  drawing: Drawing,
  curve: CurveResult,
  names: Names,
  color: string,
  optimum: boolean,
): void {
  const all = points(curve);
  drawing.series.push({
    type: "line",
    data: all.map((point) => [point.size, point.selection.value]),
    symbol: "circle",
    symbolSize: optimum ? 15 : 8,
    showSymbol: true,
    showAllSymbol: true,
    lineStyle: optimum ? { width: 0, color: `var(--${color})` } : { width: 2.5, color: `var(--${color})` },
    itemStyle: optimum
      ? { color: "none", borderColor: `var(--${color})`, borderWidth: 2 }
      : { color: `var(--${color})` },
  });
  const label = title(algorithmOf(curve));
  drawing.marks.push(
    all.map(
      (point) =>
        `${label}, size ${point.size}: ${setInWords(names, point.selection.indices)}, ${decimal(point.selection.value)}`,
    ),
  );
  drawing.key.push({ label: optimum ? "exhaustive optimum" : label, color, mark: optimum ? "ring" : "line" });
}

function draw(
  objective: string,
  curves: readonly CurveResult[],
  subsets: SubsetsResult | undefined,
  names: Names,
): Markup {
  const drawing: Drawing = { series: [], marks: [], key: [] };
  const optimum = curves.find((curve) => algorithmOf(curve) === "exhaustive");
  const heuristics = curves.filter((curve) => curve !== optimum);
  drawCloud(drawing, objective, subsets, names);
  drawBound(drawing, heuristics);
  for (const [index, curve] of heuristics.entries()) {
    drawCurve(drawing, curve, names, COLORS[index % COLORS.length] ?? "s1", false);
  }
  if (optimum !== undefined) drawCurve(drawing, optimum, names, "s2", true);
  const sizes = curves.flatMap((curve) => points(curve).map((point) => point.size));
  const told = heuristics[0] ?? optimum;
  const chart = drawChart({
    description: `${title(objective)} by size of the subset. ${
      told === undefined
        ? ""
        : points(told)
            .map((point) => `${point.size}: ${decimal(point.selection.value)}`)
            .join(", ")
    }.`,
    marks: drawing.marks,
    option: {
      grid: { left: 8, right: 24, top: 16, bottom: 24, ...FITTED },
      xAxis: axis({
        type: "value",
        name: "size of the subset",
        nameLocation: "middle",
        nameGap: 28,
        min: Math.min(...sizes, subsets === undefined ? Infinity : 1),
        max: Math.max(...sizes, 2),
        minInterval: 1,
        splitLine: { show: false },
      }),
      yAxis: axis({ type: "value", scale: true, splitNumber: 4 }),
      series: drawing.series,
    },
  });
  return html`${chartKey(drawing.key)}${chart}`;
}

/** Curves as cards, one for each objective. */
export function renderCurves(result: CurvesResult, outerNames: Names): Markup {
  const names = result.names ?? result.subsets?.names ?? outerNames;
  const groups = new Map<string, CurveResult[]>();
  for (const curve of result.curves)
    groups.set(curve.objective, [...(groups.get(curve.objective) ?? []), curve]);
  const cards = Array.from(groups, ([objective, curves]) => {
    const own = curves[0]?.names ?? curves[0]?.selections[0]?.names ?? names;
    const sense = curves[0]?.sense;
    const meaning = result.meanings?.[objective];
    const unit = curves[0]?.unit ?? result.unit;
    const warnings = new Set(
      curves.flatMap((curve) => curve.selections.flatMap((one) => one.warnings ?? [])),
    );
    return html`<figure aria-label="${title(objective)}">
      <figcaption>
        <h3>${title(objective)}</h3>
        ${sense !== undefined && html`<p class="soft">${sense === "minimize" ? "smallest" : "largest"} value for every size${unit !== undefined && `, in ${unit}`}</p>`}
        ${meaning !== undefined && html`<p>${meaning}</p>`}
      </figcaption>
      ${draw(objective, curves, result.subsets, own)}${curveTable(`${title(objective)} by size`, curves, own)}${warningBox([...warnings])}
    </figure>`;
  });
  return html`<div class="cards">${cards}</div>`;
}
