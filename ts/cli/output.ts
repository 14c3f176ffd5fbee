/**
 * What leaves the program: one JSON document, one page, lines for a person.
 *
 * @module
 */
import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MarginalsError } from "../errors.ts";

/** The streams and circumstances of a run. */
export interface Surroundings {
  /** Writes to standard output. */
  readonly out: (text: string | Uint8Array) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** Standard error, where it is a terminal; progress is drawn there. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

function unwritable(path: string, cause: unknown): MarginalsError {
  const reason =
    cause instanceof Error ? cause.message.replace(/^([A-Z]+): ([^,]*),.*$/, "$1: $2") : String(cause);
  const expected = "a path that can be written";
  const received = `'${path}' (${reason})`;
  return new MarginalsError(`report must be ${expected}, received ${received}`, {
    code: "ERR_MARGINALS_LOAD",
    argument: "report",
    expected,
    received,
    cause,
  });
}

/** Refuses a report path whose directory cannot be written, before anything is computed. */
export async function checkReportPath(path: string): Promise<void> {
  try {
    await access(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Writes the page; returns the link to it. */
export async function writeReport(path: string, page: string): Promise<string> {
  try {
    await writeFile(path, page);
  } catch (error) {
    throw unwritable(path, error);
  }
  return pathToFileURL(resolve(path)).href;
}

/** Typed arrays as arrays, infinities as words: what plain JSON can hold. */
function plain(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return Array.from(value as Iterable<unknown>);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

/** One JSON document on one line. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, plain)}\n`;
}

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The line that repeats a run. */
export function commandLine(words: readonly string[]): string {
  return ["npx", "marginals", ...words].map(shellWord).join(" ");
}
