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

const MEANINGS = Object.fromEntries(
  FREE_OBJECTIVES.map((objective) => [objective, WORDINGS[objective].meaning]),
);

function curvesSection({ curves, subsets }: Analysis): Section[] {
  if (curves.length === 0) return [];
  const selections = curves.flatMap((curve) => curve.selections);
  const bounds = selections.some(
    (selection) => selection.algorithm !== "exhaustive" && selection.bound !== null,
  );
  const rings = selections.some((selection) => selection.algorithm === "exhaustive");
  const text = [
    "The line is what greedy chooses, one coordinate after the other.",
    bounds && "The dashed line is what no subset of that size can pass.",
    rings && "Rings mark the optimum, found by comparing every subset of that size.",
    subsets && `Every dot is one of the ${subsets.subsets.length} subsets; point at it to see which.`,
  ];
  const result = { curves, meanings: MEANINGS, unit: "nats", ...(subsets && { subsets }) };
  return [{ title: "The best subset of every size", text: text.filter(Boolean).join(" "), result }];
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
