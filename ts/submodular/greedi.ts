/**
 * The first round of GreeDi and RandGreeDi, run elsewhere: what an executor is given and what it answers.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { abortError, fault } from "../errors.ts";
import { unwrap } from "../job.ts";
import { native } from "../native.ts";
import { subset, type Subset } from "../subset.ts";
import type { Constraint } from "./constraint/index.ts";
import type { Call } from "./request.ts";

/** What one machine does in the first round: choose among `elements` under `constraint`, by greedy. */
export interface GreediPart {
  /** Position among the parts. */
  index: number;
  /** Elements of the part, ascending. */
  elements: Uint32Array;
  /** The constraint of the call, over the whole ground set; absent, no limit. */
  constraint: Constraint | undefined;
}

/**
 * Where the parts of GreeDi and RandGreeDi choose: other threads, processes, machines. The promises of both need greedy
 * on every part (`'greedy'` or `'lazy-greedy'`, which agree).
 */
export interface GreediExecutor {
  /**
   * Chooses within every part.
   *
   * @param parts The parts.
   * @param signal The signal of the call.
   * @returns What each part chose, in the order of the parts: distinct elements of that part.
   */
  select: (
    parts: readonly GreediPart[],
    signal: AbortSignal | undefined,
  ) => readonly Subset[] | Promise<readonly Subset[]>;
}

/** Runs the first round of a call in its executor and puts the answers into the request. */
export async function firstRound(call: Call): Promise<void> {
  const { verb, f, spec, options, executor } = call;
  if (executor === undefined) return;
  if (options.signal?.aborted === true) throw abortError(options.signal);
  const elements = unwrap(
    verb,
    native().machineParts(spec, f.groundSize, BigInt(options.seed)) as Uint32Array[],
  );
  const parts = elements.map((part, index) => ({ index, elements: part, constraint: call.constraint }));
  const answers: unknown = await executor.select(parts, options.signal);
  const argument = "the answer of executor.select";
  if (!Array.isArray(answers) || answers.length !== parts.length) {
    const received = Array.isArray(answers) ? `${answers.length}` : describe(answers);
    throw fault("CALLBACK", verb, argument, `one set for each of ${parts.length} parts`, received);
  }
  spec.firstRound = answers.map((answer, index) => subset(verb, `${argument}[${index}]`, answer, f.ground));
}
