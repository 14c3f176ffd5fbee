/**
 * Bars from zero, one a row: how much each of some named things is worth.
 *
 * @module
 */
import type { CustomSeriesOption } from "echarts/charts";
import { axis, drawChart, FITTED, TEXT_SIZE } from "./chart.ts";
import type { Markup } from "./markup.ts";
import { decimal } from "./number.ts";

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Whether it is drawn as one that counts; others are pale. */
  readonly strong: boolean;
  /** What it says when pointed at, beyond label and value. */
  readonly note?: string | undefined;
}

type Render = NonNullable<CustomSeriesOption["renderItem"]>;

/** Draws bars, the first on top. */
export function drawBars(title: string, bars: readonly Bar[]): Markup {
  const render: Render = (parameters, api) => {
    const bar = bars[parameters.dataIndex];
    if (bar === undefined) return undefined;
    const [left = 0, y = 0] = api.coord([Math.min(0, bar.value), parameters.dataIndex]);
    const [right = 0] = api.coord([Math.max(0, bar.value), parameters.dataIndex]);
    const shape = { x: left, y: y - 9, width: Math.max(1, right - left), height: 18, r: 2 };
    return { type: "rect", shape, style: { fill: "var(--s1)", opacity: bar.strong ? 1 : 0.35 } };
  };
  const words = bars.map(
    ({ label, value, note }) => `${label}: ${decimal(value)}${note === undefined ? "" : ` (${note})`}`,
  );
  return drawChart({
    height: 60 + 26 * bars.length,
    description: `${title}: ${words.join("; ")}.`,
    marks: [words],
    option: {
      grid: { left: 20, right: 24, top: 12, bottom: 8, ...FITTED },
      xAxis: axis({ type: "value", splitNumber: 4 }),
      yAxis: {
        ...axis({ type: "category", inverse: true }),
        data: bars.map(({ label }) => label),
        axisLabel: { color: "var(--soft)", fontSize: TEXT_SIZE, width: 130, overflow: "truncate" },
      },
      series: [{ type: "custom", renderItem: render, data: bars.map((bar, index) => [bar.value, index]) }],
    },
  });
}
