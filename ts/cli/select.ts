/**
 * `marginals select`: the few records of a file that stand for the many.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { algorithmNames, type AlgorithmName } from "../submodular/algorithm.ts";
import type { Constraint, Selection, SetFunction } from "../submodular/index.ts";
import * as words from "./arguments.ts";
import { featuresOf, numbersOf, textsOf, type FeatureOptions, type Features } from "./features.ts";
import { checkReportPath, commandLine, jsonDocument, writeReport, type Surroundings } from "./output.ts";
import { progressOn, type Progress } from "./progress.ts";
import { formatNames, readRecords, type FormatName, type Records } from "./records.ts";
import {
  setFunctionOf,
  functionNames,
  metricNames,
  type FunctionName,
  type MetricName,
} from "./set-function.ts";
import { percent } from "./summary.ts";

interface SelectOptions extends FeatureOptions {
  readonly size?: number;
  readonly budget?: number;
  readonly cost?: string;
  readonly group?: string;
  readonly perGroup?: number;
  readonly function?: FunctionName;
  readonly metric?: MetricName;
  readonly algorithm?: AlgorithmName;
  readonly seed?: number;
  readonly threads?: number;
  readonly format?: FormatName;
  readonly name?: string;
  readonly json?: boolean;
  readonly report?: string;
}

const EXAMPLES = `
Examples:
  marginals select weather.csv --size 10 > ten-days.csv
  marginals select weather.csv --columns temp_max,wind --size 10 --group weather --per-group 2
  marginals select articles.jsonl --text body --budget 5000 --cost words --report out.html
  marginals select embeddings.npy --size 100 --function log-determinant --json`;

/** The constraint that the options describe. */
async function constraintOf(path: string, records: Records, options: SelectOptions): Promise<Constraint> {
  const { size, budget, cost, group, perGroup } = options;
  const all: (Exclude<Constraint, readonly unknown[]> | { costs: Float64Array; budget: number })[] = [];
  if (size !== undefined) all.push({ size });
  if (budget !== undefined && cost !== undefined) {
    all.push({ costs: numbersOf(path, records, cost), budget });
  }
  if (group !== undefined && perGroup !== undefined) {
    const { partitionMatroid } = await import("../submodular/index.ts");
    all.push(partitionMatroid({ classes: textsOf(records, group), limits: perGroup }));
  }
  return all as Constraint;
}

function checkTask({ size, budget, cost, group, perGroup }: SelectOptions): void {
  const pairs = [
    ["--budget", budget, "--cost", cost],
    ["--group", group, "--per-group", perGroup],
  ] as const;
  for (const [one, first, other, second] of pairs) {
    if (first !== undefined && second === undefined) throw new InvalidArgumentError(`${one} needs ${other}.`);
    if (first === undefined && second !== undefined) throw new InvalidArgumentError(`${other} needs ${one}.`);
  }
  if (size === undefined && budget === undefined && group === undefined) {
    throw new InvalidArgumentError(
      "--size (or --budget with --cost, or --group with --per-group) is missing.",
    );
  }
}

interface Made {
  readonly records: Records;
  readonly features: Features;
  readonly selection: Selection;
  readonly seconds: number;
}

async function choose(
  path: string,
  options: SelectOptions,
  around: Surroundings,
  progress: Progress,
): Promise<Made> {
  const began = performance.now();
  progress.stage("reading", 0, 2);
  const records = await readRecords(path, options.format);
  const left = [options.cost, options.group, options.name];
  const features = await featuresOf(path, records, options, left);
  const constraint = await constraintOf(path, records, options);
  const f: SetFunction = await setFunctionOf(features, options.function, options.metric);
  progress.stage("choosing", 1, 2);
  const { maximize } = await import("../submodular/index.ts");
  const selection = await maximize(f, constraint, {
    algorithm: options.algorithm,
    seed: options.seed,
    threads: options.threads,
    signal: around.signal,
    onAbort: "best-so-far",
    onProgress: progress.report,
  });
  return { records, features, selection, seconds: (performance.now() - began) / 1000 };
}

