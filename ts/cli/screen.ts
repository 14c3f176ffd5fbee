/**
 * `marginals screen`: every column of a file against one target.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { ScreeningEstimator } from "../information/index.ts";
import type { Table } from "../table/index.ts";
import * as words from "./arguments.ts";
import {
  addOutputOptions,
  present,
  required,
  runMeasure,
  shown,
  type Finding,
  type JobSettings,
  type MeasureCommandOptions,
} from "./information.ts";
import type { Surroundings } from "./output.ts";
import { TABLE_ARGUMENT, tableAt } from "./table-file.ts";

interface ScreenOptions extends Omit<MeasureCommandOptions, "columns" | "missing"> {
  readonly target?: string;
  readonly estimator?: ScreeningEstimator;
  readonly bins?: number;
  readonly permutations?: number;
  readonly stopAfter?: number;
  readonly fdr?: number;
  readonly missing?: "error" | "pairwise" | "drop";
  readonly seed?: number;
  readonly top?: number;
}

const EXAMPLES = `
Examples:
  marginals screen weather.csv --target weather
  marginals screen genes.csv --target diagnosis --permutations 10000 --stop-after 10 --fdr 0.05 --report genes.html
  marginals screen matrix.npy --target column0 --estimator pearson --json`;

/** Columns told at the terminal. */
const TOLD = 20;

async function compute(file: string, options: ScreenOptions, job: JobSettings): Promise<Finding> {
  const { screenFeatures } = await import("../information/index.ts");
  const { estimator, bins, permutations, stopAfter, fdr, missing, seed, base, top = TOLD } = options;
  const target = required(options.target, "--target");
  let source: string | Table = file;
  if (file === "-") {
    // It can be read once only, a file in chunks of columns.
    if (missing === "pairwise") {
      throw new InvalidArgumentError("--missing pairwise does not go with standard input.");
    }
    source = await tableAt(file, { ...present({ missing }), signal: job.signal });
  }
  const rows = await screenFeatures(source, {
    target,
    ...present({ estimator, bins, permutations, stopAfter, fdr, missing, seed, base }),
    ...job,
  });
  const unit = rows.unit ?? rows.estimator;
  const told = rows
    .slice(0, top)
    .map(({ name, value, pValue, qValue }) => [
      name,
      shown(value),
      ...(pValue === null ? [] : [shown(pValue, 5), shown(qValue, 5)]),
    ]);
  const tested = rows.permutations > 0;
  return {
    json: { target, estimator: rows.estimator, unit: rows.unit, permutations: rows.permutations, rows },
    lines: [["column", unit, ...(tested ? ["p-value", "q-value"] : [])], ...told],
    sections: [{ title: `What tells of ${target}`, result: [...rows] }],
    facts: [
      { label: "columns", value: String(rows.length) },
      { label: "estimator", value: rows.estimator },
      ...(tested ? [{ label: "permutations", value: String(rows.permutations) }] : []),
      ...(fdr === undefined
        ? []
        : [
            {
              label: `q at most ${fdr}`,
              value: String(rows.filter(({ significant }) => significant).length),
            },
          ]),
    ],
  };
}

/** The command for the program. */
export function screenCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const command = new Command("screen")
    .summary("find the columns that tell of a target among many")
    .description(
      "Scores every column of a CSV, JSON Lines, .npy or Parquet file by what it tells of a target, with p-values by permutation and q-values. Wide files are read in chunks of columns.",
    )
    .argument("<file>", TABLE_ARGUMENT)
    .optionsGroup("What is asked:")
    .option("--target <name>", "the column to tell of")
    .addOption(
      new Option("--estimator <name>", "what is computed (mixed)").choices([
        "mixed",
        "binned",
        "kde",
        "neighbors",
        "pearson",
        "xi",
      ]),
    )
    .option("--bins <count>", "intervals of columns of values, for binned", words.integer)
    .option("--permutations <count>", "permutations for p-values (0)", words.integer)
    .option(
      "--stop-after <count>",
      "permutations reaching a column's value after which it is done",
      words.integer,
    )
    .option("--fdr <share>", "share of false discoveries to mark columns by", words.number)
    .option("--seed <number>", "seed of the permutations (0)", words.integer)
    .addOption(
      new Option("--missing <what>", "what becomes of missing values (error)").choices([
        "error",
        "pairwise",
        "drop",
      ]),
    )
    .option("--top <count>", "columns told at the terminal (20)", words.integer);
  return addOutputOptions(command, EXAMPLES).action(async (file: string, options: ScreenOptions) => {
    const { missing: _, ...common } = options;
    done(await runMeasure("Screening", common, line, around, (job) => compute(file, options, job)));
  });
}
