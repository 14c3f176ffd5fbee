/**
 * `permutationTest()`: how often chance alone reaches what was measured.
 *
 * @module
 */
import { fault } from "../errors.ts";
import { run, runSync } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { optional, ownOptions, withDefault } from "../options.ts";
import { integerIn, oneOf } from "../validate.ts";
import { inBase, measureJob, unitOf, type CheckedMeasureOptions, type Unit } from "./estimate.ts";
import type { VariableInput } from "./given.ts";
import { replicates, replicatesSync, type Replicates, type Replication } from "./replicates.ts";
import type { Resampling } from "./screen-options.ts";
import {
  commonRows,
  laggedVariables,
  testedOptions,
  testedSpec,
  testedVariables,
  type MeasureFunction,
  type TestedOptions,
} from "./tested.ts";

/** Which permutations count against the value. */
export type Alternative = "greater" | "less" | "two-sided";

/** Options of {@link permutationTest}. */
export interface PermutationTestOptions extends TestedOptions {
  /** Permutations, 1 to 10⁷. Default 999. */
  permutations?: number | undefined;
  /**
   * How rows of `x` are reordered. `'shuffle'`: any order, the default without a condition. `'within'`: among rows of
   * equal condition, the default with one and for transfer entropy, because shuffling all rows would test another
   * hypothesis. For series `'blocks'` of `blockLength` rows, or `'circular-shift'`, which takes every shift once where
   * there are no more than `permutations`.
   */
  resampling?: Resampling | "within" | undefined;
  /** Rows of a block, for `'blocks'`: at most half of the rows. Default √rows. */
  blockLength?: number | undefined;
  /** `'greater'` (default), `'less'`, or `'two-sided'`: as far from the mean of the permutations. */
  alternative?: Alternative | undefined;
}

