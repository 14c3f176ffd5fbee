/**
 * Where the chain of a command comes from: a file of observations or a model.
 *
 * @module
 */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { MarkovChain } from "../markov/index.ts";
import * as words from "./arguments.ts";
import type { Progress } from "./progress.ts";
import { tableAt } from "./table-file.ts";

/** Options that say where the chain comes from. */
export interface SourceOptions {
  readonly columns?: string[];
  readonly bins?: number;
  readonly method?: "equal-frequency" | "equal-width";
  readonly lag?: number;
  readonly smoothing?: "none" | "krichevsky-trofimov" | { add: number };
  readonly missing?: "error" | "drop" | "category";
  readonly model?: "curie-weiss" | "bernoulli-laplace";
  readonly spins?: number;
  readonly inverseTemperature?: number;
  readonly field?: number;
  readonly couplings?: "decaying" | "mean-field";
  readonly dynamics?: "metropolis" | "heat-bath";
  readonly colors?: number[];
  readonly urn?: number;
  readonly swaps?: number;
}

/** Options of data, and of each model: one must not stand beside another's. */
const OPTIONS_OF = {
  data: ["columns", "bins", "method", "lag", "smoothing", "missing"],
  "curie-weiss": ["spins", "inverseTemperature", "field", "couplings", "dynamics"],
  "bernoulli-laplace": ["colors", "urn", "swaps"],
} as const;

/** Adds the options to a command. */
export function addSourceOptions(command: Command): Command {
  return command
    .optionsGroup("Chain from data:")
    .option("--columns <names>", "columns that become coordinates, between commas (all)", words.names)
    .option("--bins <count>", "intervals of a numeric column (3)", words.integer)
    .addOption(
      new Option("--method <name>", "how numeric columns are cut (equal-frequency)").choices([
        "equal-frequency",
        "equal-width",
      ]),
    )
    .option("--lag <steps>", "rows from one state to the next (1)", words.integer)
    .option(
      "--smoothing <name>",
      "none, krichevsky-trofimov, or a number added to every count (none)",
      words.smoothing,
    )
    .addOption(
      new Option("--missing <what>", "what becomes of missing values (error)").choices([
        "error",
        "drop",
        "category",
      ]),
    )
    .optionsGroup("Chain from a model:")
    .addOption(
      new Option("--model <name>", "a model instead of data").choices(["curie-weiss", "bernoulli-laplace"]),
    )
    .option("--spins <count>", "curie-weiss: number of spins", words.integer)
    .option("--inverse-temperature <number>", "curie-weiss: inverse temperature (1)", words.number)
    .option("--field <number>", "curie-weiss: external field (0)", words.number)
    .addOption(
      new Option("--couplings <name>", "curie-weiss: couplings (decaying)").choices([
        "decaying",
        "mean-field",
      ]),
    )
    .addOption(
      new Option("--dynamics <name>", "curie-weiss: dynamics (metropolis)").choices([
        "metropolis",
        "heat-bath",
      ]),
    )
    .option("--colors <counts>", "bernoulli-laplace: balls of each color, between commas", words.integers)
    .option("--urn <count>", "bernoulli-laplace: balls in the left urn", words.integer)
    .option("--swaps <count>", "bernoulli-laplace: balls exchanged per step (1)", words.integer);
}

type Given = Partial<Record<(typeof OPTIONS_OF)[keyof typeof OPTIONS_OF][number], unknown>>;

function refuse(options: Given, kept: keyof typeof OPTIONS_OF): void {
  for (const [kind, keys] of Object.entries(OPTIONS_OF)) {
    const stray = kind === kept ? undefined : keys.find((key) => options[key] !== undefined);
    if (stray === undefined) continue;
    const flag = `--${stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new InvalidArgumentError(
      `${flag} does not go with ${kept === "data" ? "a file" : `--model ${kept}`}.`,
    );
  }
}

function required<T>(value: T | undefined, flag: string): T {
  if (value === undefined) throw new InvalidArgumentError(`${flag} is missing.`);
  return value;
}

/** Keeps the keys that were given, so that the library's own defaults hold for the rest. */
function present<T extends object>(options: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/** Builds the chain, reading the file where there is one. */
export async function chainOf(
  file: string | undefined,
  options: SourceOptions,
  run: { readonly signal: AbortSignal; readonly progress: Progress; readonly threads: number | undefined },
): Promise<{ chain: MarkovChain; rows: number | null }> {
  const { MarkovChain } = await import("../markov/index.ts");
  const { model } = options;
  if (model === undefined) {
    refuse(options, "data");
    const { columns, bins, method, lag, smoothing, missing } = options;
    const path = required(file, "a file (or --model)");
    const { signal } = run;
    run.progress.stage("reading", 0, 2);
    const table = await tableAt(path, present({ columns, missing, signal, onProgress: run.progress.report }));
    run.progress.stage("counting", 1, 2);
    const settings = {
      columns,
      bins,
      method,
      lag,
      smoothing,
      threads: run.threads,
      signal,
      onProgress: run.progress.report,
    };
    return { chain: await MarkovChain.fromTable(table, present(settings)), rows: table.rowCount };
  }
  refuse(options, model);
  if (file !== undefined) throw new InvalidArgumentError("A file does not go with --model.");
  if (model === "curie-weiss") {
    const { inverseTemperature, field, couplings, dynamics } = options;
    const spins = required(options.spins, "--spins");
    return {
      chain: MarkovChain.curieWeiss(present({ spins, inverseTemperature, field, couplings, dynamics })),
      rows: null,
    };
  }
  const colors = required(options.colors, "--colors");
  const urn = required(options.urn, "--urn");
  return { chain: MarkovChain.bernoulliLaplace(present({ colors, urn, swaps: options.swaps })), rows: null };
}
