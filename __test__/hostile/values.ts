/** Values nobody should pass, and values somebody will. Each is made afresh, since some can be used only once. */

/** Must never be repeated by an error message. */
export const canary = "canary-7f3a";

const thrower = (): never => {
  throw new Error(canary);
};

const detached = (): Float64Array => {
  const array = new Float64Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};

const shrunk = (): Float64Array => {
  const buffer = new ArrayBuffer(64, { maxByteLength: 128 });
  const array = new Float64Array(buffer, 32, 4);
  buffer.resize(16);
  return array;
};

const circular = (): object => {
  const own: Record<string, unknown> = {};
  own["own"] = own;
  return own;
};

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const rejecting = (): Promise<never> => {
  const promise = Promise.reject(new Error(canary));
  promise.catch(() => {});
  return promise;
};

/** Values that run code of the caller's when they are read: what that code throws is passed on as it is. */
export const active: ReadonlySet<string> = new Set([
  "an array with a throwing element",
  "an array that lies about its length",
  "an object with a throwing getter",
  "a throwing proxy",
  "a revoked proxy",
  "an object that cannot be a primitive",
  "something like a signal",
  "a thenable",
  "a rejecting promise",
  "a throwing function",
  "a class",
  "an async function",
]);

/** Words given as an option, a name or a key: an error may repeat them, as long as it stays short. */
export const words: ReadonlySet<string> = new Set([
  "a string",
  "a long string",
  "an unknown key",
  "strings in an array",
]);

/** Name and maker of every hostile value. */
export const hostileValues: readonly (readonly [string, () => unknown])[] = [
  ["undefined", () => undefined],
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["0", () => 0],
  ["-0", () => -0],
  ["1", () => 1],
  ["-1", () => -1],
  ["0.5", () => 0.5],
  ["1.0000000001", () => 1.000_000_000_1],
  ["NaN", () => Number.NaN],
  ["Infinity", () => Number.POSITIVE_INFINITY],
  ["-Infinity", () => Number.NEGATIVE_INFINITY],
  ["2^31", () => 2 ** 31],
  ["2^32", () => 2 ** 32],
  ["2^32 + 1", () => 2 ** 32 + 1],
  ["2^53", () => 2 ** 53],
  ["-2^31", () => -(2 ** 31)],
  ["the largest number", () => Number.MAX_VALUE],
  ["the smallest number", () => Number.MIN_VALUE],
  ["1n", () => 1n],
  ["-1n", () => -1n],
  ["2n ** 64n", () => 2n ** 64n],
  ["an empty string", () => ""],
  ["a string", () => canary],
  ["a number as a string", () => "1"],
  ["__proto__", () => "__proto__"],
  ["constructor", () => "constructor"],
  ["a lone surrogate", () => "\uD800"],
  ["a long string", () => canary.repeat(10_000)],
  ["a string with a NUL", () => "a\0b"],
  ["a symbol", () => Symbol(canary)],
  ["a function", () => () => 1],
  ["a throwing function", () => thrower],
  ["an async function", () => async () => 1],
  ["a class", () => class Empty {}],
  ["an empty array", () => []],
  ["[NaN]", () => [Number.NaN]],
  ["[-1]", () => [-1]],
  ["[1.5]", () => [1.5]],
  ["[0, 0]", () => [0, 0]],
  ["[2^32]", () => [2 ** 32]],
  ["[null]", () => [null]],
  ["[undefined]", () => [undefined]],
  ["[[]]", () => [[]]],
  ["[[1], [1, 2]]", () => [[1], [1, 2]]],
  ["strings in an array", () => [canary, canary]],
  ["symbols in an array", () => [Symbol(canary)]],
  ["bigints in an array", () => [1n]],
  // eslint-disable-next-line no-sparse-arrays
  ["a sparse array", () => [1, , 2]],
  ["a long array", () => Array.from({ length: 10_000 }, () => 0)],
  [
    "a deep array",
    () => {
      let deep: unknown = 1;
      for (let level = 0; level < 5_000; level++) deep = [deep];
      return deep;
    },
  ],
  ["an array with a throwing element", () => Object.defineProperty([1, 2], 0, { get: thrower })],
  [
    "an array that lies about its length",
    () => new Proxy([1], { get: (own, key) => (key === "length" ? 1_000_000 : Reflect.get(own, key)) }),
  ],
  ["an empty object", () => ({})],
  ["an object without a prototype", () => Object.create(null) as unknown],
  ["an array-like", () => ({ length: 3, 0: 1, 1: 2, 2: 3 })],
  ["an endless array-like", () => ({ length: 2 ** 53 })],
  ["a matrix that lies", () => ({ data: new Float64Array(4), rows: 2 ** 31, cols: 2 ** 31 })],
  ["a matrix too short", () => ({ data: new Float64Array(3), rows: 2, cols: 2 })],
  ["sparse rows that lie", () => ({ data: [1, 1], indices: [0, 9], indptr: [0, 2, 1], rows: 2, cols: 2 })],
  [
    "an object with a throwing getter",
    () => Object.defineProperty({}, "data", { get: thrower, enumerable: true }),
  ],
  ["an unknown key", () => ({ [canary]: 1 })],
  ["a key named __proto__", () => JSON.parse('{"__proto__": {"size": 1}}') as unknown],
  [
    "a throwing proxy",
    () => new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower, getPrototypeOf: thrower }),
  ],
  ["a revoked proxy", revoked],
  ["a circular object", circular],
  [
    "an object that cannot be a primitive",
    () => ({ toString: thrower, valueOf: thrower, [Symbol.toPrimitive]: thrower }),
  ],
  ["a date", () => new Date(Number.NaN)],
  ["a regular expression", () => /(a+)+$/],
  ["a map", () => new Map([[1, 2]])],
  ["a set", () => new Set([1])],
  ["a promise", () => Promise.resolve(1)],
  ["a rejecting promise", rejecting],
  ["a thenable", () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error(canary)) })],
  ["an error", () => new Error(canary)],
  [
    "a generator",
    () =>
      (function* () {
        yield 1;
      })(),
  ],
  [
    "an endless iterable",
    () => ({
      *[Symbol.iterator]() {
        for (;;) yield 0;
      },
    }),
  ],
  ["bytes", () => new Uint8Array([1, 2, 3])],
  ["signed integers", () => new Int32Array([-1, 2])],
  ["32-bit floats", () => new Float32Array([Number.NaN, 1])],
  ["64-bit floats with NaN", () => new Float64Array([Number.NaN])],
  ["an empty typed array", () => new Float64Array(0)],
  ["64-bit integers", () => new BigInt64Array([1n])],
  ["a data view", () => new DataView(new ArrayBuffer(8))],
  ["a buffer of memory", () => new ArrayBuffer(32)],
  ["shared memory", () => new Float64Array(new SharedArrayBuffer(32))],
  ["a detached array", detached],
  ["an array out of its buffer", shrunk],
  ["a Node buffer", () => Buffer.from(canary)],
  ["an aborted signal", () => AbortSignal.abort()],
  ["something like a signal", () => ({ aborted: true, reason: canary, addEventListener: thrower })],
  ["the global object", () => globalThis],
];
