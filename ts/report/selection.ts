/**
 * A chosen subset: how the value grew pick by pick, against what is certain about the best possible.
 *
 * @module
 */
import { axis, chartKey, drawChart, FITTED } from "./chart.ts";
import type { KeyEntry } from "./chart.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { chips, nameOf, setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { provenance, warningBox } from "./notes.ts";
import { decimal, percent, whole } from "./number.ts";
import { table } from "./table.ts";
import type { SelectionResult } from "./input.ts";

/** Running totals that end in the value, whatever the value of the empty set. */
function totals(selection: SelectionResult): number[] {
  const gains = Array.from(selection.gains);
  const all = gains.reduce((sum, gain) => sum + gain, 0);
  let total = selection.value - all;
  return gains.map((gain) => (total += gain));
}

/** The picks by their ids where a stream gave them some, else by name or index. */
function labelsOf(selection: SelectionResult, names: Names): string[] {
  return Array.from(selection.indices, (index, at) => {
    const id = selection.ids?.[at];
    return id === undefined ? nameOf(names, index) : String(id);
  });
}

function growth(selection: SelectionResult, names: Names): Markup {
  const values = totals(selection);
  const labels = labelsOf(selection, names);
  const { bound } = selection;
  const key: KeyEntry[] = [{ label: "value after each pick", color: "s1", mark: "dot" }];
  const certified = typeof bound === "number" && Number.isFinite(bound);
  if (certified) key.push({ label: "no set of this size does better", color: "s3", mark: "dash" });
  const last = Math.max(values.length, 1);
  const chart = drawChart({
    description: `Value after each pick: ${values.map((value, index) => `${labels[index] ?? ""} ${decimal(value)}`).join(", ")}.`,
    marks: [values.map((value, index) => `${labels[index] ?? ""}: ${decimal(value)}`)],
    option: {
      grid: { left: 8, right: 20, top: 20, bottom: 8, ...FITTED },
      xAxis: axis({
        type: "value",
        min: 1,
        max: Math.max(last, 2),
        minInterval: 1,
        splitLine: { show: false },
      }),
      yAxis: axis({ type: "value", scale: true, splitNumber: 4 }),
      series: [
        {
          type: "line",
          data: values.map((value, index) => [index + 1, value]),
          symbol: "circle",
          symbolSize: 9,
          showSymbol: true,
          showAllSymbol: true,
          lineStyle: { color: "var(--s1)", width: 2.5 },
          itemStyle: { color: "var(--s1)" },
        },
        ...(certified
          ? [
              {
                type: "line" as const,
                data: [
                  [1, bound],
                  [Math.max(last, 2), bound],
                ],
                symbol: "none",
                lineStyle: { color: "var(--s3)", width: 1.5, type: "dashed" as const },
              },
            ]
          : []),
      ],
    },
  });
  return html`${chartKey(key)}${chart}`;
}

/** A selection as a card: the chosen set, its growth, a table of the picks, and what is certain. */
export function renderSelection(selection: SelectionResult, outerNames: Names): Markup {
  const names = selection.names ?? outerNames;
  const { indices, remaining, value, bound, ratio } = selection;
  const values = totals(selection);
  const labels = labelsOf(selection, names);
  const rows = labels.map((label, position) => [
    String(position + 1),
    label,
    decimal(selection.gains[position]),
    decimal(values[position]),
  ]);
  const heading = selection.objective === undefined ? "Chosen set" : title(selection.objective);
  const left =
    remaining !== undefined && html`<p>Those are taken out; what remains: ${chips(names, remaining)}</p>`;
  const certain =
    typeof bound === "number" &&
    html`, certified to be ${selection.sense === "minimize" ? "no more than" : "at least"}
    ${certainty(selection)}`;
  return html`<div class="cards">
    <figure aria-label="${heading} ${setInWords(labels, Array.from(labels.keys()))}">
      <figcaption>
        <h3>${heading}</h3>
        <p>${chips(labels, Array.from(labels.keys()))}</p>
        ${left}
        <p>
          Value
          <strong>${decimal(value)}</strong
          >${typeof ratio === "number" ? html`, certified to reach <strong>${percent(ratio)}</strong> of the best possible` : certain}.
        </p>
      </figcaption>
      ${indices.length > 0 && growth(selection, names)}
      ${table("Picks in order", [{ label: "#", numeric: true }, { label: "picked" }, { label: "gain", numeric: true }, { label: "value", numeric: true }], rows)}
      ${provenance(selection)}${streamed(selection)}${warningBox(selection.warnings)}
    </figure>
  </div>`;
}

/** What passed by, where the elements came as a stream. */
function streamed({ seen, indices }: SelectionResult): Content {
  if (typeof seen !== "number") return null;
  return html`<p class="soft">
    Chosen in one pass over a stream: ${whole(indices.length)} of the ${whole(seen)} items seen.
  </p>`;
}

/** Where a ratio says nothing, the distance to the bound still does. */
function certainty(selection: SelectionResult): string {
  const gap = Math.abs((selection.bound ?? selection.value) - selection.value);
  return `${decimal(gap)} away from the best possible`;
}
