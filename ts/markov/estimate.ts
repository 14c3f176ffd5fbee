/**
 * Quantities of a chain estimated from its data.
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import {
  jobOptions,
  optional,
  ownOptions,
  ownValues,
  withDefault,
  type CheckedJobOptions,
  type JobOptions,
} from "../options.ts";
import { subset, type GroundSet, type Subset } from "../subset.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import { disjoint } from "./quantities.ts";
import { withJson } from "./result.ts";
import { objectiveNames, type ObjectiveName } from "./types.ts";

/** How an entropy is corrected for the bias of few data. */
export type Correction = "plug-in" | "miller-madow" | "jackknife" | "grassberger";

/** Settings of a block bootstrap. */
export interface IntervalOptions {
  /** Coverage, in (0, 1). Default 0.95. */
  level?: number | undefined;
  /** Replicates. Default 1000. */
  replicates?: number | undefined;
  /** Transitions a block. Default: the cube root of their number. */
  block?: number | undefined;
  /** `'basic'` (default: reflected quantiles, which do not repeat the bias) or `'percentile'`. */
  method?: "basic" | "percentile" | undefined;
}

/** Options of the estimates of a chain. */
export interface EstimateOptions extends JobOptions {
  /** The coordinates measured. Default: all. */
  subset?: Subset | undefined;
  /** Disjoint blocks, for the distance to factorizability; what none of them holds is one more block. */
  blocks?: readonly Subset[] | undefined;
  /** The fixed set W, for the distance to a fixed set. */
  fixed?: Subset | undefined;
  /** Default `'plug-in'`. */
  correction?: Correction | undefined;
  /** An interval: `true` for the defaults. Default none. */
  interval?: boolean | IntervalOptions | undefined;
  /** Base of the logarithm. Default e: nats. */
  base?: number | undefined;
}

/** An estimated quantity. */
export interface Estimate {
  /** The estimate. */
  value: number;
  /** `'nats'`, `'bits'`, or `'base b'`. */
  unit: string;
  /** How entropies were corrected. */
  estimator: Correction;
  /** Transitions in the data. */
  transitions: number;
  /** What the caller should know: few data, a negative distance. */
  warnings: readonly string[];
  /** Block-bootstrap interval, where one was asked for. */
  interval?: {
    lower: number;
    upper: number;
    standardError: number;
    level: number;
    replicates: number;
    block: number;
  };
  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown>;
}

const raw: Check<unknown> = (value) => value;

const interval: Check<IntervalSettings | undefined> = (value, argument, verb) => {
  if (value === undefined || value === false) return undefined;
  return ownValues(verb, argument, value === true ? {} : value, {
    level: withDefault(validate.finiteNumber({ above: 0, below: 1 }), 0.95),
    replicates: withDefault(validate.integerIn(2, 1_000_000), 1000),
    block: optional(validate.integerIn(1, 2 ** 31)),
    method: withDefault(validate.oneOf(["basic", "percentile"]), "basic"),
  });
};

interface IntervalSettings {
  level: number;
  replicates: number;
  block: number | undefined;
  method: "basic" | "percentile";
}

type Checked = CheckedJobOptions & { base: number | undefined };

/** Checks the options of an estimate. */
export function estimateRequest(
  verb: string,
  quantity: unknown,
  options: unknown,
  ground: GroundSet,
): { spec: Native.EstimateSpec; checked: Checked & { level: number } } {
  const owned = ownOptions(verb, options, {
    ...jobOptions,
    subset: raw,
    blocks: raw,
    fixed: raw,
    correction: withDefault(
      validate.oneOf(["plug-in", "miller-madow", "jackknife", "grassberger"]),
      "plug-in",
    ),
    interval,
    base: optional(validate.base),
  });
  const name = validate.oneOf(objectiveNames)(quantity, "quantity", verb);
  const settings = owned.interval;
  return {
    spec: {
      quantity: name,
      sets: sets(verb, name, owned, ground),
      correction: owned.correction,
      level: settings?.level ?? 0.95,
      percentile: settings?.method === "percentile",
      ...(settings && { replicates: settings.replicates }),
      ...(settings?.block !== undefined && { block: settings.block }),
    },
    checked: { ...owned, level: settings?.level ?? 0.95 },
  };
}

function sets(
  verb: string,
  quantity: ObjectiveName,
  owned: { subset: unknown; blocks: unknown; fixed: unknown },
  ground: GroundSet,
): Uint32Array[] {
  const all = Uint32Array.from({ length: ground.size }, (_, coordinate) => coordinate);
  const chosen = owned.subset === undefined ? all : subset(verb, "subset", owned.subset, ground);
  if (quantity === "distance-to-fixed-set") {
    const fixed = subset(verb, "fixed", owned.fixed, ground);
    disjoint(verb, "subset", [fixed, chosen]);
    return [fixed, chosen];
  }
  if (owned.fixed !== undefined) {
    throw fault(
      "ARGUMENT",
      verb,
      "fixed",
      "left out unless the quantity is 'distance-to-fixed-set'",
      "a set",
    );
  }
  if (quantity !== "distance-to-factorizability") return [chosen];
  if (owned.blocks !== undefined && !Array.isArray(owned.blocks)) {
    throw wrongKind(verb, "blocks", "an array of subsets", owned.blocks);
  }
  const given = owned.blocks as unknown[] | undefined;
  const blocks = given?.map((block, at) => subset(verb, `blocks[${at}]`, block, ground)) ?? [chosen];
  disjoint(verb, "blocks", blocks);
  const rest = all.filter((coordinate) => !blocks.some((block) => block.includes(coordinate)));
  return [...blocks, rest].filter((block) => block.length > 0);
}

/** The answer of the native side in the unit asked for. */
export function estimateResult(native: Estimate, base: number | undefined, level = 0.95): Estimate {
  const scale = base === undefined ? 1 : 1 / Math.log(base);
  const unit = base === undefined ? "nats" : base === 2 ? "bits" : `base ${base}`;
  const { interval: ends, ...rest } = native;
  return withJson({
    ...rest,
    value: native.value * scale,
    unit,
    ...(ends && {
      interval: {
        ...ends,
        level,
        lower: ends.lower * scale,
        upper: ends.upper * scale,
        standardError: ends.standardError * scale,
      },
    }),
  });
}
