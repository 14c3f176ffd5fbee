/**
 * Results that `JSON.stringify` writes with plain arrays in place of typed ones, and that survive a structured clone.
 *
 * @module
 */

/**
 * A result with plain arrays in place of typed ones, for JSON.
 *
 * @param value A result of the library.
 * @returns Own fields only.
 */
export function plain(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plainField(field)]));
}

function plainField(field: unknown): unknown {
  if (typeof field === "bigint") return field.toString();
  if (field instanceof Uint32Array || field instanceof Float64Array) return Array.from(field);
  if (Array.isArray(field)) return field.map(plainField);
  return typeof field === "object" && field !== null ? plain(field) : field;
}

const json = {
  toJSON(this: object): Record<string, unknown> {
    return plain(this);
  },
};

/**
 * Gives plain data a `toJSON` that does not stand in the way of a structured clone, since it is not its own.
 *
 * @param data Fields of a result.
 * @returns The same fields on an object with `toJSON`.
 */
export function withJson<T extends object>(data: object): T {
  return Object.assign(Object.create(json) as object, data) as T;
}
