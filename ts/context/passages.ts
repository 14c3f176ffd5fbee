/**
 * Passages as callers give them: texts, or objects that carry a text and what is known of it.
 *
 * @module
 */
import { describe, describeName } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { fill, floats } from "../floats.ts";
import { denseMatrix, type MatrixInput } from "../matrix.ts";
import { ownEntries } from "../options.ts";
import { isTypedArray, typedArrayKind, typedArrayLength } from "../typed-array.ts";
import { integerIn, text } from "../validate.ts";

/** A passage with what is known of it; other properties are not looked at. */
export interface Passage {
  /** A name, distinct among the passages. Default none. */
  id?: string | undefined;
  /** What the model would read. */
  text: string;
  /** Its embedding, of the same length for all passages, or for none. */
  embedding?: Float32Array | Float64Array | readonly number[] | undefined;
  /** Where it comes from, for `perSource`: a document, an author. Default none. */
  source?: string | undefined;
  /** Its tokens, where they are known already. Default: counted. */
  tokens?: number | undefined;
}

/** Passages: texts, or objects with a text. */
export type PassagesInput = readonly string[] | readonly Passage[] | readonly (string | Passage)[];

/** Passages on memory of the library's own. */
export interface Passages {
  texts: string[];
  ids: (string | undefined)[];
  sources: (string | undefined)[];
  tokens: (number | undefined)[];
  embeddings: Float64Array | undefined;
  dimensions: number;
}

const tokenCount = integerIn(0, Number.MAX_SAFE_INTEGER);
const expected = "a string or an object with a text";

/**
 * Takes over passages.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @param matrix Embeddings given apart, one row per passage.
 * @returns The passages; throws `ARGUMENT` for what is none, for passages without text and for an id twice, `SHAPE` for
 *   embeddings of different lengths or of some passages only.
 */
export function ownPassages(verb: string, value: unknown, matrix: unknown): Passages {
  if (!Array.isArray(value)) throw wrongKind(verb, "passages", "an array of texts or passages", value);
  const given = value as readonly unknown[];
  const passages: Passages = {
    texts: [],
    ids: [],
    sources: [],
    tokens: [],
    embeddings: undefined,
    dimensions: 0,
  };
  const embeddings: unknown[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < given.length; at++) {
    const name = `passages[${at}]`;
    const fields = fieldsOf(verb, name, given[at]);
    const { id, source, tokens } = fields;
    if (fields.text === undefined) throw fault("ARGUMENT", verb, `${name}.text`, "given", "undefined");
    passages.texts.push(text(fields.text, `${name}.text`, verb));
    const own = id === undefined ? undefined : text(id, `${name}.id`, verb);
    if (own !== undefined && seen.has(own)) {
      throw fault("ARGUMENT", verb, `${name}.id`, "distinct from all others", `${describeName(own)} twice`);
    }
    if (own !== undefined) seen.add(own);
    passages.ids.push(own);
    passages.sources.push(source === undefined ? undefined : text(source, `${name}.source`, verb));
    passages.tokens.push(tokens === undefined ? undefined : tokenCount(tokens, `${name}.tokens`, verb));
    embeddings.push(fields.embedding);
  }
  if (matrix !== undefined) takeMatrix(verb, matrix, passages, embeddings);
  else takeRows(verb, embeddings, passages);
  return passages;
}

type Fields = Partial<Record<"id" | "text" | "embedding" | "source" | "tokens", unknown>>;

function fieldsOf(verb: string, name: string, value: unknown): Fields {
  if (typeof value === "string") return { text: value };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongKind(verb, name, expected, value);
  }
  return Object.fromEntries(ownEntries(verb, name, value));
}

function takeMatrix(verb: string, value: unknown, passages: Passages, own: readonly unknown[]): void {
  const at = own.findIndex((embedding) => embedding !== undefined);
  if (at >= 0) {
    const expected = "absent where embeddings are given";
    throw fault("ARGUMENT", verb, `passages[${at}].embedding`, expected, describe(own[at]));
  }
  const { data, rows, cols } = denseMatrix(verb, "embeddings", value);
  if (rows !== own.length) {
    throw fault("SHAPE", verb, "embeddings", `a matrix of ${own.length} rows (passages)`, `${rows}`);
  }
  if (rows > 0 && cols === 0) throw fault("SHAPE", verb, "embeddings", "a matrix with columns", "none");
  passages.embeddings = data instanceof Float64Array ? data : Float64Array.from(data);
  passages.dimensions = cols;
}

function takeRows(verb: string, rows: readonly unknown[], passages: Passages): void {
  const first = rows.findIndex((row) => row !== undefined);
  if (first < 0) return;
  const name = (at: number): string => `passages[${at}].embedding`;
  const cols = lengthOf(floats(rows[first], name(first), verb));
  if (cols === 0) throw fault("SHAPE", verb, name(first), "an embedding of at least one number", "none");
  const data = new Float64Array(rows.length * cols);
  for (const [at, row] of rows.entries()) {
    if (row === undefined) {
      throw fault("ARGUMENT", verb, name(at), `given, as that of passages[${first}] is`, "undefined");
    }
    const given = floats(row, name(at), verb);
    if (lengthOf(given) !== cols) {
      const expected = `of length ${cols} (as that of passages[${first}])`;
      throw fault("SHAPE", verb, name(at), expected, `${lengthOf(given)}`);
    }
    if (isTypedArray(given, "Float64Array") || isTypedArray(given, "Float32Array"))
      data.set(given, at * cols);
    else fill(verb, name(at), given, data, at * cols);
  }
  passages.embeddings = data;
  passages.dimensions = cols;
}

function lengthOf(array: Float64Array | Float32Array | readonly number[]): number {
  return typedArrayKind(array) === undefined ? array.length : typedArrayLength(array);
}

export type { MatrixInput };
