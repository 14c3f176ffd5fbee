/**
 * A packed context: how the value grew with the tokens, the passages as a model reads them, and why the others were
 * left out.
 *
 * @module
 */
import { axis, chartKey, drawChart, FITTED } from "./chart.ts";
import type { PackingResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { provenance, warningBox } from "./notes.ts";
import { decimal, percent, whole } from "./number.ts";
import { table } from "./table.ts";

const REASONS: Readonly<Record<string, string>> = {
  irrelevant: "not relevant enough",
  "too-long": "longer than the budget allows",
  redundant: "said by a chosen passage",
  "source-limit": "beyond the limit of the source",
  budget: "worth less for the tokens",
  aborted: "not looked at before the call was stopped",
};

/** Reasons in the order they are told: those a larger budget could change first. */
const ORDER = ["budget", "too-long", "source-limit", "redundant", "aborted", "irrelevant"];

/** Characters of a passage shown in a table. */
const SHOWN = 160;

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).replace(/\p{Surrogate}$/u, "")}…`;
}

function nameOf({ id, index }: { readonly id?: string | undefined; readonly index: number }): string {
  return id ?? `#${index}`;
}

/** Passages from the largest gain to the smallest: the order in which a budget is best spent. */
function growth(packing: PackingResult): Markup | null {
  const ranked = packing.passages.filter(({ gain }) => typeof gain === "number");
  ranked.sort((a, b) => (b.gain ?? 0) / Math.max(1, b.tokens) - (a.gain ?? 0) / Math.max(1, a.tokens));
  if (ranked.length === 0) return null;
  let [tokens, value] = [0, 0];
  const points = ranked.map((passage) => {
    tokens += passage.tokens;
    value += passage.gain ?? 0;
    return { name: nameOf(passage), tokens, value };
  });
  const { next } = packing;
  const last = points.at(-1);
  const beyond =
    next !== null && next !== undefined && last !== undefined
      ? [[last.tokens, last.value] as const, [next.budget, last.value + next.gain] as const]
      : [];
  const words = points.map(
    (point) => `${point.name}: ${decimal(point.value)} at ${whole(point.tokens)} tokens`,
  );
  const chart = drawChart({
    description: `Value by tokens: ${words.join(", ")}.`,
    marks: [["nothing", ...words]],
    option: {
      grid: { left: 8, right: 24, top: 16, bottom: 24, ...FITTED },
      xAxis: axis({
        type: "value",
        name: "tokens",
        nameLocation: "middle",
        nameGap: 28,
        min: 0,
        splitLine: { show: false },
      }),
      yAxis: axis({ type: "value", splitNumber: 4 }),
      series: [
        {
          type: "line",
          data: [[0, 0], ...points.map((point) => [point.tokens, point.value])],
          symbol: "circle",
          symbolSize: 8,
          showSymbol: true,
          showAllSymbol: true,
          lineStyle: { color: "var(--s1)", width: 2.5 },
          itemStyle: { color: "var(--s1)" },
        },
        {
          type: "line",
          data: beyond.map(([x, y]) => [x, y]),
          symbol: "none",
          lineStyle: { color: "var(--s2)", width: 2, type: "dashed" },
        },
      ],
    },
  });
  const key = chartKey([
    { label: "value as passages are added, the best for its tokens first", color: "s1", mark: "dot" },
    ...(beyond.length > 0
      ? [{ label: "what more budget would buy next", color: "s2", mark: "dash" } as const]
      : []),
  ]);
  return html`<figure aria-label="Value by tokens">
    <figcaption><h3>What the tokens buy</h3></figcaption>
    ${key}${chart}
  </figure>`;
}

function passagesTable(packing: PackingResult): Markup {
  const rows = packing.passages.map((passage, at): Content[] => [
    String(at + 1),
    [
      nameOf(passage),
      passage.included === true && html`<br /><small class="soft">had to be included</small>`,
    ],
    whole(passage.tokens),
    decimal(passage.relevance, 3),
    decimal(passage.gain, 3),
    excerpt(passage.text),
  ]);
  const headings = [
    { label: "#", numeric: true },
    { label: "passage" },
    { label: "tokens", numeric: true },
    { label: "relevance", numeric: true },
    { label: "gain", numeric: true },
    { label: "begins" },
  ];
  return html`<div class="card">
    ${table("Chosen passages, in the order of presentation", headings, rows, 60)}
  </div>`;
}

function omittedTable(packing: PackingResult): Content {
  const { omitted } = packing;
  if (omitted.length === 0) return null;
  const rank = (reason: string): number => (ORDER.includes(reason) ? ORDER.indexOf(reason) : ORDER.length);
  const sorted = [...omitted].sort(
    (a, b) => rank(a.reason) - rank(b.reason) || (b.relevance ?? 0) - (a.relevance ?? 0),
  );
  const rows = sorted.map((passage): Content[] => {
    const other = passage.with;
    const why =
      other === undefined
        ? (REASONS[passage.reason] ?? passage.reason)
        : `repeats ${nameOf(other)} (cosine ${decimal(passage.similarity, 3)})`;
    return [nameOf(passage), why, whole(passage.tokens ?? 0), decimal(passage.relevance, 3)];
  });
  const headings = [
    { label: "passage" },
    { label: "why" },
    { label: "tokens", numeric: true },
    { label: "relevance", numeric: true },
  ];
  const counts = new Map<string, number>();
  for (const { reason } of sorted) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const told = Array.from(counts, ([reason, count]) => `${whole(count)} ${REASONS[reason] ?? reason}`);
  return html`<div class="card">
    <h3>Left out</h3>
    <p>${told.join("; ")}.</p>
    ${table("Every passage left out, and why", headings, rows)}
  </div>`;
}

/** A packing as cards. */
export function renderPacking(packing: PackingResult): Markup {
  const { passages, omitted, tokens, budget, value, next, nextTokenGain, ratio } = packing;
  const all = passages.length + omitted.length;
  const facts = [
    ["Passages", `${whole(passages.length)} of ${whole(all)}`],
    ["Tokens", `${whole(tokens)} of ${whole(budget)}`],
    ["Value", `${decimal(value, 2)} relevant tokens said`],
    ...(typeof ratio === "number" ? [["Certified", `${percent(ratio)} of the best possible`]] : []),
    [
      "The next token",
      next ? `worth ${decimal(nextTokenGain, 3)}, from a budget of ${whole(next.budget)}` : "buys nothing",
    ],
  ];
  const items = facts.map(
    ([label, told]) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${told}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>
    <div class="stack">
      <div class="cards">${growth(packing)}</div>
      ${passagesTable(packing)}${omittedTable(packing)}
      <div class="card">
        <details>
          <summary>The text as the model reads it (${whole(tokens)} tokens)</summary>
          <pre>${packing.text}</pre>
        </details>
        ${provenance({ ...packing, indices: [], gains: [] })}${warningBox(packing.warnings)}
      </div>
    </div>`;
}
