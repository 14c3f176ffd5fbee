#!/usr/bin/env node
/**
 * The program `marginals`: the command line wired to a process.
 *
 * @module
 */
import { EXIT, runProgram } from "./program.ts";

const interrupt = new AbortController();
process.on("SIGINT", () => {
  // The first asks for the best so far; who asks twice does not want to wait.
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
});
// A reader that goes away, such as `head`, ends the writing and is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? EXIT.success : EXIT.failed),
);

void runProgram(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY ? process.stderr : undefined,
  signal: interrupt.signal,
}).then((code) => {
  process.exitCode = code;
});
