/**
 * `marginals bpe encode | decode | count | chunk | inspect`: texts to tokens and back, in pipes, whatever the size of
 * the files.
 *
 * @module
 */
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { Command, Option } from "commander";
import { abortError, MarginalsError } from "../errors.ts";
import * as words from "./arguments.ts";
import { chunk, count, decode, encode, inspect, type Options, type Task } from "./bpe-actions.ts";
import type { Surroundings } from "./output.ts";
import { progressOn, type Progress } from "./progress.ts";
import { tokenizerOf, TOKENIZER_HELP } from "./tokenizer.ts";

async function* bytesOf(
  file: string,
  signal: AbortSignal,
  seen: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  // Aborted, a stream that waits for more is destroyed, and lets the process end.
  const stream = addAbortSignal(signal, file === "-" ? process.stdin : createReadStream(file));
  try {
    for await (const part of stream as AsyncIterable<Uint8Array>) {
      if (signal.aborted) throw abortError(signal);
      seen(part.length);
      yield part;
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || code === "ABORT_ERR") throw cause;
    throw new MarginalsError(`the file '${file}' could not be read (${code})`, {
      code: "ERR_MARGINALS_LOAD",
      cause,
    });
  }
}

type Action = (inputs: readonly string[], task: Task) => Promise<void>;

async function perform(
  action: Action,
  inputs: readonly string[],
  options: Options,
  around: Surroundings,
  files: boolean,
): Promise<boolean> {
  const tokenizer = await tokenizerOf(options.tokenizer, around.signal);
  const list = inputs.length === 0 && files ? ["-"] : inputs;
  const progress: Progress = progressOn(around.terminal);
  let [done, total] = [0, 0];
  for (const file of files ? list : []) {
    if (file !== "-")
      total += await stat(file).then(
        ({ size }) => size,
        () => 0,
      );
  }
  progress.stage("reading", 0, 1);
  try {
    await action(list, {
      tokenizer,
      options,
      read: (file) =>
        bytesOf(file, around.signal, (bytes) => {
          done += bytes;
          progress.report?.({ stage: "reading", done, total });
        }),
      write: async (text) => {
        around.out(text);
        if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
      },
    });
  } finally {
    progress.end();
    tokenizer.dispose();
  }
  return around.signal.aborted;
}

const EXAMPLES = `
Examples:
  marginals bpe count --tokenizer o200k_base docs/*.md
  marginals bpe encode --tokenizer tokenizer.json < book.txt | marginals bpe decode --tokenizer tokenizer.json
  marginals bpe chunk --tokenizer o200k_base --max-tokens 400 --boundary sentence book.txt > chunks.jsonl
  marginals bpe inspect --tokenizer cl100k_base "hello world"`;

/** The commands of texts; they read files, or standard input without any. */
export function textCommands(around: Surroundings, done: (interrupted: boolean) => void): Command[] {
  const commands: Command[] = [];
  const add = (name: string, summary: string, input: string, action: Action, files = true): Command => {
    const sub = new Command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
      .argument(
        `[${input}...]`,
        files ? "files; without any, standard input" : "texts; without any, the vocabulary",
      )
      .option("--tokenizer <name>", TOKENIZER_HELP)
      .action(async (inputs: string[], options: Options) =>
        done(await perform(action, inputs, options, around, files)),
      );
    commands.push(sub.helpOption("--help", "print this help").addHelpText("after", EXAMPLES));
    return sub;
  };
  const special = (): Option =>
    new Option("--special <what>", "what special tokens in the text mean (text)").choices([
      "text",
      "encode",
      "refuse",
    ]);
  add("encode", "print the tokens of texts, an id a line", "files", encode).addOption(special());
  add("decode", "print the text of tokens", "files", decode);
  add("count", "print the number of tokens of each file", "files", count)
    .addOption(special())
    .option("--json", "print one JSON document");
  add("chunk", "cut texts into chunks of at most so many tokens, a JSON document a line", "files", chunk)
    .option("--max-tokens <count>", "most tokens of a chunk", words.integer)
    .option("--overlap <count>", "most tokens shared with the chunk before (0)", words.integer)
    .addOption(
      new Option("--boundary <kind>", "where a text may be cut (piece)").choices([
        "character",
        "piece",
        "sentence",
        "line",
      ]),
    );
  add("inspect", "print the tokens of texts, or what the vocabulary holds", "texts", inspect, false)
    .addOption(special())
    .option("--json", "print JSON");
  return commands;
}
