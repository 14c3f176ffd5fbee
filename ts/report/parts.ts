/**
 * Sets side by side: the blocks of a partition, the parts chosen from several ground sets.
 *
 * @module
 */
import type { PartitionResult, PartsResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { chips, setInWords, title } from "./naming.ts";
import type { Names } from "./naming.ts";
import { warningBox } from "./notes.ts";
import { decimal, percent } from "./number.ts";
import { table } from "./table.ts";

/** The best split found, as framed blocks. */
export function renderPartition(result: PartitionResult, outerNames: Names): Markup {
  const names = result.names ?? outerNames;
  const heading = title(result.objective ?? "partition");
  const blocks = result.blocks.map(
    (block, index) => html`<li><b>block ${index + 1}</b>${chips(names, block)}</li>`,
  );
  return html`<div class="card">
    <h3>${heading}: ${result.blocks.length} blocks</h3>
    <ul class="blocks">
      ${blocks}
    </ul>
    <p>
      Value
      <strong>${decimal(result.value)}</strong
      >${result.unit !== undefined && ` ${result.unit}`}${result.exact === true && "; no other split is better"}${result.algorithm !== undefined && html`<span class="soft">; ${title(result.algorithm).toLowerCase()}</span>`}.
    </p>
    ${warningBox(result.warnings)}
  </div>`;
}

/** Several partitions, best told side by side in one table. */
export function renderPartitions(results: readonly PartitionResult[], outerNames: Names): Markup {
  const cards = results.map((result) => renderPartition(result, outerNames));
  const rows = results.map((result) => [
    String(result.blocks.length),
    result.blocks.map((block) => setInWords(result.names ?? outerNames, block)).join(" "),
    decimal(result.value),
  ]);
  return html`<div class="stack">
    <div class="cards">${cards}</div>
    <div class="card">
      ${table("Partitions by number of blocks", [{ label: "blocks", numeric: true }, { label: "split" }, { label: "value", numeric: true }], rows)}
    </div>
  </div>`;
}

/** Chosen sets with the ground sets they were chosen from. */
export function renderParts(result: PartsResult, outerNames: Names): Markup {
  const names = result.names ?? outerNames;
  const { parts, groundSets, bound, ratio } = result;
  const blocks = parts.map((part, index) => html`<li><b>part ${index + 1}</b>${chips(names, part)}</li>`);
  const rows = parts.map((part, index) => [
    String(index + 1),
    setInWords(names, part),
    groundSets?.[index] === undefined ? "–" : setInWords(names, groundSets[index]),
  ]);
  return html`<div class="card">
    <h3>${title(result.objective ?? "chosen parts")}</h3>
    <ul class="blocks">
      ${blocks}
    </ul>
    <p>
      Value
      <strong>${decimal(result.value)}</strong
      >${typeof ratio === "number" ? html`, certified to reach <strong>${percent(ratio)}</strong> of the best possible` : typeof bound === "number" && `, bound ${decimal(bound)}`}.
    </p>
    ${table("Parts", [{ label: "part", numeric: true }, { label: "chosen" }, { label: "from" }], rows)}${warningBox(result.warnings)}
  </div>`;
}
