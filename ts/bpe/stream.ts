/**
 * Streams of text and of tokens.
 * @module
 */
import { TextDecoder } from "node:util";
import { fault, wrongKind } from "../errors.ts";
import { unwrap } from "../job.ts";
import type { Native } from "../native.ts";
import { ownOptions, withDefault } from "../options.ts";
import { isTypedArray } from "../typed-array.ts";
import * as validate from "../validate.ts";
import type { DecodeOptions } from "./encoding.ts";
import { binary, identifiers, type Tokens } from "./input.ts";
import { mode, type SpecialOptions } from "./special.ts";

/** Where items come from one after the other: a Web stream, a Node stream, any iterable, asynchronous or not. */
export type Source<T> = AsyncIterable<T> | Iterable<T> | ReadableStream<T>;

/** A part of a text: a string, or bytes in UTF-8. */
export type BytesOrText = string | Uint8Array;

/** Units of text that are encoded at a time. */
const BLOCK = 1 << 16;

function iterable<T>(verb: string, source: unknown): AsyncIterable<T> | Iterable<T> {
  // An array of numbers is one part, whose memory is checked with it.
  if (ArrayBuffer.isView(source)) return [source as T];
  if (typeof source === "object" && source !== null) {
    if (Symbol.asyncIterator in source || Symbol.iterator in source) {
      return source as AsyncIterable<T> | Iterable<T>;
    }
  }
  throw wrongKind(verb, "source", "a stream or an iterable", source);
}

/** {@link Tokenizer.encodeStream}: options and source are checked at once, the rest as the stream comes. */
export function encoded(
  handle: Native.NativeTokenizer,
  source: unknown,
  options: SpecialOptions | undefined,
): AsyncIterableIterator<Uint32Array> {
  const special = mode("encodeStream", options);
  return encodeParts(handle, iterable<unknown>("encodeStream", source), special);
}

async function* encodeParts(
  handle: Native.NativeTokenizer,
  source: AsyncIterable<unknown> | Iterable<unknown>,
  special: string,
): AsyncGenerator<Uint32Array, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let [tail, wanted] = ["", BLOCK];
  for await (const part of source) {
    tail += typeof part === "string" ? decoder.decode() + part : decodedPart(decoder, part);
    if (tail.length < wanted) continue;
    const [end = 0] = unwrap("encodeStream", handle.stable(tail, special) as Uint32Array);
    if (end > 0) {
      yield unwrap("encodeStream", handle.encode(tail.slice(0, end), special) as Uint32Array);
      tail = tail.slice(end);
    }
    // What is not final yet may be long: it is looked at again when there is twice as much.
    wanted = Math.max(BLOCK, 2 * tail.length);
  }
  tail += decoder.decode();
  if (tail !== "") yield unwrap("encodeStream", handle.encode(tail, special) as Uint32Array);
}

function decodedPart(decoder: TextDecoder, part: unknown): string {
  if (!isTypedArray(part, "Uint8Array")) {
    throw wrongKind("encodeStream", "source", "a stream of strings or of Uint8Arrays", part);
  }
  return decoder.decode(binary("encodeStream", "source", part), { stream: true });
}

/** {@link Tokenizer.decodeStream}, checked as {@link encoded}. */
export function decoded(
  handle: Native.NativeTokenizer,
  source: unknown,
  options: DecodeOptions | undefined,
): AsyncIterableIterator<string> {
  const { invalid } = ownOptions("decodeStream", options, {
    invalid: withDefault(validate.oneOf(["replace", "error"]), "replace"),
  });
  return decodeParts(
    handle,
    iterable<number | Tokens>("decodeStream", source),
    new TextDecoder("utf-8", { ignoreBOM: true, fatal: invalid === "error" }),
  );
}

async function* decodeParts(
  handle: Native.NativeTokenizer,
  source: AsyncIterable<number | Tokens> | Iterable<number | Tokens>,
  decoder: TextDecoder,
): AsyncGenerator<string, void, undefined> {
  const text = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      const expected = "tokens whose bytes are UTF-8";
      throw fault("ARGUMENT", "decodeStream", "tokens", expected, "bytes that are not", error);
    }
  };
  let first = true;
  for await (const part of source) {
    const ids = identifiers("decodeStream", typeof part === "number" ? [part] : part);
    const bytes: Uint8Array = unwrap("decodeStream", handle.decodePart(ids, first) as Uint8Array);
    first &&= bytes.length === 0 && ids.length === 0;
    const decoded = text(bytes);
    if (decoded !== "") yield decoded;
  }
  const rest = text();
  if (rest !== "") yield rest;
}
