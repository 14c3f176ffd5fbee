/** What may become of a buffer while a call is under way. */

/** Name of an attack, a buffer that it can be made on, and what is done to an array over it. */
export type BufferAttack = readonly [string, () => ArrayBufferLike, (data: Float64Array) => void];

/** The attacks on buffers of `bytes`. */
export const attacksOn = (bytes: number): readonly BufferAttack[] => [
  ["mutated", () => new ArrayBuffer(bytes), (data) => data.fill(Number.NaN)],
  [
    "detached",
    () => new ArrayBuffer(bytes),
    ({ buffer }) => void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] }),
  ],
  [
    "shrunk",
    () => new ArrayBuffer(bytes, { maxByteLength: 2 * bytes }),
    ({ buffer }) => (buffer as ArrayBuffer).resize(8),
  ],
  ["shared", () => new SharedArrayBuffer(bytes), (data) => data.fill(-1)],
  ["collected", () => new ArrayBuffer(bytes), () => globalThis.gc?.()],
];
