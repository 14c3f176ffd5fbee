/**
 * Panics in the middle of jobs, on job threads, on the threads of blocks and on the caller's: each becomes an error
 * of its own call and harms no other. Needs an addon built with the feature `faults`.
 */
import { MarginalsError } from "marginals";
import { mutualInformation } from "marginals/information";
import { facilityLocation, maximize, maximizeSync } from "marginals/submodular";
import { native } from "../../ts/native.ts";
import { bitsOf, middling, short } from "./jobs.ts";
import type { Row } from "./measure.ts";

interface Faults {
  panicAfter?: (checks: number) => void;
  isPanicPending?: () => boolean;
}

const rows = 300;
const data = Float64Array.from({ length: rows * 8 }, (_, at) => ((at * 37) % 101) / 101);
const f = facilityLocation({ data, rows, cols: 8 });
const [x, y] = [data.subarray(0, rows), data.subarray(rows, 2 * rows)];

const calls: readonly (() => unknown)[] = [
  () => short(),
  () => middling({ threads: 2 }).then(bitsOf),
  () => maximize(f, { size: 5 }, { threads: 2 }).then(({ value }) => value),
  () => maximizeSync(f, { size: 5 }).value,
  () => mutualInformation(x, y, { estimator: "ksg1", threads: 2 }).then(({ value }) => value),
];

/** Whether this addon can panic on demand. */
export const canPanic = (): boolean => (native() as Faults).panicAfter !== undefined;

/** `count` panics at the first, second, third … check of every call in turn. */
export const panics = async (count: number): Promise<Row> => {
  const { panicAfter, isPanicPending } = native() as Faults;
  if (!panicAfter || !isPanicPending) throw new Error("the addon was built without the feature 'faults'");
  const expected: unknown[] = [];
  for (const call of calls) expected.push(await call());
  const faults: string[] = [];
  let thrown = 0;
  for (let index = 0, depth = 0; thrown < count; index++) {
    const at = index % calls.length;
    if (at === 0) depth++;
    panicAfter(depth % 40);
    const error = await (async () => calls[at]!())().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    const struck = !isPanicPending();
    panicAfter(1_000_000_000);
    if (struck) thrown++;
    const isFault = error instanceof MarginalsError && error.code === "ERR_MARGINALS_INTERNAL";
    if (struck !== isFault) faults.push(`call ${at}, check ${depth % 40}: ${String(error)}`);
    if (!Object.is(await calls[at]!(), expected[at])) faults.push(`call ${at}: another answer afterwards`);
  }
  return {
    row: "panics",
    tried: `${thrown} in jobs, blocks and blocking calls`,
    seen: `${faults.length} wrong${faults.length > 0 ? ` (${faults[0]})` : ""}`,
    holds: faults.length === 0,
  };
};
