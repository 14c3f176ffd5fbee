/**
 * Planning by counts of single passages, checked by counting the joined text.
 *
 * The optimizer needs costs that add up; the tokens of a joined text do not quite (a tokenizer may merge across a
 * border). So the plan is made with the counts of passages and separators, the joined text is counted as a whole, and
 * the plan is made again with the difference until it fits: only counted texts are answered.
 *
 * @module
 */
import { failure, fault } from "../errors.ts";
import type { Native } from "../native.ts";
import type { NativeSelection } from "../submodular/selection.ts";
import { presented, type PassageOrder } from "./order.ts";
import { Packing, type NextPassage, type OmissionReason, type OmittedPassage } from "./packing.ts";
import type { Passages } from "./passages.ts";

/** What the native side answers. */
export interface NativePacked {
  selection: NativeSelection;
  planned: number;
  relevance: Float64Array;
  omitted: { passage: number; reason: OmissionReason; with?: number; similarity?: number }[];
  next?: { passage: number; gain: number; cost: number };
}

/** What a plan asks for in between: tokens of a text, or the choice under a budget. */
export type Asked = { count: string } | { choose: Native.PackSpec };

/** A packing under way; each `yield` is answered by a number of tokens or by a choice. */
export type Planning<T> = Generator<Asked, T, unknown>;

/** Everything a plan is made of. */
export interface Plan {
  verb: string;
  passages: Passages;
  tokens: readonly number[];
  separator: string;
  order: PassageOrder;
  spec: Native.PackSpec;
  seed: number | bigint;
}

/** A choice whose joined text was counted. */
interface Counted {
  packed: NativePacked;
  chosen: Uint32Array;
  shown: number[];
  text: string;
  tokens: number;
  /** Whether the whole budget was planned with. */
  whole: boolean;
}

/** Times a plan is made again after counting. */
const ROUNDS = 4;

function* counted(plan: Plan, packed: NativePacked, chosen: Uint32Array, whole: boolean): Planning<Counted> {
  const shown = presented(plan.order, chosen, packed.relevance);
  const text = joined(plan, shown);
  const tokens = shown.length === 0 ? 0 : ((yield { count: text }) as number);
  return { packed, chosen, shown, text, tokens, whole };
}

function joined({ passages, separator }: Plan, indices: readonly number[]): string {
  return indices.map((index) => passages.texts[index] ?? "").join(separator);
}

/** Tokens of passages and separators, added up. */
function added({ tokens, spec }: Plan, indices: ArrayLike<number>): number {
  const own = Array.from(indices, (index) => tokens[index] ?? 0);
  return own.reduce((sum, count) => sum + count, 0) + spec.separator * Math.max(0, own.length - 1);
}

/** What must be included fits by itself, counted as a whole. */
function* includedTokens(plan: Plan): Planning<void> {
  const { include, budget } = plan.spec;
  if (include.length === 0) return;
  const shown = presented(plan.order === "relevance" ? "chosen" : plan.order, include, []);
  const tokens = (yield { count: joined(plan, shown) }) as number;
  if (tokens <= budget) return;
  const expected = `passages of at most ${budget} tokens together (budget)`;
  throw fault("RANGE", plan.verb, "include", expected, `${tokens}`);
}

/**
 * Makes a plan and checks it by counting.
 *
 * @param plan What it is made of.
 * @returns A packing whose text was counted and fits.
 */
