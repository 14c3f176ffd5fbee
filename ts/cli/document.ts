/**
 * An analysis and an answer as documents for the report.
 *
 * @module
 */
import type { MarkovChain } from "../markov/index.ts";
import type { Document, Fact, Section } from "../report/index.ts";
import type { Analysis } from "./analysis.ts";
import type { Answer } from "./task.ts";
import { FREE_OBJECTIVES, WORDINGS } from "./wording.ts";

/** What a document is headed with. */
export interface Heading {
  readonly title: string;
  readonly summary: string;
  readonly command: string;
  readonly facts: readonly Fact[];
}

function curvesSection(analysis: Analysis): Section[] {
  if (analysis.curves.length === 0) return [];
  const { curves, subsets } = analysis;
  const exhaustive = curves.some((curve) => curve.selections[0]?.algorithm === "exhaustive");
  const dots =
    subsets === null
      ? ""
      : ` Every dot is one of the ${subsets.subsets.length} subsets; point at it to see which.`;
  const rings = exhaustive ? " Rings mark the optimum, found by looking at every subset." : "";
  return [
    {
      title: "The best subset of every size",
      text: `The line is what greedy chooses, one coordinate after the other; the dashed line is what no subset of that size can pass, where that is certain.${dots}${rings}`,
      result: { curves, ...(subsets && { subsets }) },
    },
    {
      title: "What the four numbers mean",
      result: Object.fromEntries(
        FREE_OBJECTIVES.map((objective) => [objective, WORDINGS[objective].meaning.replace(/^[^:]*: /, "")]),
      ),
    },
  ];
}

/** The whole analysis of a chain. */
export function analysisDocument(analysis: Analysis, heading: Heading): Document {
  const { structure, subsets, partitions, interrupted } = analysis;
  const sections: Section[] = curvesSection(analysis);
  if (structure !== null) {
    sections.push({
      title: "Coordinates and pairs",
      text: "What every coordinate is worth alone, and how far every two are from moving independently: the darker, the more they share.",
      result: structure,
    });
  }
  if (partitions.length > 0) {
    sections.push({
      title: "The best partitions",
      text: "All coordinates split so that the blocks are as nearly independent of each other as can be; the value is what taking them to be independent loses.",
      result: partitions,
    });
  }
  if (subsets !== null) sections.push({ title: "Every subset", result: subsets });
  const warnings = interrupted ? ["Interrupted: what had been found by then is shown."] : [];
  return { ...heading, sections, warnings };
}

/** The answer to one question. */
export function answerDocument(found: Answer, chain: MarkovChain, heading: Heading): Document {
  const [result] = Object.values(found);
  const named = "names" in result || chain.names === undefined ? result : { ...result, names: chain.names };
  return { ...heading, sections: [{ title: "Answer", result: named }] };
}
