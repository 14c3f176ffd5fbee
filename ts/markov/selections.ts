/**
 * Choosing coordinates of a chain: one set, a set per size, several parts, a partition.
 * @module
 */
import { run, runSync } from "../job.ts";
import { native, type Native } from "../native.ts";
import type { CheckedJobOptions } from "../options.ts";
import { ChainObjectives } from "./objectives.ts";
import { parts, partsCurve } from "./parts-request.ts";
import * as request from "./request.ts";
import * as result from "./result.ts";
import { structureReportOptions, type StructureReport, type StructureReportOptions } from "./structure.ts";
import type { ChainSelection } from "./result.ts";
import type {
  CurveOptions,
  ObjectiveName,
  PartitionOptions,
  PartitionResult,
  PartsCurveOptions,
  PartsSelection,
  PartsSelectionCurve,
  SelectionCurve,
  SelectOptions,
  SelectPartsOptions,
} from "./types.ts";

/** A call ready to run in either form. */
interface Prepared<Raw, Result> {
  verb: string;
  options: CheckedJobOptions;
  start: (handle: Native.JobHandle) => unknown;
  finish: (raw: Raw) => Result;
}

const inJob = async <Raw, Result>(call: Prepared<Raw, Result>): Promise<Result> =>
  call.finish(await run<Raw>(call.verb, call.options, call.start));

const blocking = <Raw, Result>(call: Prepared<Raw, Result>): Result =>
  call.finish(runSync<Raw>(call.verb, call.options, call.start));

