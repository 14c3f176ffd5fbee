/**
 * What packing answers.
 *
 * @module
 */
import type { Guarantee, Stopped } from "../submodular/selection.ts";
import { plain } from "../submodular/selection.ts";

/** A chosen passage. */
export interface PackedPassage {
  /** Its place among the passages given. */
  index: number;
  id?: string;
  source?: string;
  text: string;
  /** Its own tokens, without separators. */
  tokens: number;
  /** Cosine with the query; null when the call was aborted before it was known. */
  relevance: number | null;
  /** What it added to the value when it was chosen, in relevant tokens; null as for `relevance`. */
  gain: number | null;
  /** Whether it had to be chosen. */
  included: boolean;
}

/**
 * Why a passage was left out, the first that applies: `'irrelevant'` of no relevance, below `minRelevance`, or
 * beyond the `candidates` most relevant; `'too-long'` it never fits beside what must be included; `'redundant'` a chosen passage
 * says half of it or more; `'source-limit'` its source has as many as it may; `'budget'` others gave more for the
 * tokens; `'aborted'` the call was stopped before it was looked at.
 */
export type OmissionReason = "irrelevant" | "too-long" | "redundant" | "source-limit" | "budget" | "aborted";

/** A passage that was left out. */
export interface OmittedPassage {
  /** Its place among the passages given. */
  index: number;
  id?: string;
  source?: string;
  /** Its own tokens; null when the call was aborted before they were counted. */
  tokens: number | null;
  /** Cosine with the query; null as for `tokens`. */
  relevance: number | null;
  reason: OmissionReason;
  /** Redundant: the chosen passage it repeats, and the cosine of the two. */
  with?: { index: number; id?: string };
  similarity?: number;
}

/** What more budget would buy. */
export interface NextPassage {
  index: number;
  id?: string;
  /** What it would add to the value. */
  gain: number;
  /** The budget at which it fits beside all that was chosen, as far as token counts add up. */
  budget: number;
}

/** The data of a {@link Packing}. */
export interface PackingData {
  /** The chosen passages, in the order of presentation. */
  passages: PackedPassage[];
  /** Their texts joined by the separator. */
  text: string;
  /** Tokens of `text`, counted as a whole; never more than `budget`. */
  tokens: number;
  budget: number;
  /** All other passages, in the order given, with the reason. */
  omitted: OmittedPassage[];
  /** What one more token of budget would add to the value at the best next passage; 0 when nothing would. */
  nextTokenGain: number;
  /** That passage. */
  next: NextPassage | null;
  /** The relevant tokens of the relevant passages that are said in the chosen ones; see `packContext()`. */
  value: number;
  /** Bound on the largest value, as far as token counts add up; null where none holds. */
  bound: number | null;
  boundCondition: string | null;
  /** Fraction of the optimum that is certain; null where nothing is. */
  ratio: number | null;
  guarantee: Guarantee | null;
  /** Gains computed. */
  evaluations: number;
  algorithm: string;
  seed: number | bigint;
  stopped: Stopped;
  warnings: readonly string[];
}

/** Chosen passages under a budget of tokens. A structured clone keeps all data. */
export class Packing implements PackingData {
  declare readonly passages: PackedPassage[];
  declare readonly text: string;
  declare readonly tokens: number;
  declare readonly budget: number;
  declare readonly omitted: OmittedPassage[];
  declare readonly nextTokenGain: number;
  declare readonly next: NextPassage | null;
  declare readonly value: number;
  declare readonly bound: number | null;
  declare readonly boundCondition: string | null;
  declare readonly ratio: number | null;
  declare readonly guarantee: Guarantee | null;
  declare readonly evaluations: number;
  declare readonly algorithm: string;
  declare readonly seed: number | bigint;
  declare readonly stopped: Stopped;
  declare readonly warnings: readonly string[];

  /**
   * Not for callers: a packing comes from `packContext()` or a corpus.
   *
   * @param data Its data.
   */
  constructor(data: PackingData) {
    Object.assign(this, data);
  }

  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown> {
    return plain(this);
  }
}
