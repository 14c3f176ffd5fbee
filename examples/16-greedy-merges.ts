/** How good greedy merges are: the plots of "A Formal Perspective on Byte-Pair Encoding", computed again. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beamMerges, certificate, curvature, optimalMerges } from "marginals/bpe";
import { englishLines, randomStrings } from "./merges/corpora.ts";
import { curvesPage, type Curves } from "./merges/page.ts";

const texts = { English: englishLines(), "two letters": randomStrings(100, 24, 2) };
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const utility: Curves = {};
for (const [name, all] of Object.entries(texts)) {
  const shares = { greedy: [] as number[], beam: [] as number[], certain: [] as number[] };
  for (const merges of [1, 2, 3, 4]) {
    const best = await Promise.all(all.map((text) => optimalMerges(text, { merges })));
    const greedy = await Promise.all(all.map((text) => certificate(text, { merges })));
    const beam = await Promise.all(all.map((text) => beamMerges(text, { merges, width: 8 })));
    shares.greedy.push(mean(greedy.map((found, at) => found.utility / (best[at]?.utility ?? 1))));
    shares.beam.push(mean(beam.map((found, at) => found.utility / (best[at]?.utility ?? 1))));
    shares.certain.push(mean(greedy.map(({ ratio }) => ratio ?? 1)));
  }
  for (const [kind, values] of Object.entries(shares)) utility[`${kind}, ${name}`] = values;
}
const sigma: Curves = {};
for (const over of ["greedy-prefixes", "exact"] as const) {
  sigma[over] = [];
  for (const merges of [1, 2, 3]) {
    const all = randomStrings(60, 13, 5).map((text) => curvature(text, { merges, over }));
    sigma[over].push(Math.max(...(await Promise.all(all)).map(({ min }) => min)));
  }
}
for (const [name, values] of Object.entries({ ...utility, ...sigma })) {
  console.log(`${name}: ${values.map((value) => value.toFixed(4)).join(" ")}`);
}
const plots = { "Share of the optimum that is saved": utility, "Total backward curvature σ": sigma };
const page = curvesPage("How good greedy merges are", plots, "npm run example -- 16");
writeFileSync(join(tmpdir(), "greedy-merges.html"), page);
