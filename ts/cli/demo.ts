/**
 * `marginals demo`: four years of weather as a Markov chain of five variables, told in a dozen lines and one page.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { analyze, compared } from "./analysis.ts";
import type { Analysis } from "./analysis.ts";
import type { MarkovChain } from "../markov/index.ts";
import type { Fact } from "../report/index.ts";
import { analysisDocument } from "./document.ts";
import { checkReportPath, jsonDocument, writeReport } from "./output.ts";
import type { Surroundings } from "./output.ts";
import { progressOn } from "./progress.ts";
import { chainOf } from "./source.ts";
import { analysisLines, percent, setInWords, toldSize } from "./summary.ts";

const FILE = fileURLToPath(new URL("../../examples/data/seattle-weather.csv", import.meta.url));
const COLUMNS = ["precipitation", "temp_max", "temp_min", "wind", "weather"];

/** The line that repeats the demonstration. */
const COMMAND = "npx marginals demo --report seattle-weather.html";

/** Lines to try next. */
const NEXT = [
  "npx marginals markov your.csv --columns a,b,c --report your.html",
  "npx marginals markov --model curie-weiss --spins 10 --inverse-temperature 0.1 --field 1 --objective entropy-rate",
  "npx marginals markov --help",
];

interface DemoOptions {
  readonly json?: boolean;
  readonly report?: string;
}

function facts(analysis: Analysis, chain: MarkovChain, seconds: number): Fact[] {
  const size = toldSize(chain.dimension);
  const found = compared(analysis, "entropy-rate", size);
  const told: Fact[] = [];
  if (found !== null) {
    const { greedy, best, ratio } = found;
    told.push({
      label: `The ${size} variables hardest to foretell`,
      value: setInWords(chain.names, (best ?? greedy).indices),
      note: `entropy rate ${(best ?? greedy).value.toFixed(4)} nats`,
    });
    told.push({
      label: "Certified",
      value:
        best === null ? (ratio === null ? "no bound holds" : percent(ratio)) : "100% of the best possible",
      note:
        best === null
          ? "of the best possible"
          : `every subset was compared; greedy alone reaches ${percent(ratio ?? 0)}`,
    });
  }
  told.push({ label: "Time", value: `${seconds.toFixed(2)} s`, note: "reading, counting, choosing" });
  return told;
}

/** Runs the demonstration; true when it was interrupted. */
export async function runDemo(options: DemoOptions, around: Surroundings): Promise<boolean> {
  const path = options.report ?? "seattle-weather.html";
  await checkReportPath(path);
  const began = performance.now();
  const progress = progressOn(around.terminal);
  const run = { signal: around.signal, progress, threads: undefined };
  try {
    const { chain, rows } = await chainOf(FILE, { columns: COLUMNS, bins: 3 }, run);
    const analysis = await analyze(chain, { ...run, observed: rows !== null });
    const seconds = (performance.now() - began) / 1000;
    const { renderReport } = await import("../report/index.ts");
    const document = analysisDocument(analysis, chain.names, {
      title: "The weather of Seattle, 2012–2015, as a Markov chain",
      summary: `${(rows ?? 0).toLocaleString("en-US")} days, five variables: precipitation, highest and lowest temperature and wind, each cut into three intervals of nearly equally many days, and the kind of weather. Each day leads to the next. Numbers are in nats and are relative frequencies of what was seen: the more variables a subset has, the more its entropy rate falls short of the true one.`,
      command: COMMAND,
      facts: facts(analysis, chain, seconds),
    });
    const link = await writeReport(path, renderReport(document));
    if (options.json === true) {
      const shape = { names: chain.names ?? null, sizes: chain.sizes, states: chain.stateCount, rows };
      around.out(jsonDocument({ chain: shape, ...analysis, seconds, report: link }));
    } else {
      const head = `Seattle 2012–2015: ${rows ?? 0} days as a Markov chain of ${chain.dimension} variables; best ${toldSize(chain.dimension)}, in nats:`;
      const lines = [
        head,
        ...analysisLines(analysis, chain),
        `time    ${seconds.toFixed(2)} s`,
        `report  ${link}`,
        "next",
        ...NEXT.map((line) => `  ${line}`),
      ];
      around.out(`${lines.join("\n")}\n`);
    }
    return around.signal.aborted;
  } finally {
    progress.end();
  }
}

/** The command for the program. */
export function demoCommand(around: Surroundings, done: (interrupted: boolean) => void): Command {
  return new Command("demo")
    .summary("the weather of Seattle as a Markov chain, with a report")
    .description(
      "Chooses among five weather variables of Seattle, 2012–2015, and writes a page that shows how good every choice is.",
    )
    .option("--json", "print one JSON document")
    .option("--report <path>", "where the page is written (seattle-weather.html)")
    .action(async (options: DemoOptions) => done(await runDemo(options, around)));
}
