/** Calls of the rooms of information and byte pairs over buffers of the caller's, and their answers bit by bit. */
import { applyMerges, certificate, greedyMerges, train } from "marginals/bpe";
import {
  conditionalMutualInformation,
  densityModes,
  distanceCorrelation,
  entropy,
  hsic,
  kernelDensity,
  klDivergence,
  mutualInformation,
  oInformation,
  pairwiseDependence,
  permutationTest,
  screenFeatures,
  selectFeatures,
  transferEntropy,
} from "marginals/information";
import type { Tail } from "./jobs.ts";

/** A call over one buffer. */
export interface RoomCall {
  readonly name: string;
  /** Fills the buffer with what the call computes from. */
  readonly fill: (data: Float64Array) => void;
  /** The answer as text. */
  readonly call: (data: Float64Array, tail: Tail) => Promise<string>;
}

/** Numbers of every buffer: eight columns of 256 rows. */
export const length = 2048;
const rows = 256;

/** An answer as text, its numbers by their bits. */
export const bits = (answer: unknown): string =>
  JSON.stringify(answer, (_, value: unknown) =>
    typeof value === "number"
      ? `${new BigUint64Array(Float64Array.of(value).buffer)[0]}`
      : value instanceof Float64Array || value instanceof Uint32Array
        ? Array.from(value)
        : value,
  );

const values = (data: Float64Array): void => {
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = state / 2 ** 32 + (at >= rows ? 0.5 * data[at % rows]! : 0);
  }
};

const few = (data: Float64Array): void => {
  values(data);
  for (let at = 0; at < length; at++) data[at] = Math.floor(4 * data[at]!);
};

const law = (data: Float64Array): void => {
  values(data);
  for (const start of [0, length / 2]) {
    const half = data.subarray(start, start + length / 2);
    const total = half.reduce((sum, value) => sum + value, 0);
    for (let at = 0; at < half.length; at++) half[at]! /= total;
  }
};

const column = (data: Float64Array, at: number): Float64Array => data.subarray(at * rows, (at + 1) * rows);
const columns = (data: Float64Array): { columns: Record<string, Float64Array> } => ({
  columns: Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`c${at}`, column(data, at)])),
});
const square = (data: Float64Array) => ({ data, rows, cols: 8 });

const of = (
  name: string,
  fill: (data: Float64Array) => void,
  call: (data: Float64Array, tail: Tail) => Promise<unknown>,
): RoomCall => ({ name, fill, call: async (data, tail) => bits(await call(data, tail)) });

/** Calls of the room of information. */
export const information: readonly RoomCall[] = [
  of("entropy, counted", few, (data, tail) => entropy({ samples: data }, { estimator: "plug-in", ...tail })),
  of("entropy, neighbors", values, (data, tail) => entropy({ samples: square(data) }, tail)),
  ...(["auto", "ksg2", "ksg-extrapolated", "lnc", "student-copula", "kde"] as const).map((estimator) =>
    of(`mutualInformation, ${estimator}`, values, (data, tail) =>
      mutualInformation(column(data, 0), column(data, 1), { estimator, ...tail }),
    ),
  ),
  of("conditionalMutualInformation", values, (data, tail) =>
    conditionalMutualInformation(column(data, 0), column(data, 1), column(data, 2), tail),
  ),
  of("transferEntropy", few, (data, tail) => transferEntropy(column(data, 0), column(data, 1), tail)),
  of("oInformation", few, (data, tail) => oInformation(columns(data), tail)),
  of("permutationTest", values, (data, tail) =>
    permutationTest(column(data, 0), column(data, 1), { permutations: 99, ...tail }),
  ),
  of("screenFeatures", values, (data, tail) =>
    screenFeatures(columns(data), { target: "c0", permutations: 19, ...tail }),
  ),
  of("selectFeatures", few, (data, tail) =>
    selectFeatures(columns(data), { target: "c0", size: 3, ...tail }),
  ),
  of("pairwiseDependence", few, (data, tail) => pairwiseDependence(columns(data), tail)),
  of("kernelDensity", values, (data, tail) => kernelDensity(data, tail)),
  of("densityModes", values, (data, tail) => densityModes(square(data), { bandwidth: 0.3, ...tail })),
  of("distanceCorrelation", values, (data, tail) =>
    distanceCorrelation(column(data, 0), column(data, 1), tail),
  ),
  of("hsic", values, (data, tail) => hsic(column(data, 0), column(data, 1), tail)),
  of("klDivergence", law, (data, tail) =>
    klDivergence(data.subarray(0, length / 2), data.subarray(length / 2), tail),
  ),
  of("klDivergence, samples", values, (data, tail) =>
    klDivergence({ samples: column(data, 0) }, { samples: column(data, 1) }, tail),
  ),
];

const text = (data: Float64Array): void => {
  const bytes = new Uint8Array(data.buffer, 0, length);
  for (let at = 0; at < length; at++) bytes[at] = 97 + ((at * at + 3 * at) % 5);
};
const bytes = (data: Float64Array): Uint8Array => new Uint8Array(data.buffer, 0, length);
const symbols = (data: Float64Array): Uint32Array => new Uint32Array(data.buffer, 0, length / 4);
const letters = (data: Float64Array): void => {
  const own = symbols(data);
  for (let at = 0; at < own.length; at++) own[at] = (at * at + at) % 7;
};

/** Calls of the room of byte pairs; they take no seed. */
export const bpe: readonly RoomCall[] = [
  of("train", text, async (data, { threads, signal }) => {
    const options = { merges: 20, ...(threads && { threads }), ...(signal && { signal }) };
    return (await train(bytes(data), options)).toTiktoken();
  }),
  of("greedyMerges", letters, (data, tail) => greedyMerges(symbols(data), { merges: 12, ...tail })),
  of("certificate", letters, (data, tail) => certificate(symbols(data), { merges: 6, ...tail })),
  of("applyMerges", letters, (data, tail) => applyMerges(symbols(data), [[0, 2]], tail)),
];
