/** Bad input through the façade: every export × argument × hostile value. */
import { attackAll, places } from "../hostile/attack.ts";
import { targets } from "../hostile/targets.ts";
import { hostileValues } from "../hostile/values.ts";
import type { Row } from "./measure.ts";

/** At least `least` calls (whole rounds over all exports); one round makes every export × argument × value once. */
export const hostileInput = async (least: number): Promise<Row> => {
  const faults: string[] = [];
  let calls = 0;
  // A round that would go far beyond what was asked for takes every n-th value only.
  const round = targets.reduce((sum, target) => sum + places(target).length, 0) * hostileValues.length;
  const step = Math.max(1, Math.floor(round / least));
  const values = hostileValues.filter((_, index) => index % step === 0);
  while (calls < least) {
    for (const target of targets) {
      const result = await attackAll(target, values);
      calls += result.calls;
      faults.push(...result.faults);
    }
  }
  return {
    row: "bad inputs",
    tried: `${calls} calls of ${targets.length} exports`,
    seen: `${faults.length} wrong${faults.length > 0 ? ` (${faults[0]})` : ""}`,
    holds: faults.length === 0,
  };
};
