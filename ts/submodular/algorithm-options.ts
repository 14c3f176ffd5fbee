/**
 * Options of single optimizers, checked.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { optional } from "../options.ts";
import * as validate from "../validate.ts";
import type { Check } from "../validate.ts";
import type { GreediExecutor } from "./greedi.ts";

/** Options that concern one optimizer or a few. */
export interface AlgorithmOptions {
  /** Full passes of two-stage greedy before it turns lazy. Default 10. */
  firstStage?: number | undefined;
  /** Branch and bound stops once no set can be better by more than this fraction of the value. Default 0. */
  gap?: number | undefined;
  /** Parts into which GreeDi and RandGreeDi split the ground set. Default 4. */
  machines?: number | undefined;
  /** Where the parts of GreeDi and RandGreeDi choose. Default: in this call, one after another. */
  executor?: GreediExecutor | undefined;
  /** Steps T of continuous greedy, 1 to 10,000: it promises 1 − (1 + 1/T)^−T. Default 20. */
  steps?: number | undefined;
  /** Random sets from which continuous greedy estimates derivatives that a function does not know. Default 64. */
  samples?: number | undefined;
  /**
   * How continuous greedy makes a set of its fractional point: `'pipage'` (loses nothing; needs exact derivatives and a
   * size alone) or `'swap'` (loses nothing in expectation). Default: `'pipage'` where it applies.
   */
  rounding?: "pipage" | "swap" | undefined;
}

const executor: Check<GreediExecutor> = (value, argument, verb) => {
  const expected = "an object with a function select(parts, signal)";
  try {
    // Its class may hold the function, so this is no object of named values.
    const { select } = value as GreediExecutor;
    if (typeof select === "function") return { select: select.bind(value) };
  } catch {
    // Said below, as for every other value.
  }
  throw wrongKind(verb, argument, expected, value);
};

/** {@link AlgorithmOptions} after they were checked. */
export type CheckedAlgorithmOptions = { [Key in keyof Required<AlgorithmOptions>]: AlgorithmOptions[Key] };

/** Checkers of {@link AlgorithmOptions}. */
export const algorithmOptions: {
  readonly [Key in keyof CheckedAlgorithmOptions]: Check<CheckedAlgorithmOptions[Key]>;
} = {
  firstStage: optional(validate.integerIn(0, 2 ** 32 - 1)),
  gap: optional(validate.finiteNumber({ least: 0 })),
  machines: optional(validate.integerIn(1, 2 ** 32 - 1)),
  executor: optional(executor),
  steps: optional(validate.integerIn(1, 10_000)),
  samples: optional(validate.integerIn(1, 1_000_000)),
  rounding: optional(validate.oneOf(["pipage", "swap"])),
};

/** The same in the form the native side takes. */
export function algorithmSpec(
  verb: string,
  owned: CheckedAlgorithmOptions,
  algorithm: string,
): Partial<Native.RequestSpec> {
  const { firstStage, gap, machines, steps, samples, rounding } = owned;
  if (owned.executor !== undefined && algorithm !== "greedi" && algorithm !== "rand-greedi") {
    const expected = "absent unless algorithm is 'greedi' or 'rand-greedi'";
    throw fault("ARGUMENT", verb, "executor", expected, `one for '${algorithm}'`);
  }
  return {
    ...(firstStage !== undefined && { firstStage }),
    ...(gap !== undefined && { gap }),
    ...(machines !== undefined && { machines }),
    ...(steps !== undefined && { steps }),
    ...(samples !== undefined && { samples }),
    ...(rounding !== undefined && { rounding }),
  };
}
