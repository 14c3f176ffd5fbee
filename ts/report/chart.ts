/**
 * Charts as inline SVG: Apache ECharts draws them on the server, without a document and without scripts in the page.
 * Colors are custom properties of the page, so that one drawing serves the light and the dark scheme.
 *
 * @module
 */
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import { GridComponent } from "echarts/components";
import type { GridComponentOption } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeText, html, Markup } from "./markup.ts";

echarts.use([CustomChart, LineChart, ScatterChart, GridComponent, SVGRenderer]);

/** What a chart is asked for: the parts of ECharts' options in use here. */
export type ChartOption = echarts.ComposeOption<
  CustomSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption
>;

/** A drawing with the words that stand for it. */
export interface ChartRequest {
  readonly option: ChartOption;
  readonly width?: number;
  readonly height?: number;
  /** What a reader who cannot see the drawing is told. */
  readonly description: string;
  /** For each series, what each of its marks says when pointed at. */
  readonly marks?: readonly (readonly string[])[];
}

/** Type size that stays readable when a phone scales the drawing down. */
export const TEXT_SIZE: number = 14;

/** A grid that leaves room for the labels and names of its axes. */
export const FITTED: GridComponentOption = { outerBoundsMode: "same", outerBoundsContain: "all" };

interface AxisColors {
  readonly axisLine: { readonly lineStyle: { readonly color: string } };
  readonly axisTick: { readonly lineStyle: { readonly color: string } };
  readonly axisLabel: { readonly color: string; readonly fontSize: number };
  readonly splitLine: { readonly lineStyle: { readonly color: string } };
  readonly nameTextStyle: { readonly color: string; readonly fontSize: number };
}

const AXIS: AxisColors = {
  axisLine: { lineStyle: { color: "var(--line)" } },
  axisTick: { lineStyle: { color: "var(--line)" } },
  axisLabel: { color: "var(--soft)", fontSize: TEXT_SIZE },
  splitLine: { lineStyle: { color: "var(--grid)" } },
  nameTextStyle: { color: "var(--soft)", fontSize: TEXT_SIZE },
};

/** An axis in the page's colors. */
export function axis<const T extends object>(options: T): T & AxisColors {
  return { ...AXIS, ...options };
}

const MARK = /<path ([^>]*?)ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)"([^>]*)><\/path>/g;

/** Draws a chart. The same request gives the same text. */
export function drawChart(request: ChartRequest): Markup {
  const { width = 420, height = 300, option, description, marks = [] } = request;
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  let svg: string;
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit", fontSize: TEXT_SIZE, color: "var(--ink)" },
      ...option,
    });
    svg = chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
  const plain = svg
    // Words for single marks: browsers show them on pointing, readers speak them.
    .replace(MARK, (whole, before: string, series: string, index: string, after: string) => {
      const words = marks[Number(series)]?.[Number(index)];
      return words === undefined
        ? whole
        : `<path ${before}${after}><title>${escapeText(words)}</title></path>`;
    })
    // Styles and marks that serve scripts only; the page has none.
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|ecmeta_[a-z_]+|xml:space|xmlns:xlink|baseProfile|pointer-events)="[^"]*"/g, "")
    .replace(/(id="|url\(#)zr\d+/g, "$1");
  // Names are numbered through the process; here they are made of what is drawn.
  const drawing = plain
    .replace(/(id="|url\(#)-/g, (_, opening: string) => `${opening}${nameOf(plain)}-`)
    .replace(/^<svg /, () => `<svg role="img" aria-label="${escapeText(description)}" `);
  return new Markup(drawing);
}

/** A short name for a drawing, from its own text, so that names in a page neither clash nor change. */
function nameOf(svg: string): string {
  let hash = 0x811c9dc5;
  for (const character of svg) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return `c${(hash >>> 0).toString(36)}`;
}

/** One line of the key beside a chart. */
export interface KeyEntry {
  readonly label: string;
  readonly color: string;
  readonly mark: "dot" | "ring" | "line" | "dash" | "box";
}

/** The key of a chart, as text that wraps on a narrow screen. */
export function chartKey(entries: readonly KeyEntry[]): Markup {
  const items = entries.map(
    (entry) =>
      html`<li>
        <i class="${entry.mark}" style="--c:var(--${entry.color})" aria-hidden="true"></i>${entry.label}
      </li>`,
  );
  return html`<ul class="key">
    ${items}
  </ul>`;
}
