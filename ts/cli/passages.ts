/**
 * Files as passages: paragraphs of text and Markdown, records of JSON Lines.
 *
 * @module
 */
import { basename } from "node:path";
import type { Passage } from "../context/index.ts";
import { extensionOf } from "../table/source.ts";
import { bytesOf, readRecords, unreadable } from "./records.ts";
import { textsOf } from "./features.ts";

/** A heading of Markdown, which belongs to what follows it. */
const HEADING = /^#{1,6} /;

/** Paragraphs, parted by blank lines; fenced code stays whole, headings stay with what follows. */
export function paragraphs(text: string): string[] {
  const found: string[] = [];
  let lines: string[] = [];
  let isFenced = false;
  const end = (): void => {
    const all = lines.join("\n").trim();
    // A paragraph of headings alone waits for its text.
    if (all === "" || all.split("\n").every((line) => HEADING.test(line) || line.trim() === "")) return;
    found.push(all);
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    if (line.trim() === "" && !isFenced) {
      end();
      if (lines.length > 0) lines.push("");
    } else {
      if (HEADING.test(line) && !isFenced) end();
      lines.push(line);
    }
  }
  const rest = lines.join("\n").trim();
  if (rest !== "") found.push(rest);
  return found;
}

async function textPassages(path: string): Promise<Passage[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await bytesOf(path));
  } catch (error) {
    if (error instanceof TypeError) throw unreadable(path, "text in UTF-8", "other bytes", error);
    throw error;
  }
  const source = basename(path);
  return paragraphs(text).map((text, at) => ({ id: `${source}#${at + 1}`, text, source }));
}

async function recordPassages(path: string, textColumn: string): Promise<Passage[]> {
  const records = await readRecords(path, "jsonl");
  const texts = textsOf(records, textColumn);
  const optional = (name: string): readonly unknown[] =>
    records.names.includes(name) ? records.column(name) : texts.map(() => undefined);
  const [ids, sources, embeddings] = [optional("id"), optional("source"), optional("embedding")];
  const word = (value: unknown): string | undefined =>
    value === undefined || value === null
      ? undefined
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  return texts.map((text, at) => ({
    id: word(ids[at]),
    text,
    source: word(sources[at]) ?? (path === "-" ? undefined : basename(path)),
    ...(Array.isArray(embeddings[at]) && { embedding: embeddings[at] as number[] }),
  }));
}

/** The passages of all files, in order; an id that two files share is made distinct by its place. */
export async function passagesOf(paths: readonly string[], textColumn: string): Promise<Passage[]> {
  const all: Passage[] = [];
  for (const path of paths) {
    const isRecords = path === "-" || ["jsonl", "ndjson"].includes(extensionOf(path));
    all.push(...(isRecords ? await recordPassages(path, textColumn) : await textPassages(path)));
  }
  const seen = new Set<string>();
  return all.map((passage, at) => {
    const id = passage.id === undefined || seen.has(passage.id) ? `${at + 1}` : passage.id;
    seen.add(id);
    return { ...passage, id };
  });
}
