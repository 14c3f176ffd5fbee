/** What becomes of a panic; in `npm run test:asan`, whose addon can panic on demand. */
import { describe, expect, it } from "vitest";
import { scaled } from "../reliability/measure.ts";
import { canPanic, panics } from "../reliability/panics.ts";

describe.skipIf(!canPanic())("a panic", () => {
  it("is an error of its call and harms no other", async () => {
    const row = await panics(scaled(1000));
    expect(row).toMatchObject({ seen: "0 wrong" });
  });
});
