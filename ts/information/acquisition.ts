/**
 * `acquisitionPolicy()`: what to measure next of one case, by what it would tell of the target and what it costs.
 *
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { run, runSync, unwrap } from "../job.ts";
import { withJson } from "../json.ts";
import { native, type Native } from "../native.ts";
import { didYouMean } from "../nearest.ts";
import { optional, ownEntries, ownOptions, type JobOptions } from "../options.ts";
import { tableOf, type TableInput } from "../table/build-table.ts";
import type { CategoryColumn } from "../table/column.ts";
import { anything, finiteNumber } from "../validate.ts";
import { columnCosts } from "./column-costs.ts";
import { placeOf, type ColumnReference } from "./columns.ts";
import { inBase, measureJob, measureOptions, unitOf, type Unit } from "./estimate.ts";

/** Options of {@link acquisitionPolicy}. */
export interface AcquisitionOptions {
  /** The target: name or index of a column of the table. */
  target: ColumnReference;
  /** What measuring each column costs, above 0, by name; one number for all. Default 1. */
  costs?: number | Readonly<Record<string, number>> | undefined;
}

/** Options of {@link AcquisitionPolicy.next}. */
export interface NextOptions extends Omit<JobOptions, "onAbort" | "transfer" | "seed"> {
  /** What may still be spent; columns that cost more are not considered. Default: anything. */
  budget?: number | undefined;
  /** Base of the logarithm: 2 for bits. Default e: nats. */
  base?: number | undefined;
}

/** What to measure next, and what is known by now. */
export interface Acquisition {
  /** The column to measure; null when none is allowed or tells anything. */
  name: string | null;
  /** I(column; target | observed) of that column; 0 without one. */
  information: number;
  /** Its cost; 0 without one. */
  cost: number;
  /** I(column; target | observed) of every column by name. */
  informations: Readonly<Record<string, number>>;
  /** Share of every target value among the rows that agree with what was observed; empty without such rows. */
  posterior: Readonly<Record<string, number>>;
  /** H(target | observed). */
  entropy: number;
  /** Rows that agree. */
  rows: number;
  /** Unit of the informations. */
  unit: Unit;
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

const { seed: _, missing: __, ...common } = measureOptions;
const schema = { ...common, budget: optional(finiteNumber({ least: 0 })) };

interface Answer {
  index: number | undefined;
  informations: Float64Array;
  posterior: Float64Array;
  entropy: number;
  rows: number;
}

interface Parts {
  handle: Native.NativeAcquisition;
  columns: readonly CategoryColumn[];
  target: CategoryColumn;
  costs: Float64Array;
}

const key = Symbol("made by this module");

/** A policy made by {@link acquisitionPolicy}. */
export class AcquisitionPolicy {
  /** Names of the columns that can be measured. */
  readonly names: readonly string[];
  /** Labels of the target. */
  readonly labels: readonly string[];
  readonly #parts: Parts;

  /**
   * Not for callers: a policy comes from `acquisitionPolicy()`.
   *
   * @param madeHere Proof that this module calls.
   * @param parts What the policy holds.
   */
  constructor(madeHere: symbol, parts: Parts) {
    if (madeHere !== key) {
      throw fault("ARGUMENT", "AcquisitionPolicy", "policy", "made by acquisitionPolicy()", "new");
    }
    this.#parts = parts;
    this.names = parts.columns.map(({ name }) => name);
    this.labels = parts.target.labels;
  }

  /**
   * What to measure next of a case.
   *
   * @param observed What was measured of the case: values by the names of columns. A value that no row of the table has
   *   is agreed with by no row.
   * @param options See {@link NextOptions}.
   * @returns The column to measure, null when no column tells anything that the budget allows.
   * @throws MarginalsError `ARGUMENT` for unknown columns; an `AbortError` once `signal` aborts.
   */
  async next(
    observed: Readonly<Record<string, string | number | boolean>>,
    options?: NextOptions,
  ): Promise<Acquisition> {
    const verb = "AcquisitionPolicy.next";
    const own = this.#call(verb, observed, options);
    return this.#answer(await run<Answer>(verb, own.options, own.start), own.options.base);
  }

  /**
   * {@link next} on the calling thread.
   *
   * @param observed As for {@link next}.
   * @param options As for {@link next}.
   * @returns As {@link next}.
   * @throws What {@link next} rejects with.
   */
  nextSync(
    observed: Readonly<Record<string, string | number | boolean>>,
    options?: NextOptions,
  ): Acquisition {
    const verb = "AcquisitionPolicy.nextSync";
    const own = this.#call(verb, observed, options);
    return this.#answer(runSync<Answer>(verb, own.options, own.start), own.options.base);
  }

