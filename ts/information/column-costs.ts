/**
 * What columns cost, by name.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { ownEntries } from "../options.ts";
import { finiteNumber } from "../validate.ts";

/**
 * Takes costs over.
 *
 * @param verb The function the caller called.
 * @param value A number for all, or numbers by name; 1 where there is none.
 * @param names Names of the columns.
 * @returns A cost above 0 of every column.
 */
export function columnCosts(verb: string, value: unknown, names: readonly string[]): Float64Array {
  const cost = finiteNumber({ above: 0 });
  if (value === undefined) return new Float64Array(names.length).fill(1);
  if (typeof value === "number") return new Float64Array(names.length).fill(cost(value, "costs", verb));
  const given = new Map(ownEntries(verb, "costs", value));
  const unknown = [...given.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const received = describeName(unknown) + didYouMean(unknown, names);
    throw fault("ARGUMENT", verb, "costs", `of the ${names.length} columns`, received);
  }
  return Float64Array.from(names, (name) =>
    given.has(name) ? cost(given.get(name), `costs.${name}`, verb) : 1,
  );
}
