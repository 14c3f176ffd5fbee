/** Input changed, detached, shrunk or shared while a call is under way: the answer is that of a snapshot. */
import { MarkovChain } from "marginals/markov";
import {
  disparitySum,
  facilityLocation,
  featureBased,
  graphCut,
  logDeterminant,
  maximize,
  modular,
  probabilisticSetCover,
  saturatedCoverage,
  type NativeSetFunction,
} from "marginals/submodular";
import { table } from "marginals/table";
import { attacksOn } from "./attacks.ts";
import type { Row } from "./measure.ts";

const states = 256;
const sizes = Array.from({ length: 8 }, () => 2);

/** A chain whose rows differ, so that any change of the input changes the answer. */
const rows = (buffer: ArrayBufferLike): Float64Array => {
  const data = new Float64Array(buffer, 0, states * states);
  for (let x = 0; x < states; x++) {
    let total = 0;
    for (let y = 0; y < states; y++) total += data[x * states + y] = 1 + ((x * 31 + y * 17) % 23);
    for (let y = 0; y < states; y++) data[x * states + y]! /= total;
  }
  return data;
};

const bytes = states * states * 8;
const attacks = attacksOn(bytes);

interface Features {
  data: Float64Array;
  rows: number;
  cols: number;
}

/** Builders over typed arrays, each of which must hold a snapshot of its own. */
const builders: readonly (readonly [string, (features: Features) => NativeSetFunction])[] = [
  ["facilityLocation", (features) => facilityLocation(features)],
  ["featureBased", (features) => featureBased(features)],
  ["graphCut", (features) => graphCut(features)],
  ["logDeterminant", (features) => logDeterminant(features)],
  ["disparitySum", (features) => disparitySum(features)],
  ["saturatedCoverage", (features) => saturatedCoverage(features)],
  ["probabilisticSetCover", (features) => probabilisticSetCover(features)],
  ["modular", ({ data }) => modular(data.subarray(0, states))],
];

const featuresOf = (data: Float64Array): Features => ({ data, rows: states, cols: states });

const expectedChain = MarkovChain.fromMatrix({ sizes, transition: rows(new ArrayBuffer(bytes)) });

const observed = (): string[][] =>
  Array.from({ length: 400 }, (_, at) => [at % 3 === 0 ? "a" : "b", at % 5 < 2 ? "x" : "y"]);

/** `count` attacks on calls that compute from typed arrays and from plain ones. */
export const bufferAttacks = async (count: number): Promise<Row> => {
  const faults: string[] = [];
  const entropy = await expectedChain.entropyRate([0, 3, 5]);
  const fromRows = await (await MarkovChain.fromTrajectories([observed()])).entropyRate();
  const optima: number[] = [];
  for (const [, build] of builders) {
    const f = build(featuresOf(rows(new ArrayBuffer(bytes))));
    optima.push((await maximize(f, { size: 3 })).value);
  }
  for (let index = 0; index < count; index++) {
    const [name, make, attack] = attacks[index % attacks.length]!;
    const data = rows(make());
    const chain = MarkovChain.fromMatrix({ sizes, transition: data });
    // The first job makes the stationary law from what the builder kept.
    const job = chain.entropyRate([0, 3, 5]);
    attack(data);
    if (!Object.is(await job, entropy)) faults.push(`fromMatrix, ${name}`);

    const at = index % builders.length;
    const [builder, build] = builders[at]!;
    const features = rows(make());
    const best = maximize(build(featuresOf(features)), { size: 3 });
    attack(features);
    if (!Object.is((await best).value, optima[at])) faults.push(`${builder}, ${name}`);

    const trajectory = observed();
    const counted = MarkovChain.fromTrajectories([trajectory]);
    trajectory.length = 0;
    if (!Object.is(await (await counted).entropyRate(), fromRows)) faults.push("fromTrajectories, emptied");

    const values = new Float64Array(Array.from({ length: 100 }, (_, at) => (at * 7) % 13));
    const expected = await (
      await MarkovChain.fromTable(table({ columns: { values: values.slice() } }))
    ).entropyRate();
    const cut = MarkovChain.fromTable({ columns: { values } });
    values.fill(0);
    if (!Object.is(await (await cut).entropyRate(), expected)) faults.push("fromTable, mutated");
  }
  return {
    row: "buffer attacks",
    tried: `${count} rounds of mutate, detach, shrink, share, collect`,
    seen: `${faults.length} answers changed${faults.length > 0 ? ` (${faults[0]})` : ""}`,
    holds: faults.length === 0,
  };
};
