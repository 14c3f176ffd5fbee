/**
 * The one error of the library. Every fault says the function called, the argument, what it must be and what it
 * was: `maximize(): size must be an integer in 1..=5000 (rows of the matrix), received 6000`. Abort is not a
 * fault and is Node's own `AbortError`.
 *
 * @module
 */
import { describe } from "./describe.ts";

/** Every code a {@link MarginalsError} can carry. Codes are stable; messages may become clearer. */
export const errorCodes = [
  "ERR_MARGINALS_ARGUMENT",
  "ERR_MARGINALS_SHAPE",
  "ERR_MARGINALS_RANGE",
  "ERR_MARGINALS_NON_FINITE",
  "ERR_MARGINALS_MISSING",
  "ERR_MARGINALS_UNSUPPORTED",
  "ERR_MARGINALS_NOT_CONVERGED",
  "ERR_MARGINALS_OUT_OF_MEMORY",
  "ERR_MARGINALS_LIMIT",
  "ERR_MARGINALS_CALLBACK",
  "ERR_MARGINALS_REENTRANT",
  "ERR_MARGINALS_INTERNAL",
  "ERR_MARGINALS_LOAD",
] as const;

/**
 * Stable kind of a {@link MarginalsError}:
 * `ARGUMENT` a value of the wrong kind, an unknown name or option, a contradiction;
 * `SHAPE` lengths that do not fit together;
 * `RANGE` a number outside its range;
 * `NON_FINITE` NaN or an infinity;
 * `MISSING` a missing value where none is allowed;
 * `UNSUPPORTED` a combination without meaning or implementation;
 * `NOT_CONVERGED` an iteration that stopped before its tolerance;
 * `OUT_OF_MEMORY` the memory limit would be passed;
 * `LIMIT` another limit of the library would be passed;
 * `CALLBACK` a function of the caller's answered what it must not;
 * `REENTRANT` such a function called back into the object that was calling it;
 * `INTERNAL` a fault of the library;
 * `LOAD` something could not be loaded or read.
 */
export type ErrorCode = (typeof errorCodes)[number];

/** What a {@link MarginalsError} is made of. */
export interface ErrorParts {
  /** Stable kind. */
  code: ErrorCode;
  /** Name of the argument at fault. */
  argument?: string | undefined;
  /** What it must be. */
  expected?: string | undefined;
  /** What it was, in words that never repeat data. */
  received?: string | undefined;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * Any fault the library reports.
 *
 * @example
 * ```ts
 * import { MarginalsError, table } from "marginals";
 *
 * try {
 *   table({ columns: { x: [1, 2], y: [1] } });
 * } catch (error) {
 *   if (!(error instanceof MarginalsError)) throw error;
 *   console.log(error.code); // ERR_MARGINALS_SHAPE
 * }
 * ```
 */
export class MarginalsError extends Error {
  /** Always `MarginalsError`. */
  override readonly name = "MarginalsError";
  /** Stable kind, for programs to branch on. */
  readonly code: ErrorCode;
  /** Name of the argument at fault, where a single one is. */
  readonly argument: string | undefined;
  /** What it must be. */
  readonly expected: string | undefined;
  /** What it was. */
  readonly received: string | undefined;

  /**
   * @param message The whole message.
   * @param parts Code, argument, what was expected and received, cause.
   */
  constructor(message: string, parts: ErrorParts) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = parts.code;
    this.argument = parts.argument;
    this.expected = parts.expected;
    this.received = parts.received;
  }
}

/** The last word of a code. */
export type Fault = LastWord<ErrorCode>;

type LastWord<Code> = Code extends `ERR_MARGINALS_${infer Word}` ? Word : never;

/**
 * The error for one argument: `verb(): argument must be expected, received …`.
 *
 * @param fault Last word of the code.
 * @param verb Name of the function the caller called, without parentheses.
 * @param argument Name of the argument.
 * @param expected What it must be.
 * @param received What it was, already in words; see {@link describe}.
 * @param cause The error underneath, if any.
 * @returns The error, to be thrown.
 */
export function fault(
  fault: Fault,
  verb: string,
  argument: string,
  expected: string,
  received: string,
  cause?: unknown,
): MarginalsError {
  return new MarginalsError(`${verb}(): ${argument} must be ${expected}, received ${received}`, {
    code: `ERR_MARGINALS_${fault}`,
    argument,
    expected,
    received,
    cause,
  });
}

/** A value of the wrong kind: {@link fault} `ARGUMENT` with the value described. */
export function wrongKind(verb: string, argument: string, expected: string, value: unknown): MarginalsError {
  return fault("ARGUMENT", verb, argument, expected, describe(value));
}

/** A fault that is not one argument's: `verb(): message`. */
export function failure(fault: Fault, verb: string, message: string, cause?: unknown): MarginalsError {
  return new MarginalsError(`${verb}(): ${message}`, {
    code: `ERR_MARGINALS_${fault}`,
    expected: message,
    cause,
  });
}

/**
 * Node's own error for an aborted call: `name` is `AbortError`, `code` is `ABORT_ERR`, `cause` the signal's reason.
 *
 * @param signal The signal that aborted.
 * @returns The error to reject with.
 */
export function abortError(signal?: AbortSignal): Error & { code: string } {
  const error = new Error("The operation was aborted", { cause: signal?.reason }) as Error & { code: string };
  error.name = "AbortError";
  error.code = "ABORT_ERR";
  return error;
}