export function* planned(plan: Plan): Planning<Packing> {
  yield* includedTokens(plan);
  const { budget, include } = plan.spec;
  const least = added(plan, include);
  let best: Counted | undefined;
  let last: Counted | undefined;
  let room = Math.max(budget, least);
  const tried = new Set<number>();
  for (let round = 0; round < ROUNDS && !tried.has(room); round++) {
    tried.add(room);
    const packed = (yield { choose: { ...plan.spec, budget: room } }) as NativePacked;
    last = yield* counted(plan, packed, packed.selection.indices, room >= budget);
    const fits = last.tokens <= budget;
    if (fits && (best === undefined || packed.selection.value > best.packed.selection.value)) best = last;
    // Joining saved tokens, or cost some: what was planned with is corrected by as much.
    const saved = packed.planned - last.tokens;
    if (packed.selection.stopped === "aborted" || (fits && (saved <= 0 || packed.next === undefined))) break;
    room = Math.max(least, fits ? budget + saved : Math.min(room, packed.planned) - (last.tokens - budget));
  }
  if (best === undefined && last !== undefined) best = yield* shortened(plan, last);
  if (best === undefined) throw failure("INTERNAL", plan.verb, "a plan was never made");
  return told(plan, best);
}

/** Leaves out what was chosen last until the text fits. */
function* shortened(plan: Plan, from: Counted): Planning<Counted> {
  let now = from;
  while (now.tokens > plan.spec.budget && now.chosen.length > plan.spec.include.length) {
    now = yield* counted(plan, from.packed, now.chosen.slice(0, -1), false);
  }
  if (now.tokens <= plan.spec.budget) return now;
  const expected = `passages of at most ${plan.spec.budget} tokens together (budget)`;
  throw fault("RANGE", plan.verb, "include", expected, `${now.tokens}`);
}

/** Index and, where there is one, id. */
function named(passages: Passages, index: number): { index: number; id?: string } {
  const id = passages.ids[index];
  return { index, ...(id !== undefined && { id }) };
}

/** Index, id and source, as far as there are any. */
export function origin(passages: Passages, index: number): { index: number; id?: string; source?: string } {
  const source = passages.sources[index];
  return { ...named(passages, index), ...(source !== undefined && { source }) };
}

function told(plan: Plan, { packed, chosen, shown, text, tokens, whole }: Counted): Packing {
  const { passages, spec } = plan;
  const { selection, relevance } = packed;
  const gains = new Map(Array.from(chosen, (index, at) => [index, selection.gains[at] ?? 0]));
  const omitted = packed.omitted.map(({ passage, reason, with: other, similarity }): OmittedPassage => ({
    ...origin(passages, passage),
    tokens: plan.tokens[passage] ?? 0,
    relevance: relevance[passage] ?? 0,
    reason,
    ...(other !== undefined && { with: named(passages, other), similarity: similarity ?? 0 }),
  }));
  for (const index of selection.indices.slice(chosen.length)) {
    const { tokens = 0, relevance: own = 0 } = { tokens: plan.tokens[index], relevance: relevance[index] };
    omitted.push({ ...origin(passages, index), tokens, relevance: own, reason: "budget" });
  }
  omitted.sort((a, b) => a.index - b.index);
  const value = chosen.reduce((sum, index) => sum + (gains.get(index) ?? 0), 0);
  const next: NextPassage | null = packed.next
    ? { ...named(passages, packed.next.passage), gain: packed.next.gain, budget: tokens + packed.next.cost }
    : null;
  return new Packing({
    passages: shown.map((index) => ({
      ...origin(passages, index),
      text: passages.texts[index] ?? "",
      tokens: plan.tokens[index] ?? 0,
      relevance: relevance[index] ?? 0,
      gain: gains.get(index) ?? 0,
      included: spec.include.includes(index),
    })),
    text,
    tokens,
    budget: spec.budget,
    omitted,
    nextTokenGain: packed.next ? packed.next.gain / Math.max(1, packed.next.cost) : 0,
    next,
    value: chosen.length === selection.indices.length ? selection.value : value,
    // A plan that had to be cut below the budget says nothing about all texts within it.
    ...(whole
      ? {
          bound: selection.bound ?? null,
          boundCondition: selection.boundCondition ?? null,
          ratio: selection.ratio ?? null,
          guarantee: selection.guarantee ?? null,
        }
      : { bound: null, boundCondition: null, ratio: null, guarantee: null }),
    evaluations: selection.evaluations,
    algorithm: selection.algorithm,
    seed: plan.seed,
    stopped: selection.stopped,
    warnings: selection.warnings,
  });
}
