/** Callbacks may do anything. The long form is `npm run reliability`. */
import { expect, it } from "vitest";
import { hostileCallbacks } from "../reliability/hostile-callbacks.ts";
import { scaled } from "../reliability/measure.ts";

it("what a callback throws arrives as it is, what it answers is checked, and the next call is right", async () => {
  const row = await hostileCallbacks(scaled(360));
  expect(row.seen).toBe("0 faults");
});