/** A chain whose coordinates can be chosen. */
export abstract class ChainSelections extends ChainObjectives {
  /**
   * Chooses coordinates by an objective.
   *
   * @param objective What is measured of the chosen coordinates; see {@link ObjectiveName}.
   * @param options {@link SelectOptions}; `size` is required.
   * @returns The coordinates in the order they were chosen, their gains, the value in nats, a bound on the
   *   optimum with the condition under which it holds, the guarantee of the algorithm where one holds. With
   *   `complement`, `indices` are those removed and `remaining` those kept.
   * @example
   * ```ts
   * import { MarkovChain } from "marginals/markov";
   *
   * const chain = MarkovChain.curieWeiss({ spins: 6, inverseTemperature: 0.1, field: 1 });
   * const best = await chain.select("distance-to-factorizability", { size: 3, algorithm: "exhaustive" });
   * console.log(best.indices); // Uint32Array(3) [ 0, 2, 4 ]
   * ```
   */
  async select(objective: ObjectiveName, options: SelectOptions): Promise<ChainSelection> {
    return inJob(this.#select("select", objective, options));
  }

  /** As {@link ChainSelections.select}, on the calling thread. */
  selectSync(objective: ObjectiveName, options: SelectOptions): ChainSelection {
    return blocking(this.#select("selectSync", objective, options));
  }

  /**
   * Chooses coordinates for several sizes in one call; greedy computes each of its steps once.
   *
   * @param objective What is measured of the chosen coordinates.
   * @param options As for {@link ChainSelections.select}, with `sizes` (default 1 to the number of coordinates)
   *   in place of `size`.
   * @returns One selection per size.
   */
  async selectCurve(objective: ObjectiveName, options?: CurveOptions): Promise<SelectionCurve> {
    return inJob(this.#curve("selectCurve", objective, options));
  }

  /** As {@link ChainSelections.selectCurve}, on the calling thread. */
  selectCurveSync(objective: ObjectiveName, options?: CurveOptions): SelectionCurve {
    return blocking(this.#curve("selectCurveSync", objective, options));
  }

  /**
   * Chooses k disjoint sets, one from each ground set, whose sum of objectives is best.
   *
   * @param objective `'entropy-rate'`, `'distance-to-independence'`, `'distance-to-stationarity'` (summed over the
   *   parts) or `'distance-to-factorizability'` (of the parts and of what none of them holds).
   * @param options {@link SelectPartsOptions}; `groundSets` and `size` (in all parts together) are required.
   * @returns The parts and what is known of their quality.
   */
  async selectParts(objective: ObjectiveName, options: SelectPartsOptions): Promise<PartsSelection> {
    return inJob(this.#parts("selectParts", objective, options));
  }

  /** As {@link ChainSelections.selectParts}, on the calling thread. */
  selectPartsSync(objective: ObjectiveName, options: SelectPartsOptions): PartsSelection {
    return blocking(this.#parts("selectPartsSync", objective, options));
  }

  /**
   * Chooses k disjoint sets for several total sizes in one call; greedy computes each of its steps once.
   *
   * @param objective As for {@link ChainSelections.selectParts}.
   * @param options As there, with `sizes` the total sizes asked for (default: 1 to all that the ground sets hold).
   * @returns One choice of parts per size.
   */
  async selectPartsCurve(objective: ObjectiveName, options: PartsCurveOptions): Promise<PartsSelectionCurve> {
    return inJob(this.#partsCurve("selectPartsCurve", objective, options));
  }

  /** As {@link ChainSelections.selectPartsCurve}, on the calling thread. */
  selectPartsCurveSync(objective: ObjectiveName, options: PartsCurveOptions): PartsSelectionCurve {
    return blocking(this.#partsCurve("selectPartsCurveSync", objective, options));
  }

  /**
   * Splits all coordinates into k blocks that are as nearly independent of each other as can be.
   *
   * @param options {@link PartitionOptions}: `blocks` (default 2), bounds on their sizes, the algorithm.
   * @returns The blocks and D(P ‖ ⊗ P^(block)) in nats. Exact up to about 16 coordinates.
   */
  async partition(options?: PartitionOptions): Promise<PartitionResult> {
    return inJob(this.#partition("partition", options));
  }

  /** As {@link ChainSelections.partition}, on the calling thread. */
  partitionSync(options?: PartitionOptions): PartitionResult {
    return blocking(this.#partition("partitionSync", options));
  }

  /**
   * What each coordinate and each pair of coordinates is worth under every objective, and which conditions of
   * the theorems this chain meets.
   *
   * @param options The job options and `route`.
   * @returns {@link StructureReport}.
   */
  async structureReport(options?: StructureReportOptions): Promise<StructureReport> {
    return inJob(this.#structure("structureReport", options));
  }

  /** As {@link ChainSelections.structureReport}, on the calling thread. */
  structureReportSync(options?: StructureReportOptions): StructureReport {
    return blocking(this.#structure("structureReportSync", options));
  }

  #select(verb: string, name: unknown, options: unknown): Prepared<unknown[], ChainSelection> {
    const wanted = request.select(verb, name, options, this.ground);
    const start = (handle: Native.JobHandle): unknown =>
      native().chainSelect(
        this.handle,
        wanted.objective,
        wanted.request,
        Uint32Array.of(wanted.size),
        handle,
      );
    return {
      verb,
      options: wanted.checked,
      start,
      finish: ([raw]) => result.chainSelection(raw, wanted, this),
    };
  }

  #curve(verb: string, name: unknown, options: unknown): Prepared<unknown[], SelectionCurve> {
    const wanted = request.curve(verb, name, options, this.ground);
    const { objective, sizes, checked } = wanted;
    const start = (handle: Native.JobHandle): unknown =>
      native().chainSelect(this.handle, objective, wanted.request, sizes, handle);
    const finish = (raws: unknown[]): SelectionCurve => result.selectionCurve(raws, sizes, wanted, this);
    return { verb, options: checked, start, finish };
  }

  #parts(verb: string, name: unknown, options: unknown): Prepared<result.NativeParts[], PartsSelection> {
    const wanted = parts(verb, name, options, this.ground);
    const start = (handle: Native.JobHandle): unknown =>
      native().chainSelectParts(this.handle, wanted.objective, wanted.parts, wanted.request, handle);
    return {
      verb,
      options: wanted.checked,
      start,
      finish: ([raw]) => result.partsSelection(raw!, wanted, this),
    };
  }

  #partsCurve(
    verb: string,
    name: unknown,
    given: unknown,
  ): Prepared<result.NativeParts[], PartsSelectionCurve> {
    const wanted = partsCurve(verb, name, given, this.ground);
    const { objective, parts, sizes, checked } = wanted;
    const start = (handle: Native.JobHandle): unknown =>
      native().chainSelectPartsCurve(this.handle, objective, parts, wanted.request, sizes, handle);
    return { verb, options: checked, start, finish: (raws) => result.partsCurve(raws, sizes, wanted, this) };
  }

  #partition(verb: string, options: unknown): Prepared<object, PartitionResult> {
    const { spec, checked } = request.partition(verb, options, this.ground);
    const start = (handle: Native.JobHandle): unknown => native().chainPartition(this.handle, spec, handle);
    return { verb, options: checked, start, finish: (raw) => result.named(raw, this) };
  }

  #structure(verb: string, options: unknown): Prepared<object, StructureReport> {
    const checked = structureReportOptions(verb, options);
    const start = (handle: Native.JobHandle): unknown =>
      native().chainStructureReport(this.handle, checked.route, handle);
    return { verb, options: checked, start, finish: (raw) => result.named(raw, this) };
  }
}
