/**
 * One page for one result: what kind of result it is decides how it is drawn.
 *
 * @module
 */
import { failure, MarginalsError, wrongKind } from "../errors.ts";
import { optional, ownOptions, type Owned } from "../options.ts";
import { text } from "../validate.ts";
import type { Check } from "../validate.ts";
import { renderCurves } from "./curve.ts";
import { renderEstimates } from "./estimate.ts";
import { renderFeatureSelection, renderPairwise, renderScreening } from "./features.ts";
import {
  isCurve,
  isCurves,
  isDocument,
  isEstimate,
  isFeatureSelection,
  isLines,
  isPacking,
  isPairwise,
  isPartition,
  isParts,
  isPictures,
  isScreened,
  isSelection,
  isStructure,
  isSubsets,
  isTable,
} from "./kind.ts";
import type { Document } from "./input.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import type { Names } from "./naming.ts";
import { renderLines } from "./lines.ts";
import { warningBox } from "./notes.ts";
import { renderPacking } from "./packing.ts";
import { renderPartition, renderPartitions, renderParts } from "./parts.ts";
import { renderPictures } from "./pictures.ts";
import { renderPlain } from "./plain.ts";
import { renderSelection } from "./selection.ts";
import { renderStructure } from "./structure.ts";
import { STYLE } from "./style.ts";
import { renderSubsets } from "./subsets.ts";
import { renderTable } from "./table.ts";

/** How a page is headed. */
export interface ReportOptions {
  /** Heading of the page. Default: the document's own title, or `Report`. */
  readonly title?: string | undefined;
  /** Names of the ground set, for results that carry none. Default: indices. */
  readonly names?: readonly string[] | undefined;
  /** The line that makes the result again, shown at the foot. Default: none. */
  readonly command?: string | undefined;
}

const names: Check<readonly string[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of names", value);
  return value.map((name: unknown, index) => text(name, `${argument}[${index}]`, verb));
};

const schema = { title: optional(text), names: optional(names), command: optional(text) };

function renderResult(result: unknown, names: Names): Content {
  if (Array.isArray(result) && result.length > 0) {
    if (result.every(isCurve)) return renderCurves({ curves: result }, names);
    if (result.every(isPartition)) return renderPartitions(result, names);
    if (result.every(isEstimate)) return renderEstimates(result);
    if (result.every(isScreened)) return renderScreening(result);
    return result.map((one: unknown) => renderResult(one, names));
  }
  if (isDocument(result)) return renderSections(result, names);
  if (isCurves(result)) return renderCurves(result, names);
  if (isCurve(result)) return renderCurves({ curves: [result] }, names);
  if (isPictures(result)) return renderPictures(result);
  if (isPacking(result)) return renderPacking(result);
  if (isSelection(result)) return renderSelection(result, names);
  if (isFeatureSelection(result)) return renderFeatureSelection(result);
  if (isPairwise(result)) return renderPairwise(result, names);
  if (isParts(result)) return renderParts(result, names);
  if (isPartition(result)) return renderPartition(result, names);
  if (isStructure(result)) return renderStructure(result, names);
  if (isSubsets(result)) return renderSubsets(result, names);
  if (isLines(result)) return renderLines(result);
  if (isTable(result)) return renderTable(result);
  if (isEstimate(result)) return renderEstimates([result]);
  if (typeof result === "object" && result !== null) return renderPlain(result);
  return result === undefined ? null : renderPlain({ value: result });
}

function renderSections(document: Document, names: Names): Markup {
  const parts = document.sections.map(
    (section, index) =>
      html`<section id="s${index + 1}" aria-labelledby="h${index + 1}">
        <h2 id="h${index + 1}">${section.title}</h2>
        ${section.text !== undefined && html`<p>${section.text}</p>`}${renderResult(section.result, names)}
      </section>`,
  );
  return html`${parts}`;
}

function renderHead(document: Partial<Document>, title: string): Markup {
  const { summary, facts = [], sections = [], warnings } = document;
  const items = facts.map(
    (fact) =>
      html`<div>
        <dt>${fact.label}</dt>
        <dd>${fact.value}${fact.note !== undefined && html`<small>${fact.note}</small>`}</dd>
      </div>`,
  );
  const links = sections.map(
    (section, index) => html`<li><a href="#s${index + 1}">${section.title}</a></li>`,
  );
  return html`<header>
    <h1>${title}</h1>
    ${summary !== undefined && html`<p class="lead">${summary}</p>`}
    ${items.length > 0 && html`<dl class="facts">${items}</dl>`}${warningBox(warnings)}
    ${
      links.length > 2 &&
      html`<nav aria-label="Contents">
        <ul>
          ${links}
        </ul>
      </nav>`
    }
  </header>`;
}

/**
 * Renders any result as one self-contained HTML page: charts as inline SVG, a table under every chart, no scripts, no
 * references to the outside, light and dark.
 *
 * @param result a selection, a packing of passages, pictures, a curve or several, parts, a partition or several, a
 *   structure report, an estimate or several, a screening, columns chosen, a measure of all pairs, a document that joins such results, or any other object, which is shown as a table.
 * @param options heading, names of the ground set, and the line that makes the result again.
 * @returns the whole page; the same result gives the same text. Some tens of milliseconds for a page of ten charts.
 * @throws MarginalsError `ARGUMENT` for a result that is no object and for options that do not exist.
 * @example
 * ```ts
 * import { renderReport } from "marginals/report";
 *
 * const page = renderReport({ indices: [2, 0], gains: [3, 1], value: 4, bound: 5, ratio: 0.8 });
 * console.log(page.startsWith("<!doctype html>")); // true
 * ```
 */
export function renderReport(result: unknown, options?: ReportOptions): string {
  const owned = ownOptions("renderReport", options, schema);
  if (typeof result !== "object" || result === null) {
    throw wrongKind("renderReport", "result", "a result (an object or an array of them)", result);
  }
  try {
    return renderPage(result, owned);
  } catch (error) {
    if (error instanceof MarginalsError) throw error;
    // Results are plain data; anything that cannot be read as such is no result.
    throw failure(
      "ARGUMENT",
      "renderReport",
      "result must be a result that can be read as plain data",
      error,
    );
  }
}

function renderPage(result: object, owned: Owned<typeof schema>): string {
  const document: Partial<Document> = isDocument(result) ? result : {};
  const title = owned.title ?? document.title ?? "Report";
  const command = owned.command ?? document.command;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>`;
  const body = html`</style></head><body>${renderHead(document, title)}<main>${renderResult(result, owned.names)}</main>
<footer>${
    command !== undefined &&
    html`<h2>To repeat it</h2>
      <pre><code>${command}</code></pre>`
  }<p>Made with marginals. The page is complete in itself: it runs no script and loads nothing.</p></footer></body></html>
`;
  return page.text + STYLE + body.text;
}
