/**
 * `marginals mutual-information`: what two columns tell of each other, or all pairs of columns.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import type { Column, Table } from "../table/index.ts";
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

interface InformationOptions extends MeasureCommandOptions {
  readonly x?: string;
  readonly y?: string;
  readonly given?: string;
  readonly estimator?: string;
  readonly bins?: number;
  readonly permutations?: number;
  readonly seed?: number;
}

const EXAMPLES = `
Examples:
  marginals mutual-information weather.csv --x wind --y weather --bins 4 --permutations 999
  marginals mutual-information weather.csv --x precipitation --y weather --given wind --bins 3
  marginals mutual-information weather.csv --base 2 --report pairs.html`;

/** Largest pairs told at the terminal. */
const TOLD = 20;

const data = (column: Column): Column | Float64Array => (column.kind === "values" ? column.values : column);

async function ofPair(table: Table, options: InformationOptions, job: JobSettings): Promise<Finding> {
  const { x = "", y = "", given, estimator, base, permutations, seed, bins } = options;
  const room = await import("../information/index.ts");
  const { discretize } = await import("../table/index.ts");
  const cut = bins === undefined ? table : await discretize(table, { bins, signal: job.signal });
  const [a, b] = [data(cut.column(x)), data(cut.column(y))];
  const z = given === undefined ? undefined : data(cut.column(given));
  const settings = present({ estimator, base, ...job }) as never;
  const found =
    z === undefined
      ? await room.mutualInformation(a, b, settings)
      : await room.conditionalMutualInformation(a, b, z, settings);
  const test =
    permutations === undefined
      ? null
      : await room.permutationTest(a, b, present({ given: z, permutations, seed, base, ...job }));
  const name = given === undefined ? `I(${x}; ${y})` : `I(${x}; ${y} | ${given})`;
  const { toJSON: _, local: __, ...plain } = found;
  return {
    json: { estimate: plain, test },
    lines: [
      [name, shown(found.value), found.unit, found.estimator],
      ...(test === null
        ? []
        : [["p-value", String(test.pValue), `${test.permutations} permutations`, test.resampling]]),
    ],
    sections: [
      {
        title: name,
        text: "What one column tells of the other: by how much knowing it lowers the uncertainty of the other.",
        result: { ...plain, label: name },
      },
      ...(test === null
        ? []
        : [
            {
              title: "Against chance",
              text: "The same of permuted rows: what the estimate says where there is nothing.",
              result: {
                headings: ["p-value", "value", "mean of permutations", "deviation", "permutations"],
                rows: [[test.pValue, test.value, test.mean, test.standardDeviation, test.permutations]],
              },
            },
          ]),
    ],
    facts: [{ label: "rows", value: String(table.rowCount) }],
  };
}

async function ofAll(table: Table, options: InformationOptions, job: JobSettings): Promise<Finding> {
  const { pairwiseDependence } = await import("../information/index.ts");
  const { base, bins } = options;
  const found = await pairwiseDependence(table, present({ base, bins, ...job }));
  const { names, size, values, unit } = found;
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b, at) => ({ a, b, value: values[i * size + i + 1 + at] ?? Number.NaN })),
  );
  const strongest = pairs.toSorted((one, other) => other.value - one.value).slice(0, TOLD);
  return {
    json: found,
    lines: strongest.map(({ a, b, value }) => [a, b, shown(value), unit ?? ""]),
    sections: [
      {
        title: "All pairs of columns",
        text: "The darker, the more two columns tell of each other; values are cut into intervals.",
        result: found,
      },
    ],
    facts: [
      { label: "rows", value: String(table.rowCount) },
      { label: "columns", value: String(size) },
    ],
  };
}

/** The command for the program. */
export function mutualInformationCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const compute = async (file: string, options: InformationOptions, job: JobSettings): Promise<Finding> => {
    const { x, y, given, estimator, permutations } = options;
    if ((x === undefined) !== (y === undefined)) throw new InvalidArgumentError("--x and --y go together.");
    const stray = given ?? estimator ?? permutations;
    if (x === undefined && stray !== undefined)
      throw new InvalidArgumentError("--given, --estimator and --permutations need --x and --y.");
    const named = [x, y, given].filter((name) => name !== undefined);
    const chosen = x === undefined ? options : { ...options, columns: named };
    const table = await readColumns(file, chosen, job.signal);
    return x === undefined ? ofAll(table, options, job) : ofPair(table, options, job);
  };
  const command = new Command("mutual-information")
    .summary("what columns tell of each other")
    .description(
      "Estimates the mutual information of two columns of a CSV, JSON Lines, .npy or Parquet file, perhaps given a third, with a p-value by permutation; or of all pairs of columns.",
    )
    .argument("<file>", TABLE_ARGUMENT)
    .optionsGroup("What is measured:")
    .option("--x <name>", "one column (without: all pairs)")
    .option("--y <name>", "the other column")
    .option("--given <name>", "the column given which the two are compared")
    .option("--columns <names>", "columns of all pairs, between commas (all)", words.names)
    .option("--estimator <name>", "how (plug-in for categories, auto for values)")
    .option("--bins <count>", "cut columns of values into so many intervals first", words.integer)
    .option("--permutations <count>", "permutations for a p-value (none)", words.integer)
    .option("--seed <number>", "seed of the permutations (0)", words.integer)
    .addOption(missingChoice());
  return addOutputOptions(command, EXAMPLES).action(async (file: string, options: InformationOptions) =>
    done(await runMeasure("Mutual information", options, line, around, (job) => compute(file, options, job))),
  );
}
