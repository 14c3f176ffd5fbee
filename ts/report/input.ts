/**
 * What a report can be made of. The shapes are structural: results of any room fit them without this room
 * knowing where they came from.
 *
 * @module
 */

/** Indices, values: arrays and typed arrays alike. */
export type Numbers = ArrayLike<number>;

/** Facts that any result may carry. */
export interface Described {
  /** Names of the whole ground set, by index. */
  readonly names?: readonly string[] | undefined;
  /** What was optimized. */
  readonly objective?: string | undefined;
  /** Whether large or small values were sought. */
  readonly sense?: string | undefined;
  /** Unit of the values, such as `nats`. */
  readonly unit?: string | undefined;
  /** What the reader must know before trusting the numbers. */
  readonly warnings?: readonly string[] | undefined;
}

/** A chosen subset. */
export interface SelectionResult extends Described {
  readonly indices: Numbers;
  readonly gains: Numbers;
  readonly value: number;
  readonly bound?: number | null | undefined;
  readonly boundCondition?: string | null | undefined;
  readonly ratio?: number | null | undefined;
  readonly guarantee?:
    | { readonly ratio: number; readonly condition: string; readonly source: string }
    | null
    | undefined;
  readonly evaluations?: number | undefined;
  readonly algorithm?: string | undefined;
  readonly seed?: number | bigint | undefined;
  readonly stopped?: string | undefined;
  readonly remaining?: Numbers | undefined;
  /** What computed the gains: `dense`, `sparse`, `on-the-fly`. */
  readonly method?: string | null | undefined;
  /** Ids of the picks, where they came as a stream. */
  readonly ids?: readonly (string | number | undefined)[] | undefined;
  /** Items of the stream that passed by. */
  readonly seen?: number | undefined;
}

/** One selection for every size, by one algorithm. */
export interface CurveResult extends Described {
  readonly objective: string;
  readonly sizes: Numbers;
  readonly selections: readonly SelectionResult[];
}

/** One column of a screening. */
export interface ScreenedResult {
  readonly name: string;
  readonly value: number;
  readonly pValue: number | null;
  readonly qValue: number | null;
  readonly significant?: boolean | undefined;
}

/** Columns chosen one after the other for what they tell of a target. */
export interface FeatureSelectionResult {
  readonly indices: Numbers;
  /** Names of the columns chosen. */
  readonly names: readonly string[];
  readonly scores: Numbers;
  readonly relevances: Numbers;
  readonly criterion: string;
  readonly unit?: string | undefined;
}

/** A measure of all pairs of columns. */
export interface PairwiseResult {
  readonly names?: readonly string[] | undefined;
  readonly size: number;
  /** Row after row. */
  readonly values: Numbers;
  readonly measure: string;
  readonly unit?: string | null | undefined;
}

/** Gray pictures of one size. */
export interface PicturesResult {
  readonly caption: string;
  /** Pixels of a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Row after row, from 0 (white) to 1 (black). */
  readonly pictures: readonly { readonly label: string; readonly gray: Numbers }[];
}

/** A passage by its place, and by its id where it has one. */
export interface PassageName {
  readonly index: number;
  readonly id?: string | undefined;
}

/** Passages packed under a budget of tokens. */
export interface PackingResult extends Described {
  readonly passages: readonly (PassageName & {
    readonly text: string;
    readonly tokens: number;
    readonly relevance?: number | null | undefined;
    readonly gain?: number | null | undefined;
    readonly included?: boolean | undefined;
  })[];
  readonly text: string;
  readonly tokens: number;
  readonly budget: number;
  readonly omitted: readonly (PassageName & {
    readonly tokens?: number | null | undefined;
    readonly relevance?: number | null | undefined;
    readonly reason: string;
    readonly with?: PassageName | undefined;
    readonly similarity?: number | undefined;
  })[];
  readonly nextTokenGain?: number | undefined;
  readonly next?: (PassageName & { readonly gain: number; readonly budget: number }) | null | undefined;
  readonly value: number;
  readonly bound?: number | null | undefined;
  readonly boundCondition?: string | null | undefined;
  readonly ratio?: number | null | undefined;
  readonly guarantee?: SelectionResult["guarantee"];
  readonly evaluations?: number | undefined;
  readonly algorithm?: string | undefined;
  readonly seed?: number | bigint | undefined;
  readonly stopped?: string | undefined;
}

/** Curves of one or more objectives; those of the same objective share a chart. */
export interface CurvesResult extends Described {
  readonly curves: readonly CurveResult[];
  /** For each objective a sentence that says what its values mean. */
  readonly meanings?: Readonly<Record<string, string>> | undefined;
  /** Values of all subsets, drawn behind the curves. */
  readonly subsets?: SubsetsResult | undefined;
}

/** Several chosen sets, each from its own ground set. */
export interface PartsResult extends Described {
  readonly parts: readonly Numbers[];
  readonly groundSets?: readonly Numbers[] | undefined;
  readonly value: number;
  readonly bound?: number | null | undefined;
  readonly ratio?: number | null | undefined;
  readonly algorithm?: string | undefined;
}

/** A split of the whole ground set. */
export interface PartitionResult extends Described {
  readonly blocks: readonly Numbers[];
  readonly value: number;
  readonly algorithm?: string | undefined;
  /** Whether no other split is better, known for certain. */
  readonly exact?: boolean | undefined;
}

/** A second difference f(A + e) − f(A) − f(A + e + g) + f(A + g), of a set and a pair outside it. */
export interface Slack {
  readonly value: number;
  readonly set: Numbers;
  readonly pair: Numbers;
  /** Whether every set was looked at. */
  readonly exact: boolean;
}

/** Quantities of every single coordinate, and of every pair. */
export interface StructureResult extends Described {
  /** For each quantity its value for every coordinate. */
  readonly singles: Readonly<Record<string, Numbers>>;
  /** For each quantity a square matrix, row after row. */
  readonly pairs: Readonly<Record<string, Numbers>>;
  /** Quantities of all coordinates together. */
  readonly whole?: Readonly<Record<string, number | null>> | undefined;
  /** Smallest second difference of the entropy rate, and where it is. */
  readonly slack?: Slack | undefined;
}

/** A number estimated from data. */
export interface EstimateResult extends Described {
  readonly value: number;
  readonly estimator: string;
  /** Shown beside the number; the estimator's name where there is none. */
  readonly label?: string | undefined;
  readonly interval?:
    | readonly number[]
    | { readonly lower: number; readonly upper: number; readonly level?: number | undefined }
    | null
    | undefined;
}

/** The value of every subset listed, under one or more objectives. */
export interface SubsetsResult extends Described {
  readonly objectives: readonly string[];
  readonly subsets: readonly { readonly indices: Numbers; readonly values: Numbers }[];
}

/** Rows under headings, for what no other shape fits. */
export interface TableResult {
  readonly caption?: string | undefined;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Lines over a common axis. */
export interface LinesResult {
  readonly title: string;
  /** What is counted along the axis. */
  readonly xLabel: string;
  readonly lines: readonly { readonly label: string; readonly x: Numbers; readonly y: Numbers }[];
}

/** A number worth standing at the head of the page. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** One part of a document: a heading, a paragraph, a result of any kind. */
export interface Section {
  readonly title: string;
  readonly text?: string | undefined;
  readonly result?: unknown;
}

/** Several results told as one story. */
export interface Document {
  readonly title: string;
  readonly summary?: string | undefined;
  readonly facts?: readonly Fact[] | undefined;
  readonly sections: readonly Section[];
  /** The line that makes these results again. */
  readonly command?: string | undefined;
  readonly warnings?: readonly string[] | undefined;
}
