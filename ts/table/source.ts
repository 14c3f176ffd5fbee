/**
 * Where a table is read from: a path, a file URL, or a stream of bytes or text; in blocks.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { abortable } from "../abortable.ts";
import { failure, fault, wrongKind } from "../errors.ts";
import { typedArrayKind } from "../typed-array.ts";

/** Bytes read at once; parsing that many takes a few milliseconds. */
const blockSize = 1 << 15;

/** Anything that gives bytes or text in order: a Node stream, a web stream, an async generator. */
export type ByteStream = AsyncIterable<Uint8Array | string>;

/**
 * The path of a file given as a path or as a `file:` URL.
 *
 * @param verb The function the caller called.
 * @param value What the caller gave.
 * @returns The path; undefined when the value is neither.
 */
export function pathOf(verb: string, value: unknown): string | undefined {
  if (typeof value === "string") {
    if (value === "" || value.includes("\0")) {
      throw fault(
        "ARGUMENT",
        verb,
        "source",
        "the path of a file",
        value === "" ? "an empty string" : "a path with a null character",
      );
    }
    return value;
  }
  if (!(value instanceof URL)) return undefined;
  if (value.protocol !== "file:") {
    throw fault("UNSUPPORTED", verb, "source", "a path, a file: URL or a stream", `a ${value.protocol} URL`);
  }
  try {
    return fileURLToPath(value);
  } catch (cause) {
    throw fault("ARGUMENT", verb, "source", "a file: URL of this machine", "another", cause);
  }
}

/** The extension of a path, in lower case, without the dot. */
export function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}

const unreadable = (verb: string, path: string, cause: unknown): Error => {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  const name = basename(path);
  // File systems allow 255 bytes; what is longer is no name of a file.
  const shown = name.length > 255 ? `a name of ${name.length} characters` : `'${name}'`;
  return failure("LOAD", verb, `the file ${shown} could not be read (${code})`, cause);
};

/**
 * The blocks of a file; it is opened when the first is asked for and closed in any case.
 *
 * @param verb The function the caller called.
 * @param path The file.
 * @param onSize Told the size of the file before the first block.
 */
export async function* fileBlocks(
  verb: string,
  path: string,
  onSize: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let file;
  try {
    file = await open(path);
  } catch (cause) {
    throw unreadable(verb, path, cause);
  }
  try {
    onSize((await file.stat()).size);
    const buffer = new Uint8Array(blockSize);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, blockSize);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw unreadable(verb, path, cause);
  } finally {
    await file.close();
  }
}

/**
 * The blocks of a file, read on the calling thread.
 *
 * @param verb The function the caller called.
 * @param path The file.
 * @param onSize Told the size of the file before the first block.
 */
export function* fileBlocksSync(
  verb: string,
  path: string,
  onSize: (bytes: number) => void,
): Generator<Uint8Array> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw unreadable(verb, path, cause);
  }
  try {
    onSize(fstatSync(file).size);
    const buffer = new Uint8Array(blockSize);
    for (;;) {
      const bytesRead = readSync(file, buffer, 0, blockSize, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw unreadable(verb, path, cause);
  } finally {
    closeSync(file);
  }
}

/**
 * Whether a value is a stream this library can read.
 *
 * @param value Anything.
 * @returns True for async iterables: Node streams, web streams, async generators.
 */
export function isByteStream(value: unknown): value is ByteStream {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/**
 * The blocks of a stream: its chunks as bytes, cut to a size that parses in a few milliseconds.
 *
 * @param verb The function the caller called.
 * @param stream The stream. An error of its own is thrown as it is.
 * @param signal Ends the wait for a chunk that does not come.
 */
export async function* streamBlocks(
  verb: string,
  stream: ByteStream,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of abortable(stream, signal)) {
    const bytes = chunkBytes(verb, chunk);
    for (let at = 0; at < bytes.length; at += blockSize) yield bytes.subarray(at, at + blockSize);
  }
}

const encoder = new TextEncoder();

function chunkBytes(verb: string, chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return encoder.encode(chunk);
  if (typedArrayKind(chunk) === "Uint8Array") return chunk as Uint8Array;
  throw wrongKind(verb, "a chunk of source", "a Uint8Array or a string", chunk);
}
