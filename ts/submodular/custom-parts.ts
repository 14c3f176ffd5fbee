/**
 * The sum of functions of the caller's over parts, as one function of pairs (element, part).
 *
 * @module
 */
import { CustomFunction, type Gains } from "./custom-function.ts";
import { gainsIn } from "./gains-answer.ts";
import { madeHere } from "./set-function.ts";
import type { DeclaredStructure } from "./structure.ts";

/** A part: its function, and the elements it may hold. */
export interface CustomPart {
  f: CustomFunction;
  elements: Uint32Array;
}

/**
 * Σ of the functions of the parts; pairs are numbered part by part.
 *
 * @param verb The function the caller called.
 * @param parts At least one.
 * @returns The function of the pairs.
 */
export function customParts(verb: string, parts: readonly CustomPart[]): CustomFunction {
  const elements = Uint32Array.from(parts.flatMap((part) => Array.from(part.elements)));
  const partOf = Uint32Array.from(parts.flatMap((part, at) => Array.from(part.elements, () => at)));
  const within = (places: Uint32Array, part: number): Uint32Array =>
    places.filter((place) => partOf[place] === part).map((place) => elements[place]!);
  const gains: Gains = (candidates, selected) => {
    const answers = parts.map(({ f }, part) => {
      const asked = within(candidates, part);
      return asked.length === 0 ? new Float64Array() : gainsOf(verb, f, asked, within(selected, part));
    });
    const inPlace = (numbers: readonly ArrayLike<number>[]): Float64Array => {
      const taken = parts.map(() => 0);
      return Float64Array.from(candidates, (place) => {
        const part = partOf[place]!;
        return numbers[part]![taken[part]!++]!;
      });
    };
    const settled = answers.filter((answer): answer is Float64Array => !(answer instanceof Promise));
    return settled.length === answers.length ? inPlace(settled) : Promise.all(answers).then(inPlace);
  };
  const structure = summed(parts.map(({ f }) => f.structure as DeclaredStructure));
  return new CustomFunction(madeHere, { groundSize: elements.length, gains }, structure);
}

/** What one of the functions answers, checked. */
function gainsOf(
  verb: string,
  f: CustomFunction,
  asked: Uint32Array,
  chosen: Uint32Array,
): Float64Array | Promise<Float64Array> {
  const { answer, done } = f.ask(verb, asked.slice(), chosen);
  if (typeof (answer as { then?: unknown } | null | undefined)?.then !== "function") {
    try {
      return gainsIn(verb, asked, answer);
    } finally {
      done();
    }
  }
  const waiting = Promise.resolve(answer)
    .finally(done)
    .then((settled) => gainsIn(verb, asked, settled));
  // Another part may fail first; this failure is nobody's then.
  waiting.catch(() => {});
  return waiting;
}

/** What is known of a sum of functions of different elements. */
function summed(terms: readonly DeclaredStructure[]): DeclaredStructure {
  const shapes = new Set(terms.map(({ shape }) => shape).filter((shape) => shape !== "modular"));
  const [shape = "modular"] = shapes;
  const directions = new Set(terms.map(({ monotone }) => monotone));
  const [monotone = "no"] = directions;
  return {
    shape: shapes.size > 1 ? "unknown" : shape,
    monotone: directions.size > 1 ? "no" : monotone,
    emptyValue: terms.reduce((sum, { emptyValue }) => sum + emptyValue, 0),
    nonNegative: terms.every(({ nonNegative }) => nonNegative),
    symmetric: false,
  };
}
