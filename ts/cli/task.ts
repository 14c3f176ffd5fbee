/**
 * What a command asks of a chain: one subset, a curve, parts, a partition.
 *
 * @module
 */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { MarkovChain, ObjectiveName } from "../markov/index.ts";
import { algorithmNames } from "../submodular/algorithm.ts";
import type { AlgorithmName } from "../submodular/algorithm.ts";
import * as words from "./arguments.ts";
import type { Progress } from "./progress.ts";

/** Options that say what is asked. */
export interface TaskOptions {
  readonly objective?: ObjectiveName;
  readonly sense?: "maximize" | "minimize";
  readonly size?: number;
  readonly exactSize?: boolean;
  readonly complement?: boolean;
  readonly fixed?: string[];
  readonly algorithm?: string;
  readonly costs?: "clipped" | "raw";
  readonly parts?: string[][];
  readonly blocks?: number;
  readonly seed?: number;
  readonly threads?: number;
}

/** The kinds of answers, each under the name it has in the JSON document. */
export type Answer =
  | { readonly selection: Awaited<ReturnType<MarkovChain["select"]>> }
  | { readonly curve: Awaited<ReturnType<MarkovChain["selectCurve"]>> }
  | { readonly parts: Awaited<ReturnType<MarkovChain["selectParts"]>> }
  | { readonly partition: Awaited<ReturnType<MarkovChain["partition"]>> };

const OBJECTIVES: readonly ObjectiveName[] = [
  "entropy-rate",
  "distance-to-independence",
  "distance-to-factorizability",
  "distance-to-stationarity",
  "distance-to-fixed-set",
];

const PARTITIONERS = ["auto", "exact", "agglomerative", "greedy-split"] as const;

/** Adds the options to a command. */
export function addTaskOptions(command: Command): Command {
  return command
    .optionsGroup("What is asked (nothing: everything about the chain):")
    .addOption(new Option("--objective <name>", "what is measured of a subset").choices(OBJECTIVES))
    .addOption(
      new Option("--sense <sense>", "which values are wanted (maximize)").choices(["maximize", "minimize"]),
    )
    .option("--size <count>", "coordinates chosen, at most; without it, every size", words.integer)
    .option("--exact-size", "choose exactly that many")
    .option("--complement", "the subset is what is removed")
    .option("--fixed <names>", "fixed set of distance-to-fixed-set, between commas", words.names)
    .option(
      "--algorithm <name>",
      `optimizer: ${algorithmNames.join(", ")}; for --blocks ${PARTITIONERS.join(", ")}`,
    )
    .addOption(
      new Option("--costs <kind>", "costs below 0 of distorted greedy (clipped)").choices(["clipped", "raw"]),
    )
    .option("--parts <sets>", "ground sets of several parts, such as 'a,b;c,d'", words.sets)
    .option("--blocks <count>", "split all coordinates into this many blocks", words.integer)
    .option("--seed <number>", "seed of random choices (0)", words.integer)
    .option("--threads <count>", "threads to use (all)", words.integer);
}

/** Whether anything in particular is asked. */
export function isAsked(options: TaskOptions): boolean {
  return options.objective !== undefined || options.blocks !== undefined;
}

/** Refuses options that say nothing without others, and contradictions. */
export function checkTask(options: TaskOptions): void {
  const { objective, blocks, parts, size } = options;
  if (blocks !== undefined) {
    const stray = (
      ["objective", "size", "parts", "complement", "fixed", "sense", "exactSize", "costs"] as const
    ).find((key) => options[key] !== undefined);
    if (stray !== undefined)
      throw new InvalidArgumentError(`--blocks splits all coordinates; --${stray} does not go with it.`);
  } else if (objective === undefined) {
    const needing = (
      ["size", "exactSize", "complement", "fixed", "algorithm", "parts", "sense", "costs"] as const
    ).find((key) => options[key] !== undefined);
    if (needing !== undefined) throw new InvalidArgumentError(`--objective is missing.`);
  }
  if (parts !== undefined && size === undefined) throw new InvalidArgumentError("--parts needs --size.");
  const algorithms: readonly string[] = blocks === undefined ? algorithmNames : PARTITIONERS;
  if (options.algorithm !== undefined && !algorithms.includes(options.algorithm)) {
    throw new InvalidArgumentError(
      `--algorithm must be one of ${algorithms.join(", ")}, received '${options.algorithm}'.`,
    );
  }
}

/** Answers what was asked, with the best so far when interrupted. */
export async function answer(
  chain: MarkovChain,
  options: TaskOptions,
  run: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<Answer> {
  const { objective, sense, size, exactSize, complement, costs, parts, blocks, seed, threads } = options;
  const job = {
    seed,
    threads,
    signal: run.signal,
    onAbort: "best-so-far" as const,
    onProgress: run.progress.report,
  };
  if (blocks !== undefined) {
    run.progress.stage(`${blocks} blocks`, 0, 1);
    const algorithm = PARTITIONERS.find((name) => name === options.algorithm);
    return { partition: await chain.partition({ blocks, algorithm, ...job }) };
  }
  if (objective === undefined) throw new InvalidArgumentError("--objective is missing.");
  run.progress.stage(objective, 0, 1);
  const algorithm = algorithmNames.find((name): name is AlgorithmName => name === options.algorithm);
  if (parts !== undefined && size !== undefined) {
    const groundSets = parts.map((part) => words.subsetOf(part, chain.names));
    return {
      parts: await chain.selectParts(objective, {
        groundSets,
        size,
        sense,
        algorithm,
        costs,
        complement,
        ...job,
      }),
    };
  }
  const fixed = options.fixed && words.subsetOf(options.fixed, chain.names);
  const settings = { sense, exactSize, complement, fixed, algorithm, costs, ...job };
  if (size !== undefined) return { selection: await chain.select(objective, { size, ...settings }) };
  return { curve: await chain.selectCurve(objective, settings) };
}
