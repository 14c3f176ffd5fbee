/**
 * A heat map of a quantity between pairs: one square for each pair, darker for more, its number within where it fits.
 *
 * @module
 */
import type { CustomSeriesOption } from "echarts/charts";
import { axis, drawChart, FITTED, TEXT_SIZE } from "./chart.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { nameOf } from "./naming.ts";
import type { Names } from "./naming.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

/** A symmetric or square matrix with a name. */
export interface PairQuantity {
  readonly title: string;
  readonly rows: readonly (readonly number[])[];
}

type Render = NonNullable<CustomSeriesOption["renderItem"]>;

/** Beyond this many rows the numbers no longer fit their squares; the table has them. */
const NUMBERS_FIT = 8;

/** Longest label of an axis, in characters. */
const LABEL = 14;

function draw(quantity: PairQuantity, labels: readonly string[]): Markup {
  const cells = quantity.rows.flatMap((row, y) =>
    row.flatMap((value, x) => (x === y || !Number.isFinite(value) ? [] : [{ x, y, value }])),
  );
  const top = Math.max(...cells.map((cell) => Math.abs(cell.value)), Number.MIN_VALUE);
  const square: Render = (parameters, api) => {
    const cell = cells[parameters.dataIndex];
    if (cell === undefined) return undefined;
    const [x = 0, y = 0] = api.coord([cell.x, cell.y]);
    const size = api.size?.([1, 1]);
    const [width = 0, height = 0] = Array.isArray(size) ? size : [];
    const strength = Math.abs(cell.value) / top;
    const shape = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2, r: 4 };
    return {
      type: "group",
      children: [
        { type: "rect", shape, style: { fill: "var(--heat)", opacity: 0.06 + 0.94 * strength } },
        ...(labels.length > NUMBERS_FIT
          ? []
          : [
              {
                type: "text" as const,
                silent: true,
                style: {
                  text: decimal(cell.value, labels.length > 6 ? 2 : 3),
                  x,
                  y,
                  align: "center" as const,
                  verticalAlign: "middle" as const,
                  fontSize: TEXT_SIZE - 1,
                  fill: strength > 0.5 ? "var(--on-heat)" : "var(--ink)",
                },
              },
            ]),
      ],
    };
  };
  const short = labels.map((label) => (label.length > LABEL ? `${label.slice(0, LABEL - 1)}…` : label));
  const band = {
    data: short,
    splitLine: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
  };
  const strongest = cells.toSorted((a, b) => b.value - a.value)[0];
  return drawChart({
    height: 400,
    description: `${quantity.title} between every two of ${labels.join(", ")}.${strongest === undefined ? "" : ` Largest: ${labels[strongest.y] ?? ""} and ${labels[strongest.x] ?? ""}, ${decimal(strongest.value)}.`}`,
    marks: [cells.map((cell) => `${labels[cell.y] ?? ""} – ${labels[cell.x] ?? ""}: ${decimal(cell.value)}`)],
    option: {
      grid: { left: 8, right: 8, top: 8, bottom: 8, ...FITTED },
      xAxis: {
        ...axis({ type: "category", ...band }),
        axisLabel: { color: "var(--soft)", fontSize: TEXT_SIZE, interval: 0, rotate: 35 },
      },
      yAxis: {
        ...axis({ type: "category", inverse: true, ...band }),
        axisLabel: { color: "var(--soft)", fontSize: TEXT_SIZE, interval: 0 },
      },
      series: [
        { type: "custom", renderItem: square, data: cells.map((cell) => [cell.x, cell.y, cell.value]) },
      ],
    },
  });
}

/** A heat map with its table. */
export function renderPairs(quantity: PairQuantity, names: Names): Markup {
  const labels = quantity.rows.map((_, index) => nameOf(names, index));
  const headings = [{ label: "" }, ...labels.map((label) => ({ label, numeric: true }))];
  const rows = quantity.rows.map((row, y) => [
    labels[y] ?? "",
    ...row.map((value, x) => (x === y ? "" : decimal(value))),
  ]);
  return html`<figure aria-label="${quantity.title}">
    <figcaption><h3>${quantity.title}</h3></figcaption>
    ${draw(quantity, labels)}${table(quantity.title, headings, rows)}
  </figure>`;
}
