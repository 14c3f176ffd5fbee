/** Every room under the same attacks: buffers changed under way, aborts, numbers of threads. */
import { setTimeout as sleep } from "node:timers/promises";
import { attacksOn } from "./attacks.ts";
import { patience, ms, type Row } from "./measure.ts";
import { bpe, information, length, type RoomCall } from "./rooms.ts";

const bytes = length * 8;
const attacks = attacksOn(bytes);

const filled = ({ fill }: RoomCall, buffer: ArrayBufferLike = new ArrayBuffer(bytes)): Float64Array => {
  const data = new Float64Array(buffer, 0, length);
  fill(data);
  return data;
};

const said = (faults: readonly string[]): string =>
  `${faults.length} faults${faults.length > 0 ? ` (${faults[0]})` : ""}`;

const buffers = async (room: string, calls: readonly RoomCall[], count: number): Promise<Row> => {
  const expected = await Promise.all(calls.map((own) => own.call(filled(own), {})));
  const faults: string[] = [];
  for (let index = 0; index < count; index++) {
    const [attack, make, strike] = attacks[index % attacks.length]!;
    for (const [at, own] of calls.entries()) {
      const data = filled(own, make());
      const job = own.call(data, {});
      strike(data);
      const answer = await job.catch(String);
      if (answer !== expected[at]) faults.push(`${own.name}, ${attack}: ${answer.slice(0, 80)}`);
    }
  }
  const tried = `${calls.length} calls × ${count} rounds of mutate, detach, shrink, share, collect`;
  return { row: `${room} buffers`, tried, seen: said(faults), holds: faults.length === 0 };
};

const determinism = async (room: string, calls: readonly RoomCall[], runs: number): Promise<Row> => {
  const faults: string[] = [];
  for (const own of calls) {
    const seen = new Set<string>();
    for (let run = 0; run < runs; run++) {
      for (const threads of [1, 2, 8]) seen.add(await own.call(filled(own), { threads }));
    }
    if (seen.size > 1) faults.push(`${own.name}: ${seen.size} answers`);
  }
  const tried = `${calls.length} calls × ${runs} runs × threads 1, 2, 8`;
  return { row: `${room} determinism`, tried, seen: said(faults), holds: faults.length === 0 };
};

const aborts = async (room: string, calls: readonly RoomCall[], count: number): Promise<Row> => {
  const faults: string[] = [];
  let worst = 0;
  for (let index = 0; index < count; index++) {
    for (const own of calls) {
      const kind = ["before", "queued", "running", "after"][index % 4]!;
      const controller = new AbortController();
      const { signal } = controller;
      const reason = { index };
      if (kind === "before") controller.abort(reason);
      // More jobs than threads: the last waits.
      const jobs = Array.from({ length: kind === "queued" ? 6 : 1 }, () => own.call(filled(own), { signal }));
      const outcomes = Promise.allSettled(jobs);
      if (kind === "running") await sleep(index % 3);
      if (kind === "after") await outcomes;
      const start = performance.now();
      controller.abort(reason);
      for (const outcome of await outcomes) {
        // A job that ended before the abort came is none of its business.
        if (outcome.status === "fulfilled") {
          if (kind === "before") faults.push(`${own.name}, ${kind}: resolved`);
          continue;
        }
        const error = outcome.reason as Error & { code?: string };
        if (kind === "after" || error.code !== "ABORT_ERR" || error.cause !== reason) {
          faults.push(`${own.name}, ${kind}: ${String(error)}`);
        }
      }
      if (kind !== "after") worst = Math.max(worst, performance.now() - start);
    }
  }
  return {
    row: `${room} aborts`,
    tried: `${calls.length} calls × ${count} before, queued, running, after`,
    seen: `${said(faults)}, slowest ${ms(worst)}`,
    holds: faults.length === 0 && worst <= patience(100),
  };
};

/** The room of information. */
export const informationBuffers = (count: number): Promise<Row> => buffers("information", information, count);
export const informationDeterminism = (runs: number): Promise<Row> =>
  determinism("information", information, runs);
export const informationAborts = (count: number): Promise<Row> => aborts("information", information, count);

/** The room of byte pairs. */
export const bpeBuffers = (count: number): Promise<Row> => buffers("bpe", bpe, count);
export const bpeDeterminism = (runs: number): Promise<Row> => determinism("bpe", bpe, runs);
export const bpeAborts = (count: number): Promise<Row> => aborts("bpe", bpe, count);
