/**
 * What qualifies a number: warnings, promises, conditions.
 *
 * @module
 */
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";
import type { SelectionResult } from "./input.ts";
import { percent } from "./number.ts";
import { title } from "./naming.ts";

/** Warnings, where there are any. */
export function warningBox(warnings: readonly string[] | undefined): Content {
  if (warnings === undefined || warnings.length === 0) return null;
  return html`<div class="warn" role="note">
    <ul>
      ${warnings.map((warning) => html`<li>${warning}</li>`)}
    </ul>
  </div>`;
}

const STOPPED: Readonly<Record<string, string>> = {
  size: "the size asked for was reached",
  budget: "the budget was used up",
  target: "the target was reached",
  "no-gain": "nothing left would add to the value",
  exhausted: "nothing was left to add",
  aborted: "it was interrupted; this is the best found so far",
};

/** How a selection came about and what is promised for it. */
export function provenance(selection: SelectionResult): Markup {
  const { algorithm, evaluations, stopped, seed, guarantee, boundCondition, bound, method } = selection;
  const facts: Content[] = [];
  if (algorithm !== undefined) facts.push(html`${title(algorithm)}`);
  if (typeof method === "string") facts.push(html`similarities ${method.replaceAll("-", " ")}`);
  if (evaluations !== undefined) facts.push(html`${evaluations.toLocaleString("en-US")} gains computed`);
  if (stopped !== undefined) facts.push(html`stopped because ${STOPPED[stopped] ?? stopped}`);
  if (seed !== undefined && Number(seed) !== 0) facts.push(html`seed ${String(seed)}`);
  const line = facts.map((fact, index) => [index > 0 && "; ", fact]);
  return html`<p class="soft">
    ${line}${facts.length > 0 && "."} ${bound === null && " No bound on the optimum holds here."}
    ${typeof boundCondition === "string" && ` The bound holds because or if: ${boundCondition}.`}
    ${guarantee !== null && guarantee !== undefined && ` In the worst case the algorithm reaches ${percent(guarantee.ratio)} of the optimum, if: ${guarantee.condition} (${guarantee.source}).`}
  </p>`;
}
