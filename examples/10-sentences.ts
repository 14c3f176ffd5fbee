/** The sentences that stand for a text: facility location over the words of this project's own documents. */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textFeatures } from "marginals/context";
import { renderReport } from "marginals/report";
import { facilityLocation, maximize } from "marginals/submodular";

// Sentences of prose: code, tables, lists and headings are left out.
const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
const sentences = documents.flatMap((name) =>
  readFileSync(new URL(`../${name}`, import.meta.url), "utf8")
    .replaceAll(/```[\s\S]*?```/g, "")
    .split(/\n\s*\n/)
    .filter((paragraph) => /^[A-Z*]/.test(paragraph.trim()) && !paragraph.includes("|"))
    .flatMap((paragraph) => paragraph.replaceAll(/\s+/g, " ").match(/[A-Z*][^.!?]{30,}?[.!?](?= |$)/g) ?? []),
);

const { matrix } = await textFeatures(sentences);
const prototypes = await maximize(facilityLocation(matrix, { metric: "cosine" }), { size: 6 });
for (const [at, sentence] of prototypes.take(sentences).entries()) {
  console.log(`${at + 1}. ${sentence.trim()}`);
}
console.log(
  `${sentences.length} sentences; certified ${((prototypes.ratio ?? 0) * 100).toFixed(1)} % of the best`,
);

const page = join(tmpdir(), "sentences.html");
const title = "Six sentences that stand for the documents";
const sections = [{ title: "Chosen sentences", result: { ...prototypes, names: sentences } }];
writeFileSync(page, renderReport({ title, sections, command: "npm run example -- 10" }));
console.error(`report: ${page}`);