  #call(verb: string, observed: unknown, options: unknown) {
    const owned = ownOptions(verb, options, schema);
    const places: number[] = [];
    const codes: number[] = [];
    for (const [name, value] of ownEntries(verb, "observed", observed)) {
      const at = this.names.indexOf(name);
      if (at < 0) {
        const received = describeName(name) + didYouMean(name, this.names);
        throw fault("ARGUMENT", verb, "observed", `of the ${this.names.length} columns`, received);
      }
      if (!["string", "number", "boolean"].includes(typeof value)) {
        throw wrongKind(verb, `observed.${name}`, "a string, a number or true or false", value);
      }
      const labels = this.#parts.columns[at]?.labels ?? [];
      const code = labels.indexOf(String(value));
      places.push(at);
      codes.push(code < 0 ? labels.length : code);
    }
    const { handle, costs } = this.#parts;
    const [columns, values] = [Uint32Array.from(places), Uint32Array.from(codes)];
    const budget = owned.budget ?? Number.MAX_VALUE;
    return {
      options: measureJob({ ...owned, seed: 0, missing: "error" }),
      start: (job: Native.JobHandle): unknown => handle.next(columns, values, costs, budget, job),
    };
  }

  #answer(found: Answer, base: number | undefined): Acquisition {
    const { index } = found;
    const inUnit = (value: number | undefined): number => inBase(value ?? 0, base);
    return withJson({
      name: index === undefined ? null : (this.names[index] ?? null),
      information: index === undefined ? 0 : inUnit(found.informations[index]),
      cost: index === undefined ? 0 : (this.#parts.costs[index] ?? 0),
      informations: Object.fromEntries(this.names.map((name, at) => [name, inUnit(found.informations[at])])),
      posterior: Object.fromEntries(
        Array.from(found.posterior, (share, at) => [this.labels[at] ?? "", share] as const).filter(
          ([label]) => label !== "",
        ),
      ),
      entropy: inUnit(found.entropy),
      rows: found.rows,
      unit: unitOf(base),
    });
  }
}

/**
 * A policy that says what to measure next of one case (a patient, a machine), given what was measured of it so far: the
 * column that tells most of the target per cost, I(column; target | observed) / cost, among the rows of a table that
 * agree with the observations. A builder: it checks and copies in one pass. A step costs one pass over the rows that
 * agree.
 *
 * Informations are plug-in estimates of the rows that agree: with few of them they are too large, and `rows` says how many
 * there are. Greedy, one measurement at a time; no bound is claimed.
 *
 * Source: D. Geman and B. Jedynak, "An active testing model for tracking roads in satellite images", 1996; I. Covert et
 * al., "Learning to maximize mutual information for dynamic feature selection", 2023.
 *
 * @param input A table in any form whose columns are categories; `discretize()` makes them of values.
 * @param options `target`, and `costs` of the columns.
 * @returns The policy.
 * @throws MarginalsError `ARGUMENT` for unknown columns and for columns of values, `RANGE` for costs that are not above 0.
 * @example
 * ```ts
 * import { acquisitionPolicy } from "marginals/information";
 *
 * const columns = {
 *   ill: ["yes", "yes", "no", "no"],
 *   fever: ["high", "high", "high", "none"],
 *   scan: ["bad", "bad", "good", "good"],
 * };
 * const policy = acquisitionPolicy({ columns }, { target: "ill", costs: { scan: 10 } });
 * const first = await policy.next({});
 * const second = await policy.next({ fever: "high" });
 * console.log(first.name, second.name, second.posterior["yes"]?.toFixed(2)); // fever scan 0.67
 * ```
 */
export function acquisitionPolicy(input: TableInput, options: AcquisitionOptions): AcquisitionPolicy {
  const verb = "acquisitionPolicy";
  const owned = ownOptions(verb, options, { target: anything, costs: optional(anything) });
  const table = tableOf(verb, input, "category");
  if (table.weights !== null)
    throw fault("UNSUPPORTED", verb, "weights", "absent here", "a table with weights");
  const all = table.columns.map((column): CategoryColumn => {
    if (column.kind === "categories") return column;
    const received = `the column ${describeName(column.name)} of values; cut it with discretize()`;
    throw fault("ARGUMENT", verb, "input", "a table of categories", received);
  });
  const at = placeOf(verb, "target", owned.target, table.names);
  const target = all[at];
  const columns = all.filter((_, other) => other !== at);
  if (target === undefined || columns.length === 0 || table.rowCount === 0) {
    const received = `${table.rowCount} rows, ${describe(columns.length)} columns beside the target`;
    throw fault("SHAPE", verb, "input", "of at least one row and one column beside the target", received);
  }
  const costs = columnCosts(
    verb,
    owned.costs,
    columns.map(({ name }) => name),
  );
  const spec = ({ codes }: CategoryColumn) => codes;
  const handle = unwrap(verb, native().acquisitionCases(columns.map(spec), spec(target)));
  return new AcquisitionPolicy(key, { handle, columns, target, costs });
}
