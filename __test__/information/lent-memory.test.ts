/** Whole numbers stay on the caller's memory only while the caller waits. */
import { describe, expect, it } from "vitest";
import {
  mutualInformation,
  mutualInformationSync,
  totalCorrelationSync,
  transferEntropy,
  transferEntropySync,
} from "../../ts/information/index.ts";

const draw = (length: number, factor: number): number[] =>
  Array.from({ length }, (_, at) => (Math.imul(at + 1, factor) >>> 13) % 5);
const [x, y] = [draw(4000, 2654435761), draw(4000, 2246822519).map((code, at) => (at % 3 ? code : 1))];

describe("arrays of whole numbers", () => {
  const expected = mutualInformationSync(x, y).value;

  it("are read alike in every width, signed or not, and from the middle of a buffer", () => {
    for (const Kind of [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
    ]) {
      const whole = Kind.from([9, ...x, 9]);
      const [inner, other] = [whole.subarray(1, 4001), Kind.from(y)];
      expect(mutualInformationSync(inner, other).value).toBe(expected);
      expect(whole[0]).toBe(9);
    }
    const negative = Int16Array.from(x, (code) => -code);
    expect(
      mutualInformationSync(
        negative,
        Int8Array.from(y, (code) => code - 3),
      ).value,
    ).toBeCloseTo(expected, 12);
    expect(totalCorrelationSync({ columns: [Int8Array.from(x), Int32Array.from(y)] }).value).toBeCloseTo(
      expected,
      12,
    );
  });

  it("on shared or resizable memory are copied", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(x.length));
    shared.set(x);
    expect(mutualInformationSync(shared, Uint8Array.from(y)).value).toBe(expected);
  });

  it("that change after the call do not change a job", async () => {
    const [a, b] = [Uint8Array.from(x), Int32Array.from(y)];
    const [information, transfer] = [mutualInformation(a, b), transferEntropy(a, b)];
    const before = transferEntropySync(a, b).value;
    a.fill(0);
    b.fill(0);
    expect((await information).value).toBe(expected);
    expect((await transfer).value).toBe(before);
  });
});
