/**
 * `marginals features`: columns chosen one after the other for what they tell of a target.
 *
 * @module
 */
import { Command, Option } from "commander";
import type { FeatureCriterion } from "../information/index.ts";
import * as words from "./arguments.ts";
import {
  addOutputOptions,
  missingChoice,
  present,
  readColumns,
  required,
  runMeasure,
  shown,
  type Finding,
  type JobSettings,
  type MeasureCommandOptions,
} from "./information.ts";
import type { Surroundings } from "./output.ts";
import { TABLE_ARGUMENT } from "./table-file.ts";

interface FeaturesOptions extends MeasureCommandOptions {
  readonly target?: string;
  readonly size?: number;
  readonly criterion?: FeatureCriterion;
  readonly given?: string[];
  readonly bins?: number;
}

const EXAMPLES = `
Examples:
  marginals features weather.csv --target weather --size 3 --columns precipitation,temp_max,temp_min,wind
  marginals features survey.csv --target answer --size 10 --criterion jmi --report features.html
  marginals features survey.csv --criterion joint-entropy --size 5`;

async function compute(file: string, options: FeaturesOptions, job: JobSettings): Promise<Finding> {
  const { selectFeatures } = await import("../information/index.ts");
  const { target, criterion, given, bins, base } = options;
  const size = required(options.size, "--size");
  if (criterion !== "joint-entropy") required(target, "--target");
  const more = [...(target === undefined ? [] : [target]), ...(given ?? [])];
  const table = await readColumns(file, options, job.signal, more);
  const found = await selectFeatures(table, {
    size,
    ...present({ target, criterion, given, bins, base }),
    ...job,
  });
  const told = found.names.map((name, at) => [name, shown(found.scores[at]), shown(found.relevances[at])]);
  return {
    json: { selection: found },
    lines: [["column", "score", `alone, ${found.unit}`], ...told],
    sections: [
      {
        title: target === undefined ? "Columns that tell most of all" : `Columns that tell of ${target}`,
        result: found,
      },
    ],
    facts: [
      { label: "rows", value: String(table.rowCount) },
      { label: "criterion", value: found.criterion },
    ],
  };
}

/** The command for the program. */
export function featuresCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const command = new Command("features")
    .summary("choose columns that tell of a target and do not repeat each other")
    .description(
      "Chooses columns of a CSV, JSON Lines, .npy or Parquet file one after the other, each by what it tells of the target beside those chosen before. Columns of values are cut into intervals.",
    )
    .argument("<file>", TABLE_ARGUMENT)
    .optionsGroup("What is chosen:")
    .option("--target <name>", "the column to tell of")
    .option("--size <count>", "columns to choose", words.integer)
    .addOption(
      new Option("--criterion <name>", "by what (mrmr)").choices([
        "mrmr",
        "jmi",
        "cmim",
        "disr",
        "conditional-mutual-information",
        "mutual-information",
        "joint-entropy",
      ]),
    )
    .option("--columns <names>", "columns to choose among, between commas (all)", words.names)
    .option("--given <names>", "columns that count as chosen, between commas", words.names)
    .option("--bins <count>", "intervals of columns of values", words.integer)
    .addOption(missingChoice());
  return addOutputOptions(command, EXAMPLES).action(async (file: string, options: FeaturesOptions) =>
    done(await runMeasure("Columns chosen", options, line, around, (job) => compute(file, options, job))),
  );
}
