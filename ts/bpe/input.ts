/**
 * Texts and tokens as callers give them.
 * @module
 */
import { constants } from "node:buffer";
import { describe } from "../describe.ts";
import { fault, wrongKind } from "../errors.ts";
import { isDetached, isTypedArray, typedArrayKind } from "../typed-array.ts";

/** Ids of tokens. */
export type Tokens = Uint32Array | readonly number[];

/**
 * A text.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The text.
 */
export function text(verb: string, value: unknown, name = "text"): string {
  if (typeof value !== "string") throw wrongKind(verb, name, "a string", value);
  return value;
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * The text of bytes.
 *
 * @param verb The function the caller called.
 * @param bytes UTF-8.
 * @param fatal Whether bytes that are none are an error.
 * @returns The text.
 */
export function textOf(verb: string, bytes: Uint8Array, fatal: boolean): string {
  try {
    return (fatal ? strict : lenient).decode(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_STRING_TOO_LONG") {
      const most = `at most ${constants.MAX_STRING_LENGTH} characters in all (decodeBytes() takes more)`;
      throw fault("LIMIT", verb, "tokens", most, "more", error);
    }
    throw fault("ARGUMENT", verb, "tokens", "tokens whose bytes are UTF-8", "bytes that are not", error);
  }
}

/**
 * Bytes.
 *
 * @param verb The function the caller called.
 * @param argument Name of the argument.
 * @param value What the caller gave.
 * @returns A view of them that no other thread writes to.
 */
export function binary(verb: string, argument: string, value: unknown): Uint8Array {
  if (!isTypedArray(value, "Uint8Array")) throw wrongKind(verb, argument, "a Uint8Array", value);
  if (isDetached(value)) {
    throw fault("ARGUMENT", verb, argument, "bytes whose memory is still there", "bytes transferred away");
  }
  return new Uint8Array(value);
}

/**
 * Many texts.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns A list of its own.
 */
export function batch(verb: string, value: unknown): string[] {
  if (!Array.isArray(value)) throw wrongKind(verb, "texts", "an array of strings", value);
  return Array.from(value as readonly unknown[], (item, at) => {
    if (typeof item !== "string") throw wrongKind(verb, `texts[${at}]`, "a string", item);
    return item;
  });
}

/**
 * Ids of tokens.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The ids on memory of their own.
 */
export function identifiers(verb: string, value: unknown): Uint32Array {
  if (isTypedArray(value, "Uint32Array")) {
    if (!isDetached(value)) return new Uint32Array(value);
    throw fault("ARGUMENT", verb, "tokens", "an array whose memory is still there", "one transferred away");
  }
  if (!Array.isArray(value) || typedArrayKind(value) !== undefined) {
    throw wrongKind(verb, "tokens", "a Uint32Array or an array of ids", value);
  }
  const ids = new Uint32Array(value.length);
  for (let at = 0; at < ids.length; at++) {
    const id = (value as readonly unknown[])[at];
    if (typeof id !== "number") throw wrongKind(verb, `tokens[${at}]`, "an integer in 0..=4294967295", id);
    if (!Number.isInteger(id) || id < 0 || id >= 2 ** 32) {
      throw fault("RANGE", verb, `tokens[${at}]`, "an integer in 0..=4294967295", describe(id));
    }
    ids[at] = id;
  }
  return ids;
}
