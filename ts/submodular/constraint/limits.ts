/**
 * Constraints taken over: read once, checked, in the form of a request.
 *
 * @module
 */
import { describe } from "../../describe.ts";
import { fault, wrongKind } from "../../errors.ts";
import { ownFloats } from "../../floats.ts";
import type { Native } from "../../native.ts";
import { ownEntries, ownValues, type Schema } from "../../options.ts";
import { isTypedArray, snapshot } from "../../typed-array.ts";
import { finiteNumber, integerIn, text, type Check } from "../../validate.ts";
import { isCustomMatroid, type Independent } from "./custom-matroid.ts";
import { count } from "./labels.ts";

/** At most `size` elements. */
export interface SizeConstraint {
  /** 1 to the size of the ground set. */
  size: number;
}

/** Costs that add up to at most a budget; the sum of doubles, in the order of the choice, never passes it. */
export interface BudgetConstraint {
  /** What each element costs, above 0. */
  costs: Float64Array | Float32Array | readonly number[];
  /** Most that a set may cost, above 0 and no less than the least cost. */
  budget: number;
}

/** Constraints in the form of a request. */
export interface Limits {
  /** Size and constraints of a request. */
  spec: Pick<Native.RequestSpec, "size" | "constraints">;
  /** Oracles of custom matroids, by number. */
  oracles: readonly Independent[];
}

const raw: Check<unknown> = (value) => value;
const numbers: Check<Uint32Array> = (value, argument, verb) => {
  if (isTypedArray(value, "Uint32Array")) return snapshot(value);
  throw wrongKind(verb, argument, "a Uint32Array", value);
};
const names: Check<string[]> = (value, argument, verb) => {
  if (!Array.isArray(value)) throw wrongKind(verb, argument, "an array of names", value);
  return Array.from(value as readonly unknown[], (name, at) => text(name, `${argument}[${at}]`, verb));
};
const positive = finiteNumber({ above: 0 });

/** The fields of each kind. */
const kinds = {
  "partition-matroid": { kind: raw, classOf: numbers, limits: numbers },
  "laminar-matroid": { kind: raw, groundSize: count, offsets: numbers, elements: numbers, limits: numbers },
  "graphic-matroid": { kind: raw, from: numbers, to: numbers, vertices: count },
  "transversal-matroid": { kind: raw, offsets: numbers, fills: numbers, positions: count },
  "group-bounds": { kind: raw, groupOf: numbers, lower: numbers, upper: numbers, names },
} satisfies Record<string, Schema>;

/**
 * Takes over a constraint.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave; undefined is no limit.
 * @param groundSize Number of elements.
 * @returns The least size, the other constraints, and the oracles among them.
 */
export function limitsOf(verb: string, value: unknown, groundSize: number): Limits {
  const parts = Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
  const constraints: Native.ConstraintSpec[] = [];
  const oracles: Independent[] = [];
  let size: number | undefined;
  for (const [index, part] of parts.entries()) {
    const name = Array.isArray(value) ? `constraint[${index}]` : "constraint";
    const kind = ownEntries(verb, name, part).find(([key]) => key === "kind");
    if (kind !== undefined) {
      constraints.push(matroid({ verb, name, value: part, groundSize }, kind[1], oracles));
      continue;
    }
    const given = ownValues(verb, name, part, { size: raw, costs: raw, budget: raw });
    if (given.size !== undefined) {
      const most = integerIn(1, groundSize, "elements of the ground set")(given.size, "size", verb);
      size = Math.min(size ?? most, most);
    }
    if (given.costs !== undefined || given.budget !== undefined) {
      const costs = ownCosts(verb, given.costs, groundSize);
      constraints.push({ kind: "knapsack", costs, budget: positive(given.budget, "budget", verb) });
    }
  }
  return {
    spec: { ...(size !== undefined && { size }), ...(constraints.length > 0 && { constraints }) },
    oracles,
  };
}

/**
 * Takes over costs.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param groundSize Number of elements.
 * @returns A finite number above 0 for every element.
 */
export function ownCosts(verb: string, value: unknown, groundSize: number): Float64Array {
  const owned = Float64Array.from(ownFloats(verb, "costs", value));
  if (owned.length !== groundSize) {
    const expected = `of length ${groundSize} (elements of the ground set)`;
    throw fault("SHAPE", verb, "costs", expected, `${owned.length}`);
  }
  const wrong = owned.findIndex((cost) => !(cost > 0 && cost < Infinity));
  if (wrong >= 0) positive(owned[wrong], `costs[${wrong}]`, verb);
  return owned;
}

interface Part {
  verb: string;
  name: string;
  value: unknown;
  groundSize: number;
}

function matroid(part: Part, kind: unknown, oracles: Independent[]): Native.ConstraintSpec {
  const own = <Kind extends keyof typeof kinds>(which: Kind) =>
    ownValues(part.verb, part.name, part.value, kinds[which]);
  const sized = (length: number, field: string): void => {
    if (length === part.groundSize) return;
    const expected = `of length ${part.groundSize} (elements of the ground set)`;
    throw fault("SHAPE", part.verb, `${part.name}.${field}`, expected, `${length}`);
  };
  switch (kind) {
    case "partition-matroid": {
      const { classOf, limits } = own(kind);
      sized(classOf.length, "classOf");
      const outside = classOf.find((position) => position >= limits.length);
      if (outside !== undefined) {
        throw fault(
          "RANGE",
          part.verb,
          `${part.name}.classOf`,
          `below ${limits.length} (limits)`,
          `${outside}`,
        );
      }
      return { kind, of: classOf, upper: limits };
    }
    case "laminar-matroid": {
      const { groundSize, offsets, elements, limits } = own(kind);
      sized(groundSize, "groundSize");
      return { kind, count: groundSize, offsets, items: elements, upper: limits };
    }
    case "graphic-matroid": {
      const { from, to, vertices } = own(kind);
      sized(Math.min(from.length, to.length), "from");
      return { kind, of: from, to, count: vertices };
    }
    case "transversal-matroid": {
      const { offsets, fills, positions } = own(kind);
      sized(offsets.length - 1, "offsets");
      return { kind, offsets, items: fills, count: positions };
    }
    case "group-bounds": {
      const given = own(kind);
      sized(given.groupOf.length, "groupOf");
      return { kind, of: given.groupOf, lower: given.lower, upper: given.upper, names: given.names };
    }
    case "custom-matroid": {
      const { verb, name, value } = part;
      if (!isCustomMatroid(value)) {
        throw fault("ARGUMENT", verb, name, "a custom matroid made by customMatroid()", "a copy of one");
      }
      sized(value.groundSize, "groundSize");
      return { kind, count: value.groundSize, number: oracles.push(value.independent) - 1 };
    }
    default: {
      const expected =
        "{ size }, { costs, budget } or made by a builder of constraints (partitionMatroid() …)";
      throw fault("ARGUMENT", part.verb, part.name, expected, describe(part.value));
    }
  }
}
