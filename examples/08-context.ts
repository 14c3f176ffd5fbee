/** Context for a question over this project's own documents, beside maximal marginal relevance. */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareCorpus } from "marginals/context";
import { renderReport } from "marginals/report";

// Windows of two paragraphs that overlap by one, as retrieval pipelines cut them: neighbors repeat each other.
const passages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].flatMap((source) => {
  const paragraphs = readFileSync(new URL(`../${source}`, import.meta.url), "utf8").split(/\n\s*\n/);
  return paragraphs.map((text, at) => {
    const next = paragraphs[at + 1];
    return { id: `${source}#${at + 1}`, source, text: next === undefined ? text : `${text}\n\n${next}` };
  });
});

// Words and marks; in earnest, the tokenizer of your model.
const countTokens = (text: string): number => text.match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;

const corpus = await prepareCorpus(passages, { countTokens });
const question = "How does a job run off the event loop, on which threads, and how is it cancelled?";
const sections = [];
for (const algorithm of ["auto", "mmr"] as const) {
  const packing = await corpus.pack({ query: question, budget: 600, algorithm, lambda: 0.7 });
  const told = `${packing.passages.length} passages, ${packing.tokens} tokens`;
  console.log(`${packing.algorithm}: ${told}, ${packing.value.toFixed(2)} relevant tokens said`);
  sections.push({ title: algorithm === "mmr" ? "Maximal marginal relevance" : "marginals", result: packing });
}
corpus.dispose();

const page = join(tmpdir(), "context.html");
writeFileSync(page, renderReport({ title: question, sections, command: "npm run example -- 08" }));
console.error(`report: ${page}`);
