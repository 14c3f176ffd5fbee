/**
 * What the commands of information measures share: options of reading and writing, and how an answer leaves.
 *
 * @module
 */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { ProgressReport } from "../options.ts";
import type { Document, Section } from "../report/index.ts";
import type { Table } from "../table/index.ts";
import * as words from "./arguments.ts";
import { checkReportPath, commandLine, jsonDocument, writeReport, type Surroundings } from "./output.ts";
import { progressOn } from "./progress.ts";
import { columns } from "./summary.ts";
import { tableAt } from "./table-file.ts";

/** Options of every such command. */
export interface MeasureCommandOptions {
  readonly columns?: string[];
  readonly missing?: "error" | "drop";
  readonly base?: number;
  readonly threads?: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** Options of one run, as jobs take them. */
export interface JobSettings {
  readonly signal: AbortSignal;
  readonly onProgress: ((report: ProgressReport) => void) | undefined;
  readonly threads?: number;
}

/** What a command found. */
export interface Finding {
  /** What `--json` prints. */
  readonly json: unknown;
  /** Lines for a person, their columns under each other. */
  readonly lines: readonly (readonly string[])[];
  readonly sections: readonly Section[];
  readonly facts?: Document["facts"];
}

/** Keeps the keys that were given, so that the library's own defaults hold for the rest. */
export function present<T extends object>(options: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/** A number for a person. */
export function shown(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

/** The option that keeps or refuses rows with gaps. */
export const missingChoice = (): Option =>
  new Option("--missing <what>", "what becomes of rows with missing values (error)").choices([
    "error",
    "drop",
  ]);

/** Adds the options that say how a command answers. */
export function addOutputOptions(command: Command, examples: string): Command {
  return command
    .option("--base <number>", "base of the logarithm: 2 for bits (e: nats)", words.number)
    .option("--threads <count>", "threads to use (all)", words.integer)
    .optionsGroup("Output:")
    .option("--json", "print one JSON document")
    .option("--report <path>", "write a page with charts and tables")
    .addHelpText("after", examples);
}

/** Reads a table, or the columns of it that are named. */
export async function readColumns(
  file: string,
  options: MeasureCommandOptions,
  signal: AbortSignal,
  more: readonly string[] = [],
): Promise<Table> {
  const wanted = options.columns && [...new Set([...options.columns, ...more])];
  return tableAt(file, present({ columns: wanted, missing: options.missing, signal }));
}

/** Runs a command: computes, then writes the page, the document or the lines. */
export async function runMeasure(
  title: string,
  options: MeasureCommandOptions,
  line: readonly string[],
  around: Surroundings,
  compute: (job: JobSettings) => Promise<Finding>,
): Promise<boolean> {
  const { report, json, threads } = options;
  if (report !== undefined) await checkReportPath(report);
  const progress = progressOn(around.terminal);
  let found: Finding;
  try {
    progress.stage(title, 0, 1);
    found = await compute({ signal: around.signal, onProgress: progress.report, ...present({ threads }) });
  } finally {
    progress.end();
  }
  let link: string | null = null;
  if (report !== undefined) {
    const { renderReport } = await import("../report/index.ts");
    const document = { title, facts: found.facts ?? [], sections: found.sections };
    link = await writeReport(report, renderReport(document, { command: commandLine(line) }));
  }
  if (json === true) around.out(jsonDocument({ ...(found.json as object), report: link }));
  else around.out(`${columns(found.lines).join("\n")}\n`);
  if (link !== null && json !== true) around.err(`report    ${link}\n`);
  return around.signal.aborted;
}

/** An option that must be there. */
export function required<T>(value: T | undefined, flag: string): T {
  if (value === undefined) throw new InvalidArgumentError(`${flag} is missing.`);
  return value;
}