/** What {@link permutationTest} finds. */
export interface PermutationTest {
  /** The measure of the data, in `unit`. */
  value: number;
  /** (1 + exceedances) / (1 + permutations). */
  pValue: number;
  /** Permutations at least as extreme as the data. */
  exceedances: number;
  /** Permutations made. */
  permutations: number;
  /** Mean of the permutations: what the estimate says where there is nothing. */
  mean: number;
  /** Their standard deviation. */
  standardDeviation: number;
  /** `value` less that mean: the *effective* measure, most of the bias taken out. */
  effective: number;
  /** (value − mean) / standardDeviation; null where that is 0. */
  zScore: number | null;
  /** Values of the permutations. */
  surrogates: Float64Array;
  /** How rows were reordered. */
  resampling: Resampling | "within";
  /** Unit of the values; null for a measure of your own. */
  unit: Unit | null;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

const schema = {
  ...testedOptions,
  permutations: withDefault(integerIn(1, 10_000_000), 999),
  resampling: optional(oneOf(["shuffle", "blocks", "circular-shift", "within"])),
  blockLength: optional(integerIn(1, 2 ** 32 - 1)),
  alternative: withDefault(oneOf(["greater", "less", "two-sided"]), "greater"),
};

interface Answer {
  value: number;
  pValue: number;
  exceedances: number;
  mean: number;
  standardDeviation: number;
  surrogates: Float64Array;
}

interface Plan {
  verb: string;
  x: unknown;
  y: unknown;
  owned: ReturnType<typeof ownOptions<typeof schema>>;
  options: CheckedMeasureOptions;
  scheme: Native.SurrogateSpec;
  resampling: Resampling | "within";
  /** Counts, where the measure is the library's. */
  start: ((job: Native.JobHandle) => unknown) | undefined;
}

function plan(verb: string, x: unknown, y: unknown, options: unknown): Plan {
  const owned = ownOptions(verb, options, schema);
  const { measure, given, permutations, alternative, bins = 0 } = owned;
  const conditional = given !== undefined || measure === "transfer-entropy";
  const resampling = owned.resampling ?? (conditional ? "within" : "shuffle");
  if (resampling === "within" && !conditional)
    throw fault("ARGUMENT", verb, "resampling", "another than 'within' without a condition", "'within'");
  const schemeOf = (rows: number): Native.SurrogateSpec => ({
    surrogate: resampling,
    blockLength: owned.blockLength ?? Math.max(1, Math.floor(Math.sqrt(rows))),
    rows,
  });
  const common = { verb, x, y, owned, options: measureJob(owned), resampling };
  if (typeof measure === "function") {
    const rows = commonRows(verb, { x, y, given });
    const scheme = schemeOf(rows);
    if (resampling === "within") {
      const [symbols] = testedVariables(verb, { x, y, given }, "error").given?.symbols(verb) ?? [];
      const codes = symbols?.bytes ?? symbols?.words ?? symbols?.wide;
      if (codes !== undefined) scheme.groups = Uint32Array.from(codes);
    }
    return { ...common, scheme, start: undefined };
  }
  const variables = testedVariables(verb, { x, y, given }, owned.missing);
  const tested = testedSpec(
    verb,
    measure === "transfer-entropy" ? laggedVariables(verb, variables, owned) : variables,
    bins,
  );
  const scheme = schemeOf(tested.rows);
  return {
    ...common,
    scheme,
    start: (job) => native().testByPermutation(tested.spec, scheme, permutations, alternative, job),
  };
}

function answer({ owned, resampling, start }: Plan, found: Answer): PermutationTest {
  const { base } = owned;
  const scaled = (value: number): number => (start === undefined ? value : inBase(value, base));
  const [value, mean] = [scaled(found.value), scaled(found.mean)];
  // One permutation has none.
  const standardDeviation = Math.abs(scaled(found.standardDeviation)) || 0;
  return withJson({
    value,
    pValue: found.pValue,
    exceedances: found.exceedances,
    permutations: found.surrogates.length,
    mean,
    standardDeviation,
    effective: value - mean,
    zScore: standardDeviation > 0 ? (value - mean) / standardDeviation : null,
    surrogates: found.surrogates.map(scaled),
    resampling,
    unit: start === undefined ? null : unitOf(base),
  });
}

/** The permutations of a measure of the caller's. */
function replication({ verb, x, y, owned, options, scheme }: Plan, measure: MeasureFunction): Replication {
  const shifts = scheme.rows - 1;
  const every = scheme.surrogate === "circular-shift" && shifts <= owned.permutations;
  const count = every ? Math.max(1, shifts) : owned.permutations;
  const inputs = owned.given === undefined ? [x, y] : [x, y, owned.given];
  return { verb, options, measure, inputs, following: 1, scheme, every, count, stage: "permutations" };
}

const judged =
  ({ owned }: Plan, { value, values }: Replicates) =>
  (job: Native.JobHandle): unknown =>
    native().judgeSurrogates(value, values, owned.alternative, job);

/**
 * Tests a measure of dependence against permutations of `x`, which destroy the relation and keep the rest.
 * p = (1 + permutations at least as extreme) / (1 + permutations): never 0, and valid for any number of permutations
 * where rows can be exchanged as `resampling` exchanges them. The same bits for any number of threads.
 *
 * A conditional information and a transfer entropy are tested within rows of equal condition, which keeps what `x` and the
 * condition share; that needs conditions that repeat. Costs one estimate a permutation.
 *
 * Source: B. Phipson and G. K. Smyth, "Permutation p-values should never be zero", 2010; J. Runge, "Conditional
 * independence testing based on a nearest-neighbor estimator of conditional mutual information", 2018; R. Marschinski
 * and H. Kantz, "Analysing the information flow between financial time series", 2002, for the effective value.
 *
 * @param x The variable that is reordered; the source of a transfer entropy.
 * @param y The other; the target of a transfer entropy.
 * @param options See {@link PermutationTestOptions}.
 * @returns Value, p-value, and the permutations.
 * @throws MarginalsError for arguments that make no sense; `CALLBACK` for a measure that answers no finite number; what
 *   it throws itself as it is; an `AbortError` once `signal` aborts.
 * @example
 * ```ts
 * import { permutationTest } from "marginals/information";
 *
 * const x = Uint8Array.from({ length: 60 }, (_, row) => row % 3);
 * const y = x.map((value) => (value === 0 ? 1 : 0));
 * const { value, pValue } = await permutationTest(x, y, { permutations: 199 });
 * console.log(value.toFixed(3), pValue); // 0.637 0.005
 * ```
 */
export async function permutationTest(
  x: VariableInput,
  y: VariableInput,
  options?: PermutationTestOptions,
): Promise<PermutationTest> {
  const own = plan("permutationTest", x, y, options);
  const { measure } = own.owned;
  if (typeof measure !== "function") {
    return answer(own, await run<Answer>(own.verb, own.options, (job) => own.start?.(job)));
  }
  const found = await replicates(replication(own, measure));
  return answer(
    own,
    await run<Answer>(own.verb, { ...own.options, onProgress: undefined }, judged(own, found)),
  );
}

/**
 * {@link permutationTest} on the calling thread; a measure of your own must answer at once.
 *
 * @param x As for {@link permutationTest}.
 * @param y As for {@link permutationTest}.
 * @param options As for {@link permutationTest}; a `signal` is only seen if it aborted before.
 * @returns As {@link permutationTest}.
 * @throws What {@link permutationTest} rejects with.
 * @example
 * ```ts
 * import { permutationTestSync } from "marginals/information";
 *
 * const step = (x: unknown, y: unknown) => (x as number[])[0]! * (y as number[])[0]!;
 * console.log(permutationTestSync([5, 1, 2], [1, 0, 0], { measure: step, permutations: 99 }).value); // 5
 * ```
 */
export function permutationTestSync(
  x: VariableInput,
  y: VariableInput,
  options?: PermutationTestOptions,
): PermutationTest {
  const own = plan("permutationTestSync", x, y, options);
  const { measure } = own.owned;
  if (typeof measure !== "function")
    return answer(
      own,
      runSync<Answer>(own.verb, own.options, (job) => own.start?.(job)),
    );
  const found = replicatesSync(replication(own, measure));
  return answer(own, runSync<Answer>(own.verb, own.options, judged(own, found)));
}
