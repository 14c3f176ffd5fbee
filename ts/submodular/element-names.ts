/**
 * Names of the elements of a ground set, as callers give them.
 *
 * @module
 */
import { fault, wrongKind } from "../errors.ts";
import { text } from "../validate.ts";

/**
 * One name per element.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param groundSize Number of elements.
 * @returns The names; undefined where none were given.
 */
export function elementNames(
  verb: string,
  value: unknown,
  groundSize: number,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const expected = `an array of ${groundSize} distinct strings (elements of the ground set)`;
  if (!Array.isArray(value)) throw wrongKind(verb, "names", expected, value);
  if (value.length !== groundSize) throw fault("SHAPE", verb, "names", expected, `${value.length}`);
  const names = Array.from(value, (name, index) => text(name, `names[${index}]`, verb));
  if (new Set(names).size !== groundSize) throw fault("ARGUMENT", verb, "names", expected, "a name twice");
  return names;
}
