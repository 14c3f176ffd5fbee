/** Asynchronous input is a snapshot. The long form is `npm run reliability`, under a sanitizer `npm run test:asan`. */
import { expect, it } from "vitest";
import { bufferAttacks } from "../reliability/buffer-attacks.ts";
import { scaled } from "../reliability/measure.ts";

it("no attack on the input during a call changes the answer", async () => {
  const row = await bufferAttacks(scaled(25));
  expect(row.seen).toBe("0 answers changed");
});
