/**
 * `marginals markov`: chooses coordinates of a chain from a file or a model.
 *
 * @module
 */
import { Command } from "commander";
import { analyze } from "./analysis.ts";
import { analysisDocument, answerDocument } from "./document.ts";
import { checkReportPath, commandLine, jsonDocument, writeReport } from "./output.ts";
import type { Surroundings } from "./output.ts";
import { progressOn } from "./progress.ts";
import { addSourceOptions, chainOf } from "./source.ts";
import type { SourceOptions } from "./source.ts";
import { analysisLines, answerLines } from "./summary.ts";
import { addTaskOptions, answer, checkTask, isAsked } from "./task.ts";
import type { TaskOptions } from "./task.ts";

/** All options of the command. */
export interface MarkovOptions extends SourceOptions, TaskOptions {
  readonly json?: boolean;
  readonly report?: string;
}

const EXAMPLES = `
Examples:
  marginals markov weather.csv --columns rain,wind,heat --report out.html
  marginals markov weather.csv --columns rain,wind,heat --objective entropy-rate --size 2 --algorithm greedy
  marginals markov weather.csv --columns rain,wind,heat --blocks 2
  marginals markov --model curie-weiss --spins 10 --inverse-temperature 0.1 --field 1 --objective entropy-rate
  marginals markov --model bernoulli-laplace --colors 2,3,6 --urn 5 --objective distance-to-independence --sense minimize --size 2`;

/** What a run is about, for the head of a page and the first line. */
function described(file: string | undefined, options: MarkovOptions): string {
  return (
    file ??
    (options.model === "curie-weiss" ? `Curie–Weiss, ${options.spins ?? 0} spins` : "Bernoulli–Laplace urns")
  );
}

/** Runs the command; true when it was interrupted. */
export async function runMarkov(
  file: string | undefined,
  options: MarkovOptions,
  words: readonly string[],
  around: Surroundings,
): Promise<boolean> {
  checkTask(options);
  if (options.report !== undefined) await checkReportPath(options.report);
  const began = performance.now();
  const progress = progressOn(around.terminal);
  const run = { signal: around.signal, progress, threads: options.threads };
  try {
    const { chain, rows } = await chainOf(file, options, run);
    const asked = isAsked(options);
    const found = asked ? await answer(chain, options, run) : null;
    const analysis = found === null ? await analyze(chain, { ...run, observed: rows !== null }) : null;
    progress.end();
    const seconds = (performance.now() - began) / 1000;
    const subject = described(file, options);
    const size = `${rows === null ? "" : `${rows.toLocaleString("en-US")} rows, `}${chain.dimension} coordinates, ${chain.stateCount.toLocaleString("en-US")} states`;
    const heading = {
      title: subject,
      summary: `A Markov chain: ${size}.`,
      command: commandLine(words),
      facts: [{ label: "Time", value: `${seconds.toFixed(2)} s` }],
    };
    let link: string | null = null;
    if (options.report !== undefined) {
      const { renderReport } = await import("../report/index.ts");
      const document =
        found === null
          ? analysis && analysisDocument(analysis, chain.names, heading)
          : answerDocument(found, chain, heading);
      link = await writeReport(options.report, renderReport(document ?? heading));
    }
    if (options.json === true) {
      const shape = { names: chain.names ?? null, sizes: chain.sizes, states: chain.stateCount, rows };
      around.out(jsonDocument({ chain: shape, ...(found ?? analysis), seconds, report: link }));
    } else {
      const lines = found === null ? analysis && analysisLines(analysis, chain) : answerLines(found, chain);
      const all = [`${subject}: ${size}`, ...(lines ?? []), `time    ${seconds.toFixed(2)} s`];
      around.out(`${[...all, ...(link === null ? [] : [`report  ${link}`])].join("\n")}\n`);
    }
    return around.signal.aborted;
  } finally {
    progress.end();
  }
}

/** The command for the program. */
export function markovCommand(
  words: readonly string[],
  around: Surroundings,
  done: (interrupted: boolean) => void,
): Command {
  const command = new Command("markov")
    .summary("choose the coordinates of a multivariate Markov chain")
    .description(
      "Chooses coordinates of a multivariate Markov chain, from consecutive rows of a CSV, JSON Lines or .npy file or from a model, and says how good the choice is.",
    )
    .argument("[file]", "observations, one row for each step; - for CSV or JSON Lines from standard input");
  addTaskOptions(addSourceOptions(command))
    .optionsGroup("Output:")
    .option("--json", "print one JSON document")
    .option("--report <path>", "write a page with charts and tables")
    .addHelpText("after", EXAMPLES);
  return command.action(async (file: string | undefined, options: MarkovOptions) => {
    done(await runMarkov(file, options, words, around));
  });
}
