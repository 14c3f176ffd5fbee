/**
 * Trajectories as callers have them, as one array of codes.
 * @module
 */
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { ownIndices } from "../sparse-matrix.ts";

/** Codes of all rows, one trajectory after the other. */
export interface Codes {
  /** `data[row * d + coordinate]`, each below its size. */
  data: Uint32Array;
  /** First row of each trajectory, from 0, rising. */
  starts: Uint32Array;
  /** Values per coordinate. */
  sizes: Uint32Array;
  /** Names of the coordinates. */
  names: string[] | undefined;
}

type Row = ArrayLike<unknown>;

const isList = (value: unknown): value is Row =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
const expected = "one or several arrays of rows, a row holding one value per coordinate";

/**
 * Takes over trajectories.
 *
 * @param verb The function the caller called.
 * @param value An array of values (one coordinate), of rows, or of trajectories. Arrays of single values inside an
 *   array are rows when there are as many names or sizes as they have values or, with neither, when all have the
 *   same length; otherwise each is a trajectory of one coordinate.
 * @param givenSizes Values per coordinate, if the caller gave them.
 * @param names Names of the coordinates, if the caller gave them.
 * @returns The codes. Strings and booleans are numbered in order of first appearance.
 */
export function trajectoryCodes(
  verb: string,
  value: unknown,
  givenSizes: unknown,
  names: string[] | undefined,
): Codes {
  const sizes = givenSizes === undefined ? undefined : ownIndices(verb, "sizes", givenSizes);
  const trajectories = split(verb, value, sizes?.length ?? names?.length);
  const first = trajectories.find((rows) => rows.length > 0)?.[0];
  if (first === undefined) throw fault("SHAPE", verb, "trajectories", "at least one row", "none");
  const d = isList(first) ? first.length : 1;
  if (d === 0) throw fault("SHAPE", verb, "trajectories", "rows of at least one value", "an empty row");
  if (sizes !== undefined && sizes.length !== d) {
    throw fault("SHAPE", verb, "sizes", `of length ${d} (values in a row)`, `${sizes.length}`);
  }
  const rowCount = trajectories.reduce((count, rows) => count + rows.length, 0);
  const data = new Uint32Array(rowCount * d);
  const starts = new Uint32Array(trajectories.length);
  const coordinates = Array.from({ length: d }, (_, i) => new Numbering(verb, sizes?.[i]));
  let row = 0;
  for (const [t, rows] of trajectories.entries()) {
    starts[t] = row;
    for (let i = 0; i < rows.length; i++, row++) {
      const cells = isList(rows[i]) ? (rows[i] as Row) : [rows[i]];
      if (cells.length !== d) {
        throw fault(
          "SHAPE",
          verb,
          `trajectories[${t}][${i}]`,
          `a row of ${d} values`,
          `${cells.length} values`,
        );
      }
      for (let c = 0; c < d; c++)
        data[row * d + c] = coordinates[c]!.code(cells[c], `trajectories[${t}][${i}][${c}]`);
    }
  }
  return { data, starts, sizes: Uint32Array.from(coordinates, (coordinate) => coordinate.size), names };
}

/** One or several trajectories, each an array of rows or of single values. */
function split(verb: string, value: unknown, dimension: number | undefined): Row[] {
  if (!isList(value)) throw wrongKind(verb, "trajectories", expected, value);
  if (value.length === 0) throw fault("SHAPE", verb, "trajectories", "at least one row", "an empty array");
  const items = Array.from(value);
  if (!items.some(isList)) return [value];
  const odd = items.findIndex((item) => !isList(item));
  if (odd >= 0) throw wrongKind(verb, `trajectories[${odd}]`, "an array like the others", items[odd]);
  const lists = items as Row[];
  if (lists.some((list) => isList(list[0]))) return lists;
  const { length } = lists[0]!;
  const alike = lists.every((list) => list.length === length);
  const areRows =
    dimension === undefined ? alike && lists.length > 1 : dimension > 1 || (alike && length === 1);
  return areRows ? [lists] : lists;
}

/** Numbers the values of one coordinate. */
class Numbering {
  readonly #verb: string;
  readonly #given: number | undefined;
  readonly #codes = new Map<unknown, number>();
  #largest = -1;

  constructor(verb: string, given: number | undefined) {
    this.#verb = verb;
    this.#given = given;
  }

  get size(): number {
    return this.#given ?? Math.max(this.#largest + 1, this.#codes.size, 1);
  }

  code(value: unknown, at: string): number {
    if (typeof value === "number" && this.#codes.size === 0) {
      const most = (this.#given ?? 2 ** 24) - 1;
      if (!Number.isSafeInteger(value) || value < 0 || value > most) {
        throw fault("RANGE", this.#verb, at, `an integer in 0..=${most}`, describe(value));
      }
      this.#largest = Math.max(this.#largest, value);
      return value + 0;
    }
    if (
      this.#given === undefined &&
      this.#largest < 0 &&
      (typeof value === "string" || typeof value === "boolean")
    ) {
      const known = this.#codes.get(value);
      if (known !== undefined) return known;
      this.#codes.set(value, this.#codes.size);
      return this.#codes.size - 1;
    }
    const kinds =
      this.#given === undefined ? "a string, a boolean or an integer from 0, all of one kind" : "an integer";
    throw wrongKind(this.#verb, at, kinds, value);
  }
}
