/**
 * `marginals bpe`: byte-pair encodings on the command line.
 *
 * @module
 */
import { Command } from "commander";
import { textCommands } from "./bpe-texts.ts";
import { trainCommand } from "./bpe-train.ts";
import type { Surroundings } from "./output.ts";

/** The command for the program. */
export function bpeCommand(
  line: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const command = new Command("bpe")
    .summary("byte-pair encodings")
    .description("Byte-pair encodings.")
    .addCommand(trainCommand(line, around, done).helpOption("--help", "print this help"));
  for (const each of textCommands(around, done)) command.addCommand(each);
  return command;
}
