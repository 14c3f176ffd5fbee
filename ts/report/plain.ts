/**
 * Any other result, as a table of its fields: nothing a verb returns is beyond a report.
 *
 * @module
 */
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import { title } from "./naming.ts";
import { decimal } from "./number.ts";
import { table } from "./table.ts";

/** Values of a list shown before the rest is counted. */
const SHOWN = 24;

function cell(value: unknown, depth: number): Content {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : decimal(value);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return null;
  if (depth > 3) return "…";
  if (Symbol.iterator in value) {
    const list = Array.from(value as Iterable<unknown>);
    if (list.length === 0) return "none";
    const shown = list.slice(0, SHOWN).map((one, index) => [index > 0 && ", ", cell(one, depth + 1)]);
    return list.length > SHOWN ? [shown, ` … (${list.length} in all)`] : shown;
  }
  return Object.entries(value).map(([key, one], index) => [
    index > 0 && html`<br />`,
    `${title(key)}: `,
    cell(one, depth + 1),
  ]);
}

/** Fields and their values. */
export function renderPlain(result: object, caption = "Further facts"): Markup {
  const rows = Object.entries(result)
    .filter(([, value]) => typeof value !== "function")
    .map(([key, value]) => [title(key), cell(value, 0)]);
  return html`<div class="card">${table(caption, [{ label: "field" }, { label: "value" }], rows)}</div>`;
}
