/**
 * Classes of the elements of a ground set, as callers label them.
 *
 * @module
 */
import { describeName } from "../describe.ts";
import { fault } from "../errors.ts";
import { ownEntries } from "../options.ts";
import { finiteNumber } from "../validate.ts";
import { labels, Numbering } from "./constraint/labels.ts";

/** A class per element. */
export interface ElementClasses {
  /** Class of every element, counted from 0 in the order in which labels first appear. */
  classOf: Uint32Array;
  /** The number of every label. */
  positions: ReadonlyMap<string, number>;
}

/**
 * A class per element.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave: words or whole numbers.
 * @returns The classes.
 */
export function elementClasses(verb: string, argument: string, value: unknown): ElementClasses {
  const numbering = new Numbering();
  const classOf = labels(verb, argument, value, numbering);
  return { classOf, positions: numbering.positions };
}

const weight = finiteNumber({ least: 0 });

/**
 * A weight ≥ 0 per class, by its label.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @param classes The classes.
 * @returns The weights, 1 for a label left out; undefined where nothing was given.
 */
export function classWeights(
  verb: string,
  argument: string,
  value: unknown,
  { positions }: ElementClasses,
): Float64Array | undefined {
  if (value === undefined) return undefined;
  const weights = new Float64Array(positions.size).fill(1);
  for (const [label, given] of ownEntries(verb, argument, value)) {
    const position = positions.get(label);
    if (position === undefined) {
      throw fault("ARGUMENT", verb, argument, "numbers by the labels of the groups", describeName(label));
    }
    weights[position] = weight(given, `${argument}.${label.slice(0, 60)}`, verb);
  }
  return weights;
}
