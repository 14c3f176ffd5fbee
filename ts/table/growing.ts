/**
 * Typed arrays that grow as they are filled, by half of their size at a time.
 *
 * @module
 */

/** Doubles, appended. */
export class GrowingFloat64 {
  length = 0;
  #array = new Float64Array(1024);

  /** Appends one value; −0 becomes 0. */
  push(value: number): void {
    if (this.length === this.#array.length) {
      const larger = new Float64Array(Math.ceil(this.length * 1.5));
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.length++] = value + 0;
  }

  /** The values so far, in an array of exactly their number. */
  finish(): Float64Array {
    return this.#array.slice(0, this.length);
  }
}

/** 32-bit codes, appended. */
export class GrowingUint32 {
  length = 0;
  #array = new Uint32Array(1024);

  /** Appends one code. */
  push(code: number): void {
    if (this.length === this.#array.length) {
      const larger = new Uint32Array(Math.ceil(this.length * 1.5));
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.length++] = code;
  }

  /** The codes so far, in an array of exactly their number. */
  finish(): Uint32Array {
    return this.#array.slice(0, this.length);
  }
}
