/**
 * Elements and quantities by the names a reader knows them by.
 *
 * @module
 */
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { Numbers } from "./input.ts";

/** Names of the ground set; elements without one are called by their index. */
export type Names = readonly string[] | undefined;

/** Name of one element. */
export function nameOf(names: Names, index: number): string {
  return names?.[index] ?? String(index);
}

/** A set in words, such as `{wind, weather}`. */
export function setInWords(names: Names, indices: Numbers): string {
  return `{${Array.from(indices, (index) => nameOf(names, index)).join(", ")}}`;
}

/** A set as a row of chips. */
export function chips(names: Names, indices: Numbers): Markup {
  if (indices.length === 0) return html`<span class="soft">none</span>`;
  const items = Array.from(indices, (index) => html`<span class="chip">${nameOf(names, index)}</span>`);
  return html`<span class="chips">${items}</span>`;
}

/** `distance-to-independence` or `distanceToIndependence` as a heading: `Distance to independence`. */
export function title(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
