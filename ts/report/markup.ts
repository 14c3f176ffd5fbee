/**
 * HTML as values: every interpolated string is escaped, only markup made here is taken as it is.
 *
 * @module
 */

/** A piece of HTML that is already safe. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, lists joined, nothing leaves nothing. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Characters that HTML forbids even as references, and halves of characters, which no encoding can hold.
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as it may stand between tags and within quoted attributes. */
export function escapeText(text: string): string {
  return text
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map((part: Content) => textOf(part)).join("");
  if (content === null || content === undefined || content === false) return "";
  return escapeText(String(content));
}

/** Template tag: literal parts are HTML, interpolated parts are escaped. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = parts[0] ?? "";
  for (const [index, content] of contents.entries()) text += textOf(content) + (parts[index + 1] ?? "");
  return new Markup(text);
}
