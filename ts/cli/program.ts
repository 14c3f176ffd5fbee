/**
 * The command line as a function: words in, exit code out.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { MarginalsError } from "../errors.ts";
import { bpeCommand } from "./bpe.ts";
import { demoCommand } from "./demo.ts";
import { entropyCommand } from "./entropy.ts";
import { featuresCommand } from "./feature-selection.ts";
import { markovCommand } from "./markov.ts";
import { mutualInformationCommand } from "./mutual-information.ts";
import type { Surroundings } from "./output.ts";
import { packCommand } from "./pack.ts";
import { screenCommand } from "./screen.ts";
import { selectCommand } from "./select.ts";

/** What a process ends with. */
export const EXIT = { success: 0, failed: 1, badArguments: 2, interrupted: 130 } as const;

/** Faults of what was asked, as against faults met while doing it. */
const ASKED_WRONGLY = new Set(["ERR_MARGINALS_ARGUMENT", "ERR_MARGINALS_RANGE", "ERR_MARGINALS_UNSUPPORTED"]);

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** Runs one command. Never rejects: what goes wrong is told on standard error and in the exit code. */
export async function runProgram(words: readonly string[], around: Surroundings): Promise<number> {
  let interrupted = false;
  const done = (value: boolean): void => {
    interrupted = value;
  };
  const program = new Command("marginals")
    .description("Information measures and subset selection.")
    .version(version(), "--version", "print the version")
    .helpOption("--help", "print this help");
  const commands = [
    bpeCommand(words, around, done),
    demoCommand(around, done),
    entropyCommand(words, around, done),
    featuresCommand(words, around, done),
    markovCommand(words, around, done),
    mutualInformationCommand(words, around, done),
    packCommand(words, around, done),
    screenCommand(words, around, done),
    selectCommand(words, around, done),
  ];
  for (const command of commands) {
    program.addCommand(command.helpOption("--help", "print this help"));
  }
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((each) => each.commands),
  ]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: around.out, writeErr: around.err })
      .showSuggestionAfterError();
  }
  try {
    await program.parseAsync([...words], { from: "user" });
    return interrupted ? EXIT.interrupted : EXIT.success;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.success;
      // Those of the parser itself have been told by it; help for want of a command is no success.
      if (error.code === "commander.invalidArgument" && !error.message.startsWith("error:"))
        around.err(`marginals: ${error.message}\n`);
      return EXIT.badArguments;
    }
    if (isAbort(error)) {
      around.err("marginals: interrupted\n");
      return EXIT.interrupted;
    }
    if (error instanceof MarginalsError) {
      around.err(`marginals: ${error.message} [${error.code}]\n`);
      return ASKED_WRONGLY.has(error.code) ? EXIT.badArguments : EXIT.failed;
    }
    around.err(`marginals: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}
