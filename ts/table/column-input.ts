/**
 * A column as callers give it, taken over.
 *
 * @module
 */
import { isArrowVector } from "../arrow.ts";
import { atOnce } from "../cooperative.ts";
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { ownValues } from "../options.ts";
import { isDetached, isTypedArray, snapshot, typedArrayKind } from "../typed-array.ts";
import { oneOf, text, type Check } from "../validate.ts";
import { arrowColumn } from "./arrow-table.ts";
import { CellColumn } from "./cell-column.ts";
import { missingCode, missingLabel, type Draft } from "./column.ts";
import { integerCategories } from "./labels.ts";

const integerKinds = new Set([
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
]);

/**
 * Takes over a column.
 *
 * @param verb The function the caller called.
 * @param name Name of the column.
 * @param value What the caller gave.
 * @returns The column, missing values marked.
 */
export function columnDraft(verb: string, name: string, value: unknown): Draft {
  const argument = `column ${name}`;
  const kind = typedArrayKind(value);
  if (kind !== undefined && isDetached(value)) {
    throw fault(
      "ARGUMENT",
      verb,
      argument,
      "an array whose memory is still there",
      "one that was transferred",
    );
  }
  if (kind === "Float64Array" || kind === "Float32Array") return valueDraft(verb, name, value);
  if (kind !== undefined && integerKinds.has(kind)) {
    return atOnce(integerCategories(name, new Float64Array(value as Int32Array)));
  }
  if (kind === undefined && Array.isArray(value)) {
    const whole = wholeNumbers(value);
    if (whole !== undefined) return atOnce(integerCategories(name, whole));
    const cells = new CellColumn(verb, name, "auto");
    for (let row = 0; row < value.length; row++) cells.add(value[row], () => `row ${row}`);
    return atOnce(cells.finish());
  }
  if (isArrowVector(value)) return arrowColumn(verb, name, value);
  if (kind === undefined && typeof value === "object" && value !== null)
    return columnObject(verb, name, value);
  throw wrongKind(
    verb,
    argument,
    "an array of cells, a float or integer array, a column or an Arrow vector",
    value,
  );
}

/** The numbers of an array of nothing but whole ones; undefined for any other. */
function wholeNumbers(cells: readonly unknown[]): Float64Array | undefined {
  if (cells.length === 0) return undefined;
  const numbers = new Float64Array(cells.length);
  for (let row = 0; row < numbers.length; row++) {
    const cell = cells[row];
    if (!Number.isSafeInteger(cell)) return undefined;
    numbers[row] = (cell as number) + 0;
  }
  return numbers;
}

function valueDraft(verb: string, name: string, value: unknown): Draft {
  const values = new Float64Array(value as Float64Array);
  for (let row = 0; row < values.length; row++) {
    const number = values[row] ?? 0;
    if (number === Infinity || number === -Infinity) {
      throw fault("NON_FINITE", verb, `column ${name} at row ${row}`, "finite or missing", describe(number));
    }
    values[row] = number + 0;
  }
  return { name, kind: "values", values };
}

const raw: Check<unknown> = (value) => value;

/** A column of another table, or what `structuredClone` left of it. */
function columnObject(verb: string, name: string, value: object): Draft {
  const schema = {
    name: raw,
    kind: raw,
    values: raw,
    codes: raw,
    labels: raw,
    edges: raw,
    missingCount: raw,
  };
  const given = ownValues(verb, `column ${name}`, value, schema);
  oneOf(["categories", "values"])(given.kind, `column ${name}.kind`, verb);
  if (given.kind === "values") {
    if (!isTypedArray(given.values, "Float64Array")) {
      throw wrongKind(verb, `column ${name}.values`, "a Float64Array", given.values);
    }
    return valueDraft(verb, name, given.values);
  }
  const { codes, edges } = given;
  if (!isTypedArray(codes, "Uint32Array"))
    throw wrongKind(verb, `column ${name}.codes`, "a Uint32Array", codes);
  if (edges !== null && edges !== undefined && !isTypedArray(edges, "Float64Array")) {
    throw wrongKind(verb, `column ${name}.edges`, "a Float64Array or null", edges);
  }
  const labels = distinctLabels(verb, name, given.labels);
  const owned = snapshot(codes);
  const missing = labels.at(-1) === missingLabel ? labels.length - 1 : -1;
  owned.forEach((code, row) => {
    if (code >= labels.length) {
      const expected = `below ${labels.length} (labels of the column)`;
      throw fault("RANGE", verb, `column ${name}.codes[${row}]`, expected, `${code}`);
    }
    if (code === missing) owned[row] = missingCode;
  });
  if (missing >= 0) labels.pop();
  return { name, kind: "categories", codes: owned, labels, edges: edges ? snapshot(edges) : null };
}

function distinctLabels(verb: string, name: string, value: unknown): string[] {
  if (!Array.isArray(value)) throw wrongKind(verb, `column ${name}.labels`, "an array of strings", value);
  const labels = Array.from(value, (label, code) => text(label, `column ${name}.labels[${code}]`, verb));
  if (new Set(labels).size !== labels.length) {
    throw fault("ARGUMENT", verb, `column ${name}.labels`, "distinct", "some label twice");
  }
  return labels;
}
