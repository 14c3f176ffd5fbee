/**
 * `marginals pack`: passages of files for a language model.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { Packing, PackAlgorithmName, PassageOrder } from "../context/index.ts";
import * as words from "./arguments.ts";
import { checkReportPath, commandLine, jsonDocument, writeReport, type Surroundings } from "./output.ts";
import { passagesOf } from "./passages.ts";
import { progressOn } from "./progress.ts";
import { columns } from "./summary.ts";
import { COUNT_HELP, counterOf } from "./token-count.ts";

interface PackOptions {
  readonly query?: string;
  readonly budget?: number;
  readonly count?: string;
  readonly perSource?: number;
  readonly include?: string[];
  readonly order?: PassageOrder;
  readonly algorithm?: PackAlgorithmName;
  readonly lambda?: number;
  readonly minRelevance?: number;
  readonly separator?: string;
  readonly text?: string;
  readonly threads?: number;
  readonly json?: boolean;
  readonly report?: string;
}

const EXAMPLES = `
Examples:
  marginals pack README.md docs/*.md --query "How are jobs cancelled?" --budget 400
  marginals pack README.md --query "How is it installed?" --budget 400 --json
  marginals pack passages.jsonl --query "When does it rain?" --budget 2000 --count ./tokens.mjs --report out.html`;

/** Why passages were left out, and how many, for a person. */
function told(packing: Packing): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of packing.omitted) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const omitted = Array.from(counts, ([reason, count]) => `${count} ${reason}`).join(", ");
  const rows = [
    ["packed", `${packing.passages.length} passages, ${packing.tokens} of ${packing.budget}`],
    ["left out", omitted === "" ? "none" : omitted],
  ];
  if (packing.next !== null) {
    const { budget, gain, id } = packing.next;
    rows.push(["next", `${id ?? "one more"} at a budget of ${budget} (+${gain.toFixed(2)})`]);
  }
  return columns(rows);
}

async function runPack(
  files: readonly string[],
  options: PackOptions,
  line: readonly string[],
  around: Surroundings,
): Promise<boolean> {
  const { query, budget, report, json, count = "words", text = "text", ...rest } = options;
  if (query === undefined) throw new InvalidArgumentError("--query is missing.");
  if (budget === undefined) throw new InvalidArgumentError("--budget is missing.");
  if (report !== undefined) await checkReportPath(report);
  const countTokens = await counterOf(count);
  const progress = progressOn(around.terminal);
  try {
    progress.stage("reading", 0, 2);
    const passages = await passagesOf(files.length === 0 ? ["-"] : files, text);
    progress.stage("packing", 1, 2);
    const { packContext } = await import("../context/index.ts");
    const packing = await packContext(passages, {
      ...rest,
      query,
      budget,
      countTokens,
      signal: around.signal,
      onAbort: "best-so-far",
      onProgress: progress.report,
    });
    progress.end();
    const link = report === undefined ? null : await page(packing, query, line, report);
    if (json === true) around.out(jsonDocument({ packing, report: link }));
    else around.out(packing.text === "" ? "" : `${packing.text}\n`);
    if (around.terminal !== undefined && json !== true) {
      const lines = [...told(packing), ...(link === null ? [] : [`report    ${link}`])];
      around.err(`\n${lines.join("\n")}\n`);
    }
    return around.signal.aborted;
  } finally {
    progress.end();
  }
}

async function page(packing: Packing, query: string, line: readonly string[], path: string): Promise<string> {
  const { renderReport } = await import("../report/index.ts");
  return writeReport(path, renderReport(packing, { title: query, command: commandLine(line) }));
}

/** The command for the program. */
export function packCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const orders = ["relevance", "original", "edges", "chosen"];
  return new Command("pack")
    .summary("choose passages for a language model under a token budget")
    .description(
      "Chooses passages of text, Markdown or JSON Lines files that answer a query and do not repeat each other, under a budget, and prints them joined. Text is parted at blank lines; records have a text and may have id, source, embedding.",
    )
    .argument("[files...]", "files of passages; without any, JSON Lines from standard input")
    .optionsGroup("What is asked:")
    .option("--query <text>", "what the passages are for")
    .option("--budget <count>", "most of what --count counts, separators included", words.integer)
    .option("--count <what>", COUNT_HELP)
    .option("--per-source <count>", "most passages of a file or source", words.integer)
    .option("--include <ids>", "passages that must be chosen, ids between commas", words.names)
    .addOption(new Option("--order <name>", "order of presentation (relevance)").choices(orders))
    .addOption(
      new Option("--algorithm <name>", "how passages are chosen (auto)").choices([
        "auto",
        "cost-benefit-greedy",
        "mmr",
      ]),
    )
    .option("--lambda <number>", "mmr: weight of relevance, 0 to 1 (0.7)", words.number)
    .option(
      "--min-relevance <number>",
      "share of the largest relevance below which passages are left out (0.25)",
      words.number,
    )
    .option("--separator <text>", "what stands between two passages (a blank line)")
    .option("--text <name>", "where records have their text (text)")
    .option("--threads <count>", "threads to use (all)", words.integer)
    .optionsGroup("Output:")
    .option("--json", "print one JSON document: passages, what was left out and why")
    .option("--report <path>", "write a page with charts and tables")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: PackOptions) =>
      done(await runPack(files, options, line, around)),
    );
}
