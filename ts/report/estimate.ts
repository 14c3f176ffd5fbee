/**
 * Estimates with their intervals, one row each on a common axis.
 *
 * @module
 */
import type { CustomSeriesOption } from "echarts/charts";
import { axis, chartKey, drawChart, FITTED, TEXT_SIZE } from "./chart.ts";
import type { EstimateResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { title } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number | undefined;
}

function intervalOf(estimate: EstimateResult): Interval | null {
  const { interval } = estimate;
  if (interval === null || interval === undefined) return null;
  if ("lower" in interval) return { lower: interval.lower, upper: interval.upper, level: interval.level };
  const [lower, upper] = interval;
  return lower === undefined || upper === undefined ? null : { lower, upper, level: undefined };
}

type Render = NonNullable<CustomSeriesOption["renderItem"]>;

function draw(estimates: readonly EstimateResult[], labels: readonly string[]): Markup {
  const bars: Render = (parameters, api) => {
    const interval = intervalOf(estimates[parameters.dataIndex] ?? { value: 0, estimator: "" });
    if (interval === null) return undefined;
    const [left = 0, y = 0] = api.coord([interval.lower, parameters.dataIndex]);
    const [right = 0] = api.coord([interval.upper, parameters.dataIndex]);
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: "line" as const,
      shape: { x1, y1, x2, y2 },
      style: { stroke: "var(--s1)", lineWidth: 2 },
    });
    return {
      type: "group",
      children: [line(left, y, right, y), line(left, y - 5, left, y + 5), line(right, y - 5, right, y + 5)],
    };
  };
  const words = estimates.map((estimate, index) => {
    const interval = intervalOf(estimate);
    const range = interval === null ? "" : ` (${decimal(interval.lower)} to ${decimal(interval.upper)})`;
    return `${labels[index] ?? ""}: ${decimal(estimate.value)}${range}`;
  });
  return drawChart({
    height: 70 + 36 * estimates.length,
    description: `Estimates: ${words.join("; ")}.`,
    marks: [[], words],
    option: {
      grid: { left: 20, right: 24, top: 12, bottom: 8, ...FITTED },
      xAxis: axis({ type: "value", scale: true, splitNumber: 4 }),
      yAxis: {
        ...axis({ type: "category", inverse: true }),
        data: [...labels],
        axisLabel: { color: "var(--soft)", fontSize: TEXT_SIZE, width: 130, overflow: "truncate" },
      },
      series: [
        {
          type: "custom",
          renderItem: bars,
          data: estimates.map((estimate, index) => [estimate.value, index]),
        },
        {
          type: "scatter",
          symbolSize: 10,
          itemStyle: { color: "var(--s1)" },
          data: estimates.map((estimate, index) => [estimate.value, index]),
        },
      ],
    },
  });
}

/** One or more estimates: points with intervals, and the numbers. */
export function renderEstimates(estimates: readonly EstimateResult[]): Markup {
  const labels = estimates.map((estimate) => estimate.label ?? title(estimate.estimator));
  const levels = new Set(
    estimates.map((estimate) => intervalOf(estimate)?.level).filter((level) => level !== undefined),
  );
  const [only] = levels.size === 1 ? levels : [];
  const level = only === undefined ? "interval" : `${Math.round(only * 100)}% interval`;
  const rows = estimates.map((estimate, index) => {
    const interval = intervalOf(estimate);
    return [
      labels[index] ?? "",
      decimal(estimate.value),
      interval === null ? "–" : `${decimal(interval.lower)} … ${decimal(interval.upper)}`,
      estimate.unit ?? "–",
      title(estimate.estimator),
    ];
  });
  const headings = [
    { label: "quantity" },
    { label: "value", numeric: true },
    { label: level, numeric: true },
    { label: "unit" },
    { label: "estimator" },
  ];
  const warnings = [...new Set(estimates.flatMap((estimate) => estimate.warnings ?? []))];
  const key = chartKey([
    { label: "estimate", color: "s1", mark: "dot" },
    { label: level, color: "s1", mark: "line" },
  ]);
  return html`<figure aria-label="Estimates">
    <figcaption><h3>Estimates</h3></figcaption>
    ${key}${draw(estimates, labels)}${table("Estimates", headings, rows)}${warningBox(warnings)}
  </figure>`;
}