/** What stands for a record in a page: its name, or its first cells. */
function labelsOf(records: Records, name: string | undefined): string[] {
  if (name !== undefined) return textsOf(records, name);
  const columns = records.names.slice(0, 4).map((column) => textsOf(records, column));
  return Array.from({ length: records.size }, (_, at) => {
    const cells = columns.map((column) => (column[at] ?? "").slice(0, 60));
    return `${at + 1}: ${cells.join(", ")}`;
  });
}

async function page(
  path: string,
  made: Made,
  options: SelectOptions,
  line: readonly string[],
): Promise<string> {
  const { records, features, selection, seconds } = made;
  const { renderReport } = await import("../report/index.ts");
  const { ratio } = selection;
  const document = {
    title: `${selection.indices.length} of ${records.size.toLocaleString("en-US")} records`,
    summary: `Chosen from ${path} by ${options.function ?? "facility-location"} of ${features.told} (${options.metric ?? features.metric}).`,
    command: commandLine(line),
    facts: [
      { label: "Value", value: selection.value.toPrecision(6) },
      {
        label: "Certified",
        value: ratio === null ? "no bound holds" : `${percent(ratio)} of the best possible`,
      },
      { label: "Time", value: `${seconds.toFixed(2)} s` },
    ],
    sections: [{ title: "What was chosen", result: selection }],
  };
  const report = options.report ?? "";
  return writeReport(report, renderReport(document, { names: labelsOf(records, options.name) }));
}

async function runSelect(
  path: string,
  options: SelectOptions,
  line: readonly string[],
  around: Surroundings,
): Promise<boolean> {
  checkTask(options);
  if (options.report !== undefined) await checkReportPath(options.report);
  const progress = progressOn(around.terminal);
  try {
    const made = await choose(path, options, around, progress);
    progress.end();
    const { records, selection } = made;
    const link = options.report === undefined ? null : await page(path, made, options, line);
    if (options.json === true) around.out(jsonDocument({ selection, report: link }));
    else around.out(records.write(selection.indices));
    if (around.terminal !== undefined && options.json !== true) {
      const certain =
        selection.ratio === null ? "no bound holds" : `certified ${percent(selection.ratio)} of the optimum`;
      around.err(
        `${selection.indices.length} of ${records.size} records, value ${selection.value.toPrecision(6)}, ${certain}; ${selection.algorithm}${link === null ? "" : `\n${link}`}\n`,
      );
    }
    return around.signal.aborted;
  } finally {
    progress.end();
  }
}

/** The command for the program. */
export function selectCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  return new Command("select")
    .summary("choose the few records of a file that stand for the many")
    .description(
      "Chooses records of a CSV, TSV, JSON Lines or .npy file and prints them in the form of the file. Columns of numbers are compared after bringing each to mean 0 and standard deviation 1.",
    )
    .argument("<file>", "file of records; - for standard input")
    .optionsGroup("What is asked:")
    .option("--size <count>", "records chosen, at most", words.integer)
    .option("--budget <number>", "most of the --cost column, summed over the chosen", words.number)
    .option("--cost <name>", "column of numbers above 0")
    .option("--group <name>", "column of groups")
    .option("--per-group <count>", "records chosen of every group, at most", words.integer)
    .optionsGroup("How records are compared:")
    .option("--columns <names>", "columns of numbers, between commas (all that hold numbers)", words.names)
    .option("--text <name>", "column of texts, compared by their words (TF-IDF)")
    .option("--embedding <name>", "column of arrays of numbers")
    .option("--no-standardize", "take numbers as they are; so those of a .npy file always are")
    .addOption(
      new Option("--metric <name>", "similarity (euclidean for numbers, else cosine)").choices(metricNames),
    )
    .addOption(
      new Option("--function <name>", "what a good choice is (facility-location)").choices(functionNames),
    )
    .addOption(new Option("--algorithm <name>", "optimizer (auto)").choices(algorithmNames))
    .option("--seed <number>", "seed of random choices (0)", words.integer)
    .option("--threads <count>", "threads to use (all)", words.integer)
    .addOption(
      new Option(
        "--format <name>",
        "format of the file (by its name or, from standard input, its first bytes)",
      ).choices(formatNames),
    )
    .optionsGroup("Output:")
    .option("--json", "print one JSON document in place of the records")
    .option("--report <path>", "write a page with charts and tables")
    .option("--name <name>", "column that names the records in the page")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, options: SelectOptions) =>
      done(await runSelect(path, options, line, around)),
    );
}
