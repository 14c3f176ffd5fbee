/**
 * Columns from Arrow tables and vectors.
 *
 * @module
 */
import { atOnce } from "../cooperative.ts";
import { ArrowType, isArrowVector, type ArrowVector } from "../arrow.ts";
import { fault, wrongKind } from "../errors.ts";
import { CellColumn } from "./cell-column.ts";
import type { Draft } from "./column.ts";
import { integerCategories } from "./labels.ts";

/** What is read of an Arrow table. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChildAt(index: number): unknown;
}

/**
 * The columns of an Arrow table.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns Columns and number of rows; undefined when the value is no Arrow table.
 */
export function arrowTableColumns(
  verb: string,
  value: unknown,
): { drafts: Draft[]; rowCount: number } | undefined {
  if (!isArrowTable(value)) return undefined;
  const drafts = value.schema.fields.map(({ name }, index) => {
    const vector = value.getChildAt(index);
    if (!isArrowVector(vector)) throw wrongKind(verb, `column ${name}`, "an Arrow vector", vector);
    return arrowColumn(verb, name, vector);
  });
  return { drafts, rowCount: value.numRows };
}

/**
 * Whether a value is an Arrow table.
 *
 * @param value Anything.
 * @returns True for what has a schema, rows and columns by index.
 */
export function isArrowTable(value: unknown): value is ArrowTable {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { schema, numRows, getChildAt } = value as Partial<ArrowTable>;
    return Array.isArray(schema?.fields) && typeof numRows === "number" && typeof getChildAt === "function";
  } catch {
    return false;
  }
}

/** Precision of half floats in the Arrow specification. */
const half = 0;

/**
 * The column of an Arrow vector: floats are values; integers, text, booleans and dictionaries are categories; nulls
 * are missing.
 *
 * @param verb The function the caller called.
 * @param name Name of the column.
 * @param vector The vector.
 * @returns The column, missing values marked.
 */
export function arrowColumn(verb: string, name: string, vector: ArrowVector): Draft {
  const { typeId, precision } = vector.type;
  const known = [
    ArrowType.null,
    ArrowType.int,
    ArrowType.float,
    ArrowType.utf8,
    ArrowType.bool,
    ArrowType.largeUtf8,
    ArrowType.dictionary,
  ] as readonly number[];
  if (!known.includes(typeId) || (typeId === ArrowType.float && precision === half)) {
    const received = typeId === ArrowType.float ? "half floats" : `Arrow type ${typeId}`;
    const expected = "an Arrow vector of integers, 32- or 64-bit floats, booleans, text or a dictionary";
    throw fault("UNSUPPORTED", verb, `column ${name}`, expected, received);
  }
  const cells = new CellColumn(verb, name, typeId === ArrowType.float ? "values" : "auto");
  for (let row = 0; row < vector.length; row++) cells.add(vector.get(row), () => `row ${row}`);
  const draft = atOnce(cells.finish());
  // A vector of integers that are all missing has no cell to tell its kind by.
  return draft.kind === "values" && typeId !== ArrowType.float
    ? atOnce(integerCategories(name, draft.values))
    : draft;
}
