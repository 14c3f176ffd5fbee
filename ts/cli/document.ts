/**
 * An analysis and an answer as documents for the report.
 *
 * @module
 */
import type { MarkovChain } from "../markov/index.ts";
import type { Document, Fact, Section } from "../report/index.ts";
import type { Analysis } from "./analysis.ts";
import { setInWords } from "./summary.ts";
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

/** A greedy choice by the coordinate it added last. */
function stepLabel(names: MarkovChain["names"], indices: Uint32Array): string {
  const last = indices.at(-1) ?? 0;
  return `${indices.length > 1 ? "+ " : ""}${names?.[last] ?? String(last)}`;
}

function evidenceSections({ evidence }: Analysis, names: MarkovChain["names"]): Section[] {
  if (evidence.length === 0) return [];
  const sets = evidence.map(({ indices }) => setInWords(names, indices));
  return [
    {
      title: "How far to trust the numbers",
      text: "Entropy rates of the subsets that greedy chooses, corrected by Miller and Madow for the bias of few data, with block-bootstrap intervals. An interval that does not hold its point says that there are too few data for that many coordinates.",
      result: evidence.map(({ estimate, indices }) => ({ ...estimate, label: stepLabel(names, indices) })),
    },
    {
      title: "Chosen on one half, judged on the other",
      text: "One half of the data chooses; the other half, which had no part in it, says what the choice is worth there, beside what it would have chosen itself.",
      result: {
        caption: "Entropy rates in nats on held-out data",
        headings: ["chosen on one half", "there", "on the other", "best of the other"],
        rows: evidence.map(({ heldOut: { chosen, seen, unseen, unseenBest } }) => [
          setInWords(names, chosen),
          seen,
          unseen,
          unseenBest,
        ]),
      },
    },
    {
      title: "What a subset forgets",
      text: "A few coordinates of a Markov chain are not a Markov chain themselves. Lumpability: what the coordinates left out would still tell of the next step. Second order: what the step before the last would still tell.",
      result: {
        caption: "Memory that the projected chain ignores, in nats",
        headings: ["subset", "entropy rate", "lumpability", "second order"],
        rows: evidence.map(({ memory }, index) => [
          sets[index] ?? "",
          memory.entropyRate,
          memory.lumpability,
          memory.secondOrder,
        ]),
      },
    },
  ];
}

/** The whole analysis of a chain. */
export function analysisDocument(
  analysis: Analysis,
  names: MarkovChain["names"],
  heading: Heading,
): Document {
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
  sections.push(...evidenceSections(analysis, names));
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
