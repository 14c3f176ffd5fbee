/**
 * `marginals bpe train`: a tokenizer from files or from standard input.
 *
 * @module
 */
import process from "node:process";
import { addAbortSignal } from "node:stream";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Split, TrainingInput, TrainOptions } from "../bpe/index.ts";
import * as words from "./arguments.ts";
import { FORMATS, formatOf, written, type Format } from "./bpe-format.ts";
import { jsonDocument, type Surroundings } from "./output.ts";
import { progressOn, type Progress } from "./progress.ts";

interface TrainCommandOptions extends Pick<
  TrainOptions,
  | "vocabSize"
  | "merges"
  | "tieBreak"
  | "pairCounting"
  | "minFrequency"
  | "maxTokenLength"
  | "specialTokens"
  | "threads"
> {
  readonly split?: string;
  readonly pattern?: string;
  readonly format?: Format;
  readonly output?: string;
  readonly json?: boolean;
}

const SPLITS = ["gpt2", "cl100k", "o200k", "whitespace", "none"] as const;
const EXAMPLES = `
Examples:
  marginals bpe train corpus.txt --vocab-size 32000 --output corpus.tiktoken
  zcat *.gz | marginals bpe train - --merges 8000 --split gpt2 > corpus.tiktoken
  marginals bpe train docs/*.md --vocab-size 4096 --special-tokens '<end>' --output tokenizer.json
  marginals bpe train corpus.txt --merges 8000 --format image > corpus.bpe`;

async function trained(
  paths: readonly string[],
  options: TrainCommandOptions,
  around: Surroundings,
  progress: Progress,
): Promise<void> {
  const { split, pattern, format: named, output, json, ...rest } = options;
  if ((options.vocabSize === undefined) === (options.merges === undefined)) {
    throw new InvalidArgumentError("either --vocab-size or --merges is needed.");
  }
  if (paths.includes("-") && paths.length > 1) {
    throw new InvalidArgumentError("standard input goes alone.");
  }
  const format = formatOf(named, output);
  const input: TrainingInput =
    paths[0] === "-" ? addAbortSignal(around.signal, process.stdin) : { files: paths };
  const { train } = await import("../bpe/index.ts");
  let stage = "";
  const chosen = pattern === undefined ? (split as Split | undefined) : { pattern };
  const began = performance.now();
  const tokenizer = await train(input, {
    ...rest,
    split: chosen,
    signal: around.signal,
    onProgress: (report) => {
      if (report.stage !== stage) {
        stage = report.stage;
        progress.stage(stage === "count" ? "counting words" : "merging", stage === "count" ? 0 : 1, 2);
      }
      progress.report?.(report);
    },
  });
  progress.end();
  const { vocabSize, specialTokens } = tokenizer;
  const merges = tokenizer.merges.length;
  const printed =
    json === true && output === undefined ? undefined : await written(tokenizer, format, output);
  if (printed !== undefined) around.out(printed);
  if (named === undefined && format === "tiktoken" && Object.keys(specialTokens).length > 0) {
    around.err("ranks hold no special tokens: --format tokenizer.json, tekken or image keeps them.\n");
  }
  const seconds = (performance.now() - began) / 1000;
  if (json === true) around.out(jsonDocument({ vocabSize, merges, specialTokens, seconds, format, output }));
  else if (around.terminal !== undefined) {
    around.err(`${vocabSize} tokens, ${merges} merges, ${seconds.toFixed(1)} s\n`);
  }
}

/** The command for `marginals bpe`. */
export function trainCommand(
  _line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  return new Command("train")
    .summary("train a tokenizer on files")
    .description(
      "Trains a byte-pair encoding and prints it as a file that tokenizers are loaded from. Files are read in blocks, so they may be larger than memory.",
    )
    .argument("<files...>", "text files in UTF-8, each a text of its own; - for standard input")
    .optionsGroup("What is asked:")
    .option("--vocab-size <count>", "tokens in all: bytes, special tokens and merges", words.integer)
    .option("--merges <count>", "merges to make", words.integer)
    .option("--special-tokens <texts>", "special tokens, between commas", words.names)
    .optionsGroup("How:")
    .addOption(new Option("--split <name>", "how texts fall into pieces (cl100k)").choices(SPLITS))
    .option("--pattern <regex>", "pattern whose matches are the pieces")
    .addOption(
      new Option("--tie-break <rule>", "which of equally frequent pairs (hf)").choices([
        "hf",
        "bytes",
        "first-seen",
        "lexicographic",
      ]),
    )
    .addOption(
      new Option("--pair-counting <kind>", "how often a pair occurs (positions)").choices([
        "positions",
        "disjoint",
      ]),
    )
    .option("--min-frequency <count>", "least frequency of a merge (1)", words.integer)
    .option("--max-token-length <bytes>", "most bytes of a token", words.integer)
    .option("--threads <count>", "threads to use (all)", words.integer)
    .optionsGroup("Output:")
    .addOption(
      new Option("--format <name>", "what is written (by the name of the output, else tiktoken)").choices(
        FORMATS,
      ),
    )
    .option("--output <path>", "write it there; for the format vocab a folder")
    .option("--json", "print one JSON document about the tokenizer")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], options: TrainCommandOptions) => {
      const progress = progressOn(around.terminal);
      try {
        await trained(paths, options, around, progress);
        done(around.signal.aborted);
      } finally {
        progress.end();
      }
    });
}
