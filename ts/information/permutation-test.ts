/**
 * `permutationTest()`: how often chance alone reaches what was measured.
 *
 * @module
 */
import { failure, fault } from "../errors.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { ownOptions } from "../options.ts";
import { oneOf } from "../validate.ts";
import { valuesSpec } from "./continuous.ts";
import { conditionalNames, informationNames } from "./continuous-measures.ts";
import { inBase, measureJob, unitOf, type Unit } from "./estimate.ts";
import { variable, type VariableInput } from "./given.ts";
import { inferred, inferredSync, type Inference } from "./inference.ts";
import type { Replicates, Replication } from "./replicates.ts";
import { permutationOptions, type PermutationTestOptions } from "./permutation-options.ts";
import type { Resampling } from "./screen-options.ts";
import { commonRows, laggedVariables, testedSpec, testedVariables, type GivenVariables } from "./tested.ts";
import { testedValues } from "./tested-values.ts";
import type { Variable } from "./variable.ts";

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
  resampling: Resampling | "within" | "local";
  /** Unit of the values; null for a measure of your own. */
  unit: Unit | null;
  /** What `JSON.stringify` writes: plain arrays. */
  toJSON(): Record<string, unknown>;
}

interface Answer {
  value: number;
  pValue: number;
  exceedances: number;
  mean: number;
  standardDeviation: number;
  surrogates: Float64Array;
}

/** The codes of a condition that repeats, whose equal rows change places. */
function groupsOf(verb: string, given: unknown): Uint32Array | undefined {
  const [symbols] = variable(verb, "given", given).symbols(verb);
  const codes = symbols?.bytes ?? symbols?.words ?? symbols?.wide;
  return codes && Uint32Array.from(codes);
}

/** A condition by whose values rows are near: texts are only equal or not. */
const nearSpec = (verb: string, given: Variable): Native.ValuesSpec => valuesSpec(verb, given, true);

/** The variables of a measure of the library's, lagged for a transfer entropy. */
function variablesOf(
  verb: string,
  inputs: { x: unknown; y: unknown; given: unknown },
  owned: ReturnType<typeof ownOptions<typeof permutationOptions>>,
  measure: unknown,
): GivenVariables {
  const variables = testedVariables(verb, inputs, owned.missing);
  return measure === "transfer-entropy" ? laggedVariables(verb, variables, owned) : variables;
}

function plan(verb: string, x: unknown, y: unknown, options: unknown): Inference<Answer, PermutationTest> {
  const owned = ownOptions(verb, options, permutationOptions);
  const { base, measure, given, permutations, alternative, bins, neighbors } = owned;
  const own = typeof measure === "function";
  const conditional = given !== undefined || measure === "transfer-entropy";
  if (own && owned.estimator !== undefined)
    throw fault("ARGUMENT", verb, "estimator", "absent for a measure of your own", `'${owned.estimator}'`);
  const lagged = own ? undefined : variablesOf(verb, { x, y, given }, owned, measure);
  const keeps = owned.estimator !== undefined && lagged?.given?.natural === "values" ? "local" : "within";
  const resampling = owned.resampling ?? (conditional ? keeps : "shuffle");
  if ((resampling === "within" || resampling === "local") && !conditional) {
    const received = `'${resampling}'`;
    throw fault("ARGUMENT", verb, "resampling", `another than ${received} without a condition`, received);
  }
  const schemeOf = (rows: number): Native.SurrogateSpec => ({
    surrogate: resampling,
    blockLength:
      resampling === "local" ? neighbors : (owned.blockLength ?? Math.max(1, Math.floor(Math.sqrt(rows)))),
    rows,
  });
  const scaled = (value: number): number => (own ? value : inBase(value, base));
  const answer = (found: Answer): PermutationTest => {
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
      unit: own ? null : unitOf(base),
    });
  };
  const common = { verb, options: measureJob(owned), answer };
  if (own) {
    const rows = commonRows(verb, { x, y, given });
    const groups = resampling === "within" ? groupsOf(verb, given) : undefined;
    const scheme = { ...schemeOf(rows), ...(groups && { groups }) };
    const nearest = resampling === "local" ? nearSpec(verb, variable(verb, "given", given)) : undefined;
    const every = resampling === "circular-shift" && rows - 1 <= permutations;
    const replication: Replication = {
      ...{ verb, options: common.options, measure, following: 1, scheme, every, nearest },
      inputs: given === undefined ? [x, y] : [x, y, given],
      count: every ? Math.max(1, rows - 1) : permutations,
      stage: "permutations",
    };
    const judged =
      ({ value, values }: Replicates) =>
      (job: Native.JobHandle): unknown =>
        native().judgeSurrogates(value, values, alternative, job);
    return { ...common, how: { replication, judged } };
  }
  if (lagged === undefined) throw failure("INTERNAL", verb, "a variable was lost");
  if (owned.estimator !== undefined) {
    const known: readonly string[] = lagged.given === undefined ? informationNames : conditionalNames;
    oneOf(known)(owned.estimator, "estimator", verb);
    const [values, spec] = testedValues(verb, lagged, bins, owned.estimator);
    const scheme = schemeOf(lagged.x.rows);
    return {
      ...common,
      how: (job) => native().testValuesByPermutation(values, spec, scheme, permutations, alternative, job),
    };
  }
  const { spec, rows } = testedSpec(verb, lagged, bins);
  const scheme = schemeOf(rows);
  const nearest = resampling === "local" && lagged.given ? nearSpec(verb, lagged.given) : undefined;
  return {
    ...common,
    how: (job) => native().testByPermutation(spec, scheme, nearest, permutations, alternative, job),
  };
}

/**
 * Tests a measure of dependence against permutations of `x`, which destroy the relation and keep the rest.
 * p = (1 + permutations at least as extreme) / (1 + permutations): never 0, and valid for any number of permutations
 * where rows can be exchanged as `resampling` exchanges them. The same bits for any number of threads.
 *
 * A conditional information and a transfer entropy are tested within rows of equal condition (or `'local'`, of near ones),
 * which keeps what `x` and the condition share. Costs one estimate a permutation.
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
  return inferred(plan("permutationTest", x, y, options));
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
  return inferredSync(plan("permutationTestSync", x, y, options));
}
