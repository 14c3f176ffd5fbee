/**
 * Lines over a common axis, for what is neither a selection nor an estimate: mixing, growth, comparisons.
 *
 * @module
 */
import { axis, chartKey, drawChart, FITTED } from "./chart.ts";
import type { LinesResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

const COLORS = ["s1", "s2", "s4", "s5", "s6", "s3"] as const;

function colorOf(index: number): (typeof COLORS)[number] {
  return COLORS[index % COLORS.length] ?? "s1";
}

/** Points of a line up to which each is marked. */
const MARKED = 64;

/** Lines in one chart, and their numbers. */
export function renderLines(result: LinesResult): Markup {
  const { title, xLabel, lines } = result;
  const xs = [...new Set(lines.flatMap((line) => Array.from(line.x)))].sort((a, b) => a - b);
  const last = lines.map((line) => `${line.label} ends at ${decimal(line.y[line.y.length - 1])}`).join(", ");
  // Points of a few measurements are worth a mark each; those of a curve hide it.
  const marked = lines.every((line) => line.x.length <= MARKED);
  const [least = 0, most = 0] = [xs[0], xs.at(-1)];
  const chart = drawChart({
    description: `${title} by ${xLabel}: ${last}.`,
    marks: marked
      ? lines.map((line) =>
          Array.from(line.x, (x, index) => `${line.label}, ${xLabel} ${x}: ${decimal(line.y[index])}`),
        )
      : [],
    option: {
      grid: { left: 8, right: 24, top: 16, bottom: 24, ...FITTED },
      xAxis: axis({
        type: "value",
        name: xLabel,
        nameLocation: "middle",
        nameGap: 28,
        splitLine: { show: false },
        // An axis far from 0 starts where the lines do.
        scale: least > most - least || most < least - most,
      }),
      yAxis: axis({ type: "value", splitNumber: 4 }),
      series: lines.map((line, index) => ({
        type: "line" as const,
        data: Array.from(line.x, (x, at) => [x, line.y[at] ?? Number.NaN]),
        symbol: "circle",
        symbolSize: 5,
        showSymbol: marked,
        showAllSymbol: marked,
        lineStyle: { color: `var(--${colorOf(index)})`, width: 2 },
        itemStyle: { color: `var(--${colorOf(index)})` },
      })),
    },
  });
  const key = chartKey(
    lines.map((line, index) => ({ label: line.label, color: colorOf(index), mark: "line" })),
  );
  const headings = [
    { label: xLabel, numeric: true },
    ...lines.map(({ label }) => ({ label, numeric: true })),
  ];
  const rows: Content[][] = xs.map((x) => [
    String(x),
    ...lines.map((line) => decimal(line.y[Array.from(line.x).indexOf(x)])),
  ]);
  return html`<figure aria-label="${title}">
    <figcaption><h3>${title}</h3></figcaption>
    ${key}${chart}${table(title, headings, rows)}
  </figure>`;
}
