/** Jobs of a process to which the system refuses memory. */
import { describe, expect, it } from "vitest";
import { canRefuse, outOfMemory } from "../reliability/out-of-memory.ts";

describe.runIf(canRefuse())("memory that the system refuses", () => {
  it("ends in an error of the job and not of the process", () => {
    const row = outOfMemory(6);
    expect(row.holds, row.seen).toBe(true);
  });
});
