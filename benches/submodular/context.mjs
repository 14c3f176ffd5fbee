/**
 * Does a packed context hold the answer? Questions over this project's documents,
 * each with sentences that answer it; those of two libraries stand between as noise. Printed is the share of answering
 * sentences that the context holds, on average over the questions, for windows of one, two and three paragraphs that
 * overlap, by words (TF-IDF).
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { prepareCorpus } from "../../dist/context/index.js";
import { root } from "../../scripts/process.mjs";
import { printTable } from "../report.mjs";

const files = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "node_modules/commander/Readme.md",
  "node_modules/cli-progress/README.md",
].filter((name) => existsSync(join(root, name)));

/** Questions with pieces of the sentences that answer them. */
const questions = [
  [
    "How are jobs cancelled and what happens to the promise and the memory?",
    [
      "An abort is Node's own",
      "wires the caller's `AbortSignal`",
      "with cancellation, progress and a memory account",
      "Long loops check for cancellation",
    ],
  ],
  [
    "How many threads does the library use and how do I set them?",
    ["All workers of a process share one pool", "Jobs have plain threads", "`Run::blocks` (with its forms"],
  ],
  [
    "Where may unsafe code stand and who checks it?",
    ["`unsafe` stands in", "binding/      the only crate that knows Node-API"],
  ],
  [
    "How do I add a new objective and test it?",
    [
      "implement\n   `marginals_core::SetFunction`",
      "An objective over subsets answers one question",
      "Test: values against a direct computation",
    ],
  ],
  [
    "How do I run the tests and fuzzing?",
    ["npm test             # everything", "`npm run fuzz", "fuzz/           fuzz targets"],
  ],
  [
    "Is the result the same on any number of threads, and why?",
    [
      "The same input and seed give the same bits",
      "Block bounds depend on the",
      "Random streams belong to an index",
    ],
  ],
  [
    "How do I use it in Docker or on Alpine with a memory limit?",
    [
      "Install inside the image",
      "The memory limit of\nthe container",
      "Sizes are checked before anything is allocated",
    ],
  ],
  [
    "What is a MarginalsError and which codes does it have?",
    [
      "Every fault is a `MarginalsError`",
      "A fault is a `MarginalsError` that names",
      "ERR_MARGINALS_LOAD` has three",
    ],
  ],
  [
    "How do I bundle it with esbuild or Electron?",
    ["Mark the package as external", "Load it in the main process", "Electron forbids addons"],
  ],
  [
    "How is a release made and published for every platform?",
    ["To release: set the version", "set up in the release workflow", "Linux arm64, Linux musl"],
  ],
  [
    "What does the weighted table do?",
    ["Every discrete quantity is a joint entropy", "information/  the weighted table"],
  ],
  [
    "How fast is greedy selection compared with NumPy?",
    ["Greedy selection by entropy rate for all sizes", "| 18 | 4,980,736"],
  ],
  [
    "How do I read a CSV file into a Markov chain and get a report?",
    [
      "On the command line: `npx marginals markov data.csv",
      "`readTable` (CSV, JSONL",
      "`renderReport`: one self-contained",
    ],
  ],
  [
    "Which way do dependencies between crates point?",
    ["ts → binding → { information", "Nothing else sideways"],
  ],
  [
    "What words and style do errors, names and commits follow?",
    ["Words are the field's own", "Errors read `verb(): argument", "A commit holds one idea"],
  ],
];

const countTokens = (text) => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;
const documents = files.map((source) => ({ source, text: readFileSync(join(root, source), "utf8") }));
const windows = (paragraphs) =>
  documents.flatMap(({ source, text }) => {
    const all = text
      .split(/\n\s*\n/)
      .map((one) => one.trim())
      .filter((one) => one !== "");
    return all.map((_, at) => ({ source, text: all.slice(at, at + paragraphs).join("\n\n") }));
  });

const methods = {
  "MMR, λ = 0.5": { algorithm: "mmr", lambda: 0.5 },
  "MMR, λ = 0.7": { algorithm: "mmr", lambda: 0.7 },
  "relevance alone": { algorithm: "mmr", lambda: 1 },
  auto: { algorithm: "auto" },
};
export const bench = async () => {
  const everything = documents.map(({ text }) => text).join("\n");
  const gone = questions.flatMap(([, answers]) => answers.filter((answer) => !everything.includes(answer)));
  if (gone.length > 0) console.log(`answers that the documents no longer hold: ${gone.join(" · ")}`);

  const rows = [];
  for (const paragraphs of [1, 2, 3]) {
    const corpus = await prepareCorpus(windows(paragraphs), { countTokens });
    for (const budget of [200, 400, 800]) {
      const row = { paragraphs, budget };
      for (const [name, method] of Object.entries(methods)) {
        let held = 0;
        for (const [query, answers] of questions) {
          const { text } = await corpus.pack({ query, budget, ...method });
          held += answers.filter((answer) => text.includes(answer)).length / answers.length;
        }
        row[name] = (held / questions.length).toFixed(3);
      }
      rows.push(row);
    }
    corpus.dispose();
  }
  printTable("Share of the answering sentences that the context holds", rows);
  return { rows };
};
