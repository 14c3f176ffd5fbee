/**
 * The header of a `.npy` file: magic, version 1 to 3, and a Python literal `{'descr', 'fortran_order', 'shape'}`.
 *
 * @module
 */
import { failure, fault } from "../errors.ts";

/** What the header says. */
export interface NpyHeader {
  /** Bytes before the data. */
  offset: number;
  dtype: NpyType;
  fortranOrder: boolean;
  shape: readonly number[];
}

/** How one element is held. */
export interface NpyType {
  /** Bytes of an element. */
  size: number;
  /** Floats are values, all others categories. */
  kind: "float" | "integer" | "boolean";
  read: (view: DataView, offset: number) => number;
}

/** A longer header is none of ours. */
const longestHeader = 1 << 20;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads the header from the first bytes of a file.
 *
 * @param verb The function the caller called.
 * @param bytes The beginning of the file.
 * @returns The header; undefined when more bytes are needed.
 */
export function npyHeader(verb: string, bytes: Uint8Array): NpyHeader | undefined {
  for (const [index, byte] of magic.entries()) {
    if (index < bytes.length && bytes[index] !== byte) {
      throw fault("LOAD", verb, "the input", "a .npy file", "other bytes at its beginning");
    }
  }
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3 || bytes[7] !== 0) {
    throw fault(
      "UNSUPPORTED",
      verb,
      "the version of the .npy file",
      "1.0, 2.0 or 3.0",
      `${version}.${bytes[7]}`,
    );
  }
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader)
    throw fault("LOAD", verb, "the .npy header", `of at most ${longestHeader} bytes`, `${length}`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start + length) return undefined;
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(start, start + length),
  );
  return { offset: start + length, ...parseHeader(verb, text) };
}

const malformed = (verb: string): Error =>
  fault("LOAD", verb, "the .npy header", "{'descr': …, 'fortran_order': …, 'shape': …}", "something else");

function parseHeader(verb: string, text: string): Omit<NpyHeader, "offset"> {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) throw malformed(verb);
  if (/['"]descr['"]\s*:\s*\[/.test(body)) {
    throw fault("UNSUPPORTED", verb, "the .npy file", "an array of one number type", "a structured array");
  }
  const entries = new Map<string, string>();
  const entry = /\s*(['"])(\w+)\1\s*:\s*((['"])[^'"]*\4|True|False|\(\s*(?:\d+L?\s*,?\s*)*\))\s*(,|$)/y;
  while (entry.lastIndex < body.trimEnd().length) {
    const match = entry.exec(body);
    if (match === null || entries.has(match[2] ?? "")) throw malformed(verb);
    entries.set(match[2] ?? "", match[3] ?? "");
  }
  const descr = entries.get("descr");
  const order = entries.get("fortran_order");
  const shape = entries.get("shape");
  if (entries.size !== 3 || !descr || !order || !shape) throw malformed(verb);
  if (!/^['"]/.test(descr) || !/^(True|False)$/.test(order) || !shape.startsWith("(")) throw malformed(verb);
  return {
    dtype: dtypeOf(verb, descr.slice(1, -1)),
    fortranOrder: order === "True",
    shape: shapeOf(verb, shape),
  };
}

function shapeOf(verb: string, text: string): number[] {
  const shape = (text.match(/\d+/g) ?? []).map(Number);
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (!Number.isSafeInteger(elements) || shape.some((extent) => !Number.isSafeInteger(extent))) {
    throw fault("LIMIT", verb, "the shape of the .npy file", "of fewer than 2^53 elements", "more");
  }
  return shape;
}

const supported = "f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1";

function dtypeOf(verb: string, descr: string): NpyType {
  const [, order = "", kind = ""] = /^([<>=|])([a-zA-Z]\w*)$/.exec(descr) ?? [];
  const little = order !== ">";
  const size = Number(kind.slice(1));
  const typed = (type: NpyType["kind"], read: NpyType["read"]): NpyType => ({ size, kind: type, read });
  switch (kind) {
    case "f4":
      return typed("float", (view, at) => view.getFloat32(at, little));
    case "f8":
      return typed("float", (view, at) => view.getFloat64(at, little));
    case "i1":
      return typed("integer", (view, at) => view.getInt8(at));
    case "i2":
      return typed("integer", (view, at) => view.getInt16(at, little));
    case "i4":
      return typed("integer", (view, at) => view.getInt32(at, little));
    case "i8":
      return typed("integer", (view, at) => safe(verb, view.getBigInt64(at, little)));
    case "u1":
      return typed("integer", (view, at) => view.getUint8(at));
    case "u2":
      return typed("integer", (view, at) => view.getUint16(at, little));
    case "u4":
      return typed("integer", (view, at) => view.getUint32(at, little));
    case "u8":
      return typed("integer", (view, at) => safe(verb, view.getBigUint64(at, little)));
    case "b1":
      return typed("boolean", (view, at) => (view.getUint8(at) === 0 ? 0 : 1));
    default:
      throw fault("UNSUPPORTED", verb, "the number type of the .npy file", supported, shortName(descr));
  }
}

const shortName = (descr: string): string => (/^[<>=|]?\w{1,8}$/.test(descr) ? `'${descr}'` : "another");

function safe(verb: string, value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw failure(
    "RANGE",
    verb,
    "64-bit integers of a .npy file must be below 2^53 in size, received a larger one",
  );
}
