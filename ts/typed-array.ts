/**
 * Typed arrays asked about themselves through the language's own getters, so that neither a subclass, another
 * realm nor a forged `Symbol.toStringTag` changes the answer; and taken over by copy or by transfer.
 *
 * @module
 */

/** Typed arrays by name. `Float16Array` and the bigint kinds are recognised in order to be refused by name. */
export interface TypedArrayKinds {
  Int8Array: Int8Array;
  Uint8Array: Uint8Array;
  Uint8ClampedArray: Uint8ClampedArray;
  Int16Array: Int16Array;
  Uint16Array: Uint16Array;
  Int32Array: Int32Array;
  Uint32Array: Uint32Array;
  Float32Array: Float32Array;
  Float64Array: Float64Array;
  BigInt64Array: BigInt64Array;
  BigUint64Array: BigUint64Array;
}

/** Arrays of whole numbers of up to four bytes each. */
export type Integers =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

type Getter = (this: unknown) => unknown;

const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getter = (of: object, key: PropertyKey): Getter => {
  const found = Object.getOwnPropertyDescriptor(of, key)?.get;
  if (found === undefined) throw new TypeError(`no getter for ${String(key)}`);
  return found;
};
const tagOf = getter(prototype, Symbol.toStringTag);
const lengthOf = getter(prototype, "length");
const bufferOf = getter(prototype, "buffer");
const offsetOf = getter(prototype, "byteOffset");
const byteLengthOf = getter(ArrayBuffer.prototype, "byteLength");
const resizableOf = getter(ArrayBuffer.prototype, "resizable");

/**
 * The kind of a typed array.
 *
 * @param value Anything.
 * @returns `Float64Array`, `Int32Array` and so on (`Float16Array` included), or undefined for other values.
 */
export function typedArrayKind(value: unknown): string | undefined {
  return tagOf.call(value) as string | undefined;
}

/**
 * Whether a value is a typed array of one kind.
 *
 * @param value Anything.
 * @param kind The name of the kind.
 * @returns True for that kind, from any realm.
 */
export function isTypedArray<Kind extends keyof TypedArrayKinds>(
  value: unknown,
  kind: Kind,
): value is TypedArrayKinds[Kind] {
  return typedArrayKind(value) === kind;
}

/**
 * The number of elements of a typed array, 0 once its buffer is gone.
 *
 * @param array A typed array.
 * @returns Its length.
 */
export function typedArrayLength(array: unknown): number {
  return lengthOf.call(array) as number;
}

/** Whether the memory is an `ArrayBuffer` of this or another realm (and not shared memory). */
function isUnsharedBuffer(buffer: unknown): buffer is ArrayBuffer {
  try {
    byteLengthOf.call(buffer);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether others may write to the memory of a typed array while it is read.
 *
 * @param array A typed array.
 * @returns True for memory that threads share.
 */
export function isSharedMemory(array: unknown): boolean {
  return !isUnsharedBuffer(bufferOf.call(array));
}

/**
 * The elements of an array of whole numbers as unsigned ones of the same width, −1 becoming the largest: different
 * elements stay different.
 *
 * @param array An array of whole numbers of up to four bytes each.
 * @param lent Whether they may stay on the caller's memory, to be read before the caller runs again; shared and
 *   resizable memory is copied all the same.
 * @returns The unsigned numbers.
 */
export function unsigned(array: Integers, lent: boolean): Uint8Array | Uint16Array | Uint32Array {
  const Kind = unsignedKinds[typedArrayKind(array) ?? ""] ?? Uint32Array;
  const buffer = bufferOf.call(array);
  const plain = isUnsharedBuffer(buffer) && resizableOf.call(buffer) !== true;
  if (!lent || !plain) return new Kind(array);
  return new Kind(buffer, offsetOf.call(array) as number, typedArrayLength(array));
}

const unsignedKinds: Record<string, typeof Uint8Array | typeof Uint16Array | typeof Uint32Array | undefined> =
  {
    Int8Array: Uint8Array,
    Uint8Array,
    Uint8ClampedArray: Uint8Array,
    Int16Array: Uint16Array,
    Uint16Array,
  };

/**
 * Some elements of an array of whole numbers, as an array of the same kind.
 *
 * @param array The array.
 * @param places Places of the elements, in order.
 * @returns The elements on memory of their own.
 */
export function integersAt(array: Integers, places: Uint32Array): Integers {
  const Kind = integerKinds[typedArrayKind(array) ?? ""] ?? Int32Array;
  const taken = new Kind(places.length);
  for (let at = 0; at < places.length; at++) taken[at] = array[places[at] ?? 0] ?? 0;
  return taken;
}

const integerKinds: Record<string, (new (length: number) => Integers) | undefined> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
};

const valuesOf = Object.getOwnPropertyDescriptor(prototype, "values")?.value as (this: unknown) => unknown;

/**
 * Whether the memory of a typed array has been transferred away, or shrunk so that the array lies outside of it.
 *
 * @param array A typed array.
 * @returns True when nothing can be read from it any more.
 */
export function isDetached(array: unknown): boolean {
  if (typedArrayLength(array) !== 0) return false;
  try {
    // Asks the language to validate the array, the same check that reading it would fail; runs no other code.
    valuesOf.call(array);
    return false;
  } catch {
    return true;
  }
}

/**
 * A private copy of a typed array, of the same kind and on memory of its own; shared and resizable memory
 * included.
 *
 * @param array A `Float64Array`, `Float32Array` or `Uint32Array`.
 * @returns The copy.
 */
export function snapshot<T extends Float64Array | Float32Array | Uint32Array>(array: T): T {
  // Constructors given a typed array read its elements themselves: no iterator, no species, no overridden getter.
  switch (typedArrayKind(array)) {
    case "Float64Array":
      return new Float64Array(array) as T;
    case "Float32Array":
      return new Float32Array(array) as T;
    default:
      return new Uint32Array(array) as T;
  }
}

/**
 * Takes over the memory of a typed array without copying: the caller's array is empty afterwards. Memory that
 * cannot be moved (shared, resizable, pooled, of a WebAssembly instance) is copied instead.
 *
 * @param array A `Float64Array`, `Float32Array` or `Uint32Array`.
 * @returns A private array with the same elements.
 */
export function takeOver<T extends Float64Array | Float32Array | Uint32Array>(array: T): T {
  const buffer = bufferOf.call(array);
  if (!isUnsharedBuffer(buffer) || (buffer as { resizable?: boolean }).resizable === true)
    return snapshot(array);
  const length = typedArrayLength(array);
  const offset = offsetOf.call(array) as number;
  let moved: ArrayBuffer;
  try {
    moved = structuredClone(buffer, { transfer: [buffer] });
  } catch {
    return snapshot(array);
  }
  switch (typedArrayKind(array)) {
    case "Float64Array":
      return new Float64Array(moved, offset, length) as T;
    case "Float32Array":
      return new Float32Array(moved, offset, length) as T;
    default:
      return new Uint32Array(moved, offset, length) as T;
  }
}
