/**
 * What a function of the caller's answered, checked.
 *
 * @module
 */
import { describe } from "../describe.ts";
import { fault } from "../errors.ts";
import { isTypedArray, snapshot, typedArrayKind, typedArrayLength } from "../typed-array.ts";

/**
 * The gains in an answer, one finite number per candidate.
 *
 * @param verb The function the caller called.
 * @param candidates What was asked about.
 * @param answer What the caller's function answered.
 * @returns The gains.
 */
export function gainsIn(verb: string, candidates: Uint32Array, answer: unknown): Float64Array {
  const expected = `one finite number for each of ${candidates.length} candidates`;
  const kind = typedArrayKind(answer);
  if (kind !== "Float64Array" && !(kind === undefined && Array.isArray(answer))) {
    throw fault("CALLBACK", verb, "the answer of gains", expected, describe(answer));
  }
  const length = kind === undefined ? (answer as unknown[]).length : typedArrayLength(answer);
  if (length !== candidates.length) {
    throw fault("CALLBACK", verb, "the answer of gains", expected, `${length}`);
  }
  const gains = isTypedArray(answer, "Float64Array") ? snapshot(answer) : new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const gain: unknown = kind === undefined ? (answer as unknown[])[i] : gains[i];
    if (typeof gain !== "number" || !Number.isFinite(gain)) {
      throw fault(
        "CALLBACK",
        verb,
        "the answer of gains",
        expected,
        `${describe(gain)} for element ${candidates[i]}`,
      );
    }
    gains[i] = gain;
  }
  return gains;
}
