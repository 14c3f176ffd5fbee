/**
 * `marginals entropy`: how uncertain the columns of a table are, each alone and all together.
 *
 * @module
 */
import { Command } from "commander";
import type { Estimate } from "../information/index.ts";
import * as words from "./arguments.ts";
import {
  addOutputOptions,
  missingChoice,
  present,
  readColumns,
  runMeasure,
  shown,
  type Finding,
  type JobSettings,
  type MeasureCommandOptions,
} from "./information.ts";
import type { Surroundings } from "./output.ts";
import { TABLE_ARGUMENT } from "./table-file.ts";

interface EntropyOptions extends MeasureCommandOptions {
  readonly estimator?: string;
  readonly bins?: number;
}

const EXAMPLES = `
Examples:
  marginals entropy weather.csv --columns weather --base 2
  marginals entropy weather.csv --bins 4 --estimator miller-madow --report entropy.html`;

interface Told {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly estimator: string;
  readonly warnings: readonly string[];
}

const told = ({ value, unit, estimator, warnings }: Estimate, name: string): Told => ({
  name,
  value,
  unit,
  estimator,
  warnings,
});

async function compute(file: string, options: EntropyOptions, job: JobSettings): Promise<Finding> {
  const { estimator, bins, base } = options;
  const { entropy, jointEntropy } = await import("../information/index.ts");
  const { discretize } = await import("../table/index.ts");
  let table = await readColumns(file, options, job.signal);
  if (bins !== undefined) table = await discretize(table, { bins, signal: job.signal });
  const settings = present({ estimator, base, missing: options.missing, ...job });
  const estimates: Told[] = [];
  for (const column of table.columns) {
    const samples = column.kind === "values" ? column.values : column;
    const found = await entropy({ samples }, settings as never);
    estimates.push(told(found, column.name));
  }
  const discrete = table.columns.every(({ kind }) => kind === "categories");
  const joint = discrete && table.columns.length > 1 ? await jointEntropy(table, settings as never) : null;
  const unit = estimates[0]?.unit ?? "nats";
  const all = [...estimates, ...(joint === null ? [] : [told(joint, "all together")])];
  return {
    json: { entropies: estimates, joint },
    lines: all.map(({ name, value, estimator: by }) => [name, shown(value), unit, by]),
    sections: [
      {
        title: `Entropy in ${unit}`,
        text: "How uncertain each column is alone. The sum passes the entropy of all together by what the columns share.",
        result: all.map(({ name, ...rest }) => ({ ...rest, label: name })),
      },
    ],
    facts: [
      { label: "rows", value: String(table.rowCount) },
      { label: "columns", value: String(table.columns.length) },
    ],
  };
}

/** The command for the program. */
export function entropyCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const command = new Command("entropy")
    .summary("how uncertain the columns of a table are")
    .description(
      "Estimates the entropy of every column of a CSV, JSON Lines, .npy or Parquet file, and of all columns together where they are categories.",
    )
    .argument("<file>", TABLE_ARGUMENT)
    .optionsGroup("What is measured:")
    .option("--columns <names>", "columns, between commas (all)", words.names)
    .option("--estimator <name>", "how (plug-in for categories, auto for values)")
    .option("--bins <count>", "cut columns of values into so many intervals first", words.integer)
    .addOption(missingChoice());
  return addOutputOptions(command, EXAMPLES).action(async (file: string, options: EntropyOptions) =>
    done(await runMeasure("Entropy", options, line, around, (job) => compute(file, options, job))),
  );
}
