/**
 * Named columns for screenings and selections: many variables of one column each, and a target among or beside them.
 *
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import type { Native } from "../native.ts";
import { didYouMean } from "../nearest.ts";
import { typedArrayKind } from "../typed-array.ts";
import { variable, variables } from "./given.ts";
import type { Binning, Variable } from "./variable.ts";

/** A column and its name. */
export interface NamedColumn {
  name: string;
  column: Variable;
}

/**
 * Takes many columns over.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value A table or matrix in any form.
 * @returns The columns; without names they are `column0`, `column1`, …
 */
export function namedColumns(verb: string, argument: string, value: unknown): NamedColumn[] {
  return variables(verb, argument, value).map((column, at) => ({
    name: column.name ?? `column${at}`,
    column,
  }));
}

/** A column of the table by its name or index, or data of its own. */
export type ColumnReference = string | number;

/**
 * Whether a target is data of its own.
 *
 * @param value What the caller gave.
 * @returns False for names and indices.
 */
export function isData(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/**
 * The place of a column that is named or counted.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value Name or index.
 * @param names Names of the columns.
 * @returns Its index.
 */
export function placeOf(verb: string, argument: string, value: unknown, names: readonly string[]): number {
  if (typeof value === "string") {
    const at = names.indexOf(value);
    if (at >= 0) return at;
    const received = describeName(value) + didYouMean(value, names);
    throw fault("ARGUMENT", verb, argument, `a name among the ${names.length} columns`, received);
  }
  const expected = `the name or index of a column (${names.length} columns)`;
  if (typeof value !== "number") throw wrongKind(verb, argument, expected, value);
  if (Number.isSafeInteger(value) && value >= 0 && value < names.length) return value;
  throw fault("RANGE", verb, argument, expected, describe(value));
}

/** A target and the columns beside it. */
export interface Targeted {
  target: Variable;
  columns: NamedColumn[];
  /** Name of the target, where it is one of the columns. */
  targetName: string | undefined;
}

/**
 * Parts a target from the columns.
 *
 * @param verb The function the caller called.
 * @param columns All columns.
 * @param target Name or index of one of them, or a column of its own.
 * @returns The target and the others.
 */
export function targeted(verb: string, columns: readonly NamedColumn[], target: unknown): Targeted {
  if (isData(target) || typedArrayKind(target) !== undefined) {
    const own = variable(verb, "target", target);
    if (own.columns.length !== 1) {
      throw fault("SHAPE", verb, "target", "one column", `${own.columns.length} columns`);
    }
    return { target: own, columns: [...columns], targetName: undefined };
  }
  const at = placeOf(
    verb,
    "target",
    target,
    columns.map(({ name }) => name),
  );
  const chosen = columns[at];
  if (chosen === undefined) throw fault("RANGE", verb, "target", "a column", `${at}`);
  return {
    target: chosen.column,
    columns: columns.filter((_, other) => other !== at),
    targetName: chosen.name,
  };
}

/** A column as the native side takes it, bare where there is nothing to say about it. */
export type NativeColumn = Native.ColumnSpec | Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * A variable of one column as the native side takes it: values as numbers, all else as symbols.
 *
 * @param verb The function the caller called.
 * @param given The variable.
 * @param as `'numbers'` to take symbols as the numbers they are.
 * @param binning How values are cut that must be symbols; absent, as the native side does.
 * @returns What the native side takes, copied before the call returns.
 */
export function columnSpec(
  verb: string,
  given: Variable,
  as: "natural" | "numbers" = "natural",
  binning?: Binning,
): NativeColumn {
  if (as === "natural" && given.natural === "symbols") {
    const [codes] = given.symbols(verb);
    return codes?.bytes ?? codes?.words ?? codes?.wide ?? new Uint8Array(0);
  }
  const [column] = given.columns;
  // Truth values are 0 and 1 wherever numbers are wanted.
  if (
    column?.kind === "categories" &&
    column.labels.every((label) => label === "true" || label === "false")
  ) {
    const { codes, labels } = column;
    return Float64Array.from(codes, (code) => (labels[code] === "true" ? 1 : 0));
  }
  const numbers = given.values(verb).data;
  return as === "natural" && binning !== undefined ? { numbers, ...binning } : numbers;
}
